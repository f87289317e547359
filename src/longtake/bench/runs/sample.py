"""What a run asks: questions with options about videos, with the spans that show the answer.

Made folders come in; `Sample`s go out. Open and ordering questions have no options: they are left
out, and counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from longtake.errors import BenchError
from longtake.types import Span
from longtake.worlds.made import open_made
from longtake.worlds.questions import Question

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One question, as it is put."""

    id: str
    kind: str
    family: str
    videos: tuple[Path, ...]
    text: str
    options: tuple[str, ...]
    choice: int
    """Index of the right option."""
    evidence: Mapping[Path, tuple[Span, ...]] = field(default_factory=dict)
    """Spans that show the answer, by video."""
    until_s: float | None = None
    """The moment at which it is asked; nothing later may be shown."""

    @property
    def chance(self) -> float:
        """How often a guess is right."""
        return 1 / len(self.options)

    @property
    def group(self) -> str:
        """What samples of the same videos have in common, for clustered intervals."""
        return " ".join(str(video) for video in self.videos)

    def rotated(self, by: int) -> Sample:
        """The same with its options turned."""
        by %= len(self.options)
        options = (*self.options[by:], *self.options[:by])
        return replace(self, options=options, choice=options.index(self.options[self.choice]))


def made_samples(folder: Path) -> tuple[list[Sample], Counter[str]]:
    """Questions by option of a folder of `longtake make`, and how many others, by their form.

    Raises BenchError, WorldError.
    """
    made = open_made(folder)
    samples: list[Sample] = []
    others: Counter[str] = Counter()
    for question in made.questions:
        if question.form not in ("choice", "binary") or question.choice is None:
            others[question.form] += 1
        elif "sound" in question.needs:
            others["needs sound"] += 1
        else:
            samples.append(_sample(folder, question))
    if not samples:
        raise BenchError(f"{str(folder)!r} asks nothing with options: make a longer one")
    return samples, others


def _sample(folder: Path, question: Question) -> Sample:
    spans: dict[Path, tuple[Span, ...]] = {}
    for clue in question.evidence:
        video = folder / clue.video
        spans[video] = (*spans.get(video, ()), clue.span)
    assert question.choice is not None
    return Sample(
        id=question.id,
        kind=question.kind,
        family=question.family,
        videos=tuple(folder / video for video in question.videos),
        text=question.text,
        options=question.options,
        choice=question.choice,
        evidence=spans,
        until_s=question.asked_at_s,
    )
