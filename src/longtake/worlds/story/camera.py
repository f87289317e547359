"""The camera: which place is filmed when, how wide, and how one shot passes into the next.

Cuts lie between acts, never inside one, and a shot's window holds everybody who acts or walks in
it, so what is filmed can be seen. Comes in: a `Chronicle`; goes out: `Take`s in film time, which
know their town time. Knows nothing of pixels.
"""

from __future__ import annotations

import itertools
import random
from bisect import bisect_right
from dataclasses import dataclass, replace

from longtake.types import Box
from longtake.worlds.story.chronicle import Act, Chronicle, Standing, Track, Watch
from longtake.worlds.story.day import Day
from longtake.worlds.story.town import FOOT, slot_x
from longtake.worlds.truth import Motion, Transition

FOOT_IN_PICTURE = 0.84
WIDTHS = (0.52, 0.66, 0.8)
"""How much of the ground a closer shot shows."""
MARGIN = 0.085
"""Kept free left and right of whoever acts, in widths of the ground."""
DRAWS = 6
"""How often a shot is tried that differs from the one before; else the one before goes on."""
ALIKE = 0.72
"""From this overlap of their windows on, two shots of a place look like one."""
SHORTEST_S, LONGEST_S = 3.0, 9.0
TRANSITIONS: tuple[Transition, ...] = ("cut", "fade", "dissolve", "wipe")
WHOLE = Box(0.0, 0.0, 1.0, 1.0)
LASTS = {"cut": 0.0, "fade": 0.8, "dissolve": 0.8, "wipe": 0.6}


@dataclass(frozen=True, slots=True)
class Take:
    """A shot: what the window shows from its start to its end."""

    start_s: float
    end_s: float
    place: str
    begins: Transition = "cut"
    transition_s: float = 0.0
    first: Box = WHOLE
    last: Box = WHOLE
    motion: Motion = "static"
    scene: int = 0
    offset_s: float = 0.0
    """Town time minus film time."""

    def window(self, time_s: float) -> Box:
        """What is shown at a film time."""
        if self.first == self.last:
            return self.first
        share = min(1.0, max(0.0, (time_s - self.start_s) / (self.end_s - self.start_s)))
        a, b = self.first, self.last
        edges = ((a.left, b.left), (a.top, b.top), (a.right, b.right), (a.bottom, b.bottom))
        return Box(*(min(1.0, max(0.0, one + (two - one) * share)) for one, two in edges))


def window(middle: float, wide: float) -> Box:
    """A window of that width around `middle`, moved inside the ground, with room for the feet."""
    if wide >= 1:
        return WHOLE
    left = min(1 - wide, max(0.0, middle - wide / 2))
    top = min(1 - wide, max(0.0, FOOT - FOOT_IN_PICTURE * wide))
    return Box(left, top, left + wide, top + wide)


def follow(day: Day, time_s: float, rng: random.Random) -> tuple[tuple[str, ...], float]:
    """Watch one place after the other, rather those where people are and something is meant."""
    troupe = day.troupe
    last = day.chronicle.watches[-1].places[0] if day.chronicle.watches else ""
    weights: dict[str, float] = {}
    for place in day.setting.places:
        count = len(troupe.here(place))
        waiting = sum(i.place == place and i.until_s > time_s + 5 for i in day.intents)
        weights[place] = 0.0 if place == last else count**3 + 2 * min(3, waiting) * (count > 0)
    if not any(weights.values()):
        weights = dict.fromkeys(weights, 1.0)
    place = rng.choices(list(weights), list(weights.values()))[0]
    left = day.duration_s - time_s
    length = rng.uniform(30, 55)
    return (place,), time_s + (left if left < 1.4 * length else length)


def edit(chronicle: Chronicle, seed: str, fps: float) -> list[Take]:
    """One film of a day: every watch a scene, every scene some shots. Starts lie on frames."""
    takes: list[Take] = []
    for scene, watch in enumerate(chronicle.watches):
        rng = random.Random(f"{seed}/camera/{scene}")
        place = watch.places[0]
        acts = chronicle.acts_at(place, watch.start_s, watch.end_s)
        for start, end in _lengths(watch, acts, rng, fps):
            before = takes[-1] if takes else None
            draws = (
                _take(chronicle, place, start, end, scene, rng, before is not None)
                for _ in range(DRAWS)
            )
            take = next((one for one in draws if before is None or _differs(before, one)), None)
            if take is not None:
                takes.append(take)
            elif before is not None:
                takes[-1:] = _without_cut(before, *reach(chronicle, place, start, end), end)
    return takes


def _without_cut(before: Take, low: float, high: float, end_s: float) -> list[Take]:
    """The take before goes on where it shows what is to come; else it stays close, then all."""
    if _holds(before.first, low, high) and _holds(before.last, low, high):
        return [replace(before, end_s=end_s)]
    still = replace(before, last=before.first, motion="static")
    return [still, Take(before.end_s, end_s, before.place, scene=before.scene)]


def _holds(window: Box, low: float, high: float) -> bool:
    """Whether somebody who goes from `low` to `high` is seen all the time."""
    return window == WHOLE or (window.left <= low - MARGIN and high + MARGIN <= window.right)


def _differs(before: Take, after: Take) -> bool:
    """Whether the change from one take to the next can be seen."""
    if before.place != after.place:
        return True
    return before.window(before.end_s).iou(after.window(after.start_s)) < ALIKE


def _lengths(
    watch: Watch, acts: list[Act], rng: random.Random, fps: float
) -> list[tuple[float, float]]:
    """The shots of a scene: cut in the middle between two acts, about every 3 to 9 seconds."""
    cuts = [watch.start_s]
    want = rng.uniform(SHORTEST_S + 0.5, 7.0)
    for before, after in itertools.pairwise(acts):
        cut = round((before.end_s + min(after.start_s, before.end_s + 1.0)) / 2 * fps) / fps
        room = cut - before.end_s >= 0 and after.start_s - cut >= 0
        if room and cut - cuts[-1] >= want and watch.end_s - cut >= SHORTEST_S:
            cuts.append(cut)
            want = rng.uniform(SHORTEST_S, 7.0)
    for tail in range(2):
        quiet = max((act.end_s for act in acts), default=watch.start_s + 3)
        cut = round((max(cuts[-1] + SHORTEST_S, quiet) + 0.4) * fps) / fps
        if watch.end_s - cut >= SHORTEST_S and (tail or watch.end_s - cuts[-1] > LONGEST_S):
            cuts.append(cut)
            break
    starts = [round(cut * fps) / fps for cut in cuts]
    return list(zip(starts, [*starts[1:], round(watch.end_s * fps) / fps], strict=True))


def _take(chronicle: Chronicle, place: str, start: float, end: float, scene: int,
          rng: random.Random, later: bool) -> Take:  # fmt: skip
    low, high = reach(chronicle, place, start, end)
    fitting = [w for w in WIDTHS if high - low + 2 * MARGIN <= w and low > 0.02 and high < 0.98]
    wide = rng.choice(fitting) if fitting and rng.random() < 0.62 else 1.0
    middle = (low + high) / 2
    first = last = window(middle, wide)
    motion: Motion = "static"
    draw = rng.random()
    if wide < 1 and draw < 0.18:
        motion, first = "zoom-in", window(middle, 1.0)
    elif wide < 1 and draw < 0.32:
        motion, last = "zoom-out", window(middle, 1.0)
    elif 0.6 < wide < 1 and draw < 0.6:
        first, last = _pan(low, high, wide, rng)
        motion = "pan" if first != last else "static"
    weights = (70, 12, 10, 8)
    begins: Transition = rng.choices(TRANSITIONS, weights)[0] if later else "start"
    lasts = LASTS.get(begins, 0.0)
    return Take(start, end, place, begins, lasts, first, last, motion, scene)


def _pan(low: float, high: float, wide: float, rng: random.Random) -> tuple[Box, Box]:
    """From one side to the other, so far that whoever acts stays inside."""
    left = min(1 - wide, max(0.0, high + MARGIN - wide))
    right = min(1 - wide, max(0.0, low - MARGIN))
    ends = [window(left + wide / 2, wide), window(right + wide / 2, wide)]
    if rng.random() < 0.5:
        ends.reverse()
    return ends[0], ends[1]


def reach(chronicle: Chronicle, place: str, start_s: float, end_s: float) -> tuple[float, float]:
    """From where to where on the ground something is done, or somebody walks, in a stretch."""
    xs: list[float] = []
    for act in chronicle.acts_at(place, start_s, end_s):
        for who in (act.actor, act.to):
            if who in chronicle.people:
                xs += _xs(chronicle.people[who], place, act.start_s, act.end_s)
        if act.to in chronicle.fixtures:
            xs.append(slot_x(chronicle.setting.fixtures[act.to].slot))
    for track in chronicle.people.values():
        moved = _xs(track, place, start_s, end_s)
        if moved and max(moved) - min(moved) > 0.01:
            xs += moved
    for lying in chronicle.loose.values():
        low, high = bisect_right(lying.times, start_s), bisect_right(lying.times, end_s)
        xs += [key.x for key in lying.keys[low:high] if key.of == place and key.x]
    return (min(xs), max(xs)) if xs else (0.5, 0.5)


def _xs(track: Track[Standing], place: str, start_s: float, end_s: float) -> list[float]:
    """Where somebody is at a place in a stretch, with where they are walking to, or out to."""
    low = max(0, bisect_right(track.times, start_s) - 1)
    high = bisect_right(track.times, end_s)
    xs: list[float] = []
    for number in range(low, high):
        key = track.keys[number]
        if key.place == place:
            xs.append(key.x)
            if key.pose == "walk" and number + 1 < len(track.keys):
                xs.append(track.keys[number + 1].x)
    return xs
