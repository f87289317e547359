"""Writing that stands on the screen together: a heading with what is below it, a table by rows.

The reader of the screen gives blocks of lines that stand close together. Here blocks that come and
go at once are put together where they are a heading and its list, or the columns of a table; the
cells of a row become one line. Takes `text` Observations; knows nothing of questions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from longtake.types import Box, Observation, Span

AT_ONCE_S = 0.5
"""Blocks whose beginnings and ends differ by no more come and go at once."""
HEADING_GAP = 3.0
"""Distance, in heights of its writing, at which a heading still belongs to what is below it."""
LEFT_EDGE = 0.1
"""How far, as a share of the picture, left edges may differ that are set to one margin."""
LEAST_ROWS, LEAST_SHARE = 2, 0.66
"""How many rows of two columns must stand side by side, and what share of the shorter column."""
TABULAR = 0.7
"""What share of the rows below the heading of a table must have several cells."""
BETWEEN_CELLS = "  "


@dataclass(frozen=True, slots=True)
class Row:
    """One line of writing, its place if known, and the Observation it was read in."""

    text: str
    box: Box | None
    seen: Observation


@dataclass(slots=True)
class Slide:
    """What stands together, top to bottom."""

    span: Span
    rows: list[Row]

    @property
    def placed(self) -> bool:
        return bool(self.rows) and all(row.box for row in self.rows)

    @property
    def box(self) -> Box:
        """The box around it; only where it is `placed`."""
        first, *others = [row.box for row in self.rows if row.box]
        for box in others:
            first = first.union(box)
        return first

    @property
    def height(self) -> float:
        """How high a line is."""
        return median(_height(row.box) for row in self.rows if row.box)


def slides(observations: Sequence[Observation]) -> list[Slide]:
    """Everything that stands together, in order of time."""
    made: list[Slide] = []
    for seen in sorted(observations, key=lambda one: (one.span, _top(one))):
        piece = Slide(seen.span, list(_rows(seen)))
        parts = [one for one in _beginning_with(made, piece.span) if _belong(one, piece)]
        for part in parts:
            piece.rows += part.rows
            made.remove(part)
        made.append(piece)
    for slide in made:
        slide.rows = _by_rows(slide) if slide.placed else slide.rows
    return made


def _rows(seen: Observation) -> Iterator[Row]:
    """The lines of a block with their boxes, as far as these are known."""
    for text, *place in seen.data.get("lines") or [[line] for line in seen.text.splitlines()]:
        corners = [min(1.0, max(0.0, float(value))) for value in place[:4]]
        if str(text).strip():
            yield Row(str(text).strip(), Box(*corners) if len(corners) == 4 else None, seen)


def _top(seen: Observation) -> float:
    return seen.box.top if seen.box else 0.0


def _beginning_with(made: Sequence[Slide], span: Span) -> list[Slide]:
    """Those that come and go with a span; `made` is in order of time."""
    found = []
    for one in reversed(made):
        if span.start_s - one.span.start_s > 2 * AT_ONCE_S:
            break
        starts, ends = one.span.start_s - span.start_s, one.span.end_s - span.end_s
        near = abs(starts) <= AT_ONCE_S and abs(ends) <= AT_ONCE_S
        if near and one.span.iou(span) > 0.5:
            found.append(one)
    return found


def _belong(one: Slide, other: Slide) -> bool:
    if not one.placed or not other.placed:
        return False
    upper, lower = sorted((one, other), key=lambda slide: slide.box.top)
    return _heads(upper, lower) or _beside(one, other)


def _heads(upper: Slide, lower: Slide) -> bool:
    """Whether a single line, no smaller than what is below it, is set to the same margin."""
    gap = lower.box.top - upper.box.bottom
    margin = abs(upper.box.left - lower.box.left) < LEFT_EDGE
    single = len(upper.rows) == 1 and upper.height >= lower.height
    return single and margin and -upper.height < gap < HEADING_GAP * upper.height


def _beside(one: Slide, other: Slide) -> bool:
    """Whether two blocks are columns whose rows stand side by side."""
    if one.box.left < other.box.right and other.box.left < one.box.right:
        return False
    few, many = sorted((one, other), key=lambda slide: len(slide.rows))
    level = sum(any(_level(row, cell) for cell in many.rows) for row in few.rows)
    return level >= max(LEAST_ROWS, LEAST_SHARE * len(few.rows))


def _by_rows(slide: Slide) -> list[Row]:
    """The lines from top to bottom; of a table, one for each row."""
    rows: list[list[Row]] = []
    for cell in sorted(slide.rows, key=lambda row: row.box.top + row.box.bottom if row.box else 0):
        if rows and _level(rows[-1][0], cell):
            rows[-1].append(cell)
        else:
            rows.append([cell])
    rows = [sorted(row, key=lambda cell: cell.box.left if cell.box else 0) for row in rows]
    tabular = sum(len(row) > 1 for row in rows)
    if tabular < max(LEAST_ROWS, TABULAR * (len(rows) - 1)):
        alone = len({id(cell.seen) for cell in slide.rows}) == 1
        return slide.rows if alone else [cell for row in rows for cell in row]
    return [_joined(row) for row in rows]


def _joined(row: Sequence[Row]) -> Row:
    box = row[0].box
    for cell in row[1:]:
        box = box.union(cell.box) if box and cell.box else box
    return Row(BETWEEN_CELLS.join(cell.text for cell in row), box, row[0].seen)


def _level(one: Row, other: Row) -> bool:
    """Whether two cells stand at one height and are about equally high."""
    if one.box is None or other.box is None:
        return False
    shared = min(one.box.bottom, other.box.bottom) - max(one.box.top, other.box.top)
    low, high = sorted((_height(one.box), _height(other.box)))
    return shared > 0.6 * low and high < 2 * low


def _height(box: Box | None) -> float:
    return box.bottom - box.top if box else 0.0
