"""Deeds: what people do, made out from Views alone.

Everybody's figures are followed through time; a pose that lasts becomes a deed by what is in the
hand, what is in front, and what has changed afterwards. Missing people and single wrong frames are
put up with. Where views carry captions instead of pictures (`told`), those are read. Comes in:
Views of one or more videos; goes out: `Deed`s in order.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TypeVar

from longtake.worlds.stage import View
from longtake.worlds.story.figures import Figure, Glance, What, Who, glance, towards
from longtake.worlds.story.town import AT_REST, READABLE

GAP_S = 1.35
"""Moments further apart do not belong to one pose, unless all are that far apart."""
ASIDE_S = 1.6
"""How long before and after a pose is looked for what was in the hand."""
CUT = 0.09
"""Fixtures nearer to the picture's edge may be cut off, and are not judged."""
FEWEST_FIGURES = 4
LEAST_S = 0.45
"""Every act's pose lasts longer."""
ONCE_S = 4.0
"""The same deed within so little time is one."""

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


def sights(seen: Sequence[View]) -> dict[str, Sight]:
    """What can be made of the views, for each video."""
    by_video: dict[str, list[View]] = defaultdict(list)
    for view in seen:
        by_video[view.video].append(view)
    return {video: _sight(video, views) for video, views in by_video.items()}


def _sight(video: str, views: list[View]) -> Sight:
    views = sorted(views, key=lambda view: view.time_s)
    sight = Sight(video, [_kept(view) for view in views])
    sight.step_s = _step(sight.glances)
    _fill_places(sight)
    found = list(_told(views))
    followed = _followed(sight)
    for run in _runs(sight, followed):
        reader = READERS.get(run.pose)
        if reader and _lasting(run, sight.step_s):
            found += [_placed(deed, run, sight) for deed in reader(run, sight)]
    found += _comings(sight, followed)
    found += _speech(sight)
    sight.deeds = _once(sorted(found, key=lambda deed: deed.start_s))
    return sight


_known: dict[int, Glance] = {}
MOST_KNOWN = 20_000


def _kept(view: View) -> Glance:
    """The glance of a view; the same view is asked about many times."""
    known = _known.get(id(view))
    if known is None or known.view is not view:
        if len(_known) >= MOST_KNOWN:
            _known.clear()
        known = _known[id(view)] = glance(view)
    return known


def _step(glances: Sequence[Glance]) -> float:
    steps = sorted(b.time_s - a.time_s for a, b in pairwise(glances))
    return steps[len(steps) // 2] if steps else 0.1


def _fill_places(sight: Sight) -> None:
    """Where the ground is not made out, it is that of a moment ago with the same people."""
    for glances in (sight.glances, sight.glances[::-1]):
        for before, seen in pairwise(glances):
            near = abs(seen.time_s - before.time_s) <= max(GAP_S, 1.6 * sight.step_s)
            same = any(before.figure(figure.who) for figure in seen.figures)
            if not sight.place(seen) and near and same:
                sight.places[id(seen)] = sight.place(before)


def _lasting(run: Run, step_s: float) -> bool:
    """Whether a pose is kept for longer than a mistake."""
    return run.end_s - run.start_s >= LEAST_S or step_s > 0.25


def _placed(deed: Deed, run: Run, sight: Sight) -> Deed:
    place = commonest(sight.place(seen) or None for _, seen in run.inside) or ""
    span = {"start_s": run.start_s, "end_s": run.end_s}
    return replace(deed, place=place, video=sight.video, **span)


Followed = dict[Who, tuple[list[Figure], list[Glance]]]


def _followed(sight: Sight) -> Followed:
    """Everybody's figures; who is seen in hardly any of many frames was mistaken for another."""
    followed: Followed = defaultdict(lambda: ([], []))
    for seen in sight.glances:
        for figure in seen.figures:
            figures, glances = followed[figure.who]
            figures.append(figure)
            glances.append(seen)
    least = FEWEST_FIGURES if sight.step_s < 0.3 else 1
    return {
        who: (_smooth(figures), glances)
        for who, (figures, glances) in followed.items()
        if len(figures) >= least
    }


def _smooth(figures: list[Figure]) -> list[Figure]:
    """One wrong frame between two of the same pose is set right."""
    poses = [figure.pose for figure in figures]
    for place in range(1, len(figures) - 1):
        same = poses[place - 1] == poses[place + 1] != poses[place]
        if same and figures[place + 1].time_s - figures[place - 1].time_s <= 0.45:
            poses[place] = poses[place - 1]
    return [
        figure if figure.pose == pose else replace(figure, pose=pose)
        for figure, pose in zip(figures, poses, strict=True)
    ]


def _runs(sight: Sight, followed: Followed) -> Iterator[Run]:
    """Every stretch in which somebody keeps a pose in one place."""
    gap = max(GAP_S, 1.6 * sight.step_s)
    for figures, glances in followed.values():
        first = 0
        for place in range(1, len(figures) + 1):
            goes_on = (
                place < len(figures)
                and figures[place].pose == figures[first].pose
                and figures[place].time_s - figures[place - 1].time_s <= gap
                and sight.place(glances[place]) == sight.place(glances[place - 1])
            )
            if not goes_on:
                yield Run(figures, glances, first, place - 1)
                first = place


def _stoops(run: Run, sight: Sight) -> Iterator[Deed]:
    what = run.object
    if what is None:
        yield Deed(verb="search", who=run.who)
        return
    held_before, held_after = run.held(run.before()), run.held(run.after())
    if held_after and held_after[0] == what[0] and held_before is None:
        yield Deed(verb="pick up", who=run.who, what=held_after)
    elif held_before and held_before[0] == what[0]:
        yield Deed(verb="put down", who=run.who, what=held_before)
    elif what[1] == "ball" and _rolled(run, what, sight):
        yield Deed(verb="roll", who=run.who, what=what)


def _rolled(run: Run, what: What, sight: Sight) -> bool:
    """Whether the thing has gone from where it lay."""
    for seen in sight.between(run.end_s, run.end_s + 2 * ASIDE_S):
        person = seen.figure(run.who)
        for thing in seen.view.of(what[1]):
            if person and thing.colour == what[0] and person.held is None:
                far = abs(seen.apart(person.thing, thing)) > 0.75
                if far and thing.y > person.thing.y:
                    return True
    return False


def _reaches(run: Run, sight: Sight) -> Iterator[Deed]:
    what = run.object
    fronts = [figure.front for figure, _ in run.inside if figure.front]
    person = commonest((t.colour, t.accent) for t in fronts if t.look == "person" and t.accent)
    fixture = commonest((t.colour, t.look) for t in fronts if t.look != "person")
    if person and any(thing.pose == "lie" for thing in fronts):
        yield Deed(verb="help", who=run.who, to=person)
    elif person and what:
        yield from _handing(run, what, person)
    elif fixture:
        yield from _handling(run, what, fixture, sight)
    elif what or run.held(run.before()):
        yield from _dropping(run, sight)


def _handing(run: Run, what: What, other: Who) -> Iterator[Deed]:
    """One of two who face each other gives the other something: who had it before gives it."""
    mine_before, mine_after = run.held(run.before()), run.held(run.after())
    if mine_after == what and mine_before != what:
        yield Deed(verb="give", who=other, what=what, to=run.who)
    elif mine_before == what and mine_after != what:
        yield Deed(verb="give", who=run.who, what=what, to=other)
    else:
        first = [seen.figure(other) for _, seen in run.inside[:1]]
        alone = first and first[0] and first[0].pose != "reach"
        giver, taker = (run.who, other) if alone else (other, run.who)
        yield Deed(verb="give", who=giver, what=what, to=taker)


def _handling(run: Run, what: What | None, at: What, sight: Sight) -> Iterator[Deed]:
    """What is done to a fixture shows in what it is like afterwards."""
    if at[1] == "bell":
        yield Deed(verb="ring", who=run.who, at=at)
    elif at[1] == "chest" and what and run.held(run.before()) == what:
        yield Deed(verb="store", who=run.who, what=what, at=at)
    elif at[1] == "chest" and what and run.held(run.after()) == what:
        yield Deed(verb="take out", who=run.who, what=what, at=at)
    elif at[1] in AT_REST and not what:
        middle = (run.start_s + run.end_s) / 2
        before = _state(sight, at, run.start_s - ASIDE_S, middle - 0.2, first=True)
        after = _state(sight, at, middle + 0.2, run.end_s + 0.8, first=False)
        if after and before != after:
            verb = {"open": "open", "closed": "close", "on": "switch on", "off": "switch off"}
            yield Deed(verb=verb.get(after, "open"), who=run.who, at=at)


def _state(sight: Sight, at: What, start_s: float, end_s: float, *, first: bool) -> str | None:
    """A fixture's state in most of the first, or last, views of a stretch."""
    poses = [
        thing.pose
        for seen in sight.between(start_s, end_s)
        for thing in seen.view.of(at[1])
        if thing.colour == at[0] and CUT < thing.x < 1 - CUT
    ]
    return commonest(poses[:7] if first else poses[-7:])


def _dropping(run: Run, sight: Sight) -> Iterator[Deed]:
    what = run.object or run.held(run.before())
    if what and run.held(run.after()) != what:
        for seen in sight.between(run.start_s, run.end_s + ASIDE_S):
            if any(thing.colour == what[0] for thing in seen.view.of("shards")):
                yield Deed(verb="drop", who=run.who, what=what)
                return


def _raises(run: Run, sight: Sight) -> Iterator[Deed]:
    what = run.object
    verbs = {"cup": "drink", "phone": "phone", "apple": "eat", "cake": "eat"}
    if what and what[1] in verbs:
        yield Deed(verb=verbs[what[1]], who=run.who, what=what)


def _reads(run: Run, sight: Sight) -> Iterator[Deed]:
    what = commonest(f.held for f, _ in run.inside if f.held and f.held[1] in READABLE)
    if what:
        yield Deed(verb="read", who=run.who, what=what)


def _waves(run: Run, sight: Sight) -> Iterator[Deed]:
    to = commonest(towards(seen, figure) for figure, seen in run.inside)
    yield Deed(verb="wave", who=run.who, to=to)


def _simply(verb: str) -> Callable[[Run, Sight], Iterator[Deed]]:
    def read(run: Run, sight: Sight) -> Iterator[Deed]:
        yield Deed(verb=verb, who=run.who)

    return read


def _falls(run: Run, sight: Sight) -> Iterator[Deed]:
    """Falling, not lying there already."""
    if run.before():
        yield Deed(verb="fall", who=run.who)


def _sits(run: Run, sight: Sight) -> Iterator[Deed]:
    """Sitting down, not sitting there already: one comes walking, or from somewhere else."""
    here = run.inside[0][0].thing
    for figure, seen in run.before():
        if figure.pose == "walk" or abs(seen.apart(here, figure.thing)) > 0.4:
            yield Deed(verb="sit", who=run.who)
            return


READERS: dict[str, Callable[[Run, Sight], Iterator[Deed]]] = {
    "stoop": _stoops,
    "reach": _reaches,
    "raise": _raises,
    "read": _reads,
    "wave": _waves,
    "cheer": _simply("cheer"),
    "lie": _falls,
    "sit": _sits,
}


def _comings(sight: Sight, followed: Followed) -> Iterator[Deed]:
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
    place = sight.place(there) or sight.place(here)
    return close and there.view.behind is None and sight.place(here) == place != ""


def _speech(sight: Sight) -> Iterator[Deed]:
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


def _told(views: Sequence[View]) -> Iterator[Deed]:
    """The deeds that captions tell of."""
    from longtake.worlds.story.recount import deed_of

    for view in views:
        for sentence in view.told.split(". "):
            deed = deed_of(sentence)
            if deed:
                yield replace(deed, start_s=view.time_s, end_s=view.time_s, video=view.video)


def _once(deeds: Iterable[Deed]) -> list[Deed]:
    """Each deed once, however many of those who took part showed it."""
    kept: list[Deed] = []
    for deed in deeds:
        twin = next(
            (
                place
                for place in range(len(kept) - 1, max(-1, len(kept) - 9), -1)
                if _same(kept[place], deed)
            ),
            None,
        )
        if twin is None:
            kept.append(deed)
        else:
            end = max(kept[twin].end_s, deed.end_s)
            kept[twin] = replace(kept[twin], end_s=end)
    return kept


def _same(one: Deed, other: Deed) -> bool:
    if other.start_s - one.end_s > ONCE_S or one.verb != other.verb:
        return False
    if one.verb == "give":
        return (one.who, one.what, one.to) == (other.who, other.what, other.to)
    return one.verb == "say" and one.said == other.said
