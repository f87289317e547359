"""Merging neighbouring hits into moments."""

from __future__ import annotations

from collections.abc import Sequence

from longtake.types import Hit, Moment, Span

SLACK_S = 2.0
LONGEST_S = 60.0


def merge(
    hits: Sequence[Hit], slack_s: float = SLACK_S, longest_s: float = LONGEST_S
) -> list[Moment]:
    """Moments, best first: each grows from the best hit left over, by hits at most `slack_s` away,
    and never beyond `longest_s` unless a single hit is longer.

    A moment's score is that of its best hit, plus half of the next, a quarter of the one after …:
    several hits together count for more than one, many weak ones for less than a strong one.
    """
    left = sorted(hits, key=lambda hit: (-hit.score, hit.observation.span))
    moments = []
    while left:
        span, taken = _grow(left.pop(0), left, slack_s, longest_s)
        score = sum(hit.score / 2**place for place, hit in enumerate(taken))
        video = taken[0].observation.video
        moments.append(Moment(video=video, span=span, score=score, hits=tuple(taken)))
    return sorted(moments, key=lambda moment: (-moment.score, moment.video, moment.span))


def _grow(best: Hit, left: list[Hit], slack_s: float, longest_s: float) -> tuple[Span, list[Hit]]:
    """The span and hits, best first, of the moment around a hit; the others are taken from left."""
    taken, span, video = [best], best.observation.span, best.observation.video

    def belongs(hit: Hit) -> bool:
        seen = hit.observation
        union = seen.span.union(span)
        fits = union == span or union.duration_s <= longest_s
        return seen.video == video and seen.span.touches(span, slack_s) and fits

    while (place := next((at for at, hit in enumerate(left) if belongs(hit)), None)) is not None:
        taken.append(left.pop(place))
        span = span.union(taken[-1].observation.span)
    return span, sorted(taken, key=lambda hit: -hit.score)
