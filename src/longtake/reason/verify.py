"""Verifying: a second look at the cited spans alone, before an answer is shown.

With a model, the model judges each piece of evidence from its own span; without one, quotes are
read again where that can be done. What does not bear out is dropped, and the answer with it when
nothing is left. Knows neither which model nor how anything is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from longtake.errors import MediaError, ModelError
from longtake.protocols import Chat, Context
from longtake.reason.prompts import NOT_SHOWN
from longtake.reason.reread import SLACK_S, Reread, reread
from longtake.reason.spending import BudgetSpent, Spending
from longtake.types import Answer, Evidence, Question, Span, Step

MOST = 8
"""Pieces of evidence that a model is asked about; further ones stay unchecked."""

UNBACKED = 0.2
"""The most confidence that is left when no evidence has borne out."""


async def verify(
    question: Question, answer: Answer, context: Context, reader: Reread | None = None
) -> Answer:
    """The answer with its evidence checked: `verified` set, and what does not bear out dropped.

    Spends what the answer has left of the budget; says in `missing` when that, or the model, did
    not allow a second look. `reader` reads writing again when there is no model.
    """
    if answer.abstained or not answer.evidence:
        return answer
    spending = Spending(context.budget, answer.usage)
    lacks: tuple[str, ...] = ()
    checked = answer.evidence
    try:
        if context.chat is None:
            if any(_readable(one, reader) for one in answer.evidence):
                spending.check_looking()
            checked, lacks = _read_again(answer.evidence, context, reader)
        else:
            checked = await _judged(question, answer, context.chat, context, spending)
    except (BudgetSpent, ModelError) as error:
        spent = isinstance(error, BudgetSpent)
        why = f"the budget of {error} ran out: raise it" if spent else str(error)
        lacks = (f"the evidence was not looked at again: {why}",)
    outcome = [{"quote": one.quote, "verified": one.verified} for one in checked]
    context.trace.note(Step(kind="verify", detail={"evidence": outcome, "lacks": lacks}))
    return _outcome(replace(answer, usage=spending.usage), checked, lacks)


def _outcome(answer: Answer, checked: Sequence[Evidence], lacks: tuple[str, ...]) -> Answer:
    """Drop what was refuted; less evidence, less confidence; none at all, no answer.

    A chosen option stays chosen, with little confidence, since one of them must be right.
    """
    kept = tuple(one for one in checked if one.verified is not False)
    answer = replace(answer, evidence=kept, missing=(*answer.missing, *lacks))
    if kept:
        share = (1 + len(kept) / len(checked)) / 2
        return replace(answer, confidence=answer.confidence * share)
    low = replace(answer, confidence=min(answer.confidence, UNBACKED))
    if answer.choice is not None:
        return low
    doubt = f"an answer was found, but its evidence did not bear it out: {answer.text}"
    return replace(low, text=NOT_SHOWN, abstained=True, missing=(*low.missing, doubt))


async def _judged(
    question: Question, answer: Answer, chat: Chat, context: Context, spending: Spending
) -> tuple[Evidence, ...]:
    from longtake.reason.judge import judge

    best = sorted(answer.evidence, key=lambda one: -one.score)[:MOST]
    verdicts = await judge(question, answer, best, chat, context, spending)
    by_evidence = dict(zip(best, verdicts, strict=True))
    checked = []
    for one in answer.evidence:
        verdict = by_evidence.get(one)
        if verdict is not None:
            span = _narrowed(one.span, verdict.span)
            one = replace(one, span=span, verified=verdict.supported)
        checked.append(one)
    return tuple(checked)


def _narrowed(cited: Span, claimed: Span | None) -> Span:
    """The claimed span, limited to the cited one and a little around it."""
    if claimed is None:
        return cited
    limit = Span(max(0.0, cited.start_s - SLACK_S), cited.end_s + SLACK_S)
    narrowed = claimed.clip(limit)
    return narrowed if narrowed.duration_s > 0 else cited


def _read_again(
    evidence: Sequence[Evidence], context: Context, reader: Reread | None
) -> tuple[tuple[Evidence, ...], tuple[str, ...]]:
    """The evidence with `verified` set where it could be read, and why it could not elsewhere."""
    checked, lacks = list(evidence), []
    for video in dict.fromkeys(one.video for one in evidence):
        places = [place for place, one in enumerate(evidence) if one.video == video]
        if not any(_readable(evidence[place], reader) for place in places):
            continue
        try:
            with context.open(video) as media:
                found = reread(media, [evidence[place] for place in places], reader)
        except MediaError as error:
            lacks.append(f"the evidence was not looked at again: {error}")
            continue
        for place, verified in zip(places, found, strict=True):
            checked[place] = replace(evidence[place], verified=verified)
    return tuple(checked), tuple(lacks)


def _readable(one: Evidence, reader: Reread | None) -> bool:
    return one.kind == "subtitle" or (one.kind == "text" and reader is not None)
