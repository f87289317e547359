"""Retrieval: MSR-VTT, Feint6K and VideoComp by similarity, TVR by ranked moments of a corpus.

A similarity matrix is a NumPy file (`.npy`, or `.npz` with one array) or JSON rows of numbers. Row
n belongs to the nth row of the annotations, which say how many there must be.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from longtake.bench.files import a_name, table, whole
from longtake.bench.metrics.ids import match_ids
from longtake.bench.metrics.retrieval import (
    RetrievalScores,
    dual_softmax,
    pairwise_accuracy,
    retrieval_scores,
)
from longtake.bench.official import feint6k
from longtake.bench.shapes.given import unique
from longtake.bench.task import Card, Scores, scores_of
from longtake.errors import BenchError

Matrix = NDArray[np.floating[Any]]


class MSRVTT:
    """One caption, one video, 1,000 of each."""

    card = Card(
        name="msr-vtt",
        title="MSR-VTT 1kA (Xu et al. 2016; split of Yu et al. 2018)",
        measures="text to video and back: R@1/5/10, median and mean rank; with DSL apart",
        size="1,000 captions, 1,000 videos",
        licence="see the authors",
        source="MSRVTT_JSFUSION_test.csv, as CLIP4Clip links it",
        annotations="MSRVTT_JSFUSION_test.csv",
        predictions="a matrix of similarities, captions by videos: .npy, .npz or .json",
        example="[[0.31, 0.12, …], …]",
    )

    def score(self, predictions: Path, annotations: Path) -> Scores:
        """As CLIP4Clip, in which tied videos count as hits of their own; ties also by chance.

        DSL looks at all queries at once, so it is no rule for a search. Raises BenchError.
        """
        count = len(table(annotations).rows)
        matrix = similarities(predictions, (count, count))
        values: dict[str, float] = {}
        notes: list[str] = []
        try:
            for way, one in {"t2v": matrix, "v2t": matrix.T}.items():
                official = retrieval_scores(one, ties="official")
                values |= _ranks(way, official)
                values |= _ranks(f"{way}, ties by chance:", retrieval_scores(one))
                values |= _ranks(f"{way} with DSL:", retrieval_scores(dual_softmax(one)))
                notes += _tied(way, official)
        except ValueError as error:
            raise BenchError(f"{predictions}: {error}") from error
        ids = range(count)
        return scores_of(values, match_ids(ids, ids), count, *notes)


class Feint6K:
    """The right caption among five that were changed a little."""

    card = Card(
        name="feint6k",
        title="Feint6K (Ma et al. 2024)",
        measures="the right caption among five changed ones: R@1, R@3, mean and median rank",
        size="see the authors",
        licence="CC BY-NC 4.0",
        source="as facebookresearch/feint6k links it",
        annotations="*.csv",
        predictions="a matrix of similarities, captions (6 a video, the right one first) by videos",
        example="[[0.31, 0.12, …], …]",
    )

    def score(self, predictions: Path, annotations: Path) -> Scores:
        """As `eval_rcad.py`: ties favour the right caption. Annotations: a row for each caption.

        Raises BenchError.
        """
        captions = len(table(annotations).rows)
        if captions % 6:
            raise BenchError(f"{annotations} has {captions:,} captions: six a video are wanted")
        matrix = similarities(predictions, (captions, captions // 6))
        try:
            values = feint6k.scores(matrix)
        except ValueError as error:
            raise BenchError(f"{predictions}: {error}") from error
        ids = range(captions // 6)
        return scores_of(values, match_ids(ids, ids), captions // 6)


class VideoComp:
    """A text that fits, and one that was changed."""

    card = Card(
        name="videocomp",
        title="VideoComp (Kim et al. 2025)",
        measures="whether the right text lies nearer than a changed one: accuracy by type, product",
        size="see the authors",
        licence="Apache-2.0, texts CC BY 4.0",
        source="as google-deepmind/video_comp links it",
        annotations="*.json*",
        predictions="`key`, `positive` and `negative`: how well either text fits",
        example='{"key": "0", "positive": 0.61, "negative": 0.58}',
    )

    def score(self, predictions: Path, annotations: Path) -> Scores:
        """A tie is wrong, and so is what was not predicted; `all` is the product of the types.

        Raises BenchError.
        """
        annotated, predicted = table(annotations), table(predictions)
        unique(annotated, "key")
        keys, types = annotated.column("key", a_name), annotated.column("type", str)
        given_keys = predicted.column("key", a_name)
        sides = (predicted.column(side, float) for side in ("positive", "negative"))
        given = dict(zip(given_keys, zip(*sides, strict=True), strict=True))
        nothing = (float("nan"), float("nan"))
        values: dict[str, float] = {}
        for kind in dict.fromkeys(types):
            own = [key for key, one in zip(keys, types, strict=True) if one == kind]
            pairs = [given.get(key, nothing) for key in own]
            values[kind] = 100 * pairwise_accuracy(*zip(*pairs, strict=True))
        values["all"] = 100 * float(np.prod([value / 100 for value in values.values()]))
        return scores_of(values, match_ids(keys, given_keys), len(keys))


def similarities(path: Path, shape: tuple[int, int]) -> Matrix:
    """A matrix of that shape. Raises BenchError."""
    matrix = _loaded(path)
    if matrix.dtype.kind not in "fiu" or matrix.shape != shape:
        raise BenchError(
            f"{path} holds {matrix.dtype} of {matrix.shape}; the annotations want numbers of "
            f"{shape}: captions are rows, videos columns"
        )
    return matrix if matrix.dtype.kind == "f" else matrix.astype(np.float64)


def _loaded(path: Path) -> NDArray[Any]:
    try:
        if path.suffix not in (".npy", ".npz"):
            return np.array(whole(path))
        found = np.load(path, allow_pickle=False)
    except FileNotFoundError:
        raise BenchError(f"there is no file {str(path)!r}") from None
    except (OSError, ValueError) as error:
        raise BenchError(f"{path} is no matrix: {error}") from error
    if isinstance(found, np.ndarray):
        return found
    if len(found.files) != 1:
        raise BenchError(f"{path} holds {len(found.files)} arrays: leave the similarities only")
    only: NDArray[Any] = found[found.files[0]]
    return only


def _ranks(way: str, scores: RetrievalScores) -> dict[str, float]:
    values = {f"{way} R@{k}": 100 * share for k, share in scores.recall_at.items()}
    return values | {f"{way} MdR": scores.median_rank, f"{way} MnR": scores.mean_rank}


def _tied(way: str, scores: RetrievalScores) -> Sequence[str]:
    more = scores.counted - scores.queries
    return [f"{way}: ties add {more:,} to the official denominator"] if more else []
