"""The words in the picture of a subtitle: clean letters on black, one line above the other.

Lines are told apart by the dark rows between them, which costs nothing, so that only recognition
is paid for: a few hundredths of a second a line. Where that reads badly, lines are looked for as in
any picture. A picture goes in; words and how sure the reader is come out. Knows nothing of time.
"""

from __future__ import annotations

import re

import numpy as np

from longtake.media.markup import plain
from longtake.perceive import ocr

INK = 64
"""Brightness of a pixel that belongs to a letter rather than to its edge."""
READ_WELL = 0.9
_THIN = 0.4
_MARGIN_PX = 24
_LONE_I = re.compile(r"(?<![^\s\"'“‘(♪-])[l|](?=\s|$|[,.!?…]|['’](?:m|ve|ll|d)\b)")


def words_in(image: np.ndarray) -> tuple[str, float]:
    """The words of an `(H, W, 3)` uint8 picture as one line, and the reader's certainty."""
    rows = rows_of(image)
    found = ocr.recognise([_cut(image, row) for row in rows])
    lines = [(text, score) for text, score in found if text and score >= ocr.SURE_ENOUGH]
    if not lines or min(score for _, score in lines) < READ_WELL or len(lines) < len(rows):
        margin = ((_MARGIN_PX, _MARGIN_PX), (_MARGIN_PX, _MARGIN_PX), (0, 0))
        seen = [(line.text, line.score) for line in ocr.read(np.pad(image, margin))]
        lines = max(lines, seen, key=_certainty)
    text = plain(" ".join(text for text, _ in lines)).replace("\n", " ")
    return _LONE_I.sub("I", text), round(_certainty(lines), 3)


def rows_of(image: np.ndarray) -> list[tuple[int, int]]:
    """Top and bottom of each line of letters; dots and accents belong to the line they touch."""
    inked = np.pad((image.max(axis=2) > INK).any(axis=1).astype(np.int8), 1)
    edges = np.flatnonzero(np.diff(inked))
    rows = [(int(top), int(bottom)) for top, bottom in zip(edges[::2], edges[1::2], strict=True)]
    tallest = max((bottom - top for top, bottom in rows), default=0)
    merged: list[tuple[int, int]] = []
    for top, bottom in rows:
        if merged:
            above = merged[-1]
            thin = min(bottom - top, above[1] - above[0]) < _THIN * tallest
            if thin and top - above[1] < _THIN * tallest:
                merged[-1] = (above[0], bottom)
                continue
        merged.append((top, bottom))
    return merged


def _cut(image: np.ndarray, row: tuple[int, int]) -> np.ndarray:
    """One line, trimmed to its letters, with a margin of black around it."""
    line = image[row[0] : row[1]]
    columns = np.flatnonzero((line.max(axis=2) > INK).any(axis=0))
    line = line[:, columns[0] : columns[-1] + 1]
    margin = max(2, (row[1] - row[0]) // 5)
    return np.pad(line, ((margin, margin), (2 * margin, 2 * margin), (0, 0)))


def _certainty(lines: list[tuple[str, float]]) -> float:
    """Mean over the letters; 0 without any."""
    letters = sum(len(text) for text, _ in lines)
    return min(1.0, sum(score * len(text) for text, score in lines) / letters) if letters else 0.0
