"""Which caption tells what happens: a true one among captions with one thing made wrong.

The wrong ones are reordered, have a verb or a part exchanged, or both, so that all captions
speak of the same things (Feint6K, VideoComp). Knows plans and sightings.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise, permutations

from longtake.worlds.motion.ask_comings import clear_side, first_sight_s
from longtake.worlds.motion.ask_meetings import AROUND_S
from longtake.worlds.motion.film import Clip
from longtake.worlds.motion.kind import SOLID, MotionKind, clue
from longtake.worlds.motion.plan import SIDES, Event
from longtake.worlds.motion.sightings import Sightings
from longtake.worlds.questions import Clue, Draft

Clause = tuple[str, ...]
"""`("enter", name, side)`, `("leave", name, side)`, or `("meet", name, name)`, names sorted."""

WORDS = {
    "enter": "the {} comes in at the {}",
    "leave": "the {} leaves at the {}",
    "meet": "the {} bumps into the {}",
}
_READ = {
    "enter": re.compile(rf"the ({SOLID}) comes in at the (\w+)"),
    "leave": re.compile(rf"the ({SOLID}) leaves at the (\w+)"),
    "meet": re.compile(rf"the ({SOLID}) bumps into the ({SOLID})"),
}
THEN = ", then "
APART_S = 0.7
CLAUSES = 3


def caption(clauses: Sequence[Clause]) -> str:
    """The clauses as a sentence."""
    text = THEN.join(WORDS[verb].format(*rest) for verb, *rest in clauses)
    return text[0].upper() + text[1:]


def clauses_of(text: str) -> list[Clause]:
    """The clauses of a caption; what cannot be read is left out."""
    found: list[Clause] = []
    for part in (text[0].lower() + text[1:]).split(THEN):
        for verb, pattern in _READ.items():
            match = pattern.fullmatch(part)
            if match:
                names = sorted(match.groups()) if verb == "meet" else match.groups()
                found.append((verb, *names))
    return found


def in_order(clauses: Sequence[Clause], happened: Sequence[Clause]) -> int:
    """How many of the clauses happened in this order: the longest common subsequence."""
    best = [0] * (len(happened) + 1)
    for clause in clauses:
        above = best[:]
        for place, event in enumerate(happened, 1):
            best[place] = max(above[place], best[place - 1])
            if event == clause:
                best[place] = max(best[place], above[place - 1] + 1)
    return best[-1]


def _clause(clip: Clip, event: Event) -> Clause | None:
    names = [solid.name for solid in clip.plan.solids]
    if event.verb == "meet":
        return ("meet", *sorted((names[event.a], names[event.b])))
    side = clear_side(clip, event)
    return (event.verb, names[event.a], side) if side else None


def _clue(clip: Clip, event: Event) -> Clue:
    time_s, end_s = event.start_s, clip.plan.duration_s
    if event.verb == "meet":
        return clue(clip, time_s - AROUND_S, time_s + AROUND_S, (time_s,))
    at_s = first_sight_s(clip, event)
    if event.verb == "enter":
        return clue(clip, time_s - 1.0, at_s + 1.0, (max(0.0, time_s - 1.0), at_s))
    return clue(clip, at_s - 1.0, end_s, (at_s, end_s))


def _wrong(
    true: Sequence[Clause], happened: Sequence[Clause], names: Sequence[str], rng: random.Random
) -> dict[str, list[Clause]]:
    """A caption of each sort of fault, none of which tells what happened."""

    def reordered() -> list[Clause]:
        return list(rng.choice([list(p) for p in permutations(true) if list(p) != list(true)]))

    def swapped() -> list[Clause]:
        turned = {"enter": "leave", "leave": "enter"}
        places = [k for k, clause in enumerate(true) if clause[0] in turned]
        clauses = list(true)
        for place in rng.sample(places, min(1, len(places))):
            clauses[place] = (turned[true[place][0]], *true[place][1:])
        return clauses

    def partial(clauses: Sequence[Clause] = true) -> list[Clause]:
        place = rng.randrange(len(clauses))
        verb, name, other = clauses[place]
        if verb == "meet":
            fresh = rng.choice([n for n in names if n not in (name, other)])
            return _put(clauses, place, (verb, *sorted((rng.choice((name, other)), fresh))))
        if rng.random() < 0.5:
            return _put(clauses, place, (verb, name, rng.choice([s for s in SIDES if s != other])))
        return _put(clauses, place, (verb, rng.choice([n for n in names if n != name]), other))

    found: dict[str, list[Clause]] = {}
    makers: dict[str, Callable[[], list[Clause]]] = {
        "reordering": reordered,
        "verb swap": swapped,
        "partial": partial,
        "combined": lambda: partial(reordered()),
    }
    for fault, make in makers.items():
        for _ in range(12):
            clauses = make()
            if in_order(clauses, happened) < CLAUSES and len(set(clauses)) == CLAUSES:
                found[fault] = clauses
                break
    return found


def _put(clauses: Sequence[Clause], place: int, clause: Clause) -> list[Clause]:
    return [clause if k == place else other for k, other in enumerate(clauses)]


def _ask(clip: Clip, rng: random.Random) -> Iterator[Draft]:
    events = [(event, _clause(clip, event)) for event in clip.plan.events]
    known = [(event, clause) for event, clause in events if clause]
    happened = [clause for _, clause in known]
    names = [solid.name for solid in clip.plan.solids]
    for _ in range(4):
        if len(known) < CLAUSES:
            return
        chosen = [known[k] for k in sorted(rng.sample(range(len(known)), CLAUSES))]
        times = [event.start_s for event, _ in chosen]
        if any(b - a < APART_S for a, b in pairwise(times)):
            continue
        true = [clause for _, clause in chosen]
        wrong = _wrong(true, happened, names, rng)
        if len(wrong) < 3:
            continue
        told = {caption(clauses): fault for fault, clauses in wrong.items()}
        yield Draft(
            kind="",
            text=f"Which caption tells what happens from about {times[0]:.0f} s on?",
            answer=caption(true),
            wrong=tuple(told),
            evidence=tuple(_clue(clip, event) for event, _ in chosen),
            detail={"faults": told},
        )


def happenings(seen: Sightings) -> list[Clause]:
    """Entries, meetings and exits, in the order in which they were seen."""
    found: list[tuple[float, Clause]] = []
    for track in seen.tracks:
        came, went = seen.entered(track), seen.left(track)
        if came:
            found.append((track.first.time_s, ("enter", track.name, came)))
        if went:
            found.append((track.last.time_s, ("leave", track.name, went)))
    for contact in seen.contacts():
        found.append((contact.time_s, ("meet", *sorted(contact.names))))
    return [clause for _, clause in sorted(found, key=lambda row: row[0])]


def _solve(asked: Mapping[str, str], options: Sequence[str], seen: Sightings) -> str | None:
    happened = happenings(seen)
    scores = [in_order(clauses_of(option), happened) for option in options]
    if not scores or scores.count(max(scores)) > 1:
        return None
    return options[scores.index(max(scores))]


KINDS = (
    MotionKind(
        name="caption-match",
        family="caption",
        pattern=r"Which caption tells what happens from about \d+ s on\?",
        styles=("bumping",),
        drafts=_ask,
        answer=_solve,
        closed=True,
    ),
)
