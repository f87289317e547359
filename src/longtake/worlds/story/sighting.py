"""What is made of views: glances in order, poses that are kept, and the deeds they amount to.

Only the nouns and how to look around in them; knows neither verbs nor how poses are read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from longtake.worlds.story.figures import Figure, Glance, What, Who

GAP_S = 1.35
"""Moments further apart do not belong to one pose, unless all are that far apart."""
ASIDE_S = 1.6
"""How long before and after a pose is looked for what was in the hand."""

Value = TypeVar("Value", bound=Hashable)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """Somebody did something."""

    verb: str
    who: Who
    what: What | None = None
    """The loose thing."""
    to: Who | None = None
    at: What | None = None
    """The fixture."""
    place: str = ""
    start_s: float = 0.0
    end_s: float = 0.0
    said: str = ""
    video: str = ""

    @property
    def middle_s(self) -> float:
        return (self.start_s + self.end_s) / 2


@dataclass(slots=True)
class Sight:
    """What was made of all the views of one video."""

    video: str
    glances: list[Glance]
    deeds: list[Deed] = field(default_factory=list)
    step_s: float = 0.1
    places: dict[int, str] = field(default_factory=dict)
    """By the glance's id: where it is, gaps filled."""

    def place(self, seen: Glance) -> str:
        """Where a glance is; where it could not be told, as just before or after."""
        return self.places.get(id(seen), seen.view.place)

    def between(self, start_s: float, end_s: float) -> list[Glance]:
        """The glances of a closed stretch."""
        return [one for one in self.glances if start_s <= one.time_s <= end_s]


@dataclass(slots=True)
class Run:
    """A pose that somebody keeps: figures `first` to `last` of all they were seen in."""

    figures: list[Figure]
    glances: list[Glance]
    first: int
    last: int

    @property
    def pose(self) -> str:
        return self.figures[self.first].pose

    @property
    def who(self) -> Who:
        return self.figures[self.first].who

    @property
    def start_s(self) -> float:
        return self.figures[self.first].time_s

    @property
    def end_s(self) -> float:
        return self.figures[self.last].time_s

    @property
    def inside(self) -> list[tuple[Figure, Glance]]:
        stretch = slice(self.first, self.last + 1)
        return list(zip(self.figures[stretch], self.glances[stretch], strict=True))

    def before(self) -> list[tuple[Figure, Glance]]:
        """The figures shortly before, the nearest first."""
        return list(self._aside(range(self.first - 1, -1, -1), self.start_s))

    def after(self) -> list[tuple[Figure, Glance]]:
        """The figures shortly after, the nearest first."""
        return list(self._aside(range(self.last + 1, len(self.figures)), self.end_s))

    def _aside(self, places: Iterable[int], from_s: float) -> Iterator[tuple[Figure, Glance]]:
        for count, place in enumerate(places):
            figure = self.figures[place]
            if count >= 3 or abs(figure.time_s - from_s) > ASIDE_S:
                return
            yield figure, self.glances[place]

    def held(self, aside: list[tuple[Figure, Glance]]) -> What | None:
        return commonest(figure.held for figure, _ in aside)

    @property
    def object(self) -> What | None:
        """What is in the hand during the pose."""
        return commonest(figure.held for figure, _ in self.inside)


def commonest(values: Iterable[Value | None]) -> Value | None:
    """The value that occurs most often, nothing aside."""
    counts = Counter(value for value in values if value is not None)
    return counts.most_common(1)[0][0] if counts else None


Followed = dict[Who, tuple[list[Figure], list[Glance]]]
"""Everybody's figures in order, each with its glance."""
