"""Scores a search for frames: how near what was found is to what was needed, in time and in looks.

The metrics of LV-Haystack (arXiv 2504.02259): a found frame is right when a needed one lies within
a tolerance (precision), a needed one is found when a found one does (recall); for looks, the
nearest by structural similarity (SSIM; Wang et al. 2004) counts instead of yes or no. Pure
functions: times or pictures come in, a `Score` goes out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from longtake.worlds.questions import Question

TOLERANCE_S = 5.0
"""As in the authors' code."""
WINDOW, WIDTH = (11, 11), 1.5
C1, C2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and their harmonic mean, all in [0, 1]."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both > 0 else 0.0


def in_time(
    found_s: Sequence[float], needed_s: Sequence[float], tolerance_s: float = TOLERANCE_S
) -> Score:
    """The score of frames found at some times, when others were needed.

    Nothing found is 0; so is anything found where nothing was needed, unless nothing was.
    """
    if not found_s or not needed_s:
        right = float(not found_s and not needed_s)
        return Score(right, right)
    apart = np.abs(np.subtract.outer(np.asarray(found_s, float), np.asarray(needed_s, float)))
    near = apart <= tolerance_s
    return Score(float(near.any(axis=1).mean()), float(near.any(axis=0).mean()))


def in_looks(found: Sequence[np.ndarray], needed: Sequence[np.ndarray]) -> Score:
    """The same by similarity: for each frame, that of the most similar one on the other side.

    Pictures are `(H, W, 3)` uint8 RGB, all of one size.
    """
    if not found or not needed:
        right = float(not found and not needed)
        return Score(right, right)
    alike = np.array([[ssim(one, other) for other in needed] for one in found])
    clipped = np.clip(alike, 0.0, 1.0)
    return Score(float(clipped.max(axis=1).mean()), float(clipped.max(axis=0).mean()))


def ssim(one: np.ndarray, other: np.ndarray) -> float:
    """Structural similarity of two pictures of one size, over an 11-pixel Gaussian window."""
    if one.shape != other.shape:
        raise ValueError(f"pictures of one size are compared, got {one.shape} and {other.shape}")
    a, b = one.astype(np.float32), other.astype(np.float32)
    mean_a, mean_b = _smooth(a), _smooth(b)
    square_a, square_b, both = mean_a**2, mean_b**2, mean_a * mean_b
    spread_a, spread_b = _smooth(a * a) - square_a, _smooth(b * b) - square_b
    shared = _smooth(a * b) - both
    top = (2 * both + C1) * (2 * shared + C2)
    return float((top / ((square_a + square_b + C1) * (spread_a + spread_b + C2))).mean())


def _smooth(image: np.ndarray) -> np.ndarray:
    return cv2.GaussianBlur(image, WINDOW, WIDTH)


def needed_frames(question: Question) -> dict[str, list[float]]:
    """The fewest frames that answer a question, in seconds, by video."""
    needed: dict[str, list[float]] = {}
    for clue in question.evidence:
        needed.setdefault(clue.video, []).extend(clue.frames_s)
    return {video: sorted(times_s) for video, times_s in needed.items() if times_s}


def mean_score(scores: Iterable[Score]) -> tuple[float, float, float]:
    """Mean precision, recall and F1 over questions; F1 is the mean of each question's."""
    rows = [(score.precision, score.recall, score.f1) for score in scores]
    if not rows:
        raise ValueError("no scores to average: give one for each question")
    return tuple(float(value) for value in np.mean(rows, axis=0))  # type: ignore[return-value]


def score_search(
    question: Question, found_s: Mapping[str, Sequence[float]], tolerance_s: float = TOLERANCE_S
) -> Score:
    """The score in time of what a search found for one question, over all its videos."""
    needed = needed_frames(question)
    hits = found = wanted = covered = 0
    for video in {*needed, *found_s}:
        ours, theirs = list(found_s.get(video, ())), needed.get(video, [])
        one = in_time(ours, theirs, tolerance_s)
        found, wanted = found + len(ours), wanted + len(theirs)
        hits += round(one.precision * len(ours))
        covered += round(one.recall * len(theirs))
    return Score(hits / found if found else 0.0, covered / wanted if wanted else 0.0)
