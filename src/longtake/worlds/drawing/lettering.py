"""Writing with a fixed advance: every letter stands in a cell of its own, so that it can be read.

Glyphs are OpenCV's own typeface, squashed where they are wider than a cell. Knows nothing of what
is written on. Comes in: a line of text and a height in pixels; goes out: ink, `(H, W)` uint8. The
way back, `read`, takes the picture of a line and gives its text.
"""

from __future__ import annotations

import re
from functools import lru_cache

import cv2
import numpy as np

ADVANCE = 0.52
"""Width of a cell over the height of a line."""

LETTERS = "".join(map(chr, range(33, 127))) + "€£°·×÷–’…²³½√éèäöüåñç"
MASTER_PX = 80
READ_HEIGHT, READ_WIDTH = 23, 12
LEGIBLE = 0.62
"""Least mean correlation of a line that counts as read."""
TELLING = {
    "I": ((0.23, 0.30, 0.22, 0.78), (0.68, 0.75, 0.22, 0.78)),
    "l": ((0.17, 0.24, 0.24, 0.5), (0.68, 0.75, 0.5, 0.86)),
}
"""Strokes that tell apart letters which a typeface draws alike, in fractions of the cell."""
NOT_DIGITS = re.compile("[ACEFGHJKLMNPRTUVWXYabcdefhijkmnpqrstuvwxy]")
DIGIT_FOR = str.maketrans("OoQDIlZzSBg", "00001122589")
OFFSETS = tuple((across, down) for down in (0.0, -0.6, 0.6) for across in (0.0, -0.5, 0.5))
"""Where between the pixels of a cell a letter may stand."""
LETTER_FOR = str.maketrans("802", "BOZ")
NUDGES = (0, -1, 1, -2, 2)
"""Columns by which a line is shifted to find its cells."""
DOUBTFUL = 0.35
"""Below it a single letter is `?`."""
BLANK, FAINT = 0.02, 0.09
"""Mean ink of a cell that counts as empty; up to the latter where it is like no letter."""
SURE = 0.55
"""How like a letter faint ink must be."""


@lru_cache(maxsize=512)
def _glyph(letter: str, weight: int) -> np.ndarray:
    """One cell of ink at the master size, `(80, 42)` uint8."""
    cell = round(MASTER_PX * ADVANCE)
    page = np.zeros((MASTER_PX, 3 * MASTER_PX, 3), np.uint8)
    face = cv2.FontFace("sans")
    cv2.putText(page, letter, (MASTER_PX, 60), (255, 255, 255), face, 58, weight)
    drawn = page[:, :, 0]
    columns = np.flatnonzero(drawn.any(axis=0))
    if not len(columns):
        return np.zeros((MASTER_PX, cell), np.uint8)
    mark: np.ndarray = drawn[:, columns[0] : columns[-1] + 1]
    if mark.shape[1] > cell - 4:
        mark = cv2.resize(mark, (cell - 4, MASTER_PX), interpolation=cv2.INTER_AREA)
    glyph = np.zeros((MASTER_PX, cell), np.uint8)
    left = (cell - mark.shape[1]) // 2
    glyph[:, left : left + mark.shape[1]] = mark
    for top, bottom, first, last in TELLING.get(letter, ()):
        glyph[
            round(top * MASTER_PX) : round(bottom * MASTER_PX),
            round(first * cell) : round(last * cell),
        ] = 255
    return glyph


@lru_cache(maxsize=4096)
def ink(text: str, height_px: int, weight: int = 600) -> np.ndarray:
    """The line's ink, `(height_px, W)` uint8; W is `ADVANCE` times the height for each letter."""
    cells = [_glyph(letter, weight) for letter in text] or [_glyph(" ", weight)]
    width_px = max(1, round(len(cells) * ADVANCE * height_px))
    return cv2.resize(np.hstack(cells), (width_px, height_px), interpolation=cv2.INTER_AREA)


def width_of(text: str, height: float) -> float:
    """How wide a line of that height is, in the same unit."""
    return len(text) * ADVANCE * height


@lru_cache(maxsize=READ_HEIGHT)
def _atlas(height_px: int) -> np.ndarray:
    """Every letter as coarse as a line of that height shows it, of unit length.

    `(N × OFFSETS, 276)`: all letters at one offset between pixels, then all at the next.
    """
    return np.vstack([_unit(_letters(height_px, *offset)) for offset in OFFSETS])


def _letters(height_px: int, across: float, down: float) -> np.ndarray:
    wide = max(3, round(ADVANCE * height_px))
    matrix = np.array([[1, 0, across], [0, 1, down]], np.float32)
    cells = []
    for letter in LETTERS:
        small = cv2.resize(_glyph(letter, 600), (wide, height_px), interpolation=cv2.INTER_AREA)
        cell = cv2.resize(small, (READ_WIDTH, READ_HEIGHT), interpolation=cv2.INTER_LINEAR)
        moved = cv2.warpAffine(cell, matrix, (READ_WIDTH, READ_HEIGHT), flags=cv2.INTER_LINEAR)
        cells.append(moved.ravel())
    return np.stack(cells).astype(np.float32)


def _unit(rows: np.ndarray) -> np.ndarray:
    centred: np.ndarray = rows - rows.mean(axis=1, keepdims=True, dtype=np.float32)
    centred /= np.linalg.norm(centred, axis=1, keepdims=True) + 1e-6
    return centred


def read(inked: np.ndarray, count: int = 0, height_px: int = 0) -> tuple[str, float]:
    """The text of one line and how well it fits; `("", score)` when it is not legible.

    `inked` is `(H, W)` uint8, the line from the top of its cells to their foot, letters bright on
    black, with nothing else in it. With `count` it holds just so many cells from side to side;
    without, what is left and right of the text may be any width. `height_px` is how high it was in
    the picture, when it has been enlarged since. What was read before is remembered.
    """
    if min(inked.shape) < 4:
        return "", 0.0
    return _read(inked.tobytes(), inked.shape, count, height_px or inked.shape[0])


@lru_cache(maxsize=4096)
def _read(data: bytes, shape: tuple[int, ...], count: int, height_px: int) -> tuple[str, float]:
    inked = np.frombuffer(data, np.uint8).reshape(shape)
    atlas = _atlas(max(4, min(READ_HEIGHT, height_px)))
    if count:
        return _best(_resized(inked, count * READ_WIDTH), 0.0, (count,), atlas)
    line = _resized(inked, round(inked.shape[1] * READ_HEIGHT / inked.shape[0]))
    columns = np.flatnonzero(line.max(axis=0) > 90)
    if not len(columns):
        return "", 0.0
    first, last = int(columns[0]), int(columns[-1]) + 1
    least = max(1, round((last - first) / READ_WIDTH))
    return _best(line, (first + last) / 2, (least, least + 1), atlas)


def _best(
    line: np.ndarray, middle: float, counts: tuple[int, ...], atlas: np.ndarray
) -> tuple[str, float]:
    """The best reading of the line with one of these numbers of letters, shifted a little."""
    plain = atlas[: len(LETTERS)]
    tries = [
        (round(nudge + (middle - count * READ_WIDTH / 2 if middle else 0.0)), count)
        for count in counts
        for nudge in NUDGES
    ]
    left, count = max(tries, key=lambda one: _cells(line, one[0], one[1], plain)[1])
    said, score = _cells(line, left, count, atlas)
    return (_sensible(said.strip()), score) if score >= LEGIBLE else ("", score)


def _sensible(text: str) -> str:
    """The text with letters inside numbers read as the digits they resemble, and the reverse."""
    words = text.split(" ")
    for place, word in enumerate(words):
        if any(letter.isdigit() for letter in word) and not NOT_DIGITS.search(word):
            words[place] = word.translate(DIGIT_FOR)
        elif len(word) > 3 and sum(letter.isdigit() for letter in word) == 1:
            words[place] = word.translate(LETTER_FOR)
    return " ".join(words)


def _resized(inked: np.ndarray, width: int) -> np.ndarray:
    way = cv2.INTER_AREA if inked.shape[0] > READ_HEIGHT else cv2.INTER_LINEAR
    return cv2.resize(inked, (max(READ_WIDTH, width), READ_HEIGHT), interpolation=way)


def _cells(line: np.ndarray, left: int, count: int, atlas: np.ndarray) -> tuple[str, float]:
    """The letters of `count` cells that begin at column `left`, and their mean correlation."""
    wide = count * READ_WIDTH
    padded = cv2.copyMakeBorder(line, 0, 0, 24, wide + 24, cv2.BORDER_CONSTANT, value=0)
    if left < -24:
        return "", 0.0
    cut = padded[:, 24 + left : 24 + left + wide]
    cells = cut.reshape(READ_HEIGHT, count, READ_WIDTH).swapaxes(0, 1).reshape(count, -1)
    fits = _unit(cells) @ atlas.T
    which, fit = fits.argmax(axis=1), fits.max(axis=1)
    inked = cells.mean(axis=1) / 255
    blank = (inked < BLANK) | ((inked < FAINT) & (fit < SURE))
    said = "".join(
        " " if empty else (LETTERS[place % len(LETTERS)] if good > DOUBTFUL else "?")
        for empty, place, good in zip(blank, which, fit, strict=True)
    )
    score = float(fit[~blank].mean()) if not blank.all() else 0.0
    return said, score
