"""Who comes and goes over the picture's edge, who says what, and what captions tell of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from longtake.worlds.stage import View
from longtake.worlds.story.figures import Figure, Who
from longtake.worlds.story.sighting import GAP_S, Deed, Followed, Sight, commonest


def comings(sight: Sight, followed: Followed) -> Iterator[Deed]:
    """Who walks in from the picture's edge, or out over it, while the camera stays."""
    places = {id(seen): place for place, seen in enumerate(sight.glances)}
    away = max(1.0, 2.2 * sight.step_s)
    for figures, glances in followed.values():
        for place, (figure, seen) in enumerate(zip(figures, glances, strict=True)):
            now = figure.time_s
            new = place == 0 or now - figures[place - 1].time_s > away
            gone = place + 1 == len(figures) or figures[place + 1].time_s - now > away
            first, last = figures[place : place + 5], figures[max(0, place - 4) : place + 1][::-1]
            at = places[id(seen)]
            if new and _walking(first, inwards=True) and _watched(sight, at, -1):
                yield _coming("arrive", figure, sight, at, now, now + 1)
            if gone and _walking(last, inwards=False) and _watched(sight, at, 1):
                yield _coming("leave", figure, sight, at, now - 1, now)


def _coming(verb: str, figure: Figure, sight: Sight, at: int, start_s: float, end_s: float) -> Deed:
    place = sight.place(sight.glances[at])
    return Deed(
        verb=verb,
        who=figure.who,
        place=place,
        start_s=start_s,
        end_s=end_s,
        video=sight.video,
    )


def _walking(near_edge: list[Figure], *, inwards: bool) -> bool:
    """Whether figures, the one nearest to the edge first, walk in or out over it."""
    x = near_edge[0].thing.x
    own = [one for one in near_edge if abs(one.time_s - near_edge[0].time_s) < 1.1]
    facing = commonest(one.thing.facing for one in own if one.pose == "walk")
    towards_middle = (facing == "right") == (x < 0.5)
    far = 0.22 if len(own) > 2 else 0.34
    return min(x, 1 - x) < far and towards_middle == inwards and facing is not None


def _watched(sight: Sight, place: int, step: int) -> bool:
    """Whether the next view in that direction is of the same place, close in time and plain."""
    other = place + step
    if not 0 <= other < len(sight.glances):
        return False
    here, there = sight.glances[place], sight.glances[other]
    close = abs(here.time_s - there.time_s) <= max(1.0, 1.6 * sight.step_s)
    name = sight.place(here)
    same = name and sight.place(there) in ("", name)
    return bool(close and there.view.behind is None and same)


def speech(sight: Sight) -> Iterator[Deed]:
    """Lines that are read or heard, with who has the speech mark."""
    said, start, end, place = "", 0.0, 0.0, ""
    speakers: list[Who | None] = []
    gap = max(GAP_S, 1.6 * sight.step_s)

    def line() -> Iterator[Deed]:
        if said:
            who = commonest(speakers) or ("", "")
            yield Deed(verb="say", who=who, said=said, place=place, start_s=start, end_s=end,
                       video=sight.video)  # fmt: skip

    for seen in sight.glances:
        words = seen.view.subtitle or seen.view.heard
        if words and words == said and seen.time_s - end <= gap:
            end = seen.time_s
            speakers.append(seen.speaker)
        elif words:
            yield from line()
            said, speakers, place = words, [seen.speaker], sight.place(seen)
            start = end = seen.time_s
    yield from line()


def told_of(views: Sequence[View]) -> Iterator[Deed]:
    """The deeds that captions tell of."""
    from longtake.worlds.story.recount import deed_of

    for view in views:
        for sentence in view.told.split(". "):
            deed = deed_of(sentence)
            if deed:
                yield replace(deed, start_s=view.time_s, end_s=view.time_s, video=view.video)
