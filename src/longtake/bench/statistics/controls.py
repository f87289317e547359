"""What part of a score needs the video, and which right answers rest on the wrong evidence.

Per-sample scores of a full run and of its controls go in, keyed by sample; rows for a report come
out. A control may lack samples (an error, a limit): each row pairs those that both runs have.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from longtake.bench.statistics.columns import Floats, Groups, Scores, outcomes, same_length, scores
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """Answers by whether they are right and whether their evidence is; the five counts add up to
    `samples`. `right_for_the_wrong_reason` are right with evidence beside the truth; `positions`
    says which, for a report to list. The interval is of their share among all right answers,
    None where none is right.
    """

    samples: int
    threshold: float
    right_and_grounded: int
    right_for_the_wrong_reason: int
    right_without_evidence: int
    wrong_though_grounded: int
    wrong_and_not_grounded: int
    positions: tuple[int, ...]
    share_for_the_wrong_reason: Interval | None


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
        leakage=Interval(
            estimate=max(0.0, beyond.estimate),
            low=max(0.0, beyond.low),
            high=max(0.0, beyond.high),
            level=level,
            method=f"{beyond.method}, cut at 0",
            samples=beyond.samples,
            clusters=beyond.clusters,
        ),
    )


def grounds(
    right: Scores,
    overlap: Sequence[float | None],
    clusters: Groups | None = None,
    *,
    threshold: float = 0.5,
    level: float = 0.95,
    seed: int = 0,
) -> Grounds:
    """Which right answers rest on evidence that is not the true one.

    `overlap` is each sample's agreement of the cited with the true span, in whichever measure the
    benchmark uses (IoP ≥ 0.5 is NExT-GQA's, Xiao et al. 2024), None where nothing was cited.
    Evidence holds where overlap ≥ `threshold`, and is beside the truth below.
    """
    hit = outcomes("right", right)
    n = same_length(right=hit, overlap=overlap)
    cited = np.array([value is not None for value in overlap])
    told = scores("overlap", [0.0 if value is None else value for value in overlap])
    held = cited & (told >= threshold)
    good, beside = hit == 1, cited & ~held
    wrong_reason = good & beside
    counts = {
        "right_and_grounded": good & held,
        "right_for_the_wrong_reason": wrong_reason,
        "right_without_evidence": good & ~cited,
        "wrong_though_grounded": ~good & held,
        "wrong_and_not_grounded": ~good & ~held,
    }
    share = None
    if good.any():
        kept = np.flatnonzero(good)
        among = None if clusters is None else [clusters[int(place)] for place in kept]
        share = score_interval(wrong_reason[kept].astype(float), among, level=level, seed=seed)
    return Grounds(
        samples=n,
        threshold=threshold,
        positions=tuple(int(place) for place in np.flatnonzero(wrong_reason)),
        share_for_the_wrong_reason=share,
        **{name: int(which.sum()) for name, which in counts.items()},
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
    beside: Floats | None = None if chance is None else _column("chance", chance, ids)
    plain = bool(np.isin(whole, (0, 1)).all() and np.isin(part, (0, 1)).all())
    return ControlRow(
        control=name,
        shows=SHOWS.get(name, ""),
        samples=len(ids),
        unpaired=len(full) - len(ids),
        full=float(whole.mean()),
        score=score_interval(part, groups, level=level, seed=seed),
        lost=paired_difference(whole, part, groups, level=level, seed=seed),
        share_lost=_share_lost(whole, part, groups, level, seed),
        above_chance=None
        if beside is None
        else bootstrap(part - beside, groups, level=level, seed=seed),
        right_only_in_full=int((whole > part).sum()) if plain else None,
        right_only_in_control=int((part > whole).sum()) if plain else None,
        p=permutation_test(whole, part, groups, seed=seed).p,
    )


def _share_lost(
    whole: Floats, part: Floats, groups: Groups | None, level: float, seed: int
) -> Interval | None:
    if whole.sum() == 0:
        return None
    return ratio_bootstrap(whole - part, whole, groups, level=level, seed=seed)


def _looked_up(name: str, told: Mapping[str, Hashable], ids: Sequence[str]) -> list[Hashable]:
    missing = [sample for sample in ids if sample not in told]
    if missing:
        raise ValueError(f"{name} lacks {len(missing)} of {len(ids)} samples, first {missing[0]!r}")
    return [told[sample] for sample in ids]


def _column(name: str, run: Run, ids: Sequence[str]) -> Floats:
    _looked_up(name, run, ids)
    return scores(name, [run[sample] for sample in ids])
