"""The film: what the camera sees of the town at any time.

Joins a `Chronicle` (town coordinates, town time) with the `Take`s of a camera. Comes in: a time;
goes out: a `View`. Any order of times, each in well under a millisecond.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from longtake.types import Box, Span
from longtake.worlds.stage import Thing, View
from longtake.worlds.story import scenery
from longtake.worlds.story.camera import Take
from longtake.worlds.story.chronicle import Act, Chronicle
from longtake.worlds.story.record import truth_of
from longtake.worlds.story.town import OUTDOORS
from longtake.worlds.truth import Truth
from longtake.worlds.world import Order

if TYPE_CHECKING:
    import numpy as np

PLATE_S = 1.5
PLATE_AFTER_S = 0.5


@dataclass(frozen=True, slots=True)
class Caption:
    """Somebody's name beside them, for a while."""

    who: str
    start_s: float
    end_s: float


class StoryFilm:
    """One camera's film of the town."""

    def __init__(self, name: str, order: Order, chronicle: Chronicle, takes: list[Take]):
        self.name, self.order = name, order
        self.chronicle, self.takes = chronicle, takes
        self._starts = [take.start_s for take in takes]

    @cached_property
    def truth(self) -> Truth:
        """Everything that happens in it."""
        return truth_of(self)

    @property
    def duration_s(self) -> float:
        return self.takes[-1].end_s

    def take_at(self, time_s: float) -> int:
        """Which take is on."""
        return max(0, bisect_right(self._starts, time_s + 1e-9) - 1)

    def view(self, time_s: float) -> View:
        """What is to be seen then."""
        number = self.take_at(time_s)
        view = self._plain(self.takes[number], time_s)
        for next_ in (number, number + 1):
            if 0 < next_ < len(self.takes):
                view = self._passing(view, next_, time_s)
        return view

    def pictures(self, span: Span) -> Iterator[np.ndarray]:
        """Every frame shown in the span, in order: `(H, W, 3)` uint8 RGB."""
        from longtake.worlds.drawing.paint import painted

        return painted(self, span)

    def spoken(self, take: Take, time_s: float) -> Act | None:
        """The line that is being said where the camera is."""
        now = time_s + take.offset_s
        for act in self.chronicle.acts_at(take.place, now, now + 1e-6):
            if act.verb == "say":
                return act
        return None

    @cached_property
    def lines(self) -> list[Act]:
        """What is said where the camera is, in film time."""
        found: list[Act] = []
        for take in self.takes:
            offset = take.offset_s
            acts = self.chronicle.acts_at(take.place, take.start_s + offset, take.end_s + offset)
            for act in acts:
                moved = replace(act, start_s=act.start_s - offset, end_s=act.end_s - offset)
                if act.verb == "say" and moved not in found[-4:]:
                    found.append(moved)
        return found

    def _passing(self, view: View, number: int, time_s: float) -> View:
        """The view with the transition into take `number`, where that is going on."""
        before, after = self.takes[number - 1], self.takes[number]
        lasts = after.transition_s
        share = (time_s - after.start_s) / lasts + 0.5 if lasts else -1.0
        if not 0 <= share < 1:
            return view
        if after.begins == "fade":
            return replace(view, veil=round(1 - abs(2 * share - 1), 4))
        new, old = self._plain(after, time_s), self._plain(before, time_s)
        behind = replace(old, subtitle="", heard="")
        wiped = after.begins == "wipe"
        return replace(new, behind=behind, behind_share=round(1 - share, 4), wiped=wiped)

    def _plain(self, take: Take, time_s: float) -> View:
        """What a take shows, without transitions; also shortly before and after itself."""
        now = min(max(0.0, time_s + take.offset_s), self.chronicle.duration_s - 1e-3)
        watch = self.chronicle.watch_at(min(max(time_s, take.start_s), take.end_s - 1e-3))
        said = self.spoken(take, time_s)
        window = take.window(time_s)
        things = list(scenery.things(self.chronicle, take.place, now, self._wide))
        named = [caption.who for caption in self._captions_at(take.scene, time_s)]
        things += scenery.overlays(self.chronicle, take.place, now, named, said, self._wide)
        line = said.said if said else ""
        return View(
            time_s=time_s,
            video=self.name,
            place=take.place,
            light=watch.light,
            weather=watch.weather if take.place in OUTDOORS else "clear",
            window=window,
            things=tuple(shown(things, window, self._wide)),
            subtitle=line if self.order.subtitles and self.order.burnt else "",
            heard=line if self.order.voices else "",
        )

    @property
    def _wide(self) -> float:
        return self.order.height_px / self.order.width_px

    def _captions_at(self, scene: int, time_s: float) -> list[Caption]:
        return [one for one in self.captions.get(scene, ()) if one.start_s <= time_s < one.end_s]

    @cached_property
    def captions(self) -> dict[int, list[Caption]]:
        """The name plates of each scene: for everybody, when they are first seen in it."""
        found: dict[int, list[Caption]] = {}
        for number, take in enumerate(self.takes):
            if number == 0 or take.scene != self.takes[number - 1].scene:
                found[take.scene] = self._first_seen(number)
        return found

    def _first_seen(self, number: int) -> list[Caption]:
        first = self.takes[number]
        end = number
        while end + 1 < len(self.takes) and self.takes[end + 1].scene == first.scene:
            end += 1
        offset, stop = first.offset_s, self.takes[end].end_s
        at = first.start_s + PLATE_AFTER_S
        here = self.chronicle.present(first.place, at + offset)
        named = {who: at for who in here}
        acts = self.chronicle.acts_at(first.place, first.start_s + offset, stop + offset)
        for act in acts:
            if act.verb == "arrive":
                named.setdefault(act.actor, act.end_s - offset)
        quiet = [(act.actor, act.start_s - offset) for act in acts if act.verb in ("say", "leave")]
        captions = []
        for who, start in named.items():
            until = [when for one, when in quiet if one == who and when >= start - 0.1]
            captions.append(Caption(who, start, min([start + PLATE_S, stop, *until])))
        return captions


def shown(things: list[Thing], window: Box, wide: float) -> Iterator[Thing]:
    """Things of the ground as the window shows them; what lies outside is left out."""
    across, down = window.right - window.left, window.bottom - window.top
    if across == down == 1.0:
        yield from (thing for thing in things if -0.12 < thing.x < 1.12)
        return
    for thing in things:
        x, y = (thing.x - window.left) / across, (thing.y - window.top) / down
        if -0.12 < x < 1.12 and -0.1 < y < 1.1:
            yield replace(thing, x=x, y=y, size=thing.size / down)
