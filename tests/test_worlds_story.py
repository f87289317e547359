"""Stories: the same order makes the same film, and what it shows is what its truth says."""

from __future__ import annotations

import itertools
from collections import Counter
from functools import cache

import pytest

from longtake.errors import WorldError
from longtake.worlds.story.deeds import Deed, sights
from longtake.worlds.story.film import StoryFilm
from longtake.worlds.story.plot import captioned, plot_of
from longtake.worlds.story.recount import deed_of, told
from longtake.worlds.story.world import Story, film
from longtake.worlds.world import Order

FPS = 10.0


@cache
def made(minutes: float = 4.0, seed: int = 3, level: int = 3) -> StoryFilm:
    return film(Order(minutes=minutes, seed=seed, level=level))


def recognised(story: StoryFilm, fps: float) -> list[Deed]:
    views = [story.view(number / fps) for number in range(int(story.duration_s * fps))]
    return sights(views)[story.name].deeds


def alike(one: Deed, other: Deed) -> bool:
    same = all(
        getattr(one, name) == getattr(other, name)
        for name in ("verb", "who", "what", "to", "at", "place", "said")
    )
    return same and abs(one.start_s - other.start_s) < 3


def test_the_same_order_makes_the_same_film():
    one, other = film(Order(minutes=2, seed=9)), film(Order(minutes=2, seed=9))
    times = [number * 7.31 % 120 for number in range(40)]
    assert [one.view(t) for t in times] == [other.view(t) for t in sorted(times, key=times.index)]
    assert one.truth == other.truth


def test_another_seed_makes_another_film():
    assert (
        film(Order(minutes=1, seed=1)).truth.events != film(Order(minutes=1, seed=2)).truth.events
    )


@pytest.mark.parametrize("level", [1, 3, 5])
@pytest.mark.parametrize("seed", [1, 2])
def test_every_visible_act_is_made_out_from_the_views_and_nothing_else(level, seed):
    story = made(4.0, seed, level)
    wanted, found = plot_of([story]).deeds, recognised(story, FPS)
    assert len(wanted) > 15
    assert [told(deed) for deed in wanted if not any(alike(deed, one) for one in found)] == []
    assert [told(deed) for deed in found if not any(alike(deed, one) for one in wanted)] == []


def test_two_frames_a_second_suffice_for_nearly_everything():
    story = made(8.0, 5)
    wanted, found = plot_of([story]).deeds, recognised(story, 2.0)
    hits = sum(any(alike(deed, one) for one in found) for deed in wanted)
    assert hits / len(wanted) > 0.93


def test_one_frame_in_four_seconds_does_not():
    story = made(8.0, 5)
    wanted, found = plot_of([story]).deeds, recognised(story, 0.25)
    assert sum(any(alike(deed, one) for one in found) for deed in wanted) / len(wanted) < 0.6


def test_shots_tile_the_film_and_begin_on_frames():
    truth = made().truth
    spans = [shot.span for shot in truth.shots]
    assert spans[0].start_s == 0
    assert spans[-1].end_s == pytest.approx(truth.film.duration_s)
    assert all(a.end_s == b.start_s for a, b in itertools.pairwise(spans))
    assert all(abs(s.start_s * FPS - round(s.start_s * FPS)) < 1e-6 for s in spans)
    assert all(span.duration_s >= 1 for span in spans)


def test_most_shots_begin_with_a_cut_and_every_transition_occurs():
    counts = Counter(shot.begins for shot in made(40.0).truth.shots)
    assert 0.6 < counts["cut"] / sum(counts.values()) < 0.8
    assert set(counts) == {"start", "cut", "fade", "dissolve", "wipe"}


def test_the_picture_changes_its_place_exactly_where_the_shot_does():
    story = made()
    cuts = [shot for shot in story.truth.shots if shot.begins == "cut"]
    assert cuts
    for shot in cuts:
        before, after = story.view(shot.span.start_s - 0.1), story.view(shot.span.start_s)
        assert after.place == shot.place
        assert (before.place, before.window) != (after.place, after.window)


def test_a_fade_is_darkest_where_the_shot_begins():
    story = made(40.0)
    fade = next(shot for shot in story.truth.shots if shot.begins == "fade")
    assert story.view(fade.span.start_s).veil > 0.95
    assert story.view(fade.span.start_s + fade.transition_s).veil == 0


def test_events_are_told_in_the_order_in_which_they_begin():
    events = made().truth.events
    assert [event.span for event in events] == sorted(event.span for event in events)
    assert {event.id for event in events} <= {act.id for act in made().chronicle.acts}


def test_causes_come_before_what_they_cause_and_chains_are_long():
    truth = made(60.0).truth
    by_id = {event.id: event for event in truth.events}
    caused = [event for event in truth.events if event.because]
    assert all(by_id[e.because].span.start_s <= e.span.start_s for e in caused)
    pairs = {(by_id[event.because].verb, event.verb) for event in caused}
    assert len(pairs) >= 12

    def length(event):
        return 1 + (length(by_id[event.because]) if event.because else 0)

    assert max(map(length, truth.events)) >= 4
    assert any(not by_id[event.because].visible and event.visible for event in caused)


def test_nobody_is_in_two_places_and_nobody_holds_two_things():
    story = made(30.0, 4, 5)
    for number in range(600):
        now = number * 3.0
        here = [who for place in story.chronicle.setting.places
                for who in story.chronicle.present(place, now)]  # fmt: skip
        assert len(here) == len(set(here))
        keys = [track.at(now) for track in story.chronicle.loose.values()]
        hands = [key.of for key in keys if key.kind == "hand"]
        assert len(hands) == len(set(hands))


def test_people_who_stand_keep_apart():
    story = made(10.0, 6, 5)
    for number in range(300):
        view = story.view(number * 2.0)
        if view.behind is None:
            wide = view.window.right - view.window.left
            xs = sorted(t.x for t in view.of("person") if t.pose not in ("walk", "walk2"))
            assert all((b - a) * wide > 0.1 for a, b in itertools.pairwise(xs))


def test_what_somebody_holds_never_has_the_colour_they_wear():
    chronicle = made(30.0, 4, 5).chronicle
    for id, track in chronicle.loose.items():
        for key in track.keys:
            if key.kind == "hand":
                person = chronicle.setting.people[key.of]
                assert chronicle.setting.loose[id].colour not in (person.coat, person.hat)


def test_names_are_shown_beside_those_who_are_first_seen():
    story = made()
    names = {writing.text for writing in story.truth.writing if writing.kind == "name"}
    assert names == {one.name.upper() for one in story.chronicle.setting.people.values()}


def test_lines_are_written_under_the_picture_while_they_are_spoken():
    story = made()
    assert story.truth.speech
    for line in story.truth.speech:
        view = story.view(line.span.middle_s)
        assert view.subtitle == view.heard == line.text
        assert len(view.of("bubble")) == 1


def test_subtitles_and_voices_can_be_left_out():
    order = Order(minutes=4, seed=3, level=3, burnt=False, voices=False)
    story = film(order)
    line = story.truth.speech[0]
    view = story.view(line.span.middle_s)
    assert (view.subtitle, view.heard, line.voice) == ("", "", "")


def test_a_sentence_about_a_deed_is_read_back():
    for deed in plot_of([made()]).deeds:
        again = deed_of(told(deed))
        assert again is not None
        assert told(again) == told(deed)


def test_who_reads_captions_knows_what_who_looks_knows():
    story = made()
    read = sights(captioned(story))[story.name].deeds
    assert [told(one) for one in read] == [told(one) for one in plot_of([story]).deeds]


def test_a_long_day_is_planned_whole_and_looked_at_anywhere():
    story = film(Order(minutes=600, seed=1, level=3))
    assert story.duration_s == 36000
    late = story.view(35000.0)
    assert late.things
    assert late.light == "night"


def test_denser_stories_have_more_in_them():
    def count(density: float) -> int:
        return len(plot_of([film(Order(minutes=10, density=density))]).done)

    assert count(2.0) > 1.2 * count(0.4)


@pytest.mark.parametrize("minutes", [0.0, -3.0, 1441.0])
def test_lengths_that_cannot_be_are_refused(minutes):
    with pytest.raises(WorldError, match="minutes long"):
        Story().groups(Order(minutes=minutes))


@pytest.mark.parametrize("level", [0, 6])
def test_levels_that_do_not_exist_are_refused(level):
    with pytest.raises(WorldError, match="choose 1"):
        Story().groups(Order(level=level))
