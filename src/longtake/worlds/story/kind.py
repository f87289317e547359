"""What every kind of question about stories has in common: stretches of time, and reading Views.

A question may begin with `Between 2:00 and 4:00: `, so that long films can be asked about things
that happen more than once. Comes in: functions that ask of a `Plot` and solve from a `Story`.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from longtake.worlds.questions import Draft
from longtake.worlds.stage import View
from longtake.worlds.story.deeds import Deed, sights
from longtake.worlds.story.figures import Glance
from longtake.worlds.story.plot import Plot, plot_of
from longtake.worlds.story.recount import agrees
from longtake.worlds.world import Film

MOST_OF_A_STRETCH = 12
CLOCK = r"\d+:\d\d(?::\d\d)?"
BETWEEN = rf"(?:Between (?P<low>{CLOCK}) and (?P<high>{CLOCK}): )?"


@dataclass(slots=True)
class Story:
    """What a solver knows: the deeds and glances of the views it was given."""

    deeds: list[Deed] = field(default_factory=list)
    glances: list[Glance] = field(default_factory=list)
    step_s: float = 0.1

    def done(self) -> list[Deed]:
        """The deeds, talk left aside."""
        return [deed for deed in self.deeds if deed.verb != "say"]

    def said(self) -> list[Deed]:
        """What is said."""
        return [deed for deed in self.deeds if deed.verb == "say"]

    def like(self, wanted: Deed) -> list[Deed]:
        """The deeds that agree with one that leaves some things open."""
        return [deed for deed in self.deeds if agrees(wanted, deed)]

    def within(self, low_s: float, high_s: float) -> Story:
        """A stretch of it."""
        return Story(
            [deed for deed in self.deeds if low_s <= deed.middle_s < high_s],
            [seen for seen in self.glances if low_s <= seen.time_s < high_s],
            self.step_s,
        )

    @property
    def empty(self) -> bool:
        """Whether nothing at all was made out."""
        return not self.deeds and not any(seen.figures for seen in self.glances)


Asks = Callable[[Plot, random.Random], Iterator[Draft]]
Solves = Callable[[Mapping[str, str], Sequence[str], Story], "str | None"]


@dataclass
class StoryKind:
    """A kind of question about stories."""

    name: str
    family: str
    temporal: bool
    text: str
    """Regular expression of the text, without the stretch of time."""
    asks: Asks
    solves: Solves
    closed: bool = False
    """Whether it needs its options."""
    pattern: str = field(init=False)

    def __post_init__(self) -> None:
        self.pattern = BETWEEN + self.text

    def ask(self, films: Sequence[Film], rng: random.Random) -> Iterator[Draft]:
        """Questions about the whole and, of long films, about stretches."""
        whole = _plot(films)
        known: set[object] = set()
        for part in whole.stretches(rng):
            drafts = self.asks(part, random.Random(rng.random()))
            fresh: set[object] = set()
            for draft in islice(drafts, MOST_OF_A_STRETCH if part is not whole else None):
                key = draft.pair or (draft.answer, draft.text, _spans(draft))
                if draft.chain or key not in known:
                    fresh |= {key}
                    yield _dated(draft, part, self.name)
            known |= fresh

    def solve(
        self, asked: Mapping[str, str], options: Sequence[str], seen: Sequence[View]
    ) -> str | None:
        """The answer from Views alone."""
        story = read(seen)
        if asked.get("low"):
            story = story.within(_seconds(asked["low"]), _seconds(asked["high"]))
        return None if story.empty else self.solves(asked, options, story)


def _spans(draft: Draft) -> tuple[object, ...]:
    return tuple(clue.span for clue in draft.evidence)


def _dated(draft: Draft, part: Plot, name: str) -> Draft:
    text = draft.text
    if part.high_s:
        text = f"Between {clock(part.low_s)} and {clock(part.high_s)}: {text}"
    chain = f"{draft.chain}@{part.low_s:.0f}-{part.high_s:.0f}" if draft.chain else ""
    pair = f"{draft.pair}@{part.low_s:.0f}-{part.high_s:.0f}" if draft.pair else ""
    return draft.model_copy(update={"text": text, "kind": name, "chain": chain, "pair": pair})


def clock(time_s: float) -> str:
    """`2:05`, or `1:02:05` from an hour on."""
    minutes, seconds = divmod(round(time_s), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def _seconds(text: str) -> float:
    total = 0.0
    for part in text.split(":"):
        total = total * 60 + float(part)
    return total


_read: list[tuple[Sequence[View], Story]] = []
_plots: list[tuple[tuple[Film, ...], Plot]] = []
KEPT = 3


def read(seen: Sequence[View]) -> Story:
    """The story of some views; the last few are kept, as one set is asked about many times."""
    for known, story in _read:
        if known is seen:
            return story
    story = Story()
    for sight in sights(seen).values():
        story.deeds += sight.deeds
        story.glances += sight.glances
        story.step_s = sight.step_s
    _read.insert(0, (seen, story))
    del _read[KEPT:]
    return story


def _plot(films: Sequence[Film]) -> Plot:
    for known, plot in _plots:
        if len(known) == len(films) and all(a is b for a, b in zip(known, films, strict=True)):
            return plot
    from longtake.worlds.story.film import StoryFilm

    plot = plot_of([film for film in films if isinstance(film, StoryFilm)])
    _plots.insert(0, (tuple(films), plot))
    del _plots[KEPT:]
    return plot


def moved(deed: Deed, **changes: object) -> Deed:
    """A deed with some fields changed or, with None, left open."""
    return replace(deed, **changes)  # type: ignore[arg-type]
