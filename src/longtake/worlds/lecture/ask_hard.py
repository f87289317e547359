"""Questions about writing that no single frame shows well: it runs, flashes, blurs, or is tiny.

The kinds of difficulty are those of MME-VideoOCR (Shi et al. 2025, arXiv 2505.21333).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from longtake.worlds.lecture.ink import HELD_S, WINDOW, Ink
from longtake.worlds.lecture.plan import Slide
from longtake.worlds.lecture.reading import Page, alike, among
from longtake.worlds.lecture.slide_kind import Asked, Options, Riddle

ENDS = 6
"""Letters at both ends of a sentence that must have been read."""
OVERLAP = 4
"""Letters that two windows must share to be put together."""


def _ink(slide: Slide, way: str) -> Ink:
    return next(ink for ink in slide.inks if ink.way == way)


class Ticker(Riddle):
    """A sentence of which only a part is to be seen at a time."""

    name = "lecture-ticker"
    family = "hard-text"
    temporal = True
    sort = "ticker"
    text = 'Which sentence runs through the window on the slide "{title}"?'

    def times(self, slide: Slide) -> list[float]:
        ink = _ink(slide, "ticker")
        begins_s = slide.span.start_s + ink.start_s
        run = len(ink.text) - WINDOW
        runs_s = [begins_s + HELD_S + (step + 0.5) / ink.pace for step in range(9, run, 9)]
        return [begins_s + HELD_S - 0.3, *runs_s, begins_s + HELD_S + run / ink.pace + 0.3]

    def answer(self, asked: Asked, options: Options, page: Page) -> str | None:
        rows = page.lines("note")
        windows = max(([text for _, text in row] for row in rows), key=len, default=[])
        read = joined(windows)
        if read is None or len(windows) < 2:
            return None
        fitting = [option for option in options if _ends_alike(option, read)]
        return among(read, fitting) if fitting or not options else None


def joined(windows: Sequence[str]) -> str | None:
    """What runs through a window, from what it showed; None where something is missing."""
    text = windows[0] if windows else ""
    for window in windows[1:]:
        if window in text:
            continue
        most = min(len(window), len(text))
        shared = next((n for n in range(most, OVERLAP - 1, -1) if text.endswith(window[:n])), 0)
        if not shared:
            shared = _nearly_shared(text, window)
        if not shared:
            return None
        text += window[shared:]
    return " ".join(text.split())


def _nearly_shared(text: str, window: str) -> int:
    """How many letters they share if one or two of them were misread; 0: too few."""
    most = min(len(window), len(text))
    scores = [
        (sum(a == b for a, b in zip(text[-n:], window[:n], strict=True)) / n, n)
        for n in range(most, OVERLAP + 1, -1)
    ]
    score, shared = max(scores, default=(0.0, 0))
    return shared if score >= 0.75 else 0


def _ends_alike(option: str, read: str) -> bool:
    heads, tails = (option[:ENDS], read[:ENDS]), (option[-ENDS:], read[-ENDS:])
    return alike(*heads) >= 0.8 and alike(*tails) >= 0.8


class Flash(Riddle):
    """A sentence of which one word is to be seen at a time."""

    name = "lecture-flash"
    family = "hard-text"
    temporal = True
    sort = "flash"
    text = 'Which sentence is shown word by word on the slide "{title}"?'

    def times(self, slide: Slide) -> list[float]:
        words = [ink for ink in slide.inks if ink.look == "note"]
        return [slide.span.start_s + (ink.start_s + ink.end_s) / 2 for ink in words]

    def answer(self, asked: Asked, options: Options, page: Page) -> str | None:
        words = steady(page, "note")
        return among(" ".join(words), options) if len(words) > 1 else None


def steady(page: Page, look: str) -> list[str]:
    """The words shown one after another; readings that hardly differ are one word."""
    words: list[str] = []
    for text in page.run(look):
        if not (words and alike(words[-1], text) >= 0.75):
            words.append(text)
    return words


class Cipher(Riddle):
    """A word of which half of the letters are to be seen at a time."""

    name = "lecture-cipher"
    family = "hard-text"
    temporal = True
    sort = "alternate"
    text = 'Which word is shown on the slide "{title}", half of its letters at a time?'

    def times(self, slide: Slide) -> list[float]:
        ink = _ink(slide, "alternate")
        return [slide.span.start_s + ink.start_s + ink.pace * (half + 0.5) for half in (0, 1)]

    def answer(self, asked: Asked, options: Options, page: Page) -> str | None:
        halves = [text for text in page.run("note") if "_" in text]
        for one, other in itertools.pairwise(halves):
            whole_word = _interleaved(one, other)
            if whole_word:
                return among(whole_word, options) if not options or whole_word in options else None
        return None


def _interleaved(one: str, other: str) -> str:
    """The word of two halves; empty where they do not fill each other's gaps."""
    if len(one) != len(other):
        return ""
    pairs = list(zip(one, other, strict=True))
    if any((a == "_") == (b == "_") for a, b in pairs):
        return ""
    return "".join(b if a == "_" else a for a, b in pairs)


class Blurred(Riddle):
    """A line that is sharp for a moment only."""

    name = "lecture-blurred"
    family = "hard-text"
    sort = "blur"
    text = 'What does the line say that is sharp only for a moment on the slide "{title}"?'

    def times(self, slide: Slide) -> list[float]:
        ink = _ink(slide, "blur")
        return [slide.span.start_s + (ink.start_s + ink.end_s) / 2]

    def answer(self, asked: Asked, options: Options, page: Page) -> str | None:
        lines = page.texts("note")
        return among(lines[-1], options) if lines else None


class SmallPrint(Riddle):
    """A name in letters that are smaller from level to level."""

    name = "lecture-small-print"
    family = "hard-text"
    sort = "tiny"
    text = 'Who signed, according to the small print on the slide "{title}"?'

    def answer(self, asked: Asked, options: Options, page: Page) -> str | None:
        for text in page.texts("note"):
            signed = re.search(r"signed by (\w+)", text)
            if signed:
                return among(signed[1], options)
        return None
