"""From lines of writing through time to what a person would call a text: cards, lists, screens.

Lines that stand close together are a block. Each state of a block (the time during which exactly
these lines stand there) is one Observation: its lines from top to bottom joined by newlines, the
box around them, and `data["lines"]` with `[text, left, top, right, bottom, score]` for each. Lines
that glide past together, as credits do, are cut at their gaps, and each piece is one Observation
from its first line's appearance to its last line's end, with the boxes of the middle of that time
and `data["gliding"]`. Knows nothing of pixels.

What was typed letter by letter is kept as it stood in the end, with `data["typed_from_s"]`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from longtake.perceive.tracks import Track
from longtake.types import Box, Observation, Span

BLINK_S = 0.3
"""A state shorter than this, between two that hold all its lines, is part of them."""
TYPING_S = 0.45
"""A line that stood so short before it became a longer or shorter one was being typed."""
LINE_GAP, ROW_GAP = 1.2, 3.0
"""Distance, in heights of a line, below and beside which lines belong together."""
EDGE = 0.01
MOST_LINES = 12
"""Gliding lines in one piece."""
LEGIBLE, SHORT_SURE = 0.6, 0.85
"""How sure the reader must be of a line, and of one with a letter or two."""
LARGE = 0.08
"""Single letters count from this height on, as a share of the picture: ticks, prompts and icons
are taken for letters."""


@dataclass(slots=True)
class State:
    """Lines standing together from when to when."""

    lines: tuple[Track, ...]
    start_s: float
    end_s: float


def observations(tracks: Iterable[Track], span: Span, video: str, source: str) -> list[Observation]:
    """The Observations of one stretch, in order of time; none reaches beyond it."""
    inside = (_clipped(track, span) for track in tracks)
    legible = sorted(filter(_legible, inside), key=lambda track: (track.start_s, track.box.top))
    gliding = [track for track in legible if track.gliding]
    standing = [t for t in legible if not t.gliding and not _leaves_with(t, gliding)]
    typed = _typed(standing)
    kept = [track for track in standing if id(track) not in typed.absorbed]
    states = _states(kept) + list(_glided(gliding))
    found = [_observation(state, typed.since_s, video, source) for state in states]
    return sorted(found, key=lambda one: (one.span, one.text))


def _clipped(track: Track, span: Span) -> Track:
    start_s, end_s = max(track.start_s, span.start_s), min(track.end_s, span.end_s)
    return replace(track, start_s=start_s, end_s=end_s)


def _legible(track: Track) -> bool:
    """Whether it says anything: icons and textures are taken for single signs now and then."""
    signs = sum(sign.isalnum() for sign in track.text)
    if track.end_s <= track.start_s or not signs:
        return False
    if signs > 2:
        return track.score >= LEGIBLE
    large = track.text.isascii() and track.box.bottom - track.box.top > LARGE
    return track.score >= SHORT_SURE and (signs == 2 or track.text.isdigit() or large)


def _leaves_with(track: Track, gliding: Sequence[Track]) -> bool:
    """Whether it is the rest of a gliding line that is half out of the picture."""
    at_edge = track.box.top < EDGE or track.box.bottom > 1 - EDGE
    if not at_edge or track.end_s - track.start_s > TYPING_S:
        return False
    return any(one.start_s < track.end_s and track.start_s < one.end_s for one in gliding)


@dataclass(slots=True)
class Typing:
    """Which lines were only on the way to another, and since when the others were typed."""

    absorbed: set[int]
    since_s: dict[int, float]


def _typed(tracks: Sequence[Track]) -> Typing:
    typing = Typing(set(), {})
    for later in tracks:
        for before in tracks:
            if id(before) in typing.absorbed or not _became(before, later):
                continue
            typing.absorbed.add(id(before))
            since_s = typing.since_s.get(id(before), before.start_s)
            typing.since_s[id(later)] = min(since_s, typing.since_s.get(id(later), since_s))
    return typing


def _became(before: Track, later: Track) -> bool:
    """Whether a short-lived line turned into a later one by typing, not by counting."""
    if before is later or before.end_s - before.start_s > TYPING_S:
        return False
    if not -0.05 <= later.start_s - before.end_s <= BLINK_S or not _same_row(before, later):
        return False
    first, second = before.text, later.text
    head = _shared_start(first, second)
    tail = _shared_start(first[head:][::-1], second[head:][::-1])
    changed = first[head : len(first) - tail] + second[head : len(second) - tail]
    alike = head + tail >= 0.5 * min(len(first), len(second))
    return alike and not any(sign.isdigit() for sign in changed)


def _same_row(one: Track, other: Track) -> bool:
    middle = (one.box.top + one.box.bottom) / 2
    near = abs(one.box.left - other.box.left) < 3 * (one.box.bottom - one.box.top)
    return other.box.top < middle < other.box.bottom and near


def _shared_start(one: str, other: str) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((i for i, (a, b) in pairs if a != b), min(len(one), len(other)))


def _states(tracks: Sequence[Track]) -> list[State]:
    """Every set of lines that stood together, over the time in which it did."""
    times = sorted({track.start_s for track in tracks} | {track.end_s for track in tracks})
    open_states: dict[tuple[int, ...], State] = {}
    found: list[State] = []
    waiting, live = list(tracks), list[Track]()
    for start_s, end_s in pairwise(times):
        live = [track for track in live if track.end_s > start_s]
        while waiting and waiting[0].start_s <= start_s:
            live.append(waiting.pop(0))
        now: dict[tuple[int, ...], State] = {}
        for lines in _blocks(live, start_s):
            key = tuple(id(line) for line in lines)
            state = open_states.get(key) or State(lines, start_s, end_s)
            if key not in open_states:
                found.append(state)
            state.end_s = end_s
            now[key] = state
        open_states = now
    return _steady(found)


def _blocks(live: Sequence[Track], time_s: float) -> Iterator[tuple[Track, ...]]:
    """Lines that stand close together, each block in reading order."""
    placed = [(track, track.box_at(time_s)) for track in live]
    while placed:
        block = [placed.pop(0)]
        for line in block:
            near = [other for other in placed if _close(line[1], other[1])]
            placed = [other for other in placed if other not in near]
            block += near
        yield tuple(line for line, _ in _in_reading_order(block))


def _close(one: Box, other: Box) -> bool:
    high = max(one.bottom - one.top, other.bottom - other.top)
    below = max(one.top, other.top) - min(one.bottom, other.bottom)
    beside = max(one.left, other.left) - min(one.right, other.right)
    if below < -0.5 * min(one.bottom - one.top, other.bottom - other.top):
        return beside < ROW_GAP * high
    return below < LINE_GAP * high and beside < high


def _in_reading_order(block: list[tuple[Track, Box]]) -> list[tuple[Track, Box]]:
    rows: list[list[tuple[Track, Box]]] = []
    for line in sorted(block, key=lambda line: line[1].top + line[1].bottom):
        middle = (line[1].top + line[1].bottom) / 2
        if rows and rows[-1][0][1].top < middle < rows[-1][0][1].bottom:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda line: line[1].left)]


def _steady(states: list[State]) -> list[State]:
    """Without short states whose lines all stand in the state before or after."""
    kept = _unbroken(sorted(states, key=lambda state: (state.start_s, state.end_s)))
    for state in list(kept):
        if state.end_s - state.start_s > BLINK_S:
            continue
        larger = [one for one in kept if one is not state and set(one.lines) > set(state.lines)]
        before = next((one for one in larger if one.end_s == state.start_s), None)
        after = next((one for one in larger if one.start_s == state.end_s), None)
        if before:
            before.end_s = state.end_s
        elif after:
            after.start_s = state.start_s
        if before or after:
            kept.remove(state)
    return kept


def _unbroken(states: list[State]) -> list[State]:
    """A state that goes on with the same words, read anew, is one."""
    found: list[State] = []
    for state in states:
        same = (one for one in reversed(found) if one.end_s == state.start_s)
        before = next((one for one in same if _words(one) == _words(state)), None)
        if before:
            before.end_s = state.end_s
        else:
            found.append(state)
    return found


def _words(state: State) -> list[str]:
    return [line.text for line in state.lines]


def _glided(tracks: Sequence[Track]) -> Iterator[State]:
    """Gliding lines that pass together, cut where a gap is wide or a piece grows long."""
    pieces: list[list[Track]] = []
    for track in tracks:
        piece = next((one for one in reversed(pieces[-4:]) if _passes_with(one[-1], track)), None)
        if piece and len(piece) < MOST_LINES:
            piece.append(track)
        else:
            pieces.append([track])
    for piece in pieces:
        start_s, end_s = min(t.start_s for t in piece), max(t.end_s for t in piece)
        ordered = _in_reading_order([(t, t.box_at((start_s + end_s) / 2)) for t in piece])
        yield State(tuple(track for track, _ in ordered), start_s, end_s)


def _passes_with(before: Track, track: Track) -> bool:
    """Whether two gliding lines were near each other at the time both were to be seen."""
    time_s = max(before.start_s, track.start_s)
    both = time_s < min(before.end_s, track.end_s)
    return both and _close(before.box_at(time_s), track.box_at(time_s))


def _observation(
    state: State, typed_since_s: dict[int, float], video: str, source: str
) -> Observation:
    gliding = state.lines[0].gliding
    shown_s = (state.start_s + state.end_s) / 2 if gliding else state.start_s
    boxes = [line.box_at(shown_s) for line in state.lines]
    whole = boxes[0]
    for box in boxes[1:]:
        whole = whole.union(box)
    data: dict[str, object] = {
        "lines": [
            [line.text, box.left, box.top, box.right, box.bottom, round(line.score, 3)]
            for line, box in zip(state.lines, boxes, strict=True)
        ]
    }
    since_s = [typed_since_s[id(line)] for line in state.lines if id(line) in typed_since_s]
    since_s = [time_s for time_s in since_s if time_s < state.start_s]
    if since_s:
        data["typed_from_s"] = round(max(since_s), 3)
    if gliding:
        data["gliding"] = True
    return Observation(
        video=video,
        span=Span(state.start_s, state.end_s),
        kind="text",
        text="\n".join(line.text for line in state.lines),
        source=source,
        box=whole,
        score=round(sum(line.score for line in state.lines) / len(state.lines), 3),
        data=data,
    )
