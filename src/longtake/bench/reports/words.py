"""How figures are told in words: percentages, ranges, and the sentences that every format shares.

Figures come in, plain text goes out; whoever prints it escapes it.
"""

from __future__ import annotations

from collections.abc import Iterator

from longtake.bench.asking.controls import FULL
from longtake.bench.reports.figures import Figures
from longtake.bench.reports.scores import Disagreement
from longtake.bench.reports.several import Pair
from longtake.bench.reports.trust import BLIND, Confidence, Grounding
from longtake.bench.runs.judging import Bench
from longtake.bench.statistics.controls import ControlRow
from longtake.bench.statistics.coverage import Abstention
from longtake.bench.statistics.intervals import Interval
from longtake.bench.task import Scores as Published

NONE = "–"
COVERAGES = (0.5, 0.8)
FEW_VIDEOS = 10
"""With so few no interval is honest; see `statistics.intervals`."""
ALONE = "Not compared, as they share too few samples with the first: {}."
MANY = "Each p stands for its own comparison: none is corrected for how many there are."


def percent(share: float | None) -> str:
    """`61.2 %`; a dash where there is none."""
    return NONE if share is None else f"{100 * share:.1f} %"


def spread(interval: Interval | None) -> str:
    """`55.1 – 66.0`, in percent; a dash where one sample says nothing of others."""
    if interval is None or (interval.samples == 1 and interval.low == interval.high):
        return NONE
    return f"{100 * interval.low:.1f} – {100 * interval.high:.1f}"


def points(interval: Interval) -> str:
    """`+3.2 (−1.0 – 7.4)`, in points."""
    low, high = _signed(interval.low), _signed(interval.high)
    return f"{_signed(interval.estimate)} ({low} – {high})"


def counted(count: int, one: str, several: str = "") -> str:
    """`1 reply`, `1,200 replies`."""
    return f"{count:,} {one if count == 1 else several or one + 's'}"


def title(figures: Figures) -> str:
    """What was run, in a line."""
    return f"{figures.run.setting.title}: {figures.name}"


def facts(figures: Figures) -> list[tuple[str, str]]:
    """The setting, as names and values."""
    setting, total = figures.run.setting, figures.scores.row()
    videos = {one.group for one in figures.run.samples.values()}
    return [
        ("benchmark", setting.title),
        ("model", setting.model or NONE),
        ("strategy", setting.strategy),
        ("frames", f"{setting.frames:,} of {setting.height_px} px"),
        ("samples", f"{len(figures.run.samples):,} about {counted(len(videos), 'video')}"),
        ("scored", f"{total.samples if total else 0:,}"),
        ("seed", str(setting.seed)),
    ]


def columns(published: Published) -> list[str]:
    """The readings of a benchmark's own table; one without a name where it has no others."""
    return list(published.columns) or [""]


def table(published: Published) -> list[tuple[str, list[str]]]:
    """Its rows: each metric, and what it is by every reading; then how many replies count."""
    readings = published.columns
    values = [one.values for one in readings.values()] or [published.values]
    names = dict.fromkeys(name for one in values for name in one)
    rows = [(name, [_metric(one.get(name)) for one in values]) for name in names]
    if readings:
        rows.append(("replies counted", [f"{one.counted:,}" for one in readings.values()]))
    return rows


def _metric(value: float | None) -> str:
    return NONE if value is None or value != value else f"{value:.2f}"


def notes(figures: Figures) -> Iterator[str]:
    """What a reader must know before trusting the table."""
    if figures.failed:
        replies = counted(figures.failed, "attempt")
        yield f"{replies} came to no reply: counted below, and in no score.{_if_wrong(figures)}"
    if figures.not_asked:
        yield f"{counted(figures.not_asked, 'sample')} not asked yet: the run is not at its end."
    if figures.run.strangers:
        yield f"{counted(figures.run.strangers, 'attempt')} of other samples: left out."
    videos = len({one.sample.group for one in figures.run.full})
    if videos == 1:
        yield "All samples are about one video: the intervals say nothing of other videos."
    elif 1 < videos <= FEW_VIDEOS:
        yield f"With {videos} videos only, the intervals come out too narrow."
    if figures.run.bench:
        yield judges(figures.run.bench)
    if figures.scores.disagreement:
        yield readings(figures.scores.disagreement)


def judges(found: Bench) -> str:
    """Who judged how many replies, and how far they agree."""
    left = f"; {found.unread:,} without a verdict keep their score by rule" if found.unread else ""
    replies = counted(found.judged, "reply", "replies")
    told = f"Judged by {' and '.join(found.judges)}: {replies}{left}."
    if found.agreement is None:
        return told
    kappa = NONE if found.kappa is None else f"{found.kappa:.2f}"
    return f"{told} On more than half or not they agree in {percent(found.agreement)}, κ {kappa}."


def _if_wrong(figures: Figures) -> str:
    """What the score would be if samples without a reply were wrong."""
    total = figures.scores.row()
    failed = sum(one.control == FULL and bool(one.error) for one in figures.run.attempts)
    if not (total and failed):
        return ""
    share = total.score.estimate * total.samples / (total.samples + failed)
    return f" Counted as wrong, they would make it {percent(share)}."


def readings(found: Disagreement) -> str:
    """That the readings differ, and on how many replies."""
    told = ", ".join(f"{name} {percent(share)}" for name, share in found.readings.items())
    replies = counted(found.samples, "reply", "replies")
    return f"The readings differ: {told}, on {found.differing:,} of {replies}."


def needs_video(figures: Figures) -> str:
    """What part of the score is lost without the video; empty where that was not run."""
    blind = figures.control(BLIND)
    return _needed(blind) if blind else ""


def _needed(blind: ControlRow) -> str:
    among = f"on the {counted(blind.samples, 'sample')} that both runs have"
    if blind.lost.low <= 0:
        return (
            f"Of {percent(blind.full)}, no part is shown to need the video: full less blind is "
            f"{points(blind.lost)} points, {among}."
        )
    return (
        f"Of {percent(blind.full)}, {100 * blind.lost.estimate:.1f} points need the video "
        f"(95 %: {spread(blind.lost)}), {among}."
    )


def confidence(found: Confidence) -> Iterator[str]:
    """What confidence is worth."""
    told, wide = found.calibration, found.calibration.equal_width
    sorts = "" if told.auroc is None else f", AUROC {told.auroc:.3f}"
    lean = "over" if wide.confidence > wide.accuracy else "under"
    yield (
        f"Mean confidence {percent(wide.confidence)}, right {percent(wide.accuracy)}: "
        f"{lean}confident by {100 * abs(wide.confidence - wide.accuracy):.1f} points. ECE "
        f"{percent(wide.expected_error)} ({counted(len(wide.bins), 'bin')} of equal width), "
        f"{percent(told.equal_mass.expected_error)} (of equal mass); Brier {told.brier.score:.3f}"
        f"{sorts}; {counted(told.samples, 'answer')}, {found.without:,} without a confidence."
    )
    kept = "; ".join(
        f"of the surest {100 * part:.0f} %, {percent(found.risk.accuracy_at(part))} are right"
        for part in COVERAGES
    )
    yield (
        f"Answering only when sure: {kept}. AURC {found.risk.area:.3f}, "
        f"{found.risk.excess_area:.3f} above a perfect order."
    )


def abstention(found: Abstention) -> str:
    """How declining paid."""
    given = found.accuracy_when_answered
    right = (
        "" if given is None else f"; of those, {percent(given.estimate)} ({spread(given)}) right"
    )
    return (
        f"{found.answered:,} of {counted(found.samples, 'sample')} answered "
        f"({percent(found.coverage)}){right}. Right of all: {percent(found.accuracy_of_all)}. With "
        f"+1 for right, −1 for wrong and 0 for declined: {found.effective_reliability:+.3f}."
    )


def grounding(found: Grounding) -> str:
    """How many right answers rest on the wrong evidence."""
    counts = found.counts
    right = counts.right_and_grounded + counts.right_for_the_wrong_reason
    right += counts.right_without_evidence
    share = counts.share_for_the_wrong_reason
    among = f", {percent(share.estimate)} ({spread(share)})" if share else ""
    return (
        f"Of {counted(right, 'right answer')}, {counts.right_for_the_wrong_reason:,} rest on the "
        f"wrong evidence{among}: less than half of what they cite lies in the true spans."
    )


def grounding_rows(found: Grounding) -> list[tuple[str, int, int]]:
    """Where the evidence lies, of right answers and of wrong ones."""
    one = found.counts
    beside = one.wrong_and_not_grounded - found.wrong_uncited
    return [
        ("in the true evidence", one.right_and_grounded, one.wrong_though_grounded),
        ("beside it", one.right_for_the_wrong_reason, beside),
        ("nowhere: nothing is cited", one.right_without_evidence, found.wrong_uncited),
    ]


def pair_rows(found: Pair) -> list[tuple[str, str]]:
    """A comparison, as names and values."""
    one = found.found
    told = [
        ("samples in both", f"{found.samples:,}; {found.alone:,} in one only"),
        ("A", f"{percent(one.a.estimate)} ({spread(one.a)}): {found.first}"),
        ("B", f"{percent(one.b.estimate)} ({spread(one.b)}): {found.second}"),
        ("A − B", f"{points(one.difference)} points"),
        ("permutation test, by video", f"p = {one.permutation.p:.4f}"),
    ]
    if found.changed:
        told.insert(1, ("not the same question", f"{found.changed:,}, left out"))
    if one.mcnemar:
        only = f"only A right {one.mcnemar.only_a_right:,}, only B {one.mcnemar.only_b_right:,}"
        told.append(("McNemar, by sample", f"{only}; mid-p = {one.mcnemar.p_mid:.4f}"))
    if found.smallest is not None:
        told.append(("least difference these could show", f"{100 * found.smallest:.1f} points"))
    if found.more_samples:
        told.append(("to show this one it takes", f"{found.more_samples:,} more samples"))
    return told


def _signed(share: float) -> str:
    return f"{100 * share:+.1f}".replace("-", "−")
