from collections import Counter
from itertools import pairwise

import av
import cv2
import numpy as np
import odd_files
import pytest

from longtake.errors import WorldError
from longtake.media import open_media
from longtake.types import Span
from longtake.worlds.asking.certify import certified
from longtake.worlds.asking.drafting import questions
from longtake.worlds.asking.replies import reply, right
from longtake.worlds.degrade.faults import PICTURE_FAULTS, SORTS, Fault, touch_of
from longtake.worlds.degrade.judging import stretches
from longtake.worlds.degrade.measure import apart, measure
from longtake.worlds.degrade.signs import strengths
from longtake.worlds.degrade.world import Degrade
from longtake.worlds.drawing.paint import paint
from longtake.worlds.haystack.stroll import Stroll
from longtake.worlds.making.make import make
from longtake.worlds.seer.messages import Picture
from longtake.worlds.seer.percepts import Percepts
from longtake.worlds.stage import View
from longtake.worlds.world import Order

WORLD = Degrade()
SMALL = {"width_px": 320, "height_px": 180, "fps": 10.0}


def fault(sort, amount, stop=20):
    return Fault(sort=sort, amount=amount, first=0, stop=stop, span=Span(0, stop / 10))


@pytest.fixture(scope="module")
def images():
    """Eight pictures of people walking, a tenth of a second apart."""
    film = Stroll(name="base", seed="3", duration_s=30)
    return [paint(film.view(8 + number / 10), 320, 180) for number in range(8)]


def asked(order):
    made, films = [], {}
    for group in WORLD.groups(order):
        file = f"{group[0].name}/video.mp4"
        films[file] = group[0]
        made += questions(WORLD, order, group, len(made), {group[0].name: file})[0]
    return made, films


class TestFaults:
    @pytest.mark.parametrize("sort", PICTURE_FAULTS)
    @pytest.mark.parametrize("level", [1, 3, 5])
    def test_each_is_told_from_the_others_by_what_is_measured(self, sort, level, images):
        sound = measure(images[4])
        touch = touch_of(fault(sort, SORTS[sort].by_level[level - 1]), "seed")
        signs = strengths(measure(list(touch(iter(images)))[4]), sound)
        assert max(signs, key=lambda one: signs[one]) == sort
        assert signs[sort] >= 1

    @pytest.mark.parametrize("sort", PICTURE_FAULTS)
    def test_more_of_it_measures_as_more(self, sort, images):
        sound = measure(images[0])
        found = []
        for amount in reversed(SORTS[sort].by_level):
            touched = next(iter(touch_of(fault(sort, amount), "seed")(iter(images))))
            found.append(strengths(measure(touched), sound)[sort])
        assert found == sorted(found)

    @pytest.mark.parametrize("sort", sorted(set(SORTS) - {"jump"}))
    def test_as_many_pictures_come_out_as_went_in_and_always_the_same(self, sort, images):
        touch = touch_of(fault(sort, SORTS[sort].by_level[2]), "seed")
        once, again = (list(touch(iter(images))) for _ in range(2))
        assert len(once) == len(images)
        assert all(image.shape == (180, 320, 3) for image in once)
        assert all(np.array_equal(a, b) for a, b in zip(once, again, strict=True))

    def test_a_freeze_stands_still_and_a_stutter_goes_in_steps(self, images):
        frozen = list(touch_of(fault("freeze", 2.0), "")(iter(images)))
        stuttering = list(touch_of(fault("stutter", 4.0), "")(iter(images)))
        assert all(image is images[0] for image in frozen)
        assert [images.index(image) if image is images[0] else 4 for image in stuttering] == [
            *[0] * 4,
            *[4] * 4,
        ]

    def test_thumbnails_tell_pictures_apart(self, images):
        first, second = measure(images[0]), measure(images[1])
        assert apart(first, first) == 0
        assert apart(first, second) > 2


class TestQuestions:
    def test_all_kinds_are_certified(self):
        made, films = asked(Order(minutes=16, count=4, level=3))
        kept, fallen = certified(made, films, WORLD.kinds)
        assert {question.kind for question in kept} == {kind.name for kind in WORLD.kinds}
        assert not fallen
        answers = Counter(q.answer for q in kept if q.kind == "degrade-whether")
        assert answers["yes"] == answers["no"]

    def test_nothing_is_told_by_views_whose_quality_nobody_measured(self):
        made, _ = asked(Order(minutes=4))
        kinds = {kind.name: kind for kind in WORLD.kinds}
        plain = [View(time_s=float(second)) for second in range(240)]
        said = [reply(kinds[q.kind], q.text, q.options, plain) for q in made]
        assert set(said) == {None}

    def test_most_is_answered_from_the_pixels_of_the_evidence(self, tmp_path):
        order = Order(minutes=1.5, level=2, seed=5, **SMALL)
        film = WORLD.groups(order)[0][0]
        film.write(tmp_path / "film.mp4")
        made = questions(WORLD, order, [film], 0, {film.name: "film.mp4"})[0]
        kinds = {kind.name: kind for kind in WORLD.kinds}
        times_s = sorted({t for q in made for clue in q.evidence for t in clue.frames_s})
        with open_media(tmp_path / "film.mp4") as media:
            measured = {
                time_s: View(time_s=time_s, video=film.name, quality=measure(frame.image))
                for time_s, frame in zip(times_s, media.frames_at(times_s), strict=True)
            }
        hits = []
        for question in made:
            seen = [measured[t] for clue in question.evidence for t in clue.frames_s]
            kind = kinds[question.kind]
            hits.append(right(kind, question, reply(kind, question.text, question.options, seen)))
        assert len(hits) > 8
        assert np.mean(hits) >= 0.8

    def test_what_needs_its_options_is_never_asked_without_them(self):
        made, _ = asked(Order(minutes=32, count=8, level=3))
        forms = {(question.kind, question.form) for question in made}
        assert {form for kind, form in forms if kind == "degrade-worst"} == {"choice"}
        assert {form for kind, form in forms if kind == "degrade-never"} == {"choice"}


@pytest.fixture(scope="module")
def watched(tmp_path_factory):
    """A film whose shots differ more than its faults show, and every picture of it measured."""
    order = Order(minutes=1.1, level=3, seed=14, **SMALL)
    film = WORLD.groups(order)[0][0]
    path = tmp_path_factory.mktemp("watched") / "film.mp4"
    film.write(path)
    with open_media(path) as media:
        views = [
            View(time_s=frame.time_s, video=film.name, quality=measure(frame.image))
            for frame in media.frames()
        ]
    return order, film, views


class TestEveryPicture:
    def test_all_kinds_are_answered(self, watched):
        order, film, views = watched
        made = questions(WORLD, order, [film], 0, {film.name: "film.mp4"})[0]
        kinds = {kind.name: kind for kind in WORLD.kinds}
        wrong = [
            question.text
            for question in made
            if not right(
                kinds[question.kind],
                question,
                reply(kinds[question.kind], question.text, question.options, views),
            )
        ]
        assert {question.kind for question in made} >= {"degrade-when", "degrade-which"}
        assert len(wrong) <= 0.1 * len(made), wrong

    def test_faults_and_freezes_are_found_where_they_are_and_nowhere_else(self, watched):
        _, film, views = watched
        for sort in (*PICTURE_FAULTS, "freeze"):
            true = [fault.span for fault in film.faults if fault.sort == sort]
            found = stretches(sort, views)
            assert len(found) == len(true), sort
            for one, other in zip(found, true, strict=True):
                assert one.iou(other) > 0.8


class TestSeer:
    def test_the_seer_measures_pictures_but_not_blank_ones(self, images):
        percepts = Percepts()

        def sent(image):
            data = cv2.imencode(".jpg", image[:, :, ::-1])[1].tobytes()
            return percepts.measured(Picture(data=data, role="user", turn=0), 1.0, 3.0, "film")

        sharp, soft = sent(images[0]), sent(cv2.GaussianBlur(images[0], (0, 0), 3))
        assert sharp.quality.sharpness > 1.5 * soft.quality.sharpness
        assert sent(np.full((90, 160, 3), 128, np.uint8)).quality is None


class TestFilm:
    def test_damage_is_where_the_truth_says_and_the_rest_is_untouched(self, tmp_path):
        source = odd_files.plain(tmp_path, count=400).path
        film = WORLD.groups(Order(minutes=0.1, source=source, level=1))[0][0]
        film.write(tmp_path / "film.mp4")
        assert film.truth.damage
        with open_media(tmp_path / "film.mp4") as media, open_media(source) as original:
            assert media.info.duration_s == pytest.approx(film.truth.film.duration_s, abs=0.05)
            for damage in film.truth.damage:
                at_s = damage.span.middle_s + 0.02
                base_s = film.source.time_of(film.source.frame_at(at_s + lost(film, at_s)))
                now = next(media.frames_at([at_s])).image.astype(int)
                was = next(original.frames_at([base_s])).image.astype(int)
                if damage.kind != "jump":
                    assert abs(now - was).mean() > 3
            sound_s = [0.02, 0.5]
            for now, was in zip(media.frames_at(sound_s), original.frames_at(sound_s), strict=True):
                assert abs(now.image.astype(int) - was.image).mean() < 3

    @pytest.mark.parametrize("minutes", [4, 11])
    def test_shots_are_those_that_are_seen(self, minutes):
        for seed in (3, 6):
            film = WORLD.groups(Order(minutes=minutes, seed=seed))[0][0]
            about, shots = film.truth.film, film.truth.shots
            assert [shot.begins for shot in shots] == ["start"] + ["cut"] * (len(shots) - 1)
            assert shots[-1].span.end_s == pytest.approx(about.duration_s)
            for one, after in pairwise(shots):
                assert one.span.end_s == after.span.start_s
            for frame in range(0, round(about.duration_s * about.fps), 3):
                time_s = frame / about.fps + 0.01
                seen = [shot.place for shot in shots if time_s in shot.span]
                assert seen == [film.view(time_s).place]
            jumps = [d.span.middle_s for d in film.truth.damage if d.kind == "jump"]
            starts_s = [shot.span.start_s for shot in shots]
            assert all(min(abs(s - jump) for s in starts_s) < 1e-6 for jump in jumps)

    def test_of_a_given_video_no_shots_are_known(self, tmp_path):
        source = odd_files.plain(tmp_path, count=200).path
        assert WORLD.groups(Order(minutes=0.1, source=source))[0][0].truth.shots == []

    def test_a_jump_leaves_frames_out(self):
        films = [WORLD.groups(Order(minutes=3, seed=seed))[0][0] for seed in range(5)]
        jumped = [film for film in films if any(d.kind == "jump" for d in film.truth.damage)]
        assert jumped
        for film in jumped:
            missing_s = sum(d.amount for d in film.truth.damage if d.kind == "jump")
            assert film.truth.film.duration_s == pytest.approx(180 - missing_s, abs=0.01)

    def test_pictures_show_the_same_faults_as_the_file(self, tmp_path):
        film = WORLD.groups(Order(minutes=0.5, level=2, seed=2, **SMALL))[0][0]
        film.write(tmp_path / "film.mp4")
        drawn = list(film.pictures(Span(0, film.truth.film.duration_s)))
        with open_media(tmp_path / "film.mp4") as media:
            written = [frame.image for frame in media.frames()]
        assert len(drawn) == len(written)
        apart_by = [abs(a.astype(int) - b).mean() for a, b in zip(drawn, written, strict=True)]
        assert np.median(apart_by) < 6

    def test_a_folder_is_made(self, tmp_path):
        order = Order(minutes=0.3, width_px=160, height_px=90, fps=5.0)
        make("degrade", tmp_path / "made", order, workers=1)
        assert (tmp_path / "made" / "video.mp4").stat().st_size > 1000


def lost(film, time_s):
    return sum(
        d.amount for d in film.truth.damage if d.kind == "jump" and d.span.middle_s <= time_s
    )


class TestBadInput:
    def test_too_short(self, tmp_path):
        short = odd_files.plain(tmp_path, count=30).path
        with pytest.raises(WorldError, match=r"the film has 1\.2 s"):
            WORLD.groups(Order(minutes=0.001, source=short))[0]

    def test_a_source_without_frames(self, tmp_path):
        path = tmp_path / "sound.wav"
        with av.open(str(path), "w") as out:
            stream = out.add_stream("pcm_s16le", rate=8000, layout="mono")
            frame = av.AudioFrame.from_ndarray(np.zeros((1, 8000), np.int16), "s16", "mono")
            frame.sample_rate = 8000
            out.mux(stream.encode(frame))
        with pytest.raises(WorldError, match="no picture"):
            WORLD.groups(Order(source=path))

    def test_a_missing_source(self, tmp_path):
        with pytest.raises(WorldError, match="nowhere"):
            WORLD.groups(Order(source=tmp_path / "nowhere.mp4"))
