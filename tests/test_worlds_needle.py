from itertools import pairwise

import av
import numpy as np
import odd_files
import pytest
from odd_files import number_in

from longtake.errors import WorldError
from longtake.media import open_media
from longtake.types import Span
from longtake.worlds.asking.certify import certified
from longtake.worlds.asking.drafting import questions
from longtake.worlds.asking.replies import reply, right
from longtake.worlds.drawing.paint import paint
from longtake.worlds.making.make import make
from longtake.worlds.needle.joining import Inset, Stretch
from longtake.worlds.needle.source import open_source
from longtake.worlds.needle.splice import splice
from longtake.worlds.needle.world import Needle
from longtake.worlds.stage import View
from longtake.worlds.world import Order

WORLD = Needle()
SMALL = {"width_px": 160, "height_px": 90, "fps": 5.0}


def white_foot(images):
    for image in images:
        changed = image.copy()
        changed[-8:] = 255
        yield changed


def packets_of(path):
    with av.open(str(path)) as container:
        return [bytes(p) for p in container.demux(container.streams.video[0]) if p.size]


def numbers_at(path, times_s):
    with open_media(path) as media:
        return [number_in(frame.image) for frame in media.frames_at(times_s)]


def foot_is_white(path, time_s):
    with open_media(path) as media:
        return next(media.frames_at([time_s])).image[-5:, :60].min() > 230


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """Three seconds with B-frames, a keyframe at the start of each."""
    groups = {"x264-params": "keyint=25:min-keyint=25:scenecut=0:bframes=3"}
    return odd_files.plain(tmp_path_factory.mktemp("needle"), options=groups)


@pytest.fixture(scope="module")
def with_sound(tmp_path_factory):
    """Five seconds of the numbered pictures with AAC and two subtitles beside them."""
    folder = tmp_path_factory.mktemp("sound")
    silent = odd_files.plain(folder, "silent.mp4", count=125).path
    path = folder / "loud.mp4"
    with av.open(str(silent)) as source, av.open(str(path), "w") as out:
        video = out.add_stream_from_template(source.streams.video[0])
        audio = out.add_stream("aac", rate=48_000, layout="mono")
        for packet in source.demux(source.streams.video[0]):
            if packet.size:
                packet.stream = video
                out.mux(packet)
        tone = (0.3 * np.sin(np.arange(5 * 48_000) / 20)).astype(np.float32)
        for start in range(0, len(tone), 1024):
            frame = av.AudioFrame.from_ndarray(tone[None, start : start + 1024], "fltp", "mono")
            frame.sample_rate, frame.pts = 48_000, start
            out.mux(audio.encode(frame))
        out.mux(audio.encode(None))
    path.with_suffix(".srt").write_text(
        "1\n00:00:00,500 --> 00:00:01,500\nGood morning.\n\n"
        "2\n00:00:03,000 --> 00:00:04,000\nGood night.\n"
    )
    return path


class TestSplice:
    def test_a_million_frames_take_the_bytes_of_three_seconds_and_a_table(self, plain, tmp_path):
        source, target = open_source(plain.path), tmp_path / "long.mp4"
        splice(source, [Stretch(first=0, stop=1_000_000)], target)
        assert target.stat().st_size < plain.path.stat().st_size + 18e6
        with open_media(target) as media:
            assert media.info.duration_s == pytest.approx(40_000)
            times_s = [0.0, 3.0 + 7 / 25, 20_001.0, 39_999.96]
            shown = [number_in(frame.image) for frame in media.frames_at(times_s)]
        assert shown == [round(time_s * 25) % 75 for time_s in times_s]

    def test_what_is_not_touched_keeps_every_bit(self, plain, tmp_path):
        source, target = open_source(plain.path), tmp_path / "touched.mp4"
        parts = [
            Stretch(first=0, stop=30),
            Stretch(first=30, stop=40, touch=white_foot),
            Stretch(first=40, stop=75),
        ]
        splice(source, parts, target)
        before, after = packets_of(plain.path), packets_of(target)
        assert after[:25] == before[:25]
        assert after[50:] == before[50:]
        assert after[25:50] != before[25:50]

    def test_a_touch_is_shown_exactly_as_long_as_it_lasts(self, plain, tmp_path):
        source, target = open_source(plain.path), tmp_path / "touched.mp4"
        parts = [
            Stretch(first=0, stop=30),
            Stretch(first=30, stop=40, touch=white_foot),
            Stretch(first=40, stop=75),
        ]
        splice(source, parts, target)
        shown = [foot_is_white(target, n / 25) for n in (29, 30, 39, 40)]
        assert shown == [False, True, True, False]
        assert numbers_at(target, plain.times_s) == list(range(75))

    def test_what_was_touched_before_can_be_touched_again(self, plain, tmp_path):
        once, twice = tmp_path / "once.mp4", tmp_path / "twice.mp4"
        for path, before, at in ((once, plain.path, 10), (twice, once, 60)):
            parts = [
                Stretch(first=0, stop=at),
                Stretch(first=at, stop=at + 10, touch=white_foot),
                Stretch(first=at + 10, stop=75),
            ]
            splice(open_source(before), parts, path)
        assert numbers_at(twice, plain.times_s) == list(range(75))
        shown = [foot_is_white(twice, n / 25) for n in (9, 10, 19, 20, 59, 60, 69, 70)]
        assert shown == [False, True, True, False, False, True, True, False]

    def test_pictures_are_put_in_between_and_the_rest_comes_later(self, plain, tmp_path):
        source, target = open_source(plain.path), tmp_path / "inset.mp4"
        white = np.full((120, 160, 3), 255, np.uint8)
        inset = Inset(count=10, fps=10.0, draw=lambda: iter([white] * 10))
        splice(source, [Stretch(first=0, stop=33), inset, Stretch(first=33, stop=75)], target)
        with open_media(target) as media:
            assert media.info.duration_s == pytest.approx(4.0, abs=0.01)
            images = [frame.image for frame in media.frames_at([32 / 25, 1.4, 2.3])]
        assert number_in(images[0]) == 32
        assert images[1].min() > 240
        assert images[2].min() > 240
        assert numbers_at(target, [33 / 25 + 1, 74 / 25 + 1]) == [33, 74]

    @pytest.mark.parametrize(
        "odd",
        [
            odd_files.variable_rate,
            odd_files.late_start,
            odd_files.negative_start,
            odd_files.open_groups,
            odd_files.scattered_intra,
            odd_files.raw_stream,
            odd_files.slow_gif,
            odd_files.no_duration,
        ],
        ids=lambda odd: odd.__name__,
    )
    def test_odd_files_keep_their_pictures_and_times(self, odd, tmp_path):
        made = odd(tmp_path)
        source, target = open_source(made.path), tmp_path / "spliced.mp4"
        middle = source.count // 2
        parts = [
            Stretch(first=0, stop=middle),
            Stretch(first=middle, stop=middle + 1, touch=white_foot),
            Stretch(first=middle + 1, stop=2 * source.count),
        ]
        splice(source, parts, target)
        times_s = [float(time_s) for time_s in source.starts_s]
        again_s = [time_s + source.period_s for time_s in times_s]
        shown = [n % 256 for n in range(source.count)]
        assert numbers_at(target, times_s + again_s) == shown * 2
        assert foot_is_white(target, times_s[middle])

    def test_a_film_that_is_stored_turned(self, shared_media, tmp_path):
        path = shared_media("robustness/tc_nasa_13013_rotated.mp4")
        source, target = open_source(path), tmp_path / "turned.mp4"
        parts = [
            Stretch(first=0, stop=10),
            Stretch(first=10, stop=14, touch=white_foot),
            Stretch(first=14, stop=17),
        ]
        splice(source, parts, target)
        time_s = source.time_of(12)
        with open_media(path) as before, open_media(target) as after:
            old = next(before.frames_at([time_s])).image.astype(int)
            new = next(after.frames_at([time_s])).image.astype(int)
        assert new[-6:].min() > 230
        assert abs(new[:-24] - old[:-24]).mean() < 2

    def test_sound_and_subtitles_go_where_their_pictures_go(self, with_sound, tmp_path):
        source, target = open_source(with_sound), tmp_path / "loud.mp4"
        black = np.zeros((120, 160, 3), np.uint8)
        pause = Inset(count=20, fps=10.0, draw=lambda: iter([black] * 20))
        splice(source, [Stretch(first=0, stop=50), pause, Stretch(first=50, stop=125)], target)
        with open_media(target) as media:
            cues = [(c.span.start_s, c.span.end_s, c.text) for c in media.subtitles()]
            sound = np.concatenate([piece.samples for piece in media.sound(rate_hz=8000)])
        assert cues == [(0.5, 1.5, "Good morning."), (5.0, 6.0, "Good night.")]
        loud = [
            abs(sound[round(8000 * t) :][:800]).mean() > 0.05 for t in (1.0, 2.5, 3.5, 4.5, 6.5)
        ]
        assert loud == [True, False, False, True, True]

    def test_nothing_is_left_behind_when_a_touch_fails(self, plain, tmp_path):
        def broken(images):
            next(images)
            raise WorldError("no paint left")

        with pytest.raises(WorldError, match="no paint left"):
            splice(
                open_source(plain.path),
                [Stretch(first=0, stop=5, touch=broken)],
                tmp_path / "film.mp4",
            )
        assert not list(tmp_path.iterdir())


def asked(order):
    made, films = [], {}
    for group in WORLD.groups(order):
        file = f"{group[0].name}/video.mp4"
        films[file] = group[0]
        made += questions(WORLD, order, group, len(made), {group[0].name: file})[0]
    return made, films


class TestNeedles:
    def test_nine_tasks_each_in_four_rotations_are_certified(self):
        made, films = asked(Order(minutes=20, count=4, level=3))
        kept, fallen = certified(made, films, WORLD.kinds)
        assert {question.kind for question in kept} == {kind.name for kind in WORLD.kinds}
        assert not fallen
        for question in kept:
            same = [other for other in kept if other.pair == question.pair]
            assert sorted(other.rotation for other in same) == [0, 1, 2, 3]
            assert sorted(other.choice for other in same) == [0, 1, 2, 3]

    def test_needles_never_overlap_and_their_depth_is_told(self):
        film = WORLD.groups(Order(minutes=10, level=5))[0][0]
        spans = [event.span for event in film.truth.events]
        assert len(spans) > 20
        assert all(a.end_s + 1 < b.start_s for a, b in pairwise(spans))
        depths = [event.detail["depth"] for event in film.truth.events]
        assert depths == sorted(depths)
        assert 0 < depths[0] < depths[-1] < 1

    def test_the_same_order_makes_the_same_bytes(self, plain, tmp_path):
        order = Order(minutes=0.5, source=plain.path, level=2)
        for name in ("one.mp4", "two.mp4"):
            WORLD.groups(order)[0][0].write(tmp_path / name)
        assert (tmp_path / "one.mp4").read_bytes() == (tmp_path / "two.mp4").read_bytes()

    def test_what_the_plan_says_is_to_be_seen_in_the_file(self, plain, tmp_path):
        film = WORLD.groups(Order(minutes=1, source=plain.path, level=2))[0][0]
        film.write(tmp_path / "film.mp4")
        with open_media(tmp_path / "film.mp4") as media:
            assert media.info.duration_s == pytest.approx(film.truth.film.duration_s, abs=0.05)
            for needle in film.needles:
                middle_s = needle.span.middle_s
                before_s, after_s = needle.span.start_s - 0.1, needle.span.end_s + 0.06
                before, at, after = (
                    frame.image.astype(int)
                    for frame in media.frames_at([before_s, middle_s, after_s])
                )
                if needle.inset:
                    drawn = paint(film.view(middle_s), 160, 120).astype(int)
                    assert abs(at - drawn).mean() < 4
                    assert number_in(after) == round(film.base_time(after_s) * 25 - 0.5) % 75
                else:
                    assert abs(before - after)[:24, 45:115].max() < 30
                    top, foot = abs(at - before)[:40], abs(at - before)[-14:, 50:110]
                    assert (foot if needle.form == "caption" else top).max() > 80

    def test_a_made_haystack_is_answered_from_its_pixels(self, tmp_path):
        from longtake.worlds.seeing.eyes import see

        order = Order(minutes=0.2, level=1, seed=3)
        film = WORLD.groups(order)[0][0]
        made = questions(WORLD, order, [film], 0, {film.name: "film"})[0]
        kinds = {kind.name: kind for kind in WORLD.kinds}
        seen = [
            see(image, number / 10, film.name)
            for number, image in enumerate(film.pictures(Span(0, film.truth.film.duration_s)))
            if number % 10 == 0
        ]
        told = [reply(kinds[q.kind], q.text, q.options, seen) for q in made]
        assert made
        assert all(right(kinds[q.kind], q, said) for q, said in zip(made, told, strict=True))

    def test_shots_are_those_of_the_haystack_and_what_is_put_in_is_one_of_its_own(self):
        film = WORLD.groups(Order(minutes=12, level=1, **SMALL))[0][0]
        about, shots = film.truth.film, film.truth.shots
        assert shots[0].begins == "start"
        assert shots[0].span.start_s == 0
        assert shots[-1].span.end_s == pytest.approx(about.duration_s)
        assert all(one.span.end_s == after.span.start_s for one, after in pairwise(shots))
        assert {"fade", "dissolve", "wipe"} & {shot.begins for shot in shots}
        for needle in film.needles:
            own = [shot.span for shot in shots if shot.span.start_s == needle.span.start_s]
            if needle.inset:
                assert [span.end_s for span in own] == [pytest.approx(needle.span.end_s)]
        for frame in range(round(about.duration_s * about.fps)):
            time_s = frame / about.fps + 0.01
            seen = [shot.place for shot in shots if time_s in shot.span]
            assert seen == [film.view(time_s).place]

    def test_of_a_given_video_no_shots_are_known(self, plain):
        film = WORLD.groups(Order(minutes=2, source=plain.path))[0][0]
        assert film.truth.shots == []

    def test_nothing_is_answered_from_an_empty_picture(self):
        made, _ = asked(Order(minutes=5))
        kinds = {kind.name: kind for kind in WORLD.kinds}
        empty = [View(time_s=float(second)) for second in range(300)]
        assert {reply(kinds[q.kind], q.text, q.options, empty) for q in made} == {None}

    def test_a_folder_with_a_source_and_one_without(self, plain, tmp_path):
        for name, source in (("given", plain.path), ("made", None)):
            order = Order(minutes=0.3, source=source, **SMALL)
            make("needle", tmp_path / name, order, workers=1)
            files = {file.name for file in (tmp_path / name).iterdir()}
            assert {"video.mp4", "truth.json", "questions.jsonl", "world.json"} <= files

    def test_a_source_is_kept_whole_however_few_minutes_are_ordered(self, plain):
        film = WORLD.groups(Order(minutes=0.01, source=plain.path))[0][0]
        assert film.frames == 75


class TestTracks:
    def test_what_is_repeated_has_the_tracks_of_its_first_round(self, tmp_path):
        made = make(
            "story", tmp_path / "town", Order(minutes=0.2, voices=False, **SMALL), workers=1
        )
        (group,) = WORLD.groups(Order(minutes=25.0, **SMALL))
        assert group[0].truth.film.duration_s > 1500
        assert group[0].tracked.end_s == pytest.approx(600.0, abs=1.0)
        source = tmp_path / "town" / "video.mp4"
        (once,) = WORLD.groups(Order(minutes=0.1, source=source, **SMALL))
        assert once[0].tracked.end_s == pytest.approx(made.manifest.counts.seconds, abs=0.5)


class TestBadInput:
    def test_a_needle_longer_than_the_haystack(self, tmp_path):
        short = odd_files.plain(tmp_path, count=20).path
        with pytest.raises(WorldError, match=r"longer than the haystack of 0\.8 s"):
            WORLD.groups(Order(minutes=0.01, source=short))[0]
        with pytest.raises(WorldError, match="give more --minutes"):
            WORLD.groups(Order(minutes=0.02))[0]

    def test_a_source_without_frames(self, tmp_path):
        path = tmp_path / "sound.wav"
        with av.open(str(path), "w") as out:
            stream = out.add_stream("pcm_s16le", rate=8000, layout="mono")
            frame = av.AudioFrame.from_ndarray(np.zeros((1, 8000), np.int16), "s16", "mono")
            frame.sample_rate = 8000
            out.mux(stream.encode(frame))
        with pytest.raises(WorldError, match="no picture"):
            WORLD.groups(Order(source=path))

    @pytest.mark.parametrize("content", [b"", b"not a film", None])
    def test_a_source_that_cannot_be_read(self, content, tmp_path):
        path = tmp_path / "source.mp4"
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(WorldError, match=r"source\.mp4"):
            WORLD.groups(Order(source=path))

    def test_no_minutes(self):
        with pytest.raises(WorldError, match="order more than 0"):
            WORLD.groups(Order(minutes=0))

    def test_a_damaged_source_is_encoded_anew_and_that_is_said(self, tmp_path):
        whole = odd_files.plain(tmp_path, count=250).path
        hurt = odd_files.damage(whole, {30, 31, 32})
        film = WORLD.groups(Order(minutes=0.1, source=hurt))[0][0]
        film.write(tmp_path / "film.mp4")
        with open_media(tmp_path / "film.mp4") as media:
            assert media.info.duration_s == pytest.approx(film.truth.film.duration_s, abs=0.1)

    def test_another_codec_is_encoded_and_that_is_said(self, tmp_path):
        made = odd_files.negative_start(tmp_path)
        film = WORLD.groups(Order(minutes=0.05, source=made.path))[0][0]
        told = {state.name: state.value for state in film.truth.states}
        assert "mpeg4" in told["pictures"]
