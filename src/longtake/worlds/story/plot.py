"""What questions are made of: the visible deeds of films, and how they are told and proved.

Comes in: planned films; goes out: `Plot`s, whole or of a stretch of time, with `Deed`s as the
recogniser should find them, their spans, and the clues that show them. Knows no kind of question.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from longtake.types import Span
from longtake.worlds.questions import Clue
from longtake.worlds.stage import View
from longtake.worlds.story.chronicle import Act
from longtake.worlds.story.deeds import Deed
from longtake.worlds.story.figures import What, Who
from longtake.worlds.story.film import StoryFilm
from longtake.worlds.story.record import visible
from longtake.worlds.story.recount import DOES, doing, sentence
from longtake.worlds.story.town import Setting

SHORT_S = 240.0
"""Films up to this length are asked about as a whole only."""
STRETCHES_S = (60, 120, 300, 600, 1800, 3600)
MOST_STRETCHES = 60
FRAMES_EACH_S = 0.5
"""How dense the frames of a clue are."""
UNTOLD = frozenset({"rise", "restock"})


@dataclass(frozen=True, slots=True)
class Shown:
    """A deed that a film shows, with the act that it is."""

    deed: Deed
    act: Act
    film: StoryFilm

    @property
    def span(self) -> Span:
        return Span(self.deed.start_s, self.deed.end_s)


@dataclass(frozen=True)
class Plot:
    """What films that are shown together show, or a stretch of one of them."""

    films: Sequence[StoryFilm]
    shown: tuple[Shown, ...]
    low_s: float = 0.0
    high_s: float = 0.0
    """0: to the end."""

    @property
    def setting(self) -> Setting:
        return self.films[0].chronicle.setting

    @property
    def deeds(self) -> list[Deed]:
        return [shown.deed for shown in self.shown]

    @cached_property
    def done(self) -> list[Shown]:
        """What is done, talk left aside."""
        return [shown for shown in self.shown if shown.deed.verb != "say"]

    @cached_property
    def said(self) -> list[Shown]:
        """What is said."""
        return [shown for shown in self.shown if shown.deed.verb == "say"]

    @cached_property
    def seen(self) -> list[Who]:
        """Everybody who does something."""
        return sorted({shown.deed.who for shown in self.shown})

    @cached_property
    def by_who(self) -> dict[Who, list[Shown]]:
        """What each person does, in order."""
        return _grouped(self.done, lambda shown: shown.deed.who)

    @cached_property
    def by_deed(self) -> dict[Hashable, list[Shown]]:
        """The same deed, wherever it is done, as often as it is done."""
        return _grouped(self.done, lambda shown: anywhere(shown.deed))

    @cached_property
    def doings(self) -> frozenset[str]:
        """How everything that is done is told."""
        return frozenset(doing(shown.deed) for shown in self.done)

    @cached_property
    def places(self) -> list[str]:
        return sorted({shown.deed.place for shown in self.shown})

    @cached_property
    def handled(self) -> list[What]:
        """Every loose thing that is handled."""
        return sorted({shown.deed.what for shown in self.done if shown.deed.what})

    def once(self, *leave_open: str) -> Iterator[Shown]:
        """Deeds of which there is one only, whatever is in the fields that are left open."""
        keys = Counter(blanked(shown.deed, leave_open) for shown in self.done)
        for shown in self.done:
            if keys[blanked(shown.deed, leave_open)] == 1:
                yield shown

    def named(self, who: Who) -> str:
        """`Anna (red coat, blue hat)`."""
        people = self.setting.people.values()
        return next(one.described for one in people if (one.coat, one.hat) == who)

    def doing(self, deed: Deed) -> str:
        """What is done, with names."""
        return DOES[deed.verb].format(
            what=f"the {deed.what[0]} {deed.what[1]}" if deed.what else "something",
            to=self.named(deed.to) if deed.to else "somebody",
            at=f"the {deed.at[0]} {deed.at[1]}" if deed.at else "something",
            said=deed.said,
        )

    def clue(self, shown: Shown, until_s: float | None = None) -> Clue:
        """The frames that show a deed; `until_s` stretches what has to be cut away with it."""
        span = shown.span if until_s is None else Span(shown.span.start_s, until_s)
        return Clue(video=shown.film.name, span=span, frames_s=frames(shown.span))

    def stretches(self, rng: random.Random) -> Iterator[Plot]:
        """The whole, and of long films stretches of several lengths, at random."""
        yield self
        if len(self.films) > 1 or self.films[0].duration_s <= SHORT_S:
            return
        film = self.films[0]
        edges = [
            round(a.start_s) + 1.0
            for a, b in zip(film.takes[1:], film.takes, strict=False)
            if a.scene != b.scene
        ]
        known: set[tuple[float, float]] = set()
        for _ in range(MOST_STRETCHES):
            length = rng.choice([s for s in STRETCHES_S if s < film.duration_s] or [60])
            low = rng.choice(edges)
            high = next((edge for edge in edges if edge >= low + length), None)
            if high is not None and (low, high) not in known:
                known.add((low, high))
                inside = (one for one in self.shown if low <= one.deed.start_s < high)
                yield Plot(self.films, tuple(inside), low, high)


Key = TypeVar("Key", bound=Hashable)


def _grouped(shown: Sequence[Shown], key: Callable[[Shown], Key]) -> dict[Key, list[Shown]]:
    groups: dict[Key, list[Shown]] = {}
    for one in shown:
        groups.setdefault(key(one), []).append(one)
    return groups


def blanked(deed: Deed, leave_open: Sequence[str]) -> tuple[object, ...]:
    """What identifies a deed, some fields aside."""
    fields = ("verb", "who", "what", "to", "at", "place")
    return tuple(getattr(deed, name) for name in fields if name not in leave_open)


def anywhere(deed: Deed) -> Hashable:
    """What identifies a deed, wherever it is done."""
    return blanked(deed, ("place",))


def frames(span: Span) -> tuple[float, ...]:
    """Times in a span that show its beginning, middle and end."""
    count = max(4, round(span.duration_s / FRAMES_EACH_S))
    step = (span.duration_s - 0.3) / (count - 1)
    return tuple(round(span.start_s + 0.15 + number * step, 2) for number in range(count))


def plot_of(films: Sequence[StoryFilm]) -> Plot:
    """Everything that the films show."""
    shown = [one for film in films for one in _shown(film)]
    return Plot(tuple(films), tuple(sorted(shown, key=lambda one: one.deed.start_s)))


def _shown(film: StoryFilm) -> Iterator[Shown]:
    for act in film.chronicle.acts:
        if act.actor and act.verb not in UNTOLD and visible(film, act):
            yield Shown(deed_from(film, act), act, film)


def deed_from(film: StoryFilm, act: Act) -> Deed:
    """The deed as it should be recognised, in film time."""
    setting, offset = film.chronicle.setting, film.takes[0].offset_s
    people, things = setting.people, setting.loose
    what = things.get(act.object) if act.verb not in ("search", "say", "cheer") else None
    to = people.get(act.to) if act.verb in ("give", "wave", "help") else None
    at = setting.fixtures.get(act.to) if act.verb != "sit" else None
    return Deed(
        verb=act.verb,
        who=(people[act.actor].coat, people[act.actor].hat),
        what=(what.colour, what.look) if what else None,
        to=(to.coat, to.hat) if to else None,
        at=(at.colour, at.look) if at and act.verb != "say" else None,
        place=act.place,
        start_s=act.start_s - offset,
        end_s=act.end_s - offset,
        said=act.said,
        video=film.name,
    )


def captioned(film: StoryFilm) -> list[View]:
    """The film for somebody who reads instead of looking: each visible act, told when it is on."""
    setting = film.chronicle.setting
    return [
        View(
            time_s=shown.span.middle_s,
            video=film.name,
            place=shown.act.place,
            told=sentence(setting, shown.act),
        )
        for shown in sorted(_shown(film), key=lambda one: one.span)
    ]
