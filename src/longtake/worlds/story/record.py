"""The truth of a film: what is in it, what led to what, and what of it matters.

Comes in: a film's chronicle and takes; goes out: a `Truth`. An act is visible when it lies inside
shots of its place whose window holds whoever takes part.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from longtake.types import Span
from longtake.worlds import truth as schema
from longtake.worlds.story.chronicle import Act, Lying, Standing
from longtake.worlds.story.recount import sentence
from longtake.worlds.story.town import Fixture, Loose

if TYPE_CHECKING:
    from longtake.worlds.story.camera import Take
    from longtake.worlds.story.film import StoryFilm

SALIENCE = {
    "drop": 0.75,
    "fall": 0.7,
    "help": 0.65,
    "ring": 0.6,
    "search": 0.55,
    "give": 0.5,
    "eat": 0.4,
    "take out": 0.4,
    "store": 0.4,
    "roll": 0.35,
    "rain": 0.35,
    "snow": 0.35,
    "phone": 0.35,
    "read": 0.3,
    "pick up": 0.3,
    "leave": 0.25,
    "cheer": 0.25,
}
USUAL, CAUSED, CAUSING = 0.15, 0.1, 0.15
FACTS_A_MINUTE, FEWEST_FACTS, MOST_FACTS = 1.2, 5, 120
APPEARS_EACH_S, IN_LONG_FILMS_S, LONG_S = 1.0, 3.0, 3600.0
"""How densely it is sampled who is in the picture."""


def truth_of(film: StoryFilm) -> schema.Truth:
    """Everything about a story film."""
    order = film.order
    events = sorted(_events(film), key=lambda event: event.span)
    return schema.Truth(
        world="story",
        version="1",
        seed=order.seed,
        level=order.level,
        film=schema.Film(
            width_px=order.width_px,
            height_px=order.height_px,
            fps=order.fps,
            duration_s=film.duration_s,
            sound=order.voices,
            subtitles=order.subtitles,
        ),
        shots=[_shot(take) for take in film.takes],
        scenes=list(_scenes(film)),
        entities=list(_entities(film)),
        events=events,
        speech=list(_speech(film)),
        writing=list(_writing(film)),
        states=list(_states(film)),
        relations=[
            schema.Relation(kind="causes", of=event.because, to=event.id)
            for event in events
            if event.because
        ],
        facts=_facts(film, events),
        highlights=_highlights(film, events),
    )


def visible(film: StoryFilm, act: Act) -> bool:
    """Whether the camera shows all of an act."""
    end_s = act.end_s - (0.7 if act.verb == "leave" else 0.2)
    times = (act.start_s + 0.2, (act.start_s + act.end_s) / 2, end_s)
    return all(_shows(film, act, time_s) for time_s in times)


def _shows(film: StoryFilm, act: Act, time_s: float) -> bool:
    take = film.takes[film.take_at(time_s - film.takes[0].offset_s)]
    if take.place != act.place:
        return False
    window = take.window(time_s - take.offset_s)
    here = film.chronicle.present(act.place, time_s)
    xs = [here[who][0] for who in (act.actor, act.to) if who in here]
    return all(window.left - 0.08 < x < window.right + 0.08 for x in xs) and bool(xs)


def _shot(take: Take) -> schema.Shot:
    return schema.Shot(
        span=Span(take.start_s, take.end_s),
        begins=take.begins,
        transition_s=take.transition_s,
        place=take.place,
        motion=take.motion,
    )


def _scenes(film: StoryFilm) -> Iterator[schema.Scene]:
    first = film.takes[0]
    for take, after in zip(film.takes, [*film.takes[1:], None], strict=True):
        if after is None or after.scene != take.scene:
            light = film.chronicle.watch_at(first.start_s + first.offset_s).light
            title = (
                f"At the {first.place}, by {light}" if light != "day" else f"At the {first.place}"
            )
            yield schema.Scene(span=Span(first.start_s, take.end_s), title=title, place=first.place)
            first = after or take


def _events(film: StoryFilm) -> Iterator[schema.Event]:
    causes = {act.because for act in film.chronicle.acts if act.because}
    setting, offset = film.chronicle.setting, film.takes[0].offset_s
    for act in film.chronicle.acts:
        span = Span(max(0.0, act.start_s - offset), max(0.0, act.end_s - offset))
        if span.start_s >= film.duration_s:
            continue
        base = SALIENCE.get(act.verb, USUAL)
        salience = base + CAUSED * bool(act.because) + CAUSING * (act.id in causes)
        detail: dict[str, Any] = {"said": act.said} if act.said else {}
        yield schema.Event(
            id=act.id,
            verb=act.verb,
            span=span.clip(Span(0.0, film.duration_s)),
            actor=act.actor,
            object=act.object,
            to=act.to,
            place=act.place,
            because=act.because,
            visible=bool(act.actor) and visible(film, act),
            text=sentence(setting, act),
            salience=round(min(1.0, salience), 3),
            detail=detail,
        )


def _entities(film: StoryFilm) -> Iterator[schema.Entity]:
    setting, seen = film.chronicle.setting, _appearances(film)
    for one in setting.people.values():
        yield schema.Entity(
            id=one.id,
            kind="person",
            name=one.name,
            description=f"the person in the {one.coat} coat and {one.hat} hat",
            look={"look": "person", "coat": one.coat, "hat": one.hat},
            appears=seen[one.id],
        )
    things: list[Loose | Fixture] = [*setting.loose.values(), *setting.fixtures.values()]
    for thing in things:
        yield schema.Entity(
            id=thing.id,
            kind="object" if isinstance(thing, Loose) else "fixture",
            name=thing.name,
            description=f"the {thing.name}",
            look={"look": thing.look, "colour": thing.colour},
            appears=seen[thing.id],
        )
    for place in setting.places:
        spans = [Span(t.start_s, t.end_s) for t in film.takes if t.place == place]
        yield schema.Entity(
            id=place,
            kind="place",
            name=f"the {place}",
            look={"ground": place},
            appears=_joined(spans),
        )


def _appearances(film: StoryFilm) -> dict[str, list[Span]]:
    """When everybody and everything is in the picture, to some seconds."""
    found: dict[str, list[Span]] = defaultdict(list)
    often_s = APPEARS_EACH_S if film.duration_s <= LONG_S else IN_LONG_FILMS_S
    for take in film.takes:
        count = max(1, round((take.end_s - take.start_s) / often_s))
        step = (take.end_s - take.start_s) / count
        for number in range(count):
            start = take.start_s + number * step
            for id in _in_picture(film, take, start + step / 2):
                found[id].append(Span(start, start + step))
    return defaultdict(list, {id: _joined(spans) for id, spans in found.items()})


def _in_picture(film: StoryFilm, take: Take, time_s: float) -> list[str]:
    from longtake.worlds.story.scenery import things

    window = take.window(time_s)
    now = min(time_s + take.offset_s, film.chronicle.duration_s - 1e-3)
    return [
        thing.id
        for thing in things(film.chronicle, take.place, now)
        if window.left <= thing.x < window.right and window.top <= thing.y < window.bottom
    ]


def _joined(spans: list[Span]) -> list[Span]:
    joined: list[Span] = []
    for span in spans:
        if joined and span.start_s - joined[-1].end_s < 1e-6:
            joined[-1] = Span(joined[-1].start_s, span.end_s)
        else:
            joined.append(span)
    return joined


def _speech(film: StoryFilm) -> Iterator[schema.Line]:
    order, people = film.order, film.chronicle.setting.people
    for act in film.lines:
        yield schema.Line(
            span=Span(act.start_s, act.end_s),
            speaker=act.actor,
            text=act.said,
            voice=people[act.actor].voice if order.voices else "",
            written=order.subtitles,
        )


def _writing(film: StoryFilm) -> Iterator[schema.Writing]:
    setting = film.chronicle.setting
    for take in film.takes:
        if take.window((take.start_s + take.end_s) / 2).top < 0.24:
            text = setting.signs[take.place]
            span = Span(take.start_s, take.end_s)
            yield schema.Writing(span=span, text=text, kind="sign", entity=f"{take.place}-sign")
    for captions in film.captions.values():
        for one in captions:
            yield schema.Writing(
                span=Span(one.start_s, max(one.start_s, one.end_s)),
                text=setting.people[one.who].name.upper(),
                kind="name",
                entity=one.who,
            )
    if film.order.subtitles and film.order.burnt:
        for act in film.lines:
            span = Span(act.start_s, act.end_s)
            yield schema.Writing(span=span, text=act.said, kind="subtitle", entity=act.actor)


def _states(film: StoryFilm) -> Iterator[schema.State]:
    """Who holds what, where things are, and how fixtures stand, over the whole film."""
    chronicle = film.chronicle
    for id, loose in chronicle.loose.items():
        for start, end, key in _stretches(film, loose.times, loose.keys):
            yield schema.State(of=id, name="where", value=_where(key), span=Span(start, end))
    for id, fixture in chronicle.fixtures.items():
        for start, end, pose in _stretches(film, fixture.times, fixture.keys):
            if pose:
                yield schema.State(of=id, name="state", value=pose, span=Span(start, end))
    for id, person in chronicle.people.items():
        for start, end, place in _places(film, person.times, person.keys):
            yield schema.State(of=id, name="place", value=place, span=Span(start, end))


def _stretches(film: StoryFilm, times: list[float], keys: list[Any]) -> Iterator[tuple[float, float, Any]]:  # fmt: skip # noqa: E501
    offset, length = film.takes[0].offset_s, film.duration_s
    for start, end, key in zip(times, [*times[1:], offset + length], keys, strict=True):
        low, high = max(0.0, start - offset), min(length, end - offset)
        if high > low:
            yield low, high, key


def _places(film: StoryFilm, times: list[float], keys: list[Standing]) -> Iterator[tuple[float, float, str]]:  # fmt: skip # noqa: E501
    """Stretches of being in one place, poses left aside."""
    since, place, until = 0.0, "", 0.0
    for start, end, key in _stretches(film, times, keys):
        if key.place != place:
            if until > since:
                yield since, until, place
            since, place = start, key.place
        until = end
    if until > since:
        yield since, until, place


def _where(key: Lying) -> str:
    return (
        key.kind
        if not key.of
        else f"{key.kind} of {key.of}"
        if key.kind != "hand"
        else f"held by {key.of}"
    )


def _facts(film: StoryFilm, events: list[schema.Event]) -> list[schema.Fact]:
    """What a summary should say: the events that matter most, each with its reason."""
    count = round(film.duration_s / 60 * FACTS_A_MINUTE)
    shown = [event for event in events if event.visible and event.verb != "say"]
    most = min(MOST_FACTS, max(FEWEST_FACTS, count))
    chosen = sorted(shown, key=lambda event: -event.salience)[:most]
    by_id = {event.id: event for event in events}
    facts = []
    for event in sorted(chosen, key=lambda event: event.span):
        cause = by_id.get(event.because)
        spans = [event.span] + ([cause.span] if cause and cause.visible else [])
        reason = f" This is because: {cause.text}" if cause else ""
        facts.append(schema.Fact(text=event.text + reason, weight=event.salience, spans=spans))
    return facts


def _highlights(film: StoryFilm, events: list[schema.Event]) -> list[schema.Highlight]:
    """Each shot, by the most salient thing seen in it."""
    shown = [event for event in events if event.visible]
    found, first = [], 0
    for take in film.takes:
        while first < len(shown) and shown[first].span.end_s < take.start_s - 30:
            first += 1
        best = 0.05
        for event in shown[first:]:
            if event.span.start_s > take.end_s + 30:
                break
            if event.span.middle_s >= take.start_s and event.span.middle_s < take.end_s:
                best = max(best, event.salience)
        found.append(schema.Highlight(span=Span(take.start_s, take.end_s), score=best))
    return found
