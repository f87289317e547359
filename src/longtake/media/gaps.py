"""What could not be read, said once and in words: the list behind `Media.gaps`.

Knows nothing of codecs. A stretch and a reason come in; `gap` Observations stand in the list, those
that touch and have the same reason merged into one, in order of time.
"""

from __future__ import annotations

import logging
from threading import Lock
from typing import Literal

from longtake.types import Observation, Span

Track = Literal["picture", "sound"]

SOURCE = "media@1"
SLACK_S = 0.1
"""Gaps at most this far apart, with the same reason, are one."""

CANNOT_DECODE = "the data there is damaged"
CANNOT_READ = "reading the source stopped there"
CUT_OFF = "the file ends before its header says; copy or download it again"

_told: set[tuple[str, str]] = set()


def warn(source: str, reason: str, told: str) -> None:
    """Log a warning about a file, once for each reason however often the file is read."""
    if (source, reason) not in _told:
        _told.add((source, reason))
        logging.getLogger("longtake").warning("%s: %s", source.rsplit("/", 1)[-1], told)


class Gaps:
    """Collects stretches of one recording that could not be read."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.video = ""
        self.end_s = 0.0
        self.found: list[Observation] = []
        """The truth is this list alone: whoever clears it starts afresh."""
        self._lock = Lock()

    def note(self, track: Track, span: Span, reason: str) -> None:
        """Record that `track` cannot be read in `span`."""
        with self._lock:
            same = [gap for gap in self.found if _is_one(gap, track, reason, span)]
            for gap in same:
                span = span.union(gap.span)
            merged = self._gap(track, span, reason)
            if merged in same:
                return
            warn(self.source, reason, merged.text)
            kept = [gap for gap in self.found if gap not in same]
            self.found[:] = sorted([*kept, merged], key=lambda gap: (gap.span, gap.text))

    def _gap(self, track: str, span: Span, reason: str) -> Observation:
        return Observation(
            video=self.video,
            span=span,
            kind="gap",
            text=f"No {track} from {span.start_s:.2f} s to {span.end_s:.2f} s: {reason}",
            source=SOURCE,
            data={"track": track, "reason": reason},
        )


def _is_one(gap: Observation, track: str, reason: str, span: Span) -> bool:
    same_kind = gap.data.get("track") == track and gap.data.get("reason") == reason
    return same_kind and gap.span.touches(span, SLACK_S)
