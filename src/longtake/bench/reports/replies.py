"""A run as it is read: each reply beside the sample it is about, errors set apart.

The log of a run comes in; Replies go out, by control, and what every part of a report asks of them:
of which kind, how long a video, how well the cited spans meet the true ones.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from longtake.bench.asking.controls import FULL, is_rotation
from longtake.bench.metrics.spans import durations, merge, merged_overlap
from longtake.bench.reports.published import published
from longtake.bench.runs.attempts import Attempt, Log, Setting
from longtake.bench.runs.judging import Bench, bench
from longtake.bench.sample import Sample
from longtake.bench.task import Scores as Published
from longtake.types import Span

DURATION = "duration"
"""The column in which benchmarks file their samples by length."""
LENGTHS = ((120.0, "under 2 min"), (900.0, "2–15 min"), (3600.0, "15–60 min"))
LONGER, UNKNOWN, OTHER = "over an hour", "unknown", "other"


@dataclass(frozen=True, slots=True)
class Reply:
    """What was asked, and what came of it."""

    sample: Sample
    attempt: Attempt

    @property
    def unread(self) -> bool:
        """Whether no answer can be read in it, though one was meant to be given."""
        one = self.attempt
        return one.score is None and one.judged is None and not one.abstained

    @property
    def iop(self) -> float | None:
        """The share of what is cited that lies in the true evidence; None: nothing is cited."""
        cited = [(self._named(one.video), one.span) for one in self.attempt.cited]
        if not cited:
            return None
        held = whole = 0.0
        for video in dict.fromkeys(name for name, _ in cited):
            spans = [span for name, span in cited if name == video]
            held += merged_overlap(spans, self.sample.evidence.get(video, ()))
            whole += float(durations(merge(spans)).sum())
        return min(held / whole, 1.0) if whole else float(self._within(cited))

    def _named(self, video: str) -> str:
        """The sample's name of a video: with one there is nothing to mistake."""
        return self.sample.videos[0] if len(self.sample.videos) == 1 else video

    def _within(self, cited: Sequence[tuple[str, Span]]) -> bool:
        """Whether moments, which have no length, lie in the evidence, its ends included."""
        return all(
            any(true.start_s <= span.start_s <= true.end_s for true in self._true(video))
            for video, span in cited
        )

    def _true(self, video: str) -> tuple[Span, ...]:
        return self.sample.evidence.get(video, ())


@dataclass(frozen=True)
class Run:
    """All of a log."""

    folder: str
    setting: Setting
    samples: Mapping[str, Sample]
    attempts: tuple[Attempt, ...]
    """Those of these samples, with errors."""
    strangers: int
    """Attempts of samples that are no longer asked: left out."""
    bench: Bench | None = None
    """What judges made of it."""
    published: Published | None = None
    """The benchmark's own table; worlds have none."""

    @cached_property
    def replies(self) -> dict[str, list[Reply]]:
        """By control, errors left out."""
        found: dict[str, list[Reply]] = defaultdict(list)
        for one in self.attempts:
            if not one.error:
                found[one.control].append(Reply(self.samples[one.sample], one))
        return dict(found)

    @property
    def full(self) -> list[Reply]:
        """The replies to samples that nothing was changed about."""
        return self.replies.get(FULL, [])

    @cached_property
    def column(self) -> str:
        """The first column of kinds; empty where the benchmark has none."""
        names = (name for one in self.samples.values() for name in one.kinds if name != DURATION)
        return next(names, "")

    @cached_property
    def durations_s(self) -> dict[str, float]:
        """Of each sample's videos together; 0 where no attempt came to know it."""
        seconds = dict.fromkeys(self.samples, 0.0)
        for one in self.attempts:
            seconds[one.sample] = max(seconds[one.sample], one.duration_s)
        return seconds

    @cached_property
    def lengths(self) -> dict[str, str]:
        """Each sample's class of duration: the benchmark's own, else by its videos."""
        return {id: _length(one, self.durations_s[id]) for id, one in self.samples.items()}

    @cached_property
    def lengths_in_order(self) -> list[str]:
        """The classes that occur, by the mean duration of their videos."""
        seconds: dict[str, list[float]] = defaultdict(list)
        for id, length in self.lengths.items():
            seconds[length].append(self.durations_s[id])
        return sorted(seconds, key=lambda name: (sum(seconds[name]) / len(seconds[name]), name))

    def kinds_of(self, sample: Sample) -> Iterator[str]:
        """What it is filed under in the first column; it may be several."""
        value = sample.kinds.get(self.column, OTHER) if self.column else ()
        yield from (value,) if isinstance(value, str) else value or (OTHER,)


def read(log: Log) -> Run:
    """The run of a log. Raises BenchError."""
    samples, attempts = log.samples(), log.attempts()
    known = tuple(one for one in attempts if one.sample in samples)
    return Run(
        folder=str(log.folder),
        setting=log.setting,
        samples=samples,
        attempts=known,
        strangers=len(attempts) - len(known),
        bench=bench(log),
        published=published(log),
    )


def worth(replies: Sequence[Reply]) -> dict[str, float]:
    """What each reply is worth, by the sample's id."""
    return {one.sample.id: one.attempt.worth for one in replies}


def rotated(run: Run) -> dict[str, float]:
    """What is left where every rotation must be right (CircularEval), the given order included.

    A sample counts where it came to a reply in each of the rotations that it has: one fewer than it
    has options, and no more than were run.
    """
    turned = [worth(replies) for name, replies in run.replies.items() if is_rotation(name)]
    left: dict[str, float] = {}
    for one in run.full:
        id, wanted = one.sample.id, min(len(turned), max(1, len(one.sample.options) - 1))
        found = [scores[id] for scores in turned if id in scores]
        if turned and len(found) >= wanted:
            left[id] = min(one.attempt.worth, *found)
    return left


def _length(sample: Sample, seconds: float) -> str:
    own = sample.kinds.get(DURATION)
    if own:
        return own if isinstance(own, str) else own[0]
    if not seconds:
        return UNKNOWN
    return next((name for most_s, name in LENGTHS if seconds < most_s), LONGER)
