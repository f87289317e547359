"""A square board of cells, numbered row by row: where they lie, and what lies on them.

Places are fractions of a picture of 16:9. Knows no rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from longtake.worlds.stage import Thing

PITCH = {3: 0.29, 4: 0.222}
"""From cell to cell, in heights of the picture."""
WIDE = 9 / 16
NEAR = 0.27
"""How far from a cell's middle a thing may be to count as on it, in pitches."""

STEPS = {"left": (0, -1), "right": (0, 1), "up": (-1, 0), "down": (1, 0)}
OPPOSITE = {"left": "right", "right": "left", "up": "down", "down": "up"}


def place_of(cell: int, size: int) -> tuple[float, float]:
    """The middle of a cell."""
    row, column = divmod(cell, size)
    middle, pitch = (size - 1) / 2, PITCH[size]
    return 0.5 + (column - middle) * pitch * WIDE, 0.5 + (row - middle) * pitch


def cell_at(x: float, y: float, size: int) -> int | None:
    """The cell that a point lies on; None: on none, or between two."""
    middle, pitch = (size - 1) / 2, PITCH[size]
    across, down = (x - 0.5) / (pitch * WIDE) + middle, (y - 0.5) / pitch + middle
    column, row = round(across), round(down)
    if not (0 <= column < size and 0 <= row < size):
        return None
    if max(abs(across - column), abs(down - row)) > NEAR:
        return None
    return row * size + column


def on_cells(things: Iterable[Thing], size: int, lower: float = 0.0) -> Iterator[tuple[int, Thing]]:
    """Things with the cells that they lie on, once moved down by `lower` pitches."""
    for thing in things:
        cell = cell_at(thing.x, thing.y + lower * PITCH[size], size)
        if cell is not None:
            yield cell, thing


def step(cell: int, direction: str, size: int) -> int | None:
    """The neighbour in that direction; None: there is none."""
    row, column = divmod(cell, size)
    down, across = STEPS[direction]
    row, column = row + down, column + across
    return row * size + column if 0 <= row < size and 0 <= column < size else None


def direction(start: int, end: int, size: int) -> str | None:
    """The direction in which two neighbours lie; None: they are none."""
    return next((way for way in STEPS if step(start, way, size) == end), None)


def grid(words: Iterable[str], size: int) -> str:
    """The cells' contents, rows parted by ` / `."""
    row = list(words)
    return " / ".join(" ".join(row[k : k + size]) for k in range(0, len(row), size))


def ungrid(text: str, size: int) -> list[str] | None:
    """The cells' contents out of such a text; None: it is not of that size."""
    rows = [row.split() for row in text.strip().split("/")]
    if len(rows) != size or any(len(row) != size for row in rows):
        return None
    return [word for row in rows for word in row]


def name_of(cell: int, size: int) -> str:
    """How a cell is called: `row 2, column 3`."""
    row, column = divmod(cell, size)
    return f"row {row + 1}, column {column + 1}"
