"""Judging: a model looks again at the cited spans alone, and says of each whether it bears out.

Answer and evidence in, one verdict per piece of evidence out. Knows neither which model it is nor
what follows from a verdict.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from pydantic import BaseModel

from longtake.errors import MediaError
from longtake.protocols import Chat, Context
from longtake.reason.look import look, plan
from longtake.reason.prompts import CHECKING, quoted
from longtake.reason.recall import WORDS, record
from longtake.reason.spending import Spending
from longtake.reason.view import put
from longtake.types import Answer, Evidence, Filter, Frame, Question, Span, Step

FRAMES_EACH = 3
"""Frames of each piece of evidence, where the budget allows."""

NATIVE_PX = 1080
"""Taller pictures than this are scaled down to it."""

WORDS_EACH = 20
"""Most Observations quoted for each piece of evidence."""

SHARE_FOR_PICTURES = 0.7


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a second look made of one piece of evidence."""

    supported: bool
    span: Span | None = None
    """Where in its span it is to be seen, when the one who looked said so."""


class Ruling(BaseModel):
    """One verdict, as the model gives it."""

    evidence: str
    supported: bool
    start_s: float | None = None
    end_s: float | None = None
    reason: str = ""


class Rulings(BaseModel):
    """What the model is asked for."""

    verdicts: list[Ruling]


async def judge(
    question: Question,
    answer: Answer,
    evidence: Sequence[Evidence],
    chat: Chat,
    context: Context,
    spending: Spending,
) -> list[Verdict | None]:
    """One verdict for each piece of evidence, None where the model gave none.

    One call. Raises BudgetSpent, ModelError.
    """
    spending.check()
    parts: list[str | Frame] = []
    for place, one in enumerate(evidence, 1):
        shares = len(evidence) - place + 1
        shown = sum(isinstance(part, Frame) for part in parts)
        frames = min(FRAMES_EACH, (spending.frames_left - shown) // shares)
        parts += await _again(f"c{place}", one, frames, len(evidence), context, spending)
    claim = quoted([{"answer": answer.text}])
    parts += [put(question), f"The answer to check:\n{claim}"]
    rulings, usage = await spending.ask(chat, parts, Rulings, CHECKING)
    said = {"model": chat.name, "verdicts": [ruling.model_dump() for ruling in rulings.verdicts]}
    context.trace.note(Step(kind="judge", detail=said, usage=usage))
    by_label = {ruling.evidence.strip().strip("[]").lower(): ruling for ruling in rulings.verdicts}
    return [_verdict(by_label.get(f"c{place}")) for place in range(1, len(evidence) + 1)]


async def _again(
    label: str, one: Evidence, frames: int, of: int, context: Context, spending: Spending
) -> list[str | Frame]:
    """What is to be seen and read in the span of one piece of evidence, and nothing else."""
    info = next((video for video in context.videos if video.id == one.video), None)
    seen: list[Frame] = []
    if info is not None and frames > 0:
        tokens = int(spending.tokens_left * SHARE_FOR_PICTURES / of)
        chosen = plan(info, one.span, frames, tokens, NATIVE_PX)
        try:
            with context.open(one.video) as media:
                seen, _ = await look(media, chosen, spending.seconds_left / 2 / of)
        except MediaError as error:
            context.trace.note(Step(kind="look", detail={"failed": str(error)}))
    words = quoted([{"claim": one.quote}, *_words(one, context)])
    span = f"{one.span.start_s:.1f} s to {one.span.end_s:.1f} s"
    return [f"Evidence {label}, {span}:", *seen, words]


def _words(one: Evidence, context: Context) -> Iterator[dict[str, object]]:
    where = Filter(kinds=WORDS, videos=(one.video,), span=one.span)
    for place, seen in enumerate(islice(context.store.scan(where), WORDS_EACH), 1):
        yield record(f"s{place}", "", seen)


def _verdict(ruling: Ruling | None) -> Verdict | None:
    if ruling is None:
        return None
    start_s, end_s = ruling.start_s, ruling.end_s
    if start_s is None or end_s is None or not math.isfinite(start_s + end_s) or end_s <= start_s:
        return Verdict(supported=ruling.supported)
    return Verdict(supported=ruling.supported, span=Span(start_s, end_s))
