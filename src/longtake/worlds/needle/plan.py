"""Which needles a haystack gets, and where: the nine tasks of VNBench, at disjoint times.

An edit lays something over frames (a caption, small pictures in the corners); an insert puts a
picture or a short clip between two frames. What belongs to one task is told from the others by its
words, so that one haystack can hold all nine. Knows frames by number, no pixels.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Literal

import numpy as np

from longtake.errors import WorldError
from longtake.types import Span
from longtake.worlds.needle.source import Source
from longtake.worlds.stage import COLOURS, Thing, View

TASKS = (
    "retrieve-edit",
    "retrieve-insert-1",
    "retrieve-insert-2",
    "order-edit",
    "order-insert-1",
    "order-insert-2",
    "count-edit-1",
    "count-edit-2",
    "count-insert",
)
_NAMES = (
    "Alice Bruno Clara David Elena Felix Greta Henry Irene Jonas Karin Lucas Marta Nadia"
    " Oscar Petra Quinn Rosie Simon Tilda"
)
NAMES = tuple(_NAMES.split())
LOOKS = ("apple", "fish", "flower", "cake", "key", "cup", "kite", "umbrella", "hammer", "drum")
SECRET, GUEST, KNOCK = "The secret word is {}", "Now comes {}", "Knock knock"
TITLES = {
    "retrieve-insert-1": "PRIZE",
    "retrieve-insert-2": "GAME",
    "order-insert-1": "PARADE",
    "order-insert-2": "RACE",
    "count-insert": "LUCKY",
}

GAP_S = 4.0
"""Least time between two needles: so that two of them are never taken for one."""
EDGE_S = 0.5
NEAR_KEY_S = 1.0
"""An insert moves by so much to a keyframe, so that nothing has to be encoded again."""
SHARE = 0.8
"""Of a haystack's time that needles and the gaps around them may fill."""
LASTS_S = {1: (3.0, 2.0, 3.0), 2: (2.5, 1.5, 2.5), 3: (2.0, 1.2, 2.0), 4: (1.6, 1.0, 2.0)}
"""By level: how long a caption, a card and a clip last."""
HARDEST_S = (1.2, 0.8, 1.6)
CORNERS = ((0.1, 0.16), (0.9, 0.16), (0.1, 0.66), (0.9, 0.66))

UNPLACED = Span(0.0, 0.0)
Article = tuple[str, str]
"""Colour and look."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Needle:
    """One thing that is put into the haystack."""

    task: str
    form: Literal["caption", "stickers", "card", "clip"]
    lasts_s: float
    text: str = ""
    things: tuple[Article, ...] = ()
    """What a card or clip shows, or what lies in each corner; ("", "") for a free corner."""
    wanted: Article = ("", "")
    """Of things that are counted, the one that is asked about."""
    heading: int = 0
    """Of a clip: 1 to the right, -1 to the left."""
    first: int = 0
    """The base frame that it begins at, or is put in before."""
    stop: int = 0
    """Of an edit, the base frame after its last."""
    span: Span = UNPLACED
    """When it is to be seen, in the finished film."""
    depth: float = 0.0
    """Where in the haystack, from 0 to 1."""

    @property
    def inset(self) -> bool:
        return self.form in ("card", "clip")

    def over(self, view: View) -> View:
        """The view at that time with the needle in it."""
        if self.form == "caption":
            return replace(view, subtitle=self.text)
        if self.form == "stickers":
            return replace(view, things=(*view.things, *self._stickers()))
        return View(
            time_s=view.time_s, video=view.video, place="board", things=self._shown(view.time_s)
        )

    def _stickers(self) -> Iterator[Thing]:
        for (x, y), (colour, look) in zip(CORNERS, self.things, strict=True):
            if look:
                yield Thing(look="plate", x=x, y=y, size=0.22, id="sticker")
                yield Thing(look=look, colour=colour, x=x, y=y, size=0.13, id=f"{colour} {look}")

    def _shown(self, time_s: float) -> tuple[Thing, ...]:
        colour, look = self.things[0]
        along = (time_s - self.span.start_s) / max(1e-6, self.span.duration_s) - 0.5
        x = 0.5 + self.heading * 0.6 * along
        frame = "purple" if colour == "teal" else "teal"
        title = Thing(
            look="plate", x=0.5, y=0.14, size=0.18, colour=frame, text=self.text, id=self.text
        )
        size = 0.34 if self.form == "clip" else 0.5
        return title, Thing(look=look, colour=colour, x=x, y=0.6, size=size, id=f"{colour} {look}")


def planned(source: Source, frames: int, level: int, rng: random.Random, turn: int) -> list[Needle]:
    """The needles of one haystack of so many base frames, by the time they are shown.

    As many tasks as find room, beginning with number `turn`. Raises WorldError when not even one
    does.
    """
    needles = _that_fit(source.time_of(frames), level, rng, turn)
    rng.shuffle(needles)
    starts_s = _spread(needles, source.time_of(frames), rng)
    placed: list[Needle] = []
    shift_s = 0.0
    for start_s, unplaced in zip(starts_s, needles, strict=True):
        needle = _placed(unplaced, source, start_s, frames, shift_s)
        shift_s += needle.lasts_s if needle.inset else 0.0
        placed.append(needle)
    return placed


def _that_fit(length_s: float, level: int, rng: random.Random, turn: int) -> list[Needle]:
    chosen: list[Needle] = []
    for number in range(len(TASKS)):
        task = TASKS[(turn + number) % len(TASKS)]
        more = list(_needles(task, level, rng))
        room_s = length_s if not chosen else SHARE * length_s
        if _needed_s([*chosen, *more]) <= room_s:
            chosen += more
    if not chosen:
        shortest = min(HARDEST_S if level > 4 else LASTS_S[level])
        raise WorldError(
            f"a needle of {shortest} s with {2 * EDGE_S} s around it is longer than the haystack"
            f" of {length_s:.1f} s: give more --minutes or a longer source"
        )
    return chosen


def _needed_s(needles: Sequence[Needle]) -> float:
    laid = sum(needle.lasts_s for needle in needles)
    return laid + GAP_S * (len(needles) - 1) + 2 * EDGE_S


def _spread(needles: Sequence[Needle], length_s: float, rng: random.Random) -> list[float]:
    """When each may begin, ascending: uniform over all ways to keep them apart."""
    free = max(0.0, length_s - _needed_s(needles))
    drawn = sorted(rng.uniform(0, free) for _ in needles)
    before = accumulate((needle.lasts_s + GAP_S for needle in needles), initial=EDGE_S)
    return [place + least for place, least in zip(drawn, before, strict=False)]


def _placed(needle: Needle, source: Source, start_s: float, frames: int, shift_s: float) -> Needle:
    first = min(source.frame_from(start_s), frames - 1)
    stop = min(frames, max(first + 1, source.frame_from(start_s + needle.lasts_s)))
    if needle.inset:
        first = stop = _at_keyframe(source, first)
    begins_s = source.time_of(first) + shift_s
    ends_s = begins_s + needle.lasts_s if needle.inset else source.time_of(stop) + shift_s
    return replace(
        needle,
        first=first,
        stop=stop,
        span=Span(begins_s, ends_s),
        depth=round(source.time_of(first) / source.time_of(frames), 4),
    )


def _at_keyframe(source: Source, frame: int) -> int:
    """A keyframe nearby, or the same frame."""
    rounds, rank = divmod(frame, source.count)
    keys = np.flatnonzero(source.keys)
    apart_s = np.abs(source.starts_s[keys] - source.starts_s[rank])
    if not len(keys) or apart_s.min() > NEAR_KEY_S or keys[apart_s.argmin()] == 0:
        return frame
    return int(rounds * source.count + keys[apart_s.argmin()])


def _needles(task: str, level: int, rng: random.Random) -> Iterator[Needle]:
    """The needles of one task."""
    caption_s, card_s, clip_s = LASTS_S.get(level, HARDEST_S)
    what, _, way = task.partition("-")
    several = 3 + (level > 1) + (level > 3)
    count = {"retrieve": 1, "order": several}.get(what) or rng.choice(counts(level))
    if way == "edit":
        words = SECRET if what == "retrieve" else GUEST
        for name in rng.sample(NAMES, count):
            yield Needle(task=task, form="caption", lasts_s=caption_s, text=words.format(name))
    elif task == "count-edit-1":
        for _ in range(count):
            yield Needle(task=task, form="caption", lasts_s=caption_s, text=KNOCK)
    elif task == "count-edit-2":
        yield from _stickers(count, level, caption_s, rng)
    elif task == "count-insert":
        yield from _lucky(count, level, card_s, rng)
    else:
        form: Literal["card", "clip"] = "clip" if way == "insert-2" else "card"
        lasts_s = clip_s if form == "clip" else card_s
        for thing in articles(count, rng):
            heading = rng.choice((-1, 1)) if form == "clip" else 0
            yield Needle(
                task=task,
                form=form,
                lasts_s=lasts_s,
                text=TITLES[task],
                things=(thing,),
                heading=heading,
            )


def articles(count: int, rng: random.Random) -> list[Article]:
    """So many things, no two with the same look."""
    looks = rng.sample(LOOKS, count)
    return [(rng.choice(tuple(COLOURS)), look) for look in looks]


def counts(level: int) -> range:
    """How many there may be: as many numbers as options, so that none of them is likelier."""
    least = max(2, level)
    return range(least, least + 4)


def _stickers(left: int, level: int, lasts_s: float, rng: random.Random) -> Iterator[Needle]:
    """Moments with the wanted thing in one to three corners, and others in the free ones."""
    wanted, *others = articles(3 + (level > 2), rng)
    while left:
        count = rng.randint(1, min(3, left))
        left -= count
        corners = [wanted] * count + [
            rng.choice(others) if level > 1 and rng.random() < 0.5 else ("", "")
            for _ in range(4 - count)
        ]
        rng.shuffle(corners)
        yield Needle(
            task="count-edit-2",
            form="stickers",
            lasts_s=lasts_s,
            things=tuple(corners),
            wanted=wanted,
        )


def _lucky(count: int, level: int, lasts_s: float, rng: random.Random) -> Iterator[Needle]:
    """Cards with the wanted thing, and at higher levels some with others."""
    wanted, *others = articles(3, rng)
    things = [wanted] * count + others[: level // 2]
    for thing in things:
        yield Needle(
            task="count-insert",
            form="card",
            lasts_s=lasts_s,
            text=TITLES["count-insert"],
            things=(thing,),
            wanted=wanted,
        )
