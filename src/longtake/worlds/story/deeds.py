"""Deeds: what people do, made out from Views alone.

Everybody's figures are followed through time; a pose that lasts becomes a deed by what is in the
hand, what is in front, and what has changed afterwards. Missing people and single wrong frames are
put up with. Where views carry captions instead of pictures (`told`), those are read. Comes in:
Views of one or more videos; goes out: `Deed`s in order.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from longtake.worlds.stage import View
from longtake.worlds.story.comings import comings, speech, told_of
from longtake.worlds.story.figures import Figure, Glance, What, glance
from longtake.worlds.story.poses import READERS
from longtake.worlds.story.sighting import GAP_S, Deed, Followed, Run, Sight, commonest
from longtake.worlds.story.town import FIXTURE_SIZE

__all__ = ["Deed", "Sight", "commonest", "sights"]

FEWEST_FIGURES = 4
OFTEN = 0.3
LEAST_S = 0.45
"""Every act's pose lasts longer."""
ONCE_S = 4.0
"""The same deed within so little time is one."""
MOST_KNOWN = 20_000


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
    found = list(told_of(views))
    followed = _followed(sight)
    for run in _runs(sight, followed):
        reader = READERS.get(run.pose)
        if reader and _lasting(run, sight.step_s):
            found += [_placed(deed, run, sight) for deed in reader(run, sight)]
    found += comings(sight, followed)
    found += speech(sight)
    sight.deeds = _once(sorted(found, key=lambda deed: deed.start_s))
    return sight


_known: dict[int, Glance] = {}


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
    """Nobody changes place from one moment to the next: as long as somebody stays in the picture,
    the place is the one that most of the views are like, and where its fixtures are known from.
    """
    stays: list[list[Glance]] = []
    for seen in sight.glances:
        if not stays or not _goes_on(stays[-1][-1], seen, sight.step_s):
            stays.append([])
        stays[-1].append(seen)
    grounds = [Counter(seen.view.place for seen in stay if seen.view.place) for stay in stays]
    fixed = [_fixed(stay) for stay in stays]
    known: dict[What, Counter[str]] = defaultdict(Counter)
    for ground, things in zip(grounds, fixed, strict=True):
        for thing in things:
            known[thing].update(ground)
    for stay, ground, things in zip(stays, grounds, fixed, strict=True):
        votes = Counter(ground)
        for thing in things:
            elsewhere = known[thing] - ground
            for place, count in elsewhere.items():
                votes[place] += round(len(stay) * count / elsewhere.total())
        if votes:
            place = votes.most_common(1)[0][0]
            sight.places |= {id(seen): place for seen in stay}


def _fixed(stay: list[Glance]) -> list[What]:
    """The fixtures that are in the picture for a good part of a stay."""
    counts = Counter(
        (thing.colour, thing.look)
        for seen in stay
        for thing in seen.view.things
        if thing.look in FIXTURE_SIZE
    )
    return [thing for thing, count in counts.items() if count > OFTEN * len(stay)]


def _goes_on(before: Glance, seen: Glance, step_s: float) -> bool:
    """Whether most of those in the picture stay; all of them where the ground looks different."""
    near = seen.time_s - before.time_s <= max(GAP_S, 1.6 * step_s)
    ours, theirs = ({one.who for one in glance_.figures} for glance_ in (before, seen))
    alike = before.view.place == seen.view.place or not (before.view.place and seen.view.place)
    shared = len(ours & theirs) / max(1, len(ours | theirs))
    return near and shared >= (0.5 if alike else 1.0)


def _lasting(run: Run, step_s: float) -> bool:
    """Whether a pose is kept for longer than a mistake."""
    return run.end_s - run.start_s >= LEAST_S or step_s > 0.25


def _placed(deed: Deed, run: Run, sight: Sight) -> Deed:
    place = commonest(sight.place(seen) or None for _, seen in run.inside) or ""
    return replace(deed, place=place, start_s=run.start_s, end_s=run.end_s, video=sight.video)


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
