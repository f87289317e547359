"""Predicted against rated video quality: SRCC, KRCC, PLCC and RMSE after a named logistic.

Spearman's and Kendall's correlations look at order alone. Pearson's and the RMSE are taken after a
monotonic curve from predictions to ratings has been fitted, and papers differ in which:

- `four`: (b1 - b2) / (1 + exp(-(x - b3) / |b4|)) + b2, of the Video Quality Experts Group (2000);
- `five`: b1 (1/2 - 1 / (1 + exp(b2 (x - b3)))) + b4 x + b5, of Sheikh et al. (IEEE TIP 2006),
  which need not be monotonic;
- `none`: no curve.

The fit is Levenberg-Marquardt (Marquardt, 1963) with the exact derivatives, on standardised numbers
and the best from fixed starts, so that it gives the same every time. `parameters` are those of the
curve between standardised numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from longtake.bench.metrics.ranks import kendall, pearson, spearman

Floats = NDArray[np.float64]
Logistic = Literal["none", "four", "five"]
Curve = Callable[[Floats, Floats], tuple[Floats, Floats]]
"""Values `(N,)` and derivatives `(N, P)` at `(parameters, x)`."""


@dataclass(frozen=True, slots=True)
class QualityScores:
    """Correlations in [-1, 1]; RMSE in the unit of the ratings."""

    srcc: float
    krcc: float
    plcc: float
    rmse: float
    logistic: Logistic
    converged: bool
    videos: int


@dataclass(frozen=True, slots=True)
class Fit:
    """A fitted curve."""

    fitted: Floats
    """The ratings that the curve gives for the predictions, `(N,)`."""
    parameters: tuple[float, ...]
    converged: bool


def quality_scores(
    predicted: ArrayLike, rated: ArrayLike, *, logistic: Logistic = "four"
) -> QualityScores:
    """All four of one set of videos."""
    given, gold = np.asarray(predicted, np.float64), np.asarray(rated, np.float64)
    srcc, krcc = spearman(given, gold), kendall(given, gold)
    if np.isnan(srcc):
        nothing = float("nan")
        return QualityScores(srcc, krcc, nothing, nothing, logistic, False, len(gold))
    fit = Fit(given, (), True) if logistic == "none" else fit_logistic(given, gold, logistic)
    return QualityScores(
        srcc=srcc,
        krcc=krcc,
        plcc=pearson(fit.fitted, gold),
        rmse=float(np.sqrt(np.mean((fit.fitted - gold) ** 2))),
        logistic=logistic,
        converged=fit.converged,
        videos=len(gold),
    )


def fit_logistic(predicted: ArrayLike, rated: ArrayLike, logistic: Literal["four", "five"]) -> Fit:
    """The curve of least squares from predictions to ratings; neither may be all the same."""
    x, y = np.asarray(predicted, np.float64), np.asarray(rated, np.float64)
    middle, scale = y.mean(), y.std()
    x, y = (x - x.mean()) / x.std(), (y - middle) / scale
    curve = _four if logistic == "four" else _five
    tries = [least_squares(curve, start, x, y) for start in _starts(logistic, x, y)]
    parameters, converged = min(tries, key=lambda one: ((curve(one[0], x)[0] - y) ** 2).sum())
    fitted = curve(parameters, x)[0]
    return Fit(fitted * scale + middle, tuple(map(float, parameters)), converged)


def _starts(logistic: Literal["four", "five"], x: Floats, y: Floats) -> list[Floats]:
    """Rising and falling, low, middle and high, steep and flat."""
    top, bottom = float(y.max()), float(y.min())
    made = []
    for way, centre, width in product((1.0, -1.0), (0.0, -1.0, 1.0), (0.5, 0.1)):
        ends = (top, bottom) if way > 0 else (bottom, top)
        five = [top - bottom, way / width, centre, 0.0, 0.0]
        made.append(np.array([*ends, centre, width] if logistic == "four" else five))
    return made


def least_squares(
    curve: Curve,
    start: Floats,
    x: Floats,
    y: Floats,
    *,
    rounds: int = 500,
    tolerance: float = 1e-12,
) -> tuple[Floats, bool]:
    """Levenberg-Marquardt: the parameters, and whether no step was left that helped."""
    at, damping = start, 1e-2
    values, slopes = curve(at, x)
    error = float(((y - values) ** 2).sum())
    for _ in range(rounds):
        square = slopes.T @ slopes
        weights = np.maximum(square.diagonal(), 1e-12)
        step = np.linalg.solve(square + damping * np.diag(weights), slopes.T @ (y - values))
        tried, tried_slopes = curve(at + step, x)
        tried_error = float(((y - tried) ** 2).sum())
        if tried_error <= error:
            gained = error - tried_error
            at, values, slopes, error = at + step, tried, tried_slopes, tried_error
            damping = max(damping / 5, 1e-12)
            if gained <= tolerance * max(error, tolerance):
                return at, True
        else:
            damping *= 4
            if damping > 1e12:
                return at, True
    return at, False


def _four(b: Floats, x: Floats) -> tuple[Floats, Floats]:
    width = max(abs(float(b[3])), 1e-6)
    place = (x - b[2]) / width
    part = _sigmoid(place)
    slope = (b[0] - b[1]) * part * (1 - part) / width
    turned = np.sign(b[3]) or 1.0
    return (b[0] - b[1]) * part + b[1], np.stack(
        [part, 1 - part, -slope, -slope * place * turned], axis=1
    )


def _five(b: Floats, x: Floats) -> tuple[Floats, Floats]:
    part = _sigmoid(b[1] * (x - b[2]))
    slope = b[0] * part * (1 - part)
    return b[0] * (part - 0.5) + b[3] * x + b[4], np.stack(
        [part - 0.5, slope * (x - b[2]), -slope * b[1], x, np.ones_like(x)], axis=1
    )


def _sigmoid(x: Floats) -> Floats:
    part: Floats = 1 / (1 + np.exp(-np.clip(x, -500, 500)))
    return part
