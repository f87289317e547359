"""The pictures of a report, as inline SVG: whiskers, reliability, risk–coverage, curves.

Numbers come in, markup goes out, coloured by classes so that the page's style decides. Text is
escaped here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup, escape

from longtake.bench.reports.several import Curve
from longtake.bench.statistics.calibration import Reliability
from longtake.bench.statistics.coverage import RiskCoverage
from longtake.bench.statistics.intervals import Interval

WIDE, HIGH = 440, 300
LEFT, RIGHT, TOP, BOTTOM = 60, 14, 12, 42
POINTS = 240
"""Most points of a curve that are drawn."""
QUARTERS = (0.0, 0.25, 0.5, 0.75, 1.0)


def whisker(score: Interval, chance: float = 0.0) -> Markup:
    """A score with its interval on a line from 0 to 100 %, and a tick where a guess would be."""
    low, high, middle = (100 * value for value in (score.low, score.high, score.estimate))
    tick = _line("chance", 100 * chance, 1, 100 * chance, 11) if chance else ""
    drawn = (
        f'<svg class="whisker" viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="track" y="5.5" width="100" height="1"/>{tick}'
        f'<rect class="range" x="{low:.2f}" y="4" width="{max(0.4, high - low):.2f}" height="4"/>'
        f'<rect class="dot" x="{min(98.8, max(0.0, middle - 0.6)):.2f}" y="1" width="1.2" '
        f'height="10"/></svg>'
    )
    return Markup(drawn)


def reliability(found: Reliability) -> Markup:
    """How often answers of each confidence are right; on the diagonal they mean what they say."""
    most = max(one.samples for one in found.bins)
    parts = [_line("even", _x(0), _y(0), _x(1), _y(1))]
    for one in found.bins:
        x, low, high = _x(one.confidence), _y(one.accuracy.low), _y(one.accuracy.high)
        shade = 0.25 + 0.75 * one.samples / most
        told = f"{one.low:.2f}–{one.high:.2f}: {one.accuracy.estimate:.0%} right of {one.samples:,}"
        left, top = _x(one.low), _y(one.accuracy.estimate)
        bar = (
            f'<rect class="bar" x="{left + 1:.1f}" y="{top:.1f}" opacity="{shade:.2f}" '
            f'width="{_x(one.high) - left - 2:.1f}" height="{_y(0) - top:.1f}"/>'
        )
        title = f"<title>{escape(told)}</title>"
        parts.append(f"<g>{title}{bar}{_line('error', x, low, x, high)}</g>")
    ticks = [(place, f"{place:.0%}") for place in QUARTERS]
    return _framed("Reliability", "confidence", "right", ticks, "".join(parts))


def risk_coverage(found: RiskCoverage) -> Markup:
    """How many of the surest answers are wrong, by how many are given."""
    step = max(1, found.samples // POINTS)
    places = sorted({*range(0, found.samples, step), found.samples - 1})
    line = _path((float(found.coverage[n]), float(found.risk[n])) for n in places)
    right = 1 - float(found.risk[-1])
    least = ((n / POINTS, max(0.0, 1 - right * POINTS / n)) for n in range(1, POINTS + 1))
    drawn = f'<path class="even" d="{_path(least)}"/><path class="curve c0" d="{line}"/>'
    ticks = [(place, f"{place:.0%}") for place in QUARTERS]
    return _framed("Risk by coverage", "answered, the surest first", "wrong", ticks, drawn)


def curves(found: Sequence[Curve], what: str) -> Markup:
    """Scores with their intervals, a line for each run."""
    places = {point.x: point.label for one in found for point in one.points}
    order = sorted(places)
    across = {x: (n + 0.5) / len(order) for n, x in enumerate(order)}
    drawn = []
    for number, curve in enumerate(found):
        shift = 0.015 * (number - (len(found) - 1) / 2)
        spots = [(across[one.x] + shift, one.score) for one in curve.points]
        line = _path((x, score.estimate) for x, score in spots)
        drawn.append(f'<path class="curve c{number % 6}" d="{line}"/>')
        for x, score in spots:
            told = f"{curve.name}: {score.estimate:.1%} ({score.low:.1%} – {score.high:.1%})"
            bar = _line("error", _x(x), _y(score.low), _x(x), _y(score.high))
            dot = f'<circle cx="{_x(x):.1f}" cy="{_y(score.estimate):.1f}" r="3.5"/>'
            title = f"<title>{escape(told)}</title>"
            drawn.append(f'<g class="spot c{number % 6}">{title}{bar}{dot}</g>')
    ticks = [(across[x], places[x]) for x in order]
    return _framed(f"Score by {what}", what, "score", ticks, "".join(drawn))


def _framed(
    label: str, across: str, up: str, ticks: Sequence[tuple[float, str]], drawn: str
) -> Markup:
    """Axes around what is drawn."""
    grid = []
    for share in QUARTERS:
        grid.append(_line("grid", _x(0), _y(share), _x(1), _y(share)))
        grid.append(_text(LEFT - 8, _y(share) + 4, f"{share:.0%}", "end"))
    for place, told in ticks:
        grid.append(_text(_x(place), HIGH - BOTTOM + 17, told, "middle"))
    names = _text(_x(0.5), HIGH - 6, across, "middle", "axis")
    names += f'<g transform="rotate(-90 11 {_y(0.5):.1f})">'
    names += _text(11, _y(0.5), up, "middle", "axis") + "</g>"
    return Markup(
        f'<svg class="plot" viewBox="0 0 {WIDE} {HIGH}" role="img" aria-label="{escape(label)}">'
        f"{''.join(grid)}{drawn}{names}</svg>"
    )


def _path(places: Sequence[tuple[float, float]] | Iterator[tuple[float, float]]) -> str:
    told = " L".join(f"{_x(x):.1f} {_y(y):.1f}" for x, y in places)
    return f"M{told}"


def _line(kind: str, x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line class="{kind}" x1="{x1:.2f}" y1="{y1:.2f}" x2="{x2:.2f}" y2="{y2:.2f}"/>'


def _text(x: float, y: float, told: str, anchor: str, kind: str = "tick") -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
    return f'<text class="{kind}" {place}>{escape(told)}</text>'


def _x(share: float) -> float:
    return LEFT + share * (WIDE - LEFT - RIGHT)


def _y(share: float) -> float:
    return HIGH - BOTTOM - share * (HIGH - TOP - BOTTOM)
