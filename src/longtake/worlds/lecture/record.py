"""The truth of a lecture: its slides as shots, every line, every word, what changed, what matters.

A `Plan` comes in; a `Truth` goes out.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from longtake.types import Span
from longtake.worlds.drawing.paint import box_of
from longtake.worlds.lecture.plan import Plan, Slide
from longtake.worlds.truth import (
    Entity,
    Event,
    Fact,
    Film,
    Highlight,
    Line,
    Relation,
    Scene,
    Shot,
    State,
    Truth,
    Writing,
)
from longtake.worlds.world import Order

VERSION = "1"
KINDS = {"hand": "handwriting", "code": "code", "formula": "formula"}
TEXTLESS = ("page", "panel", "window", "bar", "pointer")
WEIGHTS = {"compared": 0.8, "silent": 0.7, "program": 0.6, "sum": 0.6, "quote": 0.5}
SCORES = WEIGHTS | {"silent": 0.9, "hand": 0.6, "ticker": 0.6, "flash": 0.7, "alternate": 0.7}


def recorded(plan: Plan, order: Order) -> Truth:
    """Everything that happens in a planned lecture."""
    lines = [line for slide in plan.slides for line in slide.lines]
    return Truth(
        schema="longtake-truth/1",
        world="lecture",
        version=VERSION,
        seed=order.seed,
        level=order.level,
        film=_file(plan, order, lines),
        shots=[
            Shot(span=s.span, begins=s.begins, transition_s=s.join_s, place="board")
            for s in plan.slides
        ],
        scenes=list(_scenes(plan)),
        entities=[_entity(slide) for slide in plan.slides],
        events=[event for slide in plan.slides for event in _changes(slide)],
        speech=lines,
        writing=[row for slide in plan.slides for row in _writing(slide, order)],
        states=[state for slide in plan.slides for state in _states(slide)],
        relations=list(_relations(plan)),
        facts=list(_facts(plan)),
        highlights=[
            Highlight(span=s.span, score=SCORES.get(s.topic.kind, 0.3)) for s in plan.slides
        ],
    )


def _file(plan: Plan, order: Order, lines: list[Line]) -> Film:
    return order.file(
        plan.slides[-1].span.end_s,
        sound=any(line.voice for line in lines),
        subtitles=any(line.written for line in lines),
    )


def _scenes(plan: Plan) -> Iterator[Scene]:
    for course, slides in groupby(plan.slides, key=lambda slide: slide.topic.course):
        shown = [slide.span for slide in slides]
        yield Scene(span=Span(shown[0].start_s, shown[-1].end_s), title=course, place="board")


def _entity(slide: Slide) -> Entity:
    topic = slide.topic
    return Entity(
        id=slide.id,
        kind="writing",
        name=topic.title,
        description=f'the slide "{topic.title}"',
        look={"kind": topic.kind, "accent": slide.design.accent, "paper": slide.design.paper},
        appears=[slide.span],
    )


def _changes(slide: Slide) -> Iterator[Event]:
    """What is rewritten while nobody says so."""
    if slide.topic.changed is None:
        return
    row, after = slide.topic.changed
    before = slide.topic.lines[row]
    new = next(ink for ink in slide.inks if ink.text == after)
    start_s = slide.when(new).start_s
    yield Event(
        id=f"{slide.id}-change",
        verb="changes",
        span=Span(start_s, min(slide.span.end_s, start_s + 0.1)),
        object=slide.id,
        text=f'On the slide "{slide.topic.title}", "{before}" becomes "{after}".',
        salience=0.9,
        detail={"before": before, "after": after, "line": row},
    )


def _writing(slide: Slide, order: Order) -> Iterator[Writing]:
    for ink in slide.inks:
        if ink.look in TEXTLESS or not ink.text:
            continue
        span = slide.when(ink)
        thing = ink.thing(span.middle_s - slide.span.start_s, order.width_px, order.height_px)
        yield Writing(
            span=span,
            text=ink.text,
            kind=KINDS.get(ink.look, "slide"),
            box=box_of(thing, order.width_px, order.height_px),
            entity=slide.id,
        )
    if order.burnt:
        for line in slide.lines:
            if line.written:
                yield Writing(span=line.span, text=line.text, kind="subtitle")


def _states(slide: Slide) -> Iterator[State]:
    yield State(of="film", name="slide", value=slide.topic.title, span=slide.span)
    body = [ink for ink in slide.inks[1:] if ink.look not in TEXTLESS]
    starts = sorted({slide.when(ink).start_s for ink in body} | {slide.span.start_s})
    ends = [*starts[1:], slide.span.end_s]
    for start_s, end_s in zip(starts, ends, strict=True):
        if start_s < end_s:
            step = sum(slide.when(ink).start_s <= start_s for ink in body)
            yield State(of=slide.id, name="step", value=step, span=Span(start_s, end_s))


def _relations(plan: Plan) -> Iterator[Relation]:
    for one, other in zip(plan.slides, plan.slides[1:], strict=False):
        yield Relation(kind="before", of=one.id, to=other.id)


def _facts(plan: Plan) -> Iterator[Fact]:
    """The summary: what each part is about, and what each slide tells."""
    for scene in _scenes(plan):
        yield Fact(text=f"A part is about {scene.title}.", weight=1.0, spans=[scene.span])
    for slide in plan.slides:
        told = told_by(slide)
        if told:
            weight = WEIGHTS.get(slide.topic.kind, 0.4)
            yield Fact(text=told, weight=weight, spans=[slide.span])


def told_by(slide: Slide) -> str:
    """The main thing that a slide tells, as a sentence; empty for slides that only lead on."""
    topic = slide.topic
    if topic.kind in ("table", "chart", "silent"):
        measure = topic.measures[0]
        told = f"{topic.items[0]} has a {measure.name} of {topic.values[0][0]} {measure.unit}."
        return _changed(told, slide) if topic.changed else told
    sentences = {
        "compared": lambda: f"{topic.items[0]} has a {topic.measures[0].name} of {topic.answer}.",
        "program": lambda: f"The program prints {topic.answer}.",
        "sum": lambda: f"x is {topic.answer}.",
        "hand": lambda: f"Written by hand: {', '.join(topic.lines)}.",
        "quote": lambda: f"{topic.answer} is quoted.",
        "points": lambda: f"{topic.lines[0]}.",
        "tiny": lambda: f"It was signed by {topic.answer}.",
    }
    if topic.kind in ("ticker", "flash", "blur", "alternate"):
        return f"It reads: {topic.answer}."
    return sentences[topic.kind]() if topic.kind in sentences else ""


def _changed(told: str, slide: Slide) -> str:
    events = list(_changes(slide))
    return events[0].text if events else told
