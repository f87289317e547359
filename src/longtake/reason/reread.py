"""Reading again: whether a quote stands where it was said to stand, without a model.

Subtitles are opened again; writing is read again by whatever reader is given. Evidence in, True,
False, or None for what cannot be read again this way. Knows no reader itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

from longtake.protocols import Media
from longtake.reason.likeness import ALIKE, likeness
from longtake.types import Evidence, Span

Reread = Callable[[Media, Evidence], str | None]
"""Reads what is written in the span of a piece of evidence; None when it cannot."""

UNLIKE = 0.5
"""Below this share of it found, a quote of writing is refuted; reading is not sure enough above."""

SLACK_S = 2.0
"""How far from the cited span the words may still be found."""


def reread(media: Media, evidence: Sequence[Evidence], reader: Reread | None) -> list[bool | None]:
    """For each piece of evidence of one video, whether its quote is found again."""
    subtitles = [one for one in evidence if one.kind == "subtitle"]
    found = dict(zip(subtitles, _in_subtitles(media, subtitles), strict=True))
    for one in evidence:
        if one.kind == "text" and reader is not None:
            found[one] = _borne_out(one.quote, reader(media, one))
    return [found.get(one) for one in evidence]


def _borne_out(quote: str, read: str | None) -> bool | None:
    """What a second reading of writing says; one that is neither alike nor unlike says nothing."""
    if read is None:
        return None
    alike = likeness(quote, read)
    return True if alike >= ALIKE else False if alike < UNLIKE else None


def _in_subtitles(media: Media, evidence: Sequence[Evidence]) -> list[bool | None]:
    """Whether each quote is among the cues about its span; cues are read only as far as needed."""
    found: list[bool | None] = [None] * len(evidence)
    heard: dict[tuple[int, str], str] = defaultdict(str)
    spans = [Span(max(0.0, e.span.start_s - SLACK_S), e.span.end_s + SLACK_S) for e in evidence]
    open_ones = set(range(len(evidence)))
    for cue in media.subtitles() if evidence else ():
        for place in [p for p in open_ones if cue.text and cue.span.overlap(spans[p]) > 0]:
            heard[place, cue.track] += cue.text + " "
            found[place] = likeness(evidence[place].quote, heard[place, cue.track]) >= ALIKE
            if found[place]:
                open_ones.discard(place)
        if not open_ones:
            break
    return found
