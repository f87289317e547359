"""What part of a score needs the video.

Per-sample scores of a full run and of its controls go in, keyed by sample; rows for a report come
out. A control may lack samples (an error, a limit): each row pairs those that both runs have.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from longtake.bench.statistics.columns import Floats, Groups, Scores, same_length, scores
from longtake.bench.statistics.intervals import (
    Interval,
    bootstrap,
    ratio_bootstrap,
    score_interval,
)
from longtake.bench.statistics.paired import paired_difference, permutation_test

Run = Mapping[str, float]
"""The score of each sample, by the sample's id."""

SHOWS = {
    "blind": "what the question's text alone gives away",
    "one-frame": "what a single picture gives away",
    "shuffle": "what is left without the order of the frames",
    "reverse": "what is left with the order of the frames turned round",
    "rotate": "what is left when every rotation of the options must be right",
    "rotate-1": "what is left with the options turned by one",
    "rotate-2": "what is left with the options turned by two",
    "rotate-3": "what is left with the options turned by three",
    "option-shuffle": "what is left with the options in another order",
    "longest-option": "what always taking the longest option gets",
    "no-evidence": "what is left with the true span cut out",
    "evidence-only": "what the true span alone is enough for",
}
"""What each control's score says, by its usual name. Other names are welcome."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlRow:
    """One control beside the full run, on the samples that both have.

    `lost` is full − control; `share_lost` what part of the full score that is, None where the full
    score is 0; `above_chance` control − chance, None where no chance was given. The two counts are
    None where scores are not right or wrong. `p` is of the paired permutation test for no loss.
    """

    control: str
    shows: str
    samples: int
    unpaired: int
    full: float
    score: Interval
    lost: Interval
    share_lost: Interval | None
    above_chance: Interval | None
    right_only_in_full: int | None
    right_only_in_control: int | None
    p: float


@dataclass(frozen=True, slots=True, kw_only=True)
class MultimodalGain:
    """MMStar's two numbers, in the unit of the scores."""

    with_video: float
    without_video: float
    text_model: float
    gain: Interval
    leakage: Interval


def control_rows(
    full: Run,
    controls: Mapping[str, Run],
    *,
    videos: Mapping[str, Hashable] | None = None,
    chance: Run | None = None,
    level: float = 0.95,
    seed: int = 0,
) -> tuple[ControlRow, ...]:
    """A row for each control, in the order given; `videos` (each sample's) makes them clustered.

    Raises:
        ValueError: the full run is empty, a control shares no sample with it, or a sample that is
            paired has no video or no chance.
    """
    if not full:
        raise ValueError("full is empty: give the scores of the run without controls")
    return tuple(
        _row(name, full, run, videos, chance, level, seed) for name, run in controls.items()
    )


def multimodal_gain(
    with_video: Scores,
    without_video: Scores,
    text_model: Scores,
    clusters: Groups | None = None,
    *,
    level: float = 0.95,
    seed: int = 0,
) -> MultimodalGain:
    """MMStar's gain and leakage (Chen et al. 2024, "Are We on the Right Way …", section 4).

    MG = S_v − S_wv: a model with and without the pictures. ML = max(0, S_wv − S_t): what it knows
    of the samples beyond its language model `text_model`, likely out of training data. The ends
    of the leakage's interval are cut at 0 as it is itself.
    """
    v, wv = scores("with_video", with_video), scores("without_video", without_video)
    t = scores("text_model", text_model)
    same_length(with_video=v, without_video=wv, text_model=t)
    beyond = paired_difference(wv, t, clusters, level=level, seed=seed)
    return MultimodalGain(
        with_video=float(v.mean()),
        without_video=float(wv.mean()),
        text_model=float(t.mean()),
        gain=paired_difference(v, wv, clusters, level=level, seed=seed),
        leakage=replace(
            beyond,
            estimate=max(0.0, beyond.estimate),
            low=max(0.0, beyond.low),
            high=max(0.0, beyond.high),
            method=f"{beyond.method}, cut at 0",
        ),
    )


def _row(
    name: str,
    full: Run,
    control: Run,
    videos: Mapping[str, Hashable] | None,
    chance: Run | None,
    level: float,
    seed: int,
) -> ControlRow:
    ids = [sample for sample in full if sample in control]
    if not ids:
        raise ValueError(f"{name} shares no sample with the full run: are the ids the same?")
    whole, part = _column("full", full, ids), _column(name, control, ids)
    groups = None if videos is None else _looked_up("videos", videos, ids)
    plain = bool(np.isin(whole, (0, 1)).all() and np.isin(part, (0, 1)).all())
    score = score_interval(part, groups, level=level, seed=seed)
    lost = paired_difference(whole, part, groups, level=level, seed=seed)
    above = None
    if chance is not None:
        above = _above(score, part - _column("chance", chance, ids), groups, seed)
    return ControlRow(
        control=name,
        shows=SHOWS.get(name, ""),
        samples=len(ids),
        unpaired=len(full) - len(ids),
        full=float(whole.mean()),
        score=score,
        lost=lost,
        share_lost=_share_lost(whole, part, groups, score, lost, seed),
        above_chance=above,
        right_only_in_full=int((whole > part).sum()) if plain else None,
        right_only_in_control=int((part > whole).sum()) if plain else None,
        p=permutation_test(whole, part, groups, seed=seed).p,
    )


def _share_lost(
    whole: Floats, part: Floats, groups: Groups | None, score: Interval, lost: Interval, seed: int
) -> Interval | None:
    full = float(whole.mean())
    if full == 0:
        return None
    found = ratio_bootstrap(whole - part, whole, groups, level=lost.level, seed=seed)
    if "Wilson" in lost.method:
        return replace(found, low=lost.low / full, high=lost.high / full, method=lost.method)
    if "Wilson" in score.method and found.low == found.high:
        low, high = 1 - score.high / full, 1 - score.low / full
        return replace(found, low=low, high=high, method=score.method)
    return found


def _above(score: Interval, apart: Floats, groups: Groups | None, seed: int) -> Interval:
    """The score less chance; a Wilson interval is moved whole, since nothing there varies."""
    estimate = float(apart.mean())
    if "Wilson" not in score.method:
        return bootstrap(apart, groups, level=score.level, seed=seed)
    shift = estimate - score.estimate
    return replace(score, estimate=estimate, low=score.low + shift, high=score.high + shift)


def _looked_up(name: str, told: Mapping[str, Hashable], ids: Sequence[str]) -> list[Hashable]:
    missing = [sample for sample in ids if sample not in told]
    if missing:
        raise ValueError(f"{name} lacks {len(missing)} of {len(ids)} samples, first {missing[0]!r}")
    return [told[sample] for sample in ids]


def _column(name: str, run: Run, ids: Sequence[str]) -> Floats:
    _looked_up(name, run, ids)
    return scores(name, [run[sample] for sample in ids])
