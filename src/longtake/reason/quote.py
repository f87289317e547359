"""`quote`: the strategy that needs no model. It finds, ranks and quotes what is written and said.

Answers from Observations alone, through `Context.store`: no pixels, no language model. What it
cannot support it does not claim: it abstains and says what it is missing. It reads questions in
English, joins at most two places, and knows nothing of the world. How it reads is in `quoting/`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from longtake.protocols import Context
from longtake.reason.quoting.attime import read_out, there_at
from longtake.reason.quoting.confidence import FLOOR, doubt, probability
from longtake.reason.quoting.drafts import Draft, draft
from longtake.reason.quoting.fact import Fact
from longtake.reason.quoting.filefacts import fact
from longtake.reason.quoting.gather import gather, told_apart
from longtake.reason.quoting.lines import Line, lines_of
from longtake.reason.quoting.match import Compare, matches
from longtake.reason.quoting.support import fitting_option, not_stated
from longtake.reason.quoting.understand import understand
from longtake.types import Answer, Evidence, Filter, Question, Step

if TYPE_CHECKING:
    import numpy as np

    from longtake.reason.quoting.asked import Asked

NO_EYES = (
    "nobody looked at the pictures: ask with --model, or index with --eyes, for what is neither "
    "written nor said"
)
NOT_THERE = "The answer is not in what could be seen, read or heard."
SURE_OF_FILE = 0.95
MOST_REMEMBERED = 20_000
"""Sentence vectors kept from one question to the next."""


class Quote:
    """A Strategy. Deterministic; remembers the vectors of lines it has compared before."""

    name = "quote"
    version = "1"

    def __init__(self) -> None:
        self._vectors: dict[str, np.ndarray] = {}

    async def answer(self, question: Question, context: Context) -> Answer:
        """Answer from what is written, said and known of the file, or abstain."""
        stated = fact(question.text, context)
        if stated:
            return self._of_file(question, stated, context)
        asked = understand(question.text)
        hits, observations = gather(asked, context, question.span)
        context.trace.note(Step(kind="search", detail={"hits": len(hits), "wants": asked.wants}))
        lines = lines_of(observations)
        if not question.options and (read := read_out(asked, lines)):
            return self._given(read, read.sure or 0.0, question, context)
        if asked.at_s is not None:
            lines = there_at(lines, asked.at_s)
        meaning = {told_apart(hit.observation): hit.meaning for hit in hits}
        found = matches(asked, lines, self._comparer(asked, context), meaning)
        made = draft(asked, question.options, lines, found)
        sure, why_not = _judged(asked, made)
        context.trace.note(Step(kind="judge", detail={"confidence": sure, "doubt": why_not}))
        if made is None or sure < FLOOR:
            return self._abstain(question, context, sure)
        return self._given(made, sure, question, context)

    def _given(self, made: Draft, sure: float, question: Question, context: Context) -> Answer:
        answer = Answer(
            text=made.text,
            confidence=sure,
            choice=made.choice,
            evidence=tuple(_evidence(line, sure) for line in made.lines),
            strategy=f"{self.name}@{self.version}",
        )
        if not made.nothing:
            return answer
        abstention = self._abstain(question, context, sure)
        return replace(answer, abstained=True, missing=abstention.missing)

    def _comparer(self, asked: Asked, context: Context) -> Compare | None:
        """Cosines to the question by the context's embedder; None without one."""
        embedder = context.embedder
        if embedder is None:
            return None

        def compare(texts: Sequence[str]) -> Sequence[float]:
            wanted = dict.fromkeys([asked.text, *texts])
            unknown = [text for text in wanted if text not in self._vectors]
            if len(self._vectors) + len(unknown) > MOST_REMEMBERED:
                self._vectors.clear()
                unknown = list(wanted)
            if unknown:
                self._vectors.update(zip(unknown, embedder.embed_text(unknown), strict=True))
            query = self._vectors[asked.text]
            return [float(self._vectors[text] @ query) for text in texts]

        return compare

    def _of_file(self, question: Question, stated: Fact, context: Context) -> Answer:
        choice = fitting_option(question.options, stated.text)
        context.trace.note(Step(kind="search", detail={"fact": stated.topic}))
        if question.options and choice is None:
            return self._abstain(question, context, 0.0)
        evidence = Evidence(
            video=context.videos[0].id,
            span=stated.span,
            kind=stated.kind,
            quote=(stated.observation.text if stated.observation else "") or stated.text,
            score=SURE_OF_FILE,
            observation=stated.observation.id if stated.observation else "",
        )
        return Answer(
            text=stated.text,
            confidence=SURE_OF_FILE,
            choice=choice,
            evidence=(evidence,),
            strategy=f"{self.name}@{self.version}",
        )

    def _abstain(self, question: Question, context: Context, sure: float) -> Answer:
        """Say that it is not there, choose the option that says so, and what was not perceived."""
        choice = not_stated(question.options)
        missing = (NO_EYES,) if _unseen(context) else ()
        return Answer(
            text=NOT_THERE if choice is None else question.options[choice],
            confidence=sure,
            choice=choice,
            abstained=True,
            missing=(*missing, *context.missing),
            strategy=f"{self.name}@{self.version}",
        )


def _judged(asked: Asked, made: Draft | None) -> tuple[float, str]:
    """How sure a draft is, and what speaks against it."""
    if made is None:
        return 0.0, "nothing fits"
    if made.sure is not None:
        return made.sure, ""
    why_not = doubt(asked, made.signs)
    return (0.0 if why_not else round(probability(made.signs), 3)), why_not


def _evidence(line: Line, sure: float) -> Evidence:
    return Evidence(
        video=line.video,
        span=line.span,
        kind=line.kind,
        quote=line.text,
        score=sure,
        boxes=(line.box,) if line.box else (),
        observation=line.seen[-1].id,
    )


def _unseen(context: Context) -> bool:
    """Whether there are pictures that nobody has described."""
    videos = tuple(video.id for video in context.videos if video.video)
    captions = Filter(kinds=("caption",), videos=videos)
    return bool(videos) and next(iter(context.store.scan(captions)), None) is None
