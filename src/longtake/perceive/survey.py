"""Which pictures of a video have to be looked at to find its shots, and a look at just those.

The keyframes come first. Where two in a row show the same and no picture between them cost many
bytes, nothing happened, and what lies between is never decoded. Elsewhere the pictures that others
are made from are decoded until the rest is uneventful, and all of them where a shot may begin among
those left out. Knows nothing of shots beyond that suspicion. A source comes in, glimpses in order
of time go out.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile
from queue import SimpleQueue

from longtake.media.glimpse import Glimpse, Group, Keep, Looker, groups
from longtake.perceive.likeness import difference, light, unlike
from longtake.perceive.pages import is_page
from longtake.perceive.transitions import LEAST_CHANGE, Reel, suspects
from longtake.types import Span

SAME, SURELY_SAME = 0.45, 0.3
"""Two pictures less unlike than this show the same shot: the latter when there is some doubt."""

FAR = 25.0
"""Grey levels apart at which nobody asks how alike two pictures are."""

SAME_LIGHT = 0.2
"""Share by which the brightness within a shot may change without a look for a fade."""

DEAR, RARE, DEAREST = 0.35, 1.4, 1.5
"""A picture coded anew takes this share of a keyframe's bytes, and this many times what the
dearest few around it take. One that takes so many keyframes' bytes is new in any company."""

ENDED = 0.2
"""A picture less unlike the next keyframe than this has seen a gradual change to its end."""

SETTLED_S, RECHECK = 0.25, 12
"""How long after a dear picture, and every how many pictures, one asks whether that was all."""

STIR = 0.5
"""Grey levels that a page has to change before every picture on the way is looked at."""

DOUBTFUL = 1.2
"""A step between pictures that are not neighbours is suspect from this ratio on."""

COARSE_S = 0.2
"""A change between pictures further apart in time than this may be a part of a fade."""

AHEAD = 8
"""Groups read ahead of the one that is waited for."""

PROBED = (1, 8, 64, 512)
"""Which of the groups looked at are decoded in two ways, to learn what may be left out."""

UNHARMED = 1.0
"""Grey levels by which a picture may differ when those it is not made from are left out."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen of one group of pictures."""

    glimpses: list[Glimpse]
    whole: bool
    """Nothing up to the next group was left unseen."""
    end_s: float
    """When its last picture makes way for the next, about."""


def survey(source: str) -> Iterator[Seen]:
    """Everything worth seeing, group by group, in order."""
    with _Watch(source) as watch:
        waiting: deque[Future[Seen]] = deque()
        for group, after in _with_next(groups(source)):
            waiting.append(watch.over(group, after))
            while len(waiting) > AHEAD or (waiting and waiting[0].done()):
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _with_next(all_groups: Iterator[Group]) -> Iterator[tuple[Group, Group | None]]:
    group = next(all_groups, None)
    while group is not None:
        after = next(all_groups, None)
        yield group, after
        group = after


class _Watch:
    """Decoders at work on one source: one for keyframes, one per core for what lies between."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._opened: list[Looker] = []
        self._keys = self._open()
        self._long: Looker | None = None
        self._key: tuple[int, Glimpse | None] = (-1, None)
        self._keep: Keep = "forward"
        self._looked = 0
        workers = min(4, os.cpu_count() or 1)
        self._pool = ThreadPoolExecutor(workers)
        self._free: SimpleQueue[Looker | None] = SimpleQueue()
        for _ in range(workers):
            self._free.put(None)

    def __enter__(self) -> _Watch:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)
        for looker in self._opened:
            looker.close()

    def over(self, group: Group, after: Group | None) -> Future[Seen]:
        """See to one group: its keyframe, a part or all of it, as it deserves."""
        if not group.whole:
            return _done(_seen(group, self._in_turn(group, after)))
        key, next_key = self._first(group), self._first(after)
        if key and len(group.packets) == 1:
            return _done(_seen(group, [key]))
        if key and next_key and uneventful(key, group.sizes[1:], group.sizes[0], next_key):
            return _done(_seen(group, [key], whole=False))
        self._probe(group, after)
        turns = key and (_page_changes(key, next_key) if next_key else is_page(key.luma))
        keep: Keep = "all" if turns else self._keep
        return self._pool.submit(self._look, group, after, next_key, keep)

    def _first(self, group: Group | None) -> Glimpse | None:
        if group is None or not group.opens:
            return None
        if self._key[0] != group.number:
            self._key = group.number, self._keys.first(group)
        return self._key[1]

    def _in_turn(self, group: Group, after: Group | None) -> list[Glimpse]:
        """A part of a group that is too long to be held: each goes on where the last one ended."""
        self._long = self._long or self._open(threads=0)
        return list(self._long.look(group, after))

    def _probe(self, group: Group, after: Group | None) -> None:
        """Whether pictures made from earlier ones alone are unharmed when the rest is left out.

        That depends on the encoder, so a few groups of each video tell. It is decided before a
        group is handed to a thread, so that what is seen does not depend on their speed.
        """
        self._looked += 1
        if self._keep == "referenced" or self._looked not in PROBED:
            return
        fewer = {g.time_s: g.luma for g in self._keys.look(group, after, "forward")}
        more = {g.time_s: g.luma for g in self._keys.look(group, after, "referenced")}
        if any(difference(fewer[at], more[at]) > UNHARMED for at in fewer.keys() & more.keys()):
            self._keep = "referenced"

    def _look(
        self, group: Group, after: Group | None, next_key: Glimpse | None, keep: Keep
    ) -> Seen:
        looker = self._free.get() or self._open()
        try:
            seen = _until_settled(looker.look(group, after, keep), group, next_key)
            doubted = doubts(seen, next_key, group) if _has_gaps(seen, group) else []
            if not doubted:
                return seen
            closer = looker.look(group, after, keep, doubted)
            known = {glimpse.time_s: glimpse for glimpse in seen.glimpses}
            known |= {
                g.time_s: g for g in takewhile(lambda g: g.time_s <= doubted[-1].end_s, closer)
            }
            return replace(seen, glimpses=[known[time_s] for time_s in sorted(known)])
        finally:
            self._free.put(looker)

    def _open(self, threads: int = 1) -> Looker:
        looker = Looker(self._source, threads)
        self._opened.append(looker)
        return looker


def _done(seen: Seen) -> Future[Seen]:
    future: Future[Seen] = Future()
    future.set_result(seen)
    return future


def _seen(group: Group, glimpses: list[Glimpse], whole: bool = True) -> Seen:
    times_s = sorted(group.times_s)
    usual_s = times_s[-1] - times_s[-2] if len(times_s) > 1 else 0.0
    return Seen(glimpses, whole, end_s=times_s[-1] + usual_s)


def uneventful(
    one: Glimpse, between: Sequence[int], keyframe_bytes: int, other: Glimpse, limit: float = SAME
) -> bool:
    """Whether nothing that matters can lie between two pictures, given the bytes of those there."""
    one_light, other_light = light(one.luma), light(other.luma)
    if abs(one_light - other_light) > SAME_LIGHT * max(one_light, other_light):
        return False
    dear = [at for at, size in enumerate(between) if size > DEAR * keyframe_bytes]
    if any(between[at] > DEAREST * keyframe_bytes or _is_rare(between, at) for at in dear):
        return False
    if difference(one.luma, other.luma) > FAR:
        return False
    limit = min(limit, SURELY_SAME) if dear else limit
    if unlike(one.luma, other.luma, enough=limit) >= limit:
        return False
    return not _page_changes(one, other)


def _page_changes(one: Glimpse, other: Glimpse) -> bool:
    """Whether a page, which stands still, is not the same afterwards: then it may be another."""
    if difference(one.luma, other.luma) < STIR:
        return False
    return is_page(one.luma) and is_page(other.luma)


def _is_rare(sizes: Sequence[int], at: int) -> bool:
    around = sorted([*sizes[max(0, at - 12) : at], *sizes[at + 1 : at + 13]])
    return len(around) < 3 or sizes[at] > RARE * around[-3]


def _until_settled(looks: Iterator[Glimpse], group: Group, next_key: Glimpse | None) -> Seen:
    """Look until what is left of the group is uneventful."""
    seen: list[Glimpse] = []
    coded = [*zip(group.times_s, group.sizes, strict=True)][1:]
    sizes, key_bytes = group.sizes[1:], group.sizes[0]
    dear_s = [
        time_s
        for at, (time_s, size) in enumerate(coded)
        if size > DEAR * key_bytes and _is_rare(sizes, at)
    ]
    limit = SURELY_SAME if dear_s else ENDED
    due, check_s = 0, max(dear_s, default=group.times_s[0]) + SETTLED_S
    for glimpse in looks:
        seen.append(glimpse)
        if next_key and glimpse.time_s >= check_s and len(seen) >= due:
            rest = [size for time_s, size in coded if time_s > glimpse.time_s]
            if len(rest) > RECHECK and uneventful(glimpse, rest, key_bytes, next_key, limit):
                return _seen(group, seen, whole=False)
            due = len(seen) + RECHECK
    return _seen(group, seen)


def doubts(seen: Seen, next_key: Glimpse | None, group: Group) -> list[Span]:
    """Where a shot may begin among pictures that were left out, in order of time.

    Each with the pictures next to it, which tell how much changes there anyway.
    """
    shown = [*seen.glimpses, next_key] if next_key and seen.whole else seen.glimpses
    whole = Span(group.times_s[0], max(group.times_s[0], seen.end_s))
    if len(shown) < 2 or (seen.whole and seen.end_s - shown[-1].time_s > COARSE_S):
        return [whole]
    reel = Reel()
    for glimpse in shown:
        reel.add(glimpse, joined=True)
    gaps_s = [0.0, *(other.time_s - one.time_s for one, other in pairwise(shown))]
    usual_s = (max(group.times_s) - group.times_s[0]) / (len(group.packets) - 1)
    coarse = [
        at
        for at, (gap_s, change) in enumerate(zip(gaps_s, reel.changes, strict=True))
        if gap_s > COARSE_S and change > LEAST_CHANGE
    ]
    sudden = [
        at
        for at in suspects(reel, DOUBTFUL)
        if gaps_s[at] > 1.5 * usual_s
        and unlike(shown[at - 1].luma, shown[at].luma, enough=SAME) > SAME
    ]
    last = len(shown) - 1
    return [
        Span(shown[max(0, at - 2)].time_s, shown[min(last, at + 1)].time_s)
        for at in sorted({*coarse, *sudden})
    ]


def _has_gaps(seen: Seen, group: Group) -> bool:
    return len(seen.glimpses) < len(group.packets)
