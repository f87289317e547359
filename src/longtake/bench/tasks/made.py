"""Every world that `longtake make` makes, as a benchmark: the folder is its own annotation.

Made folders come in; Samples go out, with the spans that show the answer. Plans, which a world
checks by simulation, and what is only heard are left out, and counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from longtake.bench.marks import mark
from longtake.bench.metrics.ids import match_ids
from longtake.bench.sample import Form, Sample
from longtake.bench.task import (
    NO_VERDICTS,
    Asking,
    Card,
    Column,
    Replies,
    Scores,
    Verdicts,
    scores_of,
)
from longtake.errors import BenchError
from longtake.types import Span
from longtake.worlds.made import open_made
from longtake.worlds.questions import Question

FORMS: dict[str, Form] = {
    "choice": "choice",
    "binary": "choice",
    "spans": "spans",
    "open": "open",
    "sequence": "open",
}


class Made(Asking):
    """A folder of `longtake make`."""

    card = Card(
        name="made",
        title="Worlds (Longtake)",
        measures="questions on made videos of which everything is known; every answer certified",
        size="as many as are made",
        licence="Apache-2.0, like the program that makes them",
        source="longtake make",
        annotations="world.json",
        predictions="`id` and `response`",
        example='{"id": "town-7-q01", "response": "B"}',
    )

    def samples(self, annotations: Path) -> list[Sample]:
        """What can be asked of pictures, in the order of the folder. Raises BenchError."""
        samples = [_sample(one) for one in open_made(annotations).questions if not _left_out(one)]
        if not samples:
            raise BenchError(f"{str(annotations)!r} asks nothing that is seen: make a longer one")
        return samples

    def left_out(self, annotations: Path) -> Counter[str]:
        """How many questions are not asked, by why."""
        why = map(_left_out, open_made(annotations).questions)
        return Counter(one for one in why if one)

    def official(self, sample: Sample, reply: str) -> float | None:
        """Worlds have no other rule than the robust reading."""
        return None

    def marks(
        self, samples: Sequence[Sample], replies: Replies, verdicts: Verdicts = NO_VERDICTS
    ) -> Scores:
        """Mean score of all and by family, in percent, robustly and strictly."""
        marked = [(one, mark(one, replies.get(one.id) or "")) for one in samples]
        columns = {
            name: Column(
                values=_table([(one, getattr(each, name)) for one, each in marked]),
                counted=len(samples),
                unread=sum(getattr(each, name) is None for _, each in marked),
            )
            for name in ("robust", "strict")
        }
        match = match_ids([one.id for one in samples], list(replies))
        return scores_of(columns["robust"].values, match, len(samples), columns=columns)


def _table(marks: Sequence[tuple[Sample, float | None]]) -> dict[str, float]:
    under: dict[str, list[float]] = {"Overall": []}
    for sample, value in marks:
        for name in ("Overall", str(sample.kinds["family"])):
            under.setdefault(name, []).append(value or 0.0)
    return {name: 100 * sum(some) / len(some) for name, some in under.items()}


def _left_out(question: Question) -> str:
    if question.form not in FORMS:
        return f"of form {question.form}"
    return "needs sound" if "sound" in question.needs else ""


def _sample(question: Question) -> Sample:
    spans: dict[str, tuple[Span, ...]] = {}
    for clue in question.evidence:
        spans[clue.video] = (*spans.get(clue.video, ()), clue.span)
    return Sample(
        id=question.id,
        videos=question.videos,
        text=question.text,
        form=FORMS[question.form],
        options=question.options,
        choice=question.choice,
        gold=question.answer,
        accepts=question.accepts,
        spans=question.spans,
        kinds={"family": question.family, "kind": question.kind, "world": question.world},
        evidence=spans,
        until_s=question.asked_at_s,
        together=question.chain or question.pair,
    )
