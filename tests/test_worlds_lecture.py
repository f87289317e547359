"""Lectures: what is shown and said, what can be asked about it, and what it takes to answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise

import cv2
import numpy as np
import pytest

from longtake.errors import WorldError
from longtake.worlds.asking.certify import examined
from longtake.worlds.asking.drafting import candidates
from longtake.worlds.asking.replies import reply, right
from longtake.worlds.drawing.paint import box_of, paint
from longtake.worlds.lecture.ask_hard import joined
from longtake.worlds.lecture.ask_reckon import listed
from longtake.worlds.lecture.film import LectureFilm
from longtake.worlds.lecture.plan import Slide
from longtake.worlds.lecture.puzzles import run
from longtake.worlds.lecture.reading import Page, pages
from longtake.worlds.lecture.topic import columns
from longtake.worlds.lecture.world import Lecture
from longtake.worlds.questions import Question
from longtake.worlds.seeing.eyes import see
from longtake.worlds.stage import View
from longtake.worlds.world import Order

WORLD = Lecture()
LEADING = ("opening", "agenda", "part", "closing")


@cache
def lecture(level: int = 4, minutes: float = 5.0, seed: int = 7, **more: bool) -> LectureFilm:
    order = Order(seed=seed, minutes=minutes, level=level, **more)  # type: ignore[arg-type]
    film = WORLD.groups(order)[0][0]
    assert isinstance(film, LectureFilm)
    return film


@cache
def asked(level: int = 4) -> list[Question]:
    film = lecture(level)
    return candidates(WORLD, film.order, [film], 0, {film.name: "video.mp4"})


def slides(film: LectureFilm, kind: str) -> list[Slide]:
    return [slide for slide in film.slides if slide.topic.kind == kind]


def watched(film: LectureFilm, fps: float = 5.0) -> list[View]:
    count = int(film.truth.film.duration_s * fps)
    return [film.view((number + 0.5) / fps) for number in range(count)]


def answered(film: LectureFilm, questions: Sequence[Question], seen: Sequence[View]) -> float:
    kinds = {kind.name: kind for kind in WORLD.kinds}
    good = 0
    for one in questions:
        until = [v for v in seen if one.asked_at_s is None or v.time_s <= one.asked_at_s]
        said = reply(kinds[one.kind], one.text, one.options, until)
        good += right(kinds[one.kind], one, said)
    return good / len(questions)


def test_the_same_seed_makes_the_same_lecture_and_another_seed_another() -> None:
    order = Order(seed=3, minutes=1.5, level=2)
    first, again = (WORLD.groups(order)[0][0] for _ in range(2))
    other = WORLD.groups(replace(order, seed=4))[0][0]
    assert first.truth == again.truth
    assert first.view(40.0) == again.view(40.0)
    assert first.truth.speech != other.truth.speech


@pytest.mark.parametrize("minutes", [0.1, 1.0, 7.5, 60.0])
def test_a_lecture_lasts_as_long_as_it_was_ordered(minutes: float) -> None:
    film = lecture(minutes=minutes, level=2)
    assert film.truth.film.duration_s == pytest.approx(60 * minutes)
    shots = film.truth.shots
    assert all(a.span.end_s == b.span.start_s for a, b in pairwise(shots))
    titles = Counter(s.topic.title for s in film.slides if s.topic.kind not in LEADING)
    assert not titles or max(titles.values()) == 1


def test_several_lectures_share_the_minutes_and_differ() -> None:
    groups = WORLD.groups(Order(minutes=3, count=3, level=1))
    assert [group[0].name for group in groups] == ["lecture-0001", "lecture-0002", "lecture-0003"]
    assert {group[0].truth.film.duration_s for group in groups} == {60.0}
    assert groups[0][0].truth.shots != groups[1][0].truth.shots


@pytest.mark.parametrize(
    ("order", "value"),
    [
        (Order(minutes=0.05), r"0\.05 min are too few for 1 lecture: "),
        (Order(minutes=0.15, count=2), "too few for 2 lectures: "),
        (Order(minutes=-2), "-2"),
        (Order(level=9), "9"),
    ],
)
def test_what_cannot_be_made_is_refused_with_the_value(order: Order, value: str) -> None:
    with pytest.raises(WorldError, match=value):
        WORLD.groups(order)


def test_every_kind_of_slide_comes_up_and_levels_add_hard_ones() -> None:
    kinds = Counter(slide.topic.kind for slide in lecture(5, 10.0).slides)
    assert {"points", "table", "chart", "program", "sum", "hand", "compared", "quote"} < set(kinds)
    hard = ("ticker", "blur", "silent", "flash", "tiny", "alternate")
    easy = Counter(slide.topic.kind for slide in lecture(1, 10.0).slides)
    assert sum(kinds[kind] for kind in hard) > 2 * sum(easy[kind] for kind in hard) > 0


def test_every_line_fits_the_page_and_what_is_said_fits_its_slide() -> None:
    for level, size in ((1, (640, 360)), (5, (320, 240))):
        order = Order(seed=9, minutes=6, level=level, width_px=size[0], height_px=size[1])
        film = WORLD.groups(order)[0][0]
        assert isinstance(film, LectureFilm)
        for slide in film.slides:
            for ink in (ink for ink in slide.inks if ink.text):
                thing = ink.thing((ink.start_s + min(ink.end_s, 30.0)) / 2, *size)
                box = box_of(thing, *size)
                assert box.right < 0.99, (slide.topic.kind, ink.text)
                assert box.bottom < 0.93
            for line in slide.lines:
                assert line.span.end_s <= slide.span.end_s


def test_writing_is_true_to_the_views() -> None:
    film = lecture()
    for row in film.truth.writing[::7]:
        if row.kind == "subtitle" or row.span.duration_s < 1.5:
            continue
        seen = film.view(row.span.middle_s)
        texts = [thing.text for thing in seen.things if thing.text]
        if not any(row.text == text for text in texts):
            assert any(text.replace("_", "")[:3] in row.text for text in texts), row


def test_code_and_handwriting_appear_letter_by_letter() -> None:
    film = lecture()
    slide = slides(film, "hand")[0]
    start_s = slide.span.start_s + 0.5
    texts = [film.view(start_s + step / 10).of("hand")[0].text for step in range(8)]
    assert texts == sorted(texts, key=len)
    assert len(set(texts)) > 3
    assert all(slide.topic.lines[0].startswith(text) for text in texts)


def test_a_program_rolls_up_and_can_still_be_listed_and_run() -> None:
    film = next(f for f in (lecture(5, 5.0, seed) for seed in range(20)) if slides(f, "program"))
    for slide in slides(film, "program"):
        times = np.arange(slide.span.start_s + 0.5, slide.span.end_s - 0.5, 0.3)
        views = [film.view(float(time_s)) for time_s in times]
        assert max(len(view.of("code")) for view in views) <= 4
        assert listed(Page("", views)) == list(slide.topic.lines)
        assert str(run(list(slide.topic.lines))) == slide.topic.answer


def test_programs_are_run_and_nonsense_prints_nothing() -> None:
    assert run(["a = 3", "b = a + 4", "a = b * 2", "print(a)"]) == 14
    assert run(["a = 3", "print(b)"]) is None
    assert run(["a = 3"]) is None
    assert run([]) is None


def test_a_running_sentence_is_put_together_only_without_a_gap() -> None:
    text = "Botor told Kisan to sell the last ferry at midnight"
    windows = [text[first : first + 18] for first in range(0, len(text) - 17, 5)]
    assert joined([*windows, text[-18:]]) == text
    assert joined([windows[0], windows[-1]]) is None


def test_columns_stand_below_each_other() -> None:
    lines = columns([["plant", "root, mm"], ["Bo", "12"]])
    assert lines[0].index("root") == lines[1].index("12")


def test_words_that_are_only_heard_are_in_no_subtitle() -> None:
    film = lecture(3, 20.0)
    heard_only = [line for line in film.truth.speech if not line.written]
    assert heard_only
    for line in heard_only:
        view = film.view(line.span.middle_s)
        assert (view.heard, view.subtitle) == (line.text, "")


def test_without_voices_and_subtitles_nothing_is_told_or_asked_about() -> None:
    film = lecture(2, 4.0, voices=False, subtitles=False)
    assert film.truth.speech == []
    assert not film.truth.film.sound
    asked_kinds = {q.kind for q in candidates(WORLD, film.order, [film], 0, {"film": "video.mp4"})}
    assert not asked_kinds & {"lecture-compared", "lecture-said", "lecture-said-where"}


@pytest.mark.parametrize("level", [2, 4])
def test_every_question_is_answerable_from_its_evidence_and_from_nothing_less(level: int) -> None:
    results = list(examined(asked(level), {"video.mp4": lecture(level)}, WORLD.kinds))
    assert len(results) > 150
    assert [r.question.text for r in results if not r.answerable] == []
    faults = [(r.question.text, r.fault) for r in results if r.fault]
    assert len(faults) <= 0.01 * len(results), faults
    temporal = [r for r in results if r.question.temporal]
    share = sum(r.one_frame for r in temporal) / len(temporal)
    chance = sum(1 / len(q.options) for q in (r.question for r in temporal) if q.options)
    assert share <= chance / len(temporal) + 0.05


def test_every_kind_is_asked_somewhere() -> None:
    kinds = {question.kind for level in (2, 4) for question in asked(level)}
    film = lecture(5, 12.0, 3)
    kinds |= {q.kind for q in candidates(WORLD, film.order, [film], 0, {"film": "video.mp4"})}
    assert kinds == {kind.name for kind in WORLD.kinds}


def test_all_evidence_lies_within_the_film() -> None:
    length_s = lecture().truth.film.duration_s
    ends = [clue.span.end_s for question in asked() for clue in question.evidence]
    assert max(ends) == length_s


def test_who_watches_the_whole_lecture_answers_everything() -> None:
    film = lecture()
    assert answered(film, asked(), watched(film)) >= 0.98


def test_who_sees_one_frame_or_none_answers_hardly_anything() -> None:
    film = lecture()
    temporal = [question for question in asked() if question.temporal]
    assert answered(film, temporal, [film.view(film.truth.film.duration_s / 2)]) < 0.05
    assert answered(film, asked(), []) == 0.0


def test_complementary_questions_need_both_the_slide_and_the_words() -> None:
    film = lecture(3, 20.0)
    every = candidates(WORLD, film.order, [film], 0, {"film": "video.mp4"})
    both = [q for q in every if q.kind == "lecture-compared"]
    assert {"sound" in question.needs for question in both} == {True, False}
    seen = watched(film, 2.0)
    assert answered(film, both, seen) == 1.0
    deaf = [replace(view, heard="", subtitle="") for view in seen]
    blind = [replace(view, things=()) for view in seen]
    assert answered(film, both, deaf) == answered(film, both, blind) == 0.0


@pytest.mark.parametrize(
    "misread",
    [["Cxqt of Zzwq"], ["Cxqt of Zzwq", "Bluyn oé LOotomh", "€hbte ff Qérk", "Mxvv ge Aaitw"]],
    ids=["one title a join", "another in each picture"],
)
def test_titles_read_in_a_join_are_no_slides(misread: list[str]) -> None:
    film = lecture()
    seen = watched(film, fps=10.0)
    joins = [slide.span.start_s for slide in film.slides if slide.begins == "dissolve"]
    assert joins
    muddled = []
    for number, view in enumerate(seen):
        near = any(abs(view.time_s - start_s) < 0.3 for start_s in joins)
        text = misread[number % len(misread)]
        things = [replace(t, text=text) if near and t.look == "title" else t for t in view.things]
        muddled.append(replace(view, things=tuple(things), behind=None))
    found = [page.title for page in pages(muddled)]
    assert found == [slide.topic.title for slide in film.slides]


def test_the_eyes_read_ordinary_lines_off_the_picture() -> None:
    film = lecture(3)
    read = wanted = 0
    for slide in [s for s in film.slides if s.topic.kind in ("points", "table", "sum", "chart")]:
        view = film.view(slide.span.end_s - 0.5)
        coded = cv2.imencode(".jpg", paint(view, 640, 360)[..., ::-1])[1]
        seen = see(cv2.imdecode(coded, cv2.IMREAD_COLOR)[..., ::-1], view.time_s)
        there = {(thing.look, thing.text) for thing in seen.things}
        lines = [(thing.look, thing.text) for thing in view.things if thing.text]
        wanted += len(lines)
        read += sum(line in there for line in lines)
    assert wanted > 30
    assert read >= 0.95 * wanted
