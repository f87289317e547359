"""Several cameras over one town: questions that no single film can answer."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from longtake.errors import WorldError
from longtake.worlds.asking.certify import evidence
from longtake.worlds.asking.drafting import questions
from longtake.worlds.asking.replies import reply, right
from longtake.worlds.cameras.film import CameraFilm
from longtake.worlds.cameras.world import Cameras
from longtake.worlds.drawing.paint import paint
from longtake.worlds.seeing.eyes import see
from longtake.worlds.world import Order

ORDER = Order(seed=7, minutes=9, level=3)


@pytest.fixture(scope="module")
def films() -> list[CameraFilm]:
    (group,) = Cameras().groups(ORDER)
    return [film for film in group if isinstance(film, CameraFilm)]


@pytest.fixture(scope="module")
def asked(films: list[CameraFilm]):
    return questions(Cameras(), ORDER, films, 0, {film.name: film.name for film in films})[0]


def test_a_camera_records_one_place_from_beginning_to_end(films: list[CameraFilm]) -> None:
    assert len(films) == 6
    assert {film.day for film in films} == {1, 2}
    for film in films:
        assert [shot.place for shot in film.truth.shots] == [film.place]
        assert film.truth.film.duration_s == pytest.approx(90, abs=0.2)


def test_nobody_is_in_two_pictures_at_once(films: list[CameraFilm]) -> None:
    for day in (1, 2):
        own = [film for film in films if film.day == day]
        for time_s in range(1, 89, 4):
            ids = [thing.id for film in own for thing in film.view(time_s).of("person") if thing.id]
            assert len(ids) == len(set(ids))


def test_every_question_is_answered_by_its_evidence_from_several_films(films, asked) -> None:
    kinds = {kind.name: kind for kind in Cameras.kinds}
    by_name = {film.name: film for film in films}
    assert len({question.kind for question in asked}) >= 6
    for question in asked:
        seen = evidence(question, by_name)
        said = reply(kinds[question.kind], question.text, question.options, seen)
        assert right(kinds[question.kind], question, said), question


def test_several_people_are_spoken_of_in_the_plural(asked) -> None:
    texts = [one.text for one in asked if one.kind == "people-of-day"]
    assert texts
    told = r"On day \d, how many different people (\w+)\b.*, all cameras taken together\?"
    verbs = {re.match(told, text)[1] for text in texts}  # type: ignore[index]
    assert verbs & {"pick", "put", "leave", "open"}
    assert not any(verb.endswith("s") for verb in verbs)


def test_one_film_alone_does_not_tell_which_camera_saw_it_first(films, asked) -> None:
    kinds = {kind.name: kind for kind in Cameras.kinds}
    by_name = {film.name: film for film in films}
    told = []
    for question in asked:
        if question.kind in ("first-camera", "next-camera", "carried-to"):
            clues = [clue for clue in question.evidence if clue.video == question.evidence[0].video]
            cut = question.model_copy(update={"evidence": tuple(clues[:1])})
            kind = kinds[question.kind]
            said = reply(kind, question.text, question.options, evidence(cut, by_name))
            told.append(right(kind, question, said))
    assert told
    assert sum(told) <= 0.5 * len(told)


def test_the_plate_is_read_from_the_picture(films: list[CameraFilm]) -> None:
    film = films[3]
    plates = [t.text for t in see(paint(film.view(20.0), 640, 360), 20.0).of("plate")]
    assert f"DAY {film.day} CAM {film.number}" in plates


def test_the_same_order_makes_the_same_town() -> None:
    one, two = (Cameras().groups(ORDER)[0][0].truth for _ in range(2))
    assert one == two
    events = one.events
    assert all(a.span.start_s <= b.span.start_s + 60 for a, b in pairwise(events))


@pytest.mark.parametrize(
    ("changes", "told"),
    [({"minutes": 1.0}, "fit into 1 min: order at least 3 min"), ({"level": 9}, "level 9")],
)
def test_an_order_that_cannot_be_made_is_refused(changes, told) -> None:
    with pytest.raises(WorldError, match=told):
        Cameras().groups(Order(**({"minutes": 9.0, "level": 3} | changes)))
