"""One camera's film: a fixed picture of one place, with the day and the clock on a plate.

Comes in: a day of the town and a place; goes out: a `Film`. The cameras of one day share its clock,
so equal times in two films are the same moment.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from longtake.worlds.stage import Thing, View
from longtake.worlds.story.camera import Take
from longtake.worlds.story.chronicle import Chronicle
from longtake.worlds.story.film import StoryFilm
from longtake.worlds.world import Order

SEEN_ALIKE = re.compile(r"DAY (\d)")
"""How the plate tells the day."""


class CameraFilm(StoryFilm):
    """What one camera records on one day."""

    def __init__(self, order: Order, day: int, number: int, place: str, chronicle: Chronicle):
        takes = [Take(0.0, chronicle.duration_s, place, "start")]
        super().__init__(f"day-{day}-{place}", order, chronicle, takes)
        self.day, self.number, self.place = day, number, place

    def view(self, time_s: float) -> View:
        """The place at that time, and the plate."""
        view = super().view(time_s)
        return replace(view, things=(*view.things, self._plate()))

    def _plate(self) -> Thing:
        text = f"DAY {self.day} CAM {self.number}"
        return Thing(look="plate", x=0.13, y=0.07, size=0.08, colour="teal", text=text, id="plate")


def day_of(views: Iterable[View]) -> int:
    """The day that the plates of some views of one film tell; 0 where none is legible."""
    days = [
        int(found[1])
        for view in views
        for thing in view.things
        if thing.look == "plate" and (found := SEEN_ALIKE.match(thing.text))
    ]
    return max(set(days), key=days.count) if days else 0
