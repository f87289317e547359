"""Questions about the quality of the picture: what is wrong, when, where most, and whether at all.

Quality has to be measured (`measures` tells whoever looks): Views answer only where their `quality`
is filled in. Views come in,
answers go out; the plan is known only where questions are asked.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from longtake.types import Span
from longtake.worlds.degrade.edges import spells, steady, steps
from longtake.worlds.degrade.faults import PICTURE_FAULTS, SORTS, Fault
from longtake.worlds.degrade.film import DegradeFilm
from longtake.worlds.degrade.judging import diagnosed, parted, spell_of, stretches
from longtake.worlds.degrade.plan import LASTS_S, sound_stretches
from longtake.worlds.degrade.signs import strength, strengths, usual
from longtake.worlds.questions import Clue, Draft
from longtake.worlds.stage import Quality, View
from longtake.worlds.world import Film

TIMES = r"(?P<start>\d+\.\d) s and (?P<end>\d+\.\d) s"
BESIDE_S = 1.2
"""How far outside a stretch the pictures for comparison are taken."""
TOLD = {sort.told: name for name, sort in SORTS.items()}
MOST_NAMED = {sort.most: name for name, sort in SORTS.items() if sort.most}
WHEN = {sort.when: name for name, sort in SORTS.items()}
TIMELESS = (*PICTURE_FAULTS, "freeze")
"""Faults that single pictures, far apart, give away."""


def degraded(films: Sequence[Film]) -> Iterator[DegradeFilm]:
    """The films of this world."""
    return (film for film in films if isinstance(film, DegradeFilm))


def asked_span(span: Span) -> Span:
    """As it is told: to tenths of a second."""
    return Span(round(span.start_s, 1), round(span.end_s, 1))


def told_span(span: Span) -> str:
    """`12.0 s and 18.5 s`."""
    return f"{span.start_s:.1f} s and {span.end_s:.1f} s"


def span_in(asked: Mapping[str, str]) -> Span:
    """The stretch that a question names."""
    start_s, end_s = float(asked["start"]), float(asked["end"])
    return Span(min(start_s, end_s), max(start_s, end_s))


def clues(film: DegradeFilm, span: Span, sort: str = "") -> tuple[Clue, ...]:
    """The fewest frames that tell what is wrong in a span: some in it, two on either side."""
    step_s = 1 / film.truth.film.fps
    if sort == "jump":
        at_s = span.middle_s
        inside = [at_s + step_s * (n + 0.5) for n in (-3, -2, -1, 0, 1, 2)]
    elif sort == "stutter":
        each = max(f.amount for f in film.faults if f.span.overlap(span) > 0)
        inside = [span.start_s + step_s * (n + 0.5) for n in range(2 * round(each) + 1)]
    else:
        inside = [span.start_s + share * span.duration_s for share in (0.08, 0.5, 0.92)]
    return (clue(film, span, inside), *beside(film, span))


def beside(film: DegradeFilm, span: Span) -> Iterator[Clue]:
    """Two frames before a span and two after it, for comparison."""
    step_s, end_s = 1 / film.truth.film.fps, film.truth.film.duration_s
    for at_s in (span.start_s - BESIDE_S, span.end_s + BESIDE_S - 2 * step_s):
        first = round(at_s / step_s) * step_s
        times_s = [t for t in (first + step_s / 2, first + 1.5 * step_s) if 0 <= t < end_s]
        if times_s:
            yield clue(film, Span(times_s[0] - step_s / 2, times_s[-1] + step_s / 2), times_s)


def clue(film: DegradeFilm, span: Span, times_s: Sequence[float]) -> Clue:
    """Frames of a span."""
    start_s = max(0.0, span.start_s)
    rounded = tuple(round(time_s, 4) for time_s in times_s)
    return Clue(video=film.name, span=Span(start_s, max(start_s, span.end_s)), frames_s=rounded)


@dataclass(frozen=True, slots=True)
class Which:
    """What is wrong in a stretch."""

    name: ClassVar[str] = "degrade-which"
    measures: ClassVar[bool] = True
    family: ClassVar[str] = "quality"
    temporal: ClassVar[bool] = False
    pattern: ClassVar[str] = rf"What is wrong with the film between {TIMES}\?"

    def ask(self, films: Sequence[Film], rng: random.Random) -> Iterator[Draft]:
        for film in degraded(films):
            for fault in film.faults:
                span = asked_span(fault.span)
                yield Draft(
                    kind=self.name,
                    text=f"What is wrong with the film between {told_span(span)}?",
                    answer=SORTS[fault.sort].told,
                    wrong=tuple(told for told in TOLD if TOLD[told] != fault.sort),
                    videos=(film.name,),
                    evidence=clues(film, fault.span, fault.sort),
                    level=film.truth.level,
                    detail={"amount": fault.amount, "unit": SORTS[fault.sort].unit},
                )

    def solve(
        self, asked: Mapping[str, str], options: Sequence[str], seen: Sequence[View]
    ) -> str | None:
        sort = diagnosed(seen, span_in(asked))
        return SORTS[sort].told if sort else None


@dataclass(frozen=True, slots=True)
class When:
    """The stretches with a fault."""

    name: ClassVar[str] = "degrade-when"
    measures: ClassVar[bool] = True
    family: ClassVar[str] = "ground"
    temporal: ClassVar[bool] = True
    pattern: ClassVar[str] = r"When (?P<what>[a-z ]+)\? Give the stretches of time\."

    def ask(self, films: Sequence[Film], rng: random.Random) -> Iterator[Draft]:
        for film in degraded(films):
            for sort in TIMELESS:
                faults = [fault for fault in film.faults if fault.sort == sort]
                if faults:
                    yield self._draft(film, sort, faults)

    def _draft(self, film: DegradeFilm, sort: str, faults: Sequence[Fault]) -> Draft:
        evidence = [clue for fault in faults for clue in self._clues(film, fault)]
        spans = tuple(fault.span for fault in faults)
        return Draft(
            kind=self.name,
            form="spans",
            text=f"When {SORTS[sort].when}? Give the stretches of time.",
            answer="; ".join(f"{span.start_s:.2f}-{span.end_s:.2f}" for span in spans),
            videos=(film.name,),
            spans=spans,
            evidence=tuple(evidence),
            level=film.truth.level,
        )

    def _clues(self, film: DegradeFilm, fault: Fault) -> Iterator[Clue]:
        """Its first and last moments, and sound frames on either side."""
        span = fault.span
        less_s = min(0.4, span.duration_s / 8)
        yield clue(film, span, (span.start_s + less_s, span.end_s - less_s))
        yield from beside(film, span)

    def solve(
        self, asked: Mapping[str, str], options: Sequence[str], seen: Sequence[View]
    ) -> str | None:
        sort = WHEN.get(asked["what"])
        found = stretches(sort, seen) if sort else []
        return "; ".join(f"{span.start_s:.2f}-{span.end_s:.2f}" for span in found) or None


@dataclass(frozen=True, slots=True)
class Worst:
    """In which of four stretches a fault is worst."""

    name: ClassVar[str] = "degrade-worst"
    closed: ClassVar[bool] = True
    measures: ClassVar[bool] = True
    family: ClassVar[str] = "compare"
    temporal: ClassVar[bool] = True
    pattern: ClassVar[str] = r"In which of these stretches is the picture (?P<most>[a-z ]+)\?"

    def ask(self, films: Sequence[Film], rng: random.Random) -> Iterator[Draft]:
        for film in degraded(films):
            sound = list(sound_stretches(film.faults, film.truth.film.duration_s))
            for sort in PICTURE_FAULTS:
                same = [fault for fault in film.faults if fault.sort == sort]
                if len(same) == 2 and len(sound) >= 2:
                    yield self._draft(film, sort, same, rng.sample(sound, 2))

    def _draft(
        self, film: DegradeFilm, sort: str, same: Sequence[Fault], sound: Sequence[Span]
    ) -> Draft:
        milder, worse = sorted(same, key=lambda fault: fault.amount)
        spans = [worse.span, milder.span, *sound]
        named = [f"between {told_span(asked_span(span))}" for span in spans]
        shares = (0.3, 0.7)
        return Draft(
            kind=self.name,
            text=f"In which of these stretches is the picture {SORTS[sort].most}?",
            answer=named[0],
            wrong=tuple(named[1:]),
            videos=(film.name,),
            evidence=tuple(
                clue(film, span, [span.start_s + share * span.duration_s for share in shares])
                for span in spans
            ),
            level=film.truth.level,
            detail={"amounts": [worse.amount, milder.amount]},
        )

    def solve(
        self, asked: Mapping[str, str], options: Sequence[str], seen: Sequence[View]
    ) -> str | None:
        sort = MOST_NAMED.get(asked["most"])
        spans = {option: _span_of(option) for option in options}
        inside = {option: parted(seen, span)[0] for option, span in spans.items() if span}
        if sort is None or sum(map(bool, inside.values())) < 2:
            return None
        beside = _beside(sort, spans, seen)
        if len(beside) > 1:
            return max(beside, key=lambda option: beside[option])
        sound = _least(sort, list(inside.values()))
        if sound is None:
            return None
        found = {option: strength(sort, views, sound) for option, views in inside.items()}
        best = max(found, key=lambda option: found[option])
        return best if found[best] >= 1 else None


def _beside(sort: str, spans: Mapping[str, Span | None], seen: Sequence[View]) -> dict[str, float]:
    """How strong a fault is in those stretches that show it against their own shots."""
    found = steps(seen)
    of_sort = [spell for spell in spells(found) if spell.sort == sort] if steady(found) else []
    fitting = {option: spell_of(span, of_sort) for option, span in spans.items() if span}
    return {option: spell.strength for option, spell in fitting.items() if spell}


def _least(sort: str, stretches_seen: Sequence[Sequence[View]]) -> Quality | None:
    """The quality of the stretch that shows a fault least."""
    measured = [quality for views in stretches_seen if (quality := usual(views))]
    if not measured:
        return None
    return min(measured, key=lambda quality: strengths(quality, measured[0])[sort])


def _span_of(option: str) -> Span | None:
    found = re.search(TIMES, option)
    return span_in(found.groupdict()) if found else None


@dataclass(frozen=True, slots=True)
class Whether:
    """Whether anything is wrong in a stretch."""

    name: ClassVar[str] = "degrade-whether"
    measures: ClassVar[bool] = True
    family: ClassVar[str] = "absent"
    temporal: ClassVar[bool] = False
    pattern: ClassVar[str] = rf"Is anything wrong with the picture between {TIMES}\?"

    def ask(self, films: Sequence[Film], rng: random.Random) -> Iterator[Draft]:
        for film in degraded(films):
            sound = list(sound_stretches(film.faults, film.truth.film.duration_s))
            faulty = [fault.span for fault in film.faults if fault.sort in TIMELESS]
            count = min(len(sound), len(faulty))
            for span in rng.sample(faulty, count):
                yield self._draft(film, span, "yes")
            for span in rng.sample(sound, count):
                lasts_s = min(span.duration_s, rng.uniform(*LASTS_S))
                start_s = rng.uniform(span.start_s, span.end_s - lasts_s)
                yield self._draft(film, Span(start_s, start_s + lasts_s), "no")

    def _draft(self, film: DegradeFilm, span: Span, answer: str) -> Draft:
        return Draft(
            kind=self.name,
            form="binary",
            text=f"Is anything wrong with the picture between {told_span(asked_span(span))}?",
            answer=answer,
            videos=(film.name,),
            evidence=clues(film, span),
            level=film.truth.level,
        )

    def solve(
        self, asked: Mapping[str, str], options: Sequence[str], seen: Sequence[View]
    ) -> str | None:
        sort = diagnosed(seen, span_in(asked))
        if sort is None:
            return None
        return "yes" if sort in TIMELESS else "no"


@dataclass(frozen=True, slots=True)
class Never:
    """Which fault does not occur."""

    name: ClassVar[str] = "degrade-never"
    closed: ClassVar[bool] = True
    measures: ClassVar[bool] = True
    family: ClassVar[str] = "absent"
    temporal: ClassVar[bool] = True
    pattern: ClassVar[str] = r"Which of these does not happen anywhere in the film\?"

    def ask(self, films: Sequence[Film], rng: random.Random) -> Iterator[Draft]:
        for film in degraded(films):
            there = {fault.sort: fault for fault in film.faults if fault.sort in TIMELESS}
            missing = [sort for sort in TIMELESS if sort not in there]
            if len(there) < 3 or not missing:
                continue
            some = rng.sample(sorted(there), 3)
            evidence = [c for sort in some for c in clues(film, there[sort].span, sort)]
            yield Draft(
                kind=self.name,
                text="Which of these does not happen anywhere in the film?",
                answer=SORTS[rng.choice(missing)].told,
                wrong=tuple(SORTS[sort].told for sort in some),
                videos=(film.name,),
                evidence=tuple(evidence),
                level=film.truth.level,
            )

    def solve(
        self, asked: Mapping[str, str], options: Sequence[str], seen: Sequence[View]
    ) -> str | None:
        missing = [option for option in options if not stretches(TOLD.get(option, ""), seen)]
        return missing[0] if len(missing) == 1 else None


KINDS = (Which(), When(), Worst(), Whether(), Never())
