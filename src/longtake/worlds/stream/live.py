"""Questions about the present and the future of a story while it runs.

Real-time and repeated questions after OVO-Bench (arXiv 2501.05510) and RTV-Bench (2505.02064),
proactive ones after StreamingBench (2411.03628): what is going on right now, who holds it now, how
often so far, has it happened yet, tell me when. Comes in: films or Views; goes out: drafts and
answers.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from longtake.types import Span
from longtake.worlds.questions import Clue, Draft
from longtake.worlds.stage import View
from longtake.worlds.story.deeds import Deed, sights
from longtake.worlds.story.figures import glance
from longtake.worlds.story.film import StoryFilm
from longtake.worlds.story.plot import Plot, Shown, frames, plot_of
from longtake.worlds.story.recount import PERSON, agrees, deed_in, doing, person, thing, who_in
from longtake.worlds.stream.moment import NOW, dated, latest, now_of, so_far
from longtake.worlds.stream.watching import seen_at
from longtake.worlds.world import Film

LASTING = frozenset({"wave", "cheer", "read", "eat", "drink", "phone", "sit"})
"""What can be told while it goes on, without knowing how it ends."""
STAYING = frozenset({"sit", "fall"})
"""What leaves somebody in the same pose for an unknown time."""
MOST_TURNS = 4
FPS = 10.0
"""How densely the plan is looked at for the span that is to be seen."""
CLOSE_S = 0.2
"""How dense the frames are that show when something happens."""
WAIT_S = 4.0
"""How long after its end a thing that was to be told may still be told."""
NOBODY = "nobody in the picture"

Ask = Callable[[Plot, StoryFilm, random.Random], Iterator[Draft]]
Find = Callable[[Mapping[str, str], Sequence[View], float], "str | None"]


@dataclass(frozen=True)
class LiveKind:
    """A kind of question about a story that is still running."""

    name: str
    family: str
    temporal: bool
    text: str
    asks: Ask
    finds: Find

    @property
    def pattern(self) -> str:
        return NOW + self.text

    def ask(self, films: Sequence[Film], rng: random.Random) -> Iterator[Draft]:
        """Drafts on the time line of a story's film; none of other films."""
        if len(films) == 1 and isinstance(films[0], StoryFilm):
            film = films[0]
            for draft in self.asks(plot_of([film]), film, rng):
                yield draft.model_copy(update={"kind": self.name})

    def solve(
        self, asked: Mapping[str, str], options: Sequence[str], seen: Sequence[View]
    ) -> str | None:
        """The answer from what is shown, up to the moment unless the future is asked for."""
        now_s = now_of(asked)
        shown = seen if self.family == "future" else so_far(seen, now_s)
        return self.finds(asked, shown, now_s) if shown else None


def _deeds(seen: Sequence[View]) -> list[Deed]:
    return [deed for sight in sights(seen).values() for deed in sight.deeds]


def _draft(now_s: float, text: str, answer: str, *clues: Clue, **more: object) -> Draft:
    fields: dict[str, object] = {"asked_at_s": float(now_s), "answerable_from_s": float(now_s)}
    return Draft.model_validate(
        {
            "kind": "",
            "text": dated(now_s, text),
            "answer": answer,
            "evidence": clues,
            **(fields | more),
        }
    )


def _still(film: StoryFilm, now_s: float) -> Clue:
    """The one frame of a moment."""
    return Clue(
        video=film.name, span=Span(max(0.0, now_s - 0.7), now_s + 0.7), frames_s=(float(now_s),)
    )


def _moments(film: StoryFilm, rng: random.Random) -> list[int]:
    """Whole seconds in plain view: no transition goes on."""
    whole = range(2, math.floor(film.duration_s))
    plain = [s for s in whole if seen_at(film, s).behind is None and seen_at(film, s).veil == 0]
    return rng.sample(plain, len(plain))


# -- right now -----------------------------------------------------------------------------------


def _ask_doing(plot: Plot, film: StoryFilm, rng: random.Random) -> Iterator[Draft]:
    every = {doing(shown.deed) for shown in plot.done}
    for shown in rng.sample(plot.done, len(plot.done)):
        now_s = math.floor(shown.span.end_s)
        if shown.deed.verb not in LASTING or now_s < shown.span.start_s + 0.7:
            continue
        times = (*(t for t in frames(shown.span) if t < now_s), float(now_s))
        clue = Clue(video=film.name, span=Span(shown.span.start_s, now_s + 0.5), frames_s=times)
        yield _draft(
            now_s,
            f"What is {plot.named(shown.deed.who)} doing right now?",
            doing(shown.deed),
            clue,
            wrong=tuple(sorted(every - {doing(shown.deed)})),
            answerable_from_s=shown.span.start_s,
            too_late_s=shown.span.end_s,
        )


def _find_doing(asked: Mapping[str, str], seen: Sequence[View], now_s: float) -> str | None:
    who = who_in(asked["who"])
    own = [deed for deed in _deeds(seen) if deed.who == who and deed.verb in LASTING]
    going_on = [deed for deed in own if now_s - deed.end_s < 1.0]
    return doing(going_on[-1]) if going_on else None


def _ask_place(plot: Plot, film: StoryFilm, rng: random.Random) -> Iterator[Draft]:
    for now_s in _moments(film, rng):
        place = seen_at(film, now_s).place
        wrong = tuple(f"the {one}" for one in plot.setting.places if one != place)
        text = "Which place is in the picture right now?"
        yield _draft(now_s, text, f"the {place}", _still(film, now_s), wrong=wrong)


def _find_place(asked: Mapping[str, str], seen: Sequence[View], now_s: float) -> str | None:
    view = latest(seen, now_s)
    return f"the {view.place}" if view and view.place else None


def _ask_holder(plot: Plot, film: StoryFilm, rng: random.Random) -> Iterator[Draft]:
    """The same question at several moments, between which the answer changes."""
    people = [person(who) for who in plot.seen]
    for what in rng.sample(plot.handled, len(plot.handled)):
        told: dict[str, int] = {}
        for now_s in _moments(film, rng):
            figures = glance(seen_at(film, now_s)).figures
            holding = [one.who for one in figures if one.held == what]
            if holding:
                told.setdefault(person(holding[0]), now_s)
        turns = sorted(told.items(), key=lambda one: one[1])[:MOST_TURNS]
        for turn, (answer, now_s) in enumerate(turns if len(turns) > 1 else []):
            yield _draft(
                now_s,
                f"Who is holding {thing(what)} right now?",
                answer,
                _still(film, now_s),
                wrong=(*(one for one in people if one != answer), NOBODY),
                chain=f"holder {what[0]} {what[1]}",
                turn=turn,
            )


def _find_holder(asked: Mapping[str, str], seen: Sequence[View], now_s: float) -> str | None:
    view = latest(seen, now_s)
    if view is None:
        return None
    what = asked["colour"], asked["look"]
    holding = [one.who for one in glance(view).figures if one.held == what]
    return person(holding[0]) if holding else None


# -- so far --------------------------------------------------------------------------------------


def _ask_often(plot: Plot, film: StoryFilm, rng: random.Random) -> Iterator[Draft]:
    """How often somebody has done something, after each time."""
    by_deed: dict[tuple[object, str], list[Shown]] = {}
    for shown in plot.done:
        by_deed.setdefault((shown.deed.who, shown.deed.verb), []).append(shown)
    for key in rng.sample(sorted(by_deed, key=str), len(by_deed)):
        times = by_deed[key]
        for count in range(1, len(times) + 1 if len(times) > 1 else 0):
            now_s = math.ceil(times[count - 1].span.end_s + 2)
            after = times[count].span.start_s if count < len(times) else film.duration_s
            if now_s >= after:
                continue
            yield _draft(
                now_s,
                f"How often has it happened so far that {plot.named(times[0].deed.who)} "
                f"{_kind_of(times[0].deed)}?",
                str(count),
                *(plot.clue(one) for one in times[:count]),
                wrong=tuple(str(n) for n in range(0, 8) if n != count),
                keep_order=True,
                chain=f"often {key}",
                turn=count - 1,
            )


def _kind_of(deed: Deed) -> str:
    open_ = Deed(verb=deed.verb, who=deed.who)
    return doing(open_)


def _find_often(asked: Mapping[str, str], seen: Sequence[View], now_s: float) -> str | None:
    wanted = asked["doing"]
    own = [deed for deed in _deeds(seen) if deed.who == who_in(asked["who"])]
    count = sum(_kind_of(deed) == wanted for deed in own)
    return str(count) if count else None


def _ask_yet(plot: Plot, film: StoryFilm, rng: random.Random) -> Iterator[Draft]:
    """Asked once before and once after: both must be judged rightly."""
    for shown in rng.sample(list(plot.once("place")), len(list(plot.once("place")))):
        before, after = math.floor(shown.span.start_s - 3), math.ceil(shown.span.end_s + 3)
        if before < 3 or after >= film.duration_s:
            continue
        text = f"Has it already happened that {plot.named(shown.deed.who)} {doing(shown.deed)}?"
        for now_s, answer in ((before, "no"), (after, "yes")):
            clue = plot.clue(shown) if answer == "yes" else _still(film, now_s)
            yield _draft(
                now_s,
                text,
                answer,
                clue,
                form="binary",
                pair=f"yet {text}",
                answerable_from_s=shown.span.end_s if answer == "yes" else float(now_s),
            )


def _find_yet(asked: Mapping[str, str], seen: Sequence[View], now_s: float) -> str | None:
    wanted, who = deed_in(asked["doing"]), who_in(asked["who"])
    if wanted is None or who is None:
        return None
    own = [deed for deed in _deeds(seen) if deed.who == who]
    return "yes" if any(doing(deed) == doing(wanted) for deed in own) else "no"


# -- tell me when --------------------------------------------------------------------------------


def _ask_when(plot: Plot, film: StoryFilm, rng: random.Random) -> Iterator[Draft]:
    once = [shown for shown in plot.once("place") if shown.deed.verb not in STAYING]
    for shown in rng.sample(once, len(once)):
        now_s = math.floor(shown.span.start_s - rng.choice((5, 10, 20, 40)))
        if now_s < 1:
            continue
        span = _witnessed(film, shown, now_s)
        if span is None or not span.overlap(shown.span):
            continue
        around = shown.span.union(span)
        count = max(6, round(around.duration_s / CLOSE_S))
        times = tuple(around.start_s + n * around.duration_s / count for n in range(count + 1))
        yield _draft(
            now_s,
            f"Tell me when {plot.named(shown.deed.who)} {doing(shown.deed)}.",
            f"{span.start_s:.1f}-{span.end_s:.1f}",
            Clue(video=film.name, span=around, frames_s=times),
            form="spans",
            spans=(span,),
            answerable_from_s=span.start_s,
            too_late_s=min(film.duration_s, span.end_s + WAIT_S),
        )


def _witnessed(film: StoryFilm, shown: Shown, now_s: float) -> Span | None:
    """When the pose of such a deed is first to be seen from now on, to the deed's own end."""
    last = round((shown.span.end_s + 1) * FPS)
    views = [film.view(number / FPS) for number in range(round(now_s * FPS), last)]
    found = [deed for deed in _deeds(views) if agrees(replace(shown.deed, place=""), deed)]
    ahead = [deed for deed in found if deed.start_s > now_s]
    return Span(ahead[0].start_s, ahead[0].end_s) if ahead else None


def _find_when(asked: Mapping[str, str], seen: Sequence[View], now_s: float) -> str | None:
    wanted, who = deed_in(asked["doing"]), who_in(asked["who"])
    if wanted is None or who is None:
        return None
    found = [
        deed
        for deed in _deeds(seen)
        if deed.who == who and deed.start_s >= now_s and agrees(wanted, deed)
    ]
    return f"{found[0].start_s:.1f}-{found[0].end_s:.1f}" if found else None


WHO = rf"(?P<who>{PERSON})"
KINDS = (
    LiveKind(
        "now-doing", "present", True, rf"What is {WHO} doing right now\?", _ask_doing, _find_doing
    ),
    LiveKind(
        "now-place",
        "present",
        False,
        r"Which place is in the picture right now\?",
        _ask_place,
        _find_place,
    ),
    LiveKind(
        "now-holder",
        "present",
        False,
        r"Who is holding the (?P<colour>\w+) (?P<look>\w+) right now\?",
        _ask_holder,
        _find_holder,
    ),
    LiveKind(
        "often-so-far",
        "count",
        True,
        rf"How often has it happened so far that {WHO} (?P<doing>.+)\?",
        _ask_often,
        _find_often,
    ),
    LiveKind(
        "yet",
        "past",
        True,
        rf"Has it already happened that {WHO} (?P<doing>.+)\?",
        _ask_yet,
        _find_yet,
    ),
    LiveKind(
        "tell-when", "future", True, rf"Tell me when {WHO} (?P<doing>.+)\.", _ask_when, _find_when
    ),
)
