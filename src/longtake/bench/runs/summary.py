"""What a run says: scores with intervals, what its controls leave of them, and what it cost.

The attempts of a run come in; Markdown goes out. Errors are counted and left out of every score.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from longtake.bench.asking.controls import FULL, ROTATE
from longtake.bench.runs.attempts import Attempt, Log
from longtake.bench.statistics.controls import control_rows
from longtake.bench.statistics.intervals import Interval, score_interval
from longtake.bench.statistics.paired import compare
from longtake.bench.statistics.power import distinguishable
from longtake.errors import BenchError

ALL = "all"


def report(log: Log) -> str:
    """The whole run, as Markdown. Raises BenchError."""
    setting, attempts = log.setting, log.attempts()
    runs = by_control(attempts)
    lines = [f"# {setting.benchmark}: {setting.model}, {setting.frames} frames", ""]
    lines += [*_scores(runs.get(FULL, [])), ""]
    lines += [*_controls(runs), ""]
    lines += [*_cost(attempts), ""]
    return "\n".join(lines)


def by_control(attempts: Sequence[Attempt]) -> dict[str, list[Attempt]]:
    """The attempts that came to a reply, of each control."""
    runs: dict[str, list[Attempt]] = defaultdict(list)
    for attempt in attempts:
        if not attempt.error:
            runs[attempt.control].append(attempt)
    return dict(runs)


def difference(one: Log, other: Log) -> str:
    """Two runs over the samples that both have, as Markdown. Raises BenchError."""
    first, second = (_right(by_control(log.attempts()).get(FULL, [])) for log in (one, other))
    shared = sorted(first.keys() & second.keys())
    groups = {attempt.sample: attempt.group for attempt in one.attempts()}
    if not shared:
        raise BenchError(f"{str(one.folder)!r} and {str(other.folder)!r} share no sample")
    a, b = [first[id] for id in shared], [second[id] for id in shared]
    return "\n".join(_compared(a, b, [groups[id] for id in shared], first.keys() ^ second.keys()))


def _compared(
    a: Sequence[float], b: Sequence[float], videos: Sequence[str], alone: Collection[str]
) -> Iterator[str]:
    found, power = compare(a, b, videos), distinguishable(a, b, videos)
    yield f"{len(a):,} samples in both, {len(alone):,} in one only"
    yield f"A {_percent(found.a.estimate)} ({_range(found.a)})"
    yield f"B {_percent(found.b.estimate)} ({_range(found.b)})"
    difference = found.difference
    yield f"difference {_percent(difference.estimate)} ({_range(difference)})"
    yield f"permutation test, p = {found.permutation.p:.4f}"
    if found.mcnemar:
        one, other = found.mcnemar.only_a_right, found.mcnemar.only_b_right
        yield f"only A right {one}, only B right {other}; McNemar mid-p = {found.mcnemar.p_mid:.4f}"
    if power.more_samples:
        yield f"to tell so small a difference apart takes {power.more_samples:,} more samples"


def _scores(full: Sequence[Attempt]) -> Iterator[str]:
    """By family of question, and over all."""
    yield "| questions | samples | right | 95 % | strictly | chance | unread |"
    yield "|---|--:|--:|---|--:|--:|--:|"
    families: dict[str, list[Attempt]] = defaultdict(list)
    for attempt in full:
        families[attempt.family].append(attempt)
    for name, attempts in [*sorted(families.items()), (ALL, list(full))]:
        if not attempts:
            continue
        score = _interval(attempts)
        chance = sum(1 / one.options for one in attempts) / len(attempts)
        strictly = sum(one.said_strictly == one.choice for one in attempts) / len(attempts)
        unread = sum(one.said is None for one in attempts)
        row = f"| {name} | {len(attempts):,} | {_percent(score.estimate)} | {_range(score)} "
        yield f"{row}| {_percent(strictly)} | {_percent(chance)} | {unread} |"


def _controls(runs: Mapping[str, Sequence[Attempt]]) -> Iterator[str]:
    """What is left under each control, of the samples that both runs have."""
    full = runs.get(FULL, [])
    controls = {name: _right(run) for name, run in runs.items() if name != FULL}
    turned = [controls.pop(name) for name in list(controls) if name.startswith(f"{ROTATE}-")]
    if turned:
        controls[ROTATE] = _all_right([_right(full), *turned])
    if not (full and controls):
        return
    yield "| control | what it shows | samples | full | right | lost, 95 % |"
    yield "|---|---|--:|--:|--:|---|"
    videos = {one.sample: one.group for one in full}
    for row in control_rows(_right(full), controls, videos=videos):
        cells = (row.control, row.shows, f"{row.samples:,}", _percent(row.full))
        lost = f"{_percent(row.lost.estimate)} ({_range(row.lost)})"
        yield f"| {' | '.join(cells)} | {_percent(row.score.estimate)} | {lost} |"


def _cost(attempts: Sequence[Attempt]) -> Iterator[str]:
    failed = [one for one in attempts if one.error]
    tokens = sum(one.input_tokens + one.output_tokens for one in attempts)
    seconds = sum(one.seconds for one in attempts)
    yield (
        f"{len(attempts):,} attempts, {len(failed):,} of them without a reply (left out of every "
        f"score); {tokens:,} tokens, {seconds:,.0f} s."
    )
    for error in dict.fromkeys(one.error for one in failed):
        yield f"- {sum(one.error == error for one in failed):,} × {error}"


def _right(attempts: Sequence[Attempt]) -> dict[str, float]:
    return {one.sample: float(one.right) for one in attempts}


def _all_right(runs: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Right only where every run is (CircularEval), of the samples that all have."""
    shared = set.intersection(*(set(run) for run in runs))
    return {id: min(run[id] for run in runs) for id in sorted(shared)}


def _interval(attempts: Sequence[Attempt]) -> Interval:
    return score_interval([float(one.right) for one in attempts], [one.group for one in attempts])


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def _range(interval: Interval) -> str:
    return f"{100 * interval.low:.1f} – {100 * interval.high:.1f}"
