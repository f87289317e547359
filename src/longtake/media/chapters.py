"""The chapters that a file's author marked: when each runs, and what it is called."""

from __future__ import annotations

from fractions import Fraction

from longtake.media.clock import start_of
from longtake.media.container import open_container
from longtake.types import Span


def read_chapters(source: str) -> list[tuple[Span, str]]:
    """Span on the player's clock and title (maybe empty) of each chapter, in order of time.

    Reads the header only. Raises OpenError when the source cannot be opened.
    """
    found = []
    with open_container(source) as container:
        start_s = start_of(container)
        for chapter in container.chapters():
            base = Fraction(chapter["time_base"] or 0)
            opens_s, closes_s = (
                max(0.0, float(chapter[edge] * base - start_s)) for edge in ("start", "end")
            )
            title = chapter["metadata"].get("title", "").strip()
            found.append((Span(opens_s, max(opens_s, closes_s)), title))
    return sorted(found)
