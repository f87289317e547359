"""What the cameras show together: deeds with their day, planned or made out from Views.

`Footage` is the same for both, so that a question's answer is derived and solved by one function:
from the plan for the draft, from Views for the certificate and the seer. Knows no question.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from longtake.types import Span
from longtake.worlds.cameras.film import CameraFilm, day_of
from longtake.worlds.questions import Clue
from longtake.worlds.stage import View
from longtake.worlds.story.deeds import Deed, sights
from longtake.worlds.story.figures import Who
from longtake.worlds.story.plot import frames, plot_of

QUIET = frozenset({"say", "search"})


@dataclass(frozen=True, slots=True)
class Moment:
    """A deed, and the day on which some camera recorded it."""

    day: int
    deed: Deed

    @property
    def clue(self) -> Clue:
        """The frames that show it."""
        span = Span(self.deed.start_s, self.deed.end_s)
        return Clue(video=self.deed.video, span=span, frames_s=frames(span))


@dataclass(frozen=True)
class Footage:
    """Everything that all cameras show, in order of day and time."""

    moments: tuple[Moment, ...]

    @cached_property
    def days(self) -> list[int]:
        return sorted({moment.day for moment in self.moments})

    @cached_property
    def people(self) -> list[Who]:
        return sorted({moment.deed.who for moment in self.moments})

    @cached_property
    def places(self) -> list[str]:
        return sorted({moment.deed.place for moment in self.moments})

    def on(self, day: int) -> list[Moment]:
        """What happens on one day, in order of time whichever camera shows it."""
        return [moment for moment in self.moments if moment.day == day]

    def of(self, who: Who, day: int) -> list[Moment]:
        """What somebody does on one day."""
        return [moment for moment in self.on(day) if moment.deed.who == who]


def planned(films: Sequence[CameraFilm]) -> Footage:
    """What the films of an order show."""
    days = {film.name: film.day for film in films}
    shown = (Moment(days[one.film.name], one.deed) for one in plot_of(films).shown)
    return _ordered(shown)


def made_out(views: Sequence[View]) -> Footage:
    """What can be made out from Views of several films; the plates tell the day."""
    by_video: dict[str, list[View]] = defaultdict(list)
    for view in views:
        by_video[view.video].append(view)
    days = {video: day_of(shown) for video, shown in by_video.items()}
    found = (
        Moment(days[video], deed) for video, one in sights(views).items() for deed in one.deeds
    )
    return _ordered(moment for moment in found if moment.day)


def _ordered(moments: Iterable[Moment]) -> Footage:
    kept = [moment for moment in moments if moment.deed.verb not in QUIET]
    return Footage(tuple(sorted(kept, key=lambda one: (one.day, one.deed.start_s))))
