"""The world `motion`: what its clips show, and that its questions follow from what is shown."""

import math
import random
import re
from collections import Counter
from functools import cache

import pytest

from longtake.errors import WorldError
from longtake.worlds.asking.replies import plain, same_spans, spans
from longtake.worlds.drawing.paint import paint
from longtake.worlds.motion.ask_captions import clauses_of, in_order
from longtake.worlds.motion.conflict import SCENES, conflict
from longtake.worlds.motion.film import Clip
from longtake.worlds.motion.physics import DIAMETER, Body, simulate, without
from longtake.worlds.motion.world import Motion
from longtake.worlds.seeing.eyes import see
from longtake.worlds.world import Order

CLIPS = 9


@cache
def groups(level, count=CLIPS, seed=3):
    return list(Motion().groups(Order(level=level, count=count, seed=seed)))


def drafts(films):
    for kind in Motion.kinds:
        for draft in kind.ask(films, random.Random(f"{kind.name}/{films[0].name}")):
            yield kind, draft


def reply(kind, draft, seen):
    asked = re.fullmatch(kind.pattern, draft.text).groupdict()
    options = sorted([draft.answer, *draft.wrong]) if draft.form == "choice" else ()
    return kind.solve({name: value or "" for name, value in asked.items()}, options, seen)


def is_right(draft, said):
    if said is None:
        return False
    if draft.form == "spans":
        return same_spans(spans(said), draft.spans)
    return plain(said) == plain(draft.answer)


def every_view(film):
    about = film.truth.film
    return [film.view(k / about.fps) for k in range(round(about.duration_s * about.fps))]


@cache
def asked(level):
    """Every question with the views of all of its film, and with those of its evidence."""
    rows = []
    for films in groups(level):
        full = {film.name: every_view(film) for film in films}
        by_name = {film.name: film for film in films}
        for kind, draft in drafts(films):
            (name,) = draft.videos
            clues = draft.evidence
            shown = [by_name[name].view(t) for clue in clues for t in clue.frames_s]
            rest = [v for v in full[name] if not any(v.time_s in clue.span for clue in clues)]
            rows.append((kind, draft, full[name], shown, rest))
    return rows


@pytest.mark.parametrize("level", [1, 4])
class TestQuestions:
    def test_whole_clips_answer_them(self, level):
        wrong = [
            (k.name, d.text)
            for k, d, full, _, _ in asked(level)
            if not is_right(d, reply(k, d, full))
        ]
        assert not wrong

    def test_their_evidence_answers_them(self, level):
        missed = [
            d.text for k, d, _, shown, _ in asked(level) if not is_right(d, reply(k, d, shown))
        ]
        assert len(missed) <= 0.02 * len(asked(level)), missed[:3]

    def test_without_evidence_they_are_not_answered(self, level):
        open_ = [row for row in asked(level) if row[1].form != "binary"]
        told = [d.text for k, d, _, _, rest in open_ if is_right(d, reply(k, d, rest))]
        assert len(told) <= 0.03 * len(open_), told[:3]

    def test_nothing_at_all_answers_none(self, level):
        assert all(reply(kind, draft, []) is None for kind, draft, *_ in asked(level))

    def test_one_frame_does_not_tell_what_takes_time(self, level):
        rows = [row for row in asked(level) if row[0].temporal]
        assert all(reply(k, d, [full[len(full) // 2]]) is None for k, d, full, _, _ in rows)


def test_every_kind_is_asked():
    kinds = {kind.name for level in (1, 4) for kind, *_ in asked(level)}
    kinds |= {k.name for films in groups(3, 45) for k, _ in drafts(films)}
    assert kinds == {kind.name for kind in Motion.kinds}


def test_yes_and_no_come_in_pairs():
    binary = [d for _, d, *_ in asked(4) if d.form == "binary"]
    said = Counter(draft.answer for draft in binary)
    assert said["yes"] == said["no"] > 10


def test_the_same_order_makes_the_same_clips():
    one, other = (Motion().groups(Order(level=3, count=7, seed=5)) for _ in range(2))
    names = [film.name for films in one for film in films]
    assert len(names) == len(set(names)) >= 7
    for ours, theirs in zip(one, other, strict=True):
        for film, twin in zip(ours, theirs, strict=True):
            assert film.truth == twin.truth
            assert film.view(3.0) == twin.view(3.0)


def test_minutes_are_filled_with_clips():
    films = [film for films in Motion().groups(Order(minutes=2.0, level=2)) for film in films]
    assert 60 < sum(film.truth.film.duration_s for film in films) < 200


@pytest.mark.parametrize("which", range(len(SCENES)))
def test_both_clips_of_a_conflict_show_the_same_pictures(which):
    order = Order(level=2)
    films = [
        Clip(f"clip-{k}", plan, order)
        for k, plan in enumerate(conflict(random.Random(f"pair {which}"), which, 2, order.fps))
    ]
    one, other = ([view.things for view in every_view(film)] for film in films)
    assert one != other
    assert Counter(one) == Counter(other)
    found = [(kind, draft) for kind, draft in drafts(films) if draft.pair == "conflict"]
    assert len({draft.text for _, draft in found}) == 1
    assert len({draft.answer for _, draft in found}) == len(found) == 2
    for (kind, draft), film in zip(found, films, strict=True):
        assert reply(kind, draft, every_view(film)) == draft.answer


def test_wrong_captions_tell_what_does_not_happen():
    for kind, draft, full, _, _ in asked(4):
        if kind.name == "caption-match":
            true = clauses_of(draft.answer)
            assert in_order(true, true) == len(true)
            assert set(draft.detail["faults"]) == set(draft.wrong)
            assert reply(kind, draft, full) == draft.answer
            assert all(in_order(clauses_of(text), true) < len(true) for text in draft.wrong)


def test_edges_are_spoken_of_in_english():
    said = [(d.text, d.answer, d.wrong) for level in (1, 3) for _, d, *_ in asked(level)]
    for text, answer, wrong in said:
        if {"top", "bottom"} & {answer, *wrong}:
            assert text.startswith("At which edge")
        for option in (answer, *wrong):
            assert not re.search(r"\bon the (top|bottom)\b", option)
    assert any("leaves at the top" in " ".join((answer, *wrong)) for _, answer, wrong in said)


def test_bodies_of_one_mass_swap_their_speed_head_on():
    run = simulate([Body(0.4, 0.5, 0.3, 0.0), Body(1.0, 0.5)], 9.0)
    (meeting,) = run.meetings
    assert meeting.time_s == pytest.approx((0.6 - DIAMETER) / 0.3)
    assert run.courses[0].runs[-1].speed == pytest.approx(0.0)
    assert run.courses[1].runs[-1].vx == pytest.approx(0.3)


def test_a_meeting_keeps_momentum_and_energy():
    bodies = [Body(0.4, 0.45, 0.3, 0.02), Body(1.2, 0.5, -0.2, 0.0)]
    run = simulate(bodies, 9.0)
    after = [course.runs[-1] for course in run.courses]
    assert len(run.meetings) == 1
    for of in (lambda b: b.vx, lambda b: b.vy, lambda b: math.hypot(b.vx, b.vy) ** 2):
        assert sum(map(of, after)) == pytest.approx(sum(map(of, bodies)))


def test_without_the_one_between_two_others_meet():
    bodies = [Body(0.3, 0.5, 0.3, 0.0), Body(0.8, 0.5), Body(1.4, 0.5)]
    assert not simulate(bodies, 9.0).meets(0, 2)
    assert without(bodies, 1, 9.0).meets(0, 2)


def test_what_is_under_a_cover_is_not_in_the_picture():
    (film,) = next(films for films in groups(4) if films[0].plan.style == "covering")
    hidden = [event for event in film.truth.events if event.verb == "cover"]
    assert hidden
    for event in hidden:
        shown = {thing.id for thing in film.view(event.span.end_s + 0.05).things}
        assert event.actor in shown
        assert event.object not in shown


def test_pictures_answer_as_the_plan_does():
    right = total = 0
    for films in groups(2, 3, seed=21):
        seen = {
            film.name: [see(paint(v, 640, 360), v.time_s, film.name) for v in every_view(film)]
            for film in films[:1]
        }
        for kind, draft in drafts(films[:1]):
            total += 1
            right += is_right(draft, reply(kind, draft, seen[draft.videos[0]]))
    assert total > 50
    assert right >= 0.95 * total


@pytest.mark.parametrize(
    ("order", "told"),
    [(Order(width_px=320, height_px=320), "16:9"), (Order(fps=2.0), "2.0 fps")],
)
def test_orders_that_cannot_be_kept_are_refused(order, told):
    with pytest.raises(WorldError, match=told):
        Motion().groups(order)


def test_everything_happens_within_the_clip():
    for films in groups(4):
        for film in films:
            length_s = film.truth.film.duration_s
            assert film.truth.events
            assert all(event.span.end_s <= length_s for event in film.truth.events)
            frame_s = 1 / film.fps - 1e-9
            assert all(event.span.duration_s >= frame_s for event in film.truth.events)
            for entity in film.truth.entities:
                assert all(span.end_s <= length_s + 0.1 for span in entity.appears)
