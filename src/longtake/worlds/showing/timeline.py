"""The truth of a film as a picture: who is where, what happens and why, what is said and written.

A full film is shown whole, and its busiest minute or two again from near. Knows a truth and its
questions, and nothing of the film's pixels. They come in; rows on a sheet go out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np

from longtake.types import Span, clock
from longtake.worlds.questions import Question
from longtake.worlds.showing.panel import LABELS, MARGIN, Bar, Panel, mark
from longtake.worlds.showing.paper import (
    ACCENT,
    INK,
    LINE,
    SOFT,
    Colour,
    Paper,
    pale,
    short,
    wrapped,
)
from longtake.worlds.stage import COLOURS
from longtake.worlds.truth import Entity, Event, Truth

CLOSE_S = (120.0, 60.0, 30.0, 15.0)
"""A closer look is as long as leaves room for its events."""

MOST_ROWS = 10
MOST_EVENTS = 40
"""More are shown as a crowd."""

MOST_LANES = 9
MOST_ARCS = 60
"""The longest are shown."""

KEY_MOMENTS = 12
MOST_BESIDE, BESIDE_LANES = 12, 3
"""So few words that have no room in their bars are written beside them."""

SPOKEN, WRITTEN, STATE, ASKED = (62, 132, 140), (190, 130, 50), (122, 128, 146), (96, 84, 160)
MUTED: tuple[Colour, ...] = (
    (196, 206, 214),
    (214, 203, 186),
    (190, 208, 192),
    (212, 196, 208),
    (202, 200, 180),
    (186, 200, 208),
    (214, 190, 180),
    (196, 196, 216),
)
"""For places; whatever is saturated stands for a thing of that colour."""


def draw(paper: Paper, truth: Truth, questions: Sequence[Question], y: int) -> int:
    """Rows about a film from `y` on; returns where they end."""
    whole = Span(0.0, max(truth.film.duration_s, 1e-3))
    y = _panel(paper, truth, questions, whole, y)
    y = _key_moments(paper, truth, y)
    if len(truth.events) > MOST_EVENTS:
        near = _busiest(truth)
        paper.room(y + 120)
        paper.write(MARGIN, y + 34, "A closer look", 22, INK, 600)
        about = f"{near}, the busiest {near.duration_s:.0f} seconds"
        paper.write(MARGIN + 168, y + 34, about, 15, SOFT)
        y = _panel(paper, truth, questions, near, y + 52)
    return y


def _panel(paper: Paper, truth: Truth, questions: Sequence[Question], span: Span, y: int) -> int:
    panel = Panel(paper, span, y)
    panel.axis()
    _places(panel, truth)
    _cast(panel, truth)
    _happenings(panel, truth)
    _words(panel, truth)
    _states(panel, truth)
    if truth.highlights:
        scores = [(one.span, one.score) for one in truth.highlights]
        panel.curve("interest", scores, pale(ACCENT, 0.55))
    _asked(panel, questions)
    return panel.y + 12


def _places(panel: Panel, truth: Truth) -> None:
    places = sorted({shot.place for shot in truth.shots})
    colour = {place: MUTED[n % len(MUTED)] for n, place in enumerate(places)}
    here = [shot for shot in truth.shots if shot.span.overlap(panel.span) > 0]
    scenes = [
        Bar(scene.span, colour.get(scene.place, MUTED[0]), scene.title) for scene in truth.scenes
    ]
    if scenes:
        panel.bars("scenes", scenes, note=_count(panel, scenes))
    shots = [
        Bar(shot.span, colour[shot.place], "" if shot.begins in ("start", "cut") else shot.begins)
        for shot in here
    ]
    if shots:
        panel.bars("shots", shots, 14, note=f"{len(here):,}")


def _cast(panel: Panel, truth: Truth) -> None:
    """Who and what is to be seen when; those first who do something, then those seen longest."""
    events = [e for e in truth.events if e.visible and e.span.overlap(panel.span) > 0]
    busy = {id for event in events for id in (event.actor, event.object, event.to)}
    seen = [
        (sum(span.overlap(panel.span) for span in entity.appears), entity)
        for entity in truth.entities
        if entity.kind in ("person", "object") and entity.appears
    ]
    people = sorted(
        (pair for pair in seen if pair[0] > 0),
        key=lambda pair: (
            pair[1].id not in busy,
            pair[1].kind != "person",
            -round(pair[0], 3),
            pair[1].appears[0],
        ),
    )
    for _, entity in people[:MOST_ROWS]:
        colour, stripe = _colours(entity)
        bars = [Bar(span, colour, "", stripe) for span in entity.appears]
        panel.bars(called(entity), bars, 16, note=_count(panel, bars) + "×")


def called(entity: Entity) -> str:
    """Its name; of somebody who has none, what tells them from others."""
    coat, hat = entity.look.get("coat"), entity.look.get("hat")
    unnamed = coat and hat and entity.name == entity.description
    return f"{coat} coat, {hat} hat" if unnamed else entity.name


def _colours(entity: Entity) -> tuple[Colour, Colour | None]:
    """Of a person, the coat with the hat as a stripe."""
    named = [value for value in entity.look.values() if value in COLOURS]
    main = entity.look.get("coat") or entity.look.get("colour") or (named or [""])[0]
    other = entity.look.get("hat") or entity.look.get("accent") or ""
    words = (entity.name + " " + entity.description).split()
    main = main or next((word for word in words if word in COLOURS), "")
    return pale(COLOURS.get(main, SOFT), 0.12), COLOURS.get(other)


def _happenings(panel: Panel, truth: Truth) -> None:
    actors = {entity.id: entity for entity in truth.entities}
    here = [event for event in truth.events if event.span.overlap(panel.span) > 0]
    at = {event.id: event for event in truth.events}
    note = f"{len(here):,}"
    if len(here) <= MOST_EVENTS:
        bars = [_event_bar(event, actors.get(event.actor)) for event in here]
        panel.lanes("events", bars, MOST_LANES, note)
    else:
        panel.crowd("events", [event.span.middle_s for event in here], (90, 110, 140), note)
    causes = [(at[event.because], event) for event in here if event.because in at]
    links = [(cause.span.middle_s, event.span.middle_s) for cause, event in causes]
    if links:
        longest = sorted(links, key=lambda link: link[0] - link[1])[:MOST_ARCS]
        panel.arcs("cause and effect", longest, f"{len(links):,}")


def _event_bar(event: Event, actor: Entity | None) -> Bar:
    colour, stripe = _colours(actor) if actor else (SOFT, None)
    return Bar(event.span, colour, _sentence(event), stripe)


def _sentence(event: Event) -> str:
    return short(event.text or event.verb) + ("" if event.visible else " (Not filmed.)")


def _words(panel: Panel, truth: Truth) -> None:
    said = [Bar(line.span, SPOKEN, line.text) for line in truth.speech]
    if said:
        panel.bars("said", said, note=_count(panel, said))
    kinds: dict[str, list[Bar]] = defaultdict(list)
    for writing in truth.writing:
        if writing.kind != "subtitle":
            kinds[writing.kind].append(Bar(writing.span, WRITTEN, writing.text))
    for kind, bars in sorted(kinds.items())[:4]:
        here = [bar for bar in bars if bar.span.overlap(panel.span) > 0]
        if len(here) <= MOST_BESIDE and not panel.tells(here):
            panel.lanes(f"written: {kind}", here, BESIDE_LANES, _count(panel, bars))
        else:
            panel.bars(f"written: {kind}", bars, note=_count(panel, bars))


def _count(panel: Panel, bars: Sequence[Bar]) -> str:
    """How many of them are to be seen here."""
    return f"{sum(bar.span.overlap(panel.span) > 0 for bar in bars):,}"


def _states(panel: Panel, truth: Truth) -> None:
    named = {entity.id: entity.name for entity in truth.entities}
    rows: dict[str, list[Bar]] = defaultdict(list)
    for state in truth.states:
        if state.span.overlap(panel.span) > 0:
            about = f"{named.get(state.of, state.of)}: {state.name}"
            colour = pale(STATE, 0.15 if len(rows[about]) % 2 else 0.45)
            rows[about].append(Bar(state.span, colour, _value(state.value)))
    for about, bars in sorted(rows.items(), key=lambda row: -len(row[1]))[: MOST_ROWS - 4]:
        panel.bars(about, bars)
    for damage in truth.damage[: MOST_ROWS - 4]:
        bar = Bar(damage.span, STATE, f"{damage.amount:g} {damage.unit}")
        panel.bars(damage.kind, [bar])


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return " ".join(map(_value, value))
    return str(value)


def _asked(panel: Panel, questions: Sequence[Question]) -> None:
    """Where the evidence lies, by the family of the question."""
    families: dict[str, list[Span]] = defaultdict(list)
    count: Counter[str] = Counter()
    for question in questions:
        here = [clue.span for clue in question.evidence if clue.span.overlap(panel.span) > 0]
        if here:
            count[question.family] += 1
            families[question.family] += here
    panel.y += 6 if families else 0
    for family, spans in sorted(families.items())[:MOST_ROWS]:
        panel.ticks(f"asked: {family}", spans, ASKED, f"{count[family]:,}")


def _key_moments(paper: Paper, truth: Truth, y: int) -> int:
    """The events that matter most, in two columns; where there are few, all are told already."""
    if sum(bool(event.text) for event in truth.events) <= KEY_MOMENTS:
        return y
    best = sorted(most_notable(truth.events), key=lambda event: event.span)
    panel = Panel(paper, Span(0.0, truth.film.duration_s), y)
    panel.numbered("key moments", [event.span.middle_s for event in best])
    y = panel.y + 8
    number = {event.id: place for place, event in enumerate(best, 1)}
    wide = (paper.width_px - LABELS - MARGIN) // 2
    half = -(-len(best) // 2)
    foot = y
    for column, events in enumerate((best[:half], best[half:])):
        top = y
        for event in events:
            top = _told(paper, LABELS + column * wide, top, wide - 40, event, number)
        foot = max(foot, top)
    return foot + 10


def most_notable(events: Sequence[Event]) -> list[Event]:
    """Filmed ones; where these are few, also what was their cause and was not filmed."""
    told = sorted((e for e in events if e.text), key=lambda event: -event.salience)
    filmed = [event for event in told if event.visible][:KEY_MOMENTS]
    causes = {event.because for event in filmed}
    unseen = [e for e in told if not e.visible and (e.id in causes or not filmed)]
    return [*filmed, *unseen[: KEY_MOMENTS - len(filmed)]]


def _told(paper: Paper, x: int, y: int, room: int, event: Event, number: dict[str, int]) -> int:
    paper.room(y + 80)
    mark(paper, x + 10, y + 11, number[event.id])
    paper.write(x + 30, y + 16, clock(event.span.start_s), 14, ACCENT, 600)
    because = f" Because of {number[event.because]}." if event.because in number else ""
    for line in wrapped(_sentence(event) + because, room - 112, 2, 14):
        paper.write(x + 108, y + 16, line, 14, INK)
        y += 20
    paper.box(x + 108, y + 6, x + room, y + 7, LINE)
    return y + 12


def _busiest(truth: Truth) -> Span:
    """The stretch with the most, and most notable, events that still leaves room for each."""
    events = sorted(truth.events, key=lambda event: event.span)
    times_s = np.array([event.span.start_s for event in events])
    total = np.concatenate(([0.0], np.cumsum([0.2 + event.salience for event in events])))
    for length_s in CLOSE_S:
        starts = np.clip(times_s - length_s / 8, 0, max(0.0, truth.film.duration_s - length_s))
        first, end = np.searchsorted(times_s, starts), np.searchsorted(times_s, starts + length_s)
        best = int(np.argmax(total[end] - total[first]))
        near = Span(float(starts[best]), float(starts[best]) + length_s)
        if end[best] - first[best] <= MOST_EVENTS:
            break
    return near
