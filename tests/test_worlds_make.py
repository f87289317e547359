"""Making a folder: what is in it, that it appears whole or not at all, and what is refused."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import av
import crossing_world
import numpy as np
import pytest

from longtake.errors import WorldError
from longtake.media import open_media
from longtake.types import Span
from longtake.worlds.making.folder import Manifest, schemas
from longtake.worlds.making.make import make
from longtake.worlds.questions import Question
from longtake.worlds.truth import Track, Truth
from longtake.worlds.world import Order

HERE = Path(__file__).parent
TINY = "crossing_world:Tiny"
SMALL = {"width_px": 160, "height_px": 90}
LONG = Order(minutes=2.0, **SMALL)
"""Of two pieces."""

SPOKEN = pytest.mark.skipif(
    not pytest.importorskip("importlib.util").find_spec("espeakng_loader"),
    reason="needs longtake[worlds]",
)
MUTE = {"voices": False, **SMALL}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The long film, made by one process."""
    out = tmp_path_factory.mktemp("made") / "film"
    make(TINY, out, Order(minutes=2.0, **MUTE), workers=1)
    return out


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def beside(out: Path) -> list[str]:
    return sorted(path.name for path in out.parent.iterdir())


def command(*words: str | Path) -> list[str]:
    return [sys.executable, "-m", "longtake", "make", *map(str, words)]


def longtake(*words: str | Path, code: int = 0) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONPATH": str(HERE)}
    ran = subprocess.run(command(*words), capture_output=True, text=True, env=env, timeout=60)
    assert ran.returncode == code, ran.stderr
    return ran


def test_the_only_film_lies_in_the_folder_itself(made: Path) -> None:
    names = ["questions.jsonl", "tracks.jsonl", "truth.json", "video.mp4", "world.json"]
    assert sorted(contents(made)) == names
    manifest = Manifest.model_validate_json((made / "world.json").read_bytes())
    assert manifest.world == "tiny"
    assert manifest.order.minutes == 2.0
    assert manifest.counts.seconds == 120.0
    assert manifest.films[0].video == "video.mp4"
    lines = (made / "questions.jsonl").read_text().splitlines()
    questions = [Question.model_validate_json(line) for line in lines]
    assert manifest.counts.questions == len({question.id for question in questions}) > 0
    assert {question.videos for question in questions} == {("video.mp4",)}


def test_every_picture_is_the_one_that_was_drawn_at_its_time(made: Path) -> None:
    film = crossing_world.Crossing("film", LONG, 120.0)
    count = 0
    with open_media(made / "video.mp4") as media:
        assert media.info.duration_s == 120.0
        shown = zip(media.frames(), film.pictures(Span(0.0, 120.0)), strict=True)
        for count, (frame, drawn) in enumerate(shown):
            assert frame.time_s == pytest.approx(count / 10, abs=1e-6)
            assert np.abs(frame.image.astype(int) - drawn).mean() < 4
    assert count == 1199


def test_the_colours_are_declared_and_a_player_can_seek(made: Path) -> None:
    with av.open(str(made / "video.mp4")) as file:
        stream = file.streams.video[0]
        coded = stream.codec_context
        assert (coded.colorspace, coded.color_primaries, coded.color_trc) == (1, 1, 1)
        assert coded.color_range == 1
        assert coded.pix_fmt == "yuv420p"
        keys = [
            float(packet.pts * stream.time_base)
            for packet in file.demux(stream)
            if packet.is_keyframe and packet.pts is not None
        ]
    assert keys[0] == 0.0
    assert 60.0 in keys
    assert max(np.diff([*keys, 120.0])) <= 5.0


def test_tracks_say_where_things_are(made: Path) -> None:
    lines = (made / "tracks.jsonl").read_text().splitlines()
    tracks = [Track.model_validate_json(line) for line in lines]
    film = crossing_world.Crossing("film", LONG, 120.0)
    assert [track.entity for track in tracks] == [f"ball-{shot}" for shot in range(30)]
    for track in tracks:
        assert len(track.times_s) == len(track.boxes) == len(track.masks) == 8
        ball = film.view(track.times_s[3]).things[0]
        box = track.boxes[3]
        assert (box.left + box.right) / 2 == pytest.approx(ball.x, abs=0.01)
        assert box.bottom - box.top == pytest.approx(ball.size, abs=0.01)


def test_several_processes_make_the_same_files(made: Path, tmp_path: Path) -> None:
    told: list[float] = []
    make(
        TINY,
        tmp_path / "film",
        Order(minutes=2.0, **MUTE),
        workers=3,
        watch=lambda fraction, what: told.append(fraction),
    )
    assert contents(tmp_path / "film") == contents(made)
    assert beside(tmp_path / "film") == ["film"]
    assert told == sorted(told)
    assert told[-1] == pytest.approx(1.0)


def start(*words: str | Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command(*words),
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(HERE)},
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


def wait_for(path: Path, line: str) -> None:
    """Until a task is in the ledger."""
    for _ in range(600):
        if path.exists() and line in path.read_text():
            return
        time.sleep(0.05)
    raise AssertionError(f"{line!r} was never done")


SLOWLY = ("crossing_world:Slowly", "--minutes", "2", "--size", "160x90", "--no-voices")


def test_what_is_killed_leaves_nothing_in_sight_and_goes_on(made: Path, tmp_path: Path) -> None:
    out, part = tmp_path / "film", tmp_path / ".film.part"
    process = start(*SLOWLY, "-o", out, "--workers", "2")
    wait_for(part / "ledger.jsonl", '"piece 0 0')
    process.kill()
    process.communicate()
    assert beside(out) == [".film.part"]
    order = Order(minutes=2.0, **MUTE)
    with pytest.raises(WorldError, match="--resume"):
        make(TINY, out, order, workers=1)
    with pytest.raises(WorldError, match="seed 7, not 8"):
        make(TINY, out, Order(seed=8, minutes=2.0, **MUTE), workers=1, resume=True)
    done: list[str] = []
    make(TINY, out, order, workers=1, resume=True, watch=lambda f, what: done.append(what))
    assert {"piece 0 0 0", "piece 0 0 1"} <= set(done)
    assert contents(out) == contents(made)
    assert beside(out) == ["film"]


def test_a_torn_piece_is_made_again(made: Path, tmp_path: Path) -> None:
    out, part = tmp_path / "film", tmp_path / ".film.part"
    process = start(*SLOWLY, "-o", out, "--workers", "1")
    wait_for(part / "ledger.jsonl", '"piece 0 0 0')
    process.kill()
    process.communicate()
    piece = part / "work" / "film" / "00000.mp4"
    piece.write_bytes(piece.read_bytes()[:-100])
    with (part / "ledger.jsonl").open("a") as ledger:
        ledger.write('{"task": "pie')
    make(TINY, out, Order(minutes=2.0, **MUTE), workers=1, resume=True)
    assert contents(out) == contents(made)


def test_ctrl_c_says_how_to_go_on(tmp_path: Path) -> None:
    out, part = tmp_path / "film", tmp_path / ".film.part"
    process = start(*SLOWLY, "-o", out, "--workers", "2")
    wait_for(part / "ledger.jsonl", '"ask 0')
    os.killpg(process.pid, signal.SIGINT)
    _, told = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "longtake make crossing_world:Slowly" in told
    assert "--resume" in told
    assert "Traceback" not in told
    assert beside(out) == [".film.part"]


def test_what_is_finished_is_not_made_again(made: Path) -> None:
    before = contents(made)
    again = make(TINY, made, Order(minutes=2.0, **MUTE), workers=1, resume=True)
    assert again.manifest.counts.films == 1
    assert contents(made) == before
    with pytest.raises(WorldError, match="taken"):
        make(TINY, made, Order(minutes=2.0, **MUTE), workers=1)


def test_many_clips_have_a_folder_each_and_are_the_same_by_any_crew(tmp_path: Path) -> None:
    order = Order(minutes=0.5, count=6, **MUTE)
    one, two = tmp_path / "one", tmp_path / "two"
    done = make(TINY, one, order, workers=1)
    make(TINY, two, order, workers=2)
    assert contents(one) == contents(two)
    assert done.manifest.counts.films == 6
    assert [film.video for film in done.manifest.films][:2] == [
        "clip-0000/video.mp4",
        "clip-0001/video.mp4",
    ]
    lines = (one / "questions.jsonl").read_text().splitlines()
    questions = [Question.model_validate_json(line) for line in lines]
    assert len({question.id for question in questions}) == len(questions)
    for question in questions:
        assert (one / question.videos[0]).is_file()


@SPOKEN
def test_lines_are_heard_and_read_when_the_truth_says(tmp_path: Path) -> None:
    out = tmp_path / "film"
    make(TINY, out, Order(minutes=0.3, **SMALL), workers=1)
    truth = Truth.model_validate_json((out / "truth.json").read_bytes())
    assert truth.film.sound
    assert truth.film.subtitles
    with open_media(out / "video.mp4") as media:
        cues = list(media.subtitles())
        sound = np.concatenate([part.samples for part in media.sound()])
    assert [cue.text for cue in cues] == [line.text for line in truth.speech]
    for cue, line in zip(cues, truth.speech, strict=True):
        assert cue.span.iou(line.span) > 0.98
        around = sound[int((line.span.start_s - 0.3) * 16_000) :][: int(2.5 * 16_000)]
        heard = np.flatnonzero(np.abs(around) > 0.005) / 16_000 - 0.3
        assert heard[0] == pytest.approx(0.0, abs=0.02)
        assert heard[-1] == pytest.approx(line.span.duration_s, abs=0.02)


@SPOKEN
def test_a_long_film_with_voices_is_the_same_by_any_crew(tmp_path: Path) -> None:
    for name, workers in (("one", 1), ("two", 2)):
        make(TINY, tmp_path / name, LONG, workers=workers)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_without_voices_and_subtitles_there_are_none(tmp_path: Path) -> None:
    out = tmp_path / "film"
    make(TINY, out, Order(minutes=0.2, subtitles=False, **MUTE), workers=1)
    truth = Truth.model_validate_json((out / "truth.json").read_bytes())
    assert not truth.film.sound
    assert not any(line.voice or line.written for line in truth.speech)
    with open_media(out / "video.mp4") as media:
        assert [stream.type for stream in media.info.streams] == ["video"]


def test_where_no_voices_are_installed_it_is_said_at_once(tmp_path: Path) -> None:
    script = (
        "import sys; sys.modules['espeakng_loader'] = None\n"
        "from longtake.worlds.making.make import make\n"
        f"make({TINY!r}, {str(tmp_path / 'film')!r}, workers=1)\n"
    )
    env = {**os.environ, "PYTHONPATH": str(HERE)}
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=env)
    assert "pip install 'longtake[worlds]'" in ran.stderr
    assert "--no-voices" in ran.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_script_needs_no_guard(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "from longtake.worlds.making.make import make\n"
        "from longtake.worlds.world import Order\n"
        "order = Order(minutes=0.4, count=4, voices=False, width_px=64, height_px=36)\n"
        f"print(make({TINY!r}, 'clips', order, workers=2).manifest.counts.films)\n"
    )
    env = {**os.environ, "PYTHONPATH": str(HERE)}
    ran = subprocess.run(
        [sys.executable, script], capture_output=True, text=True, env=env, cwd=tmp_path
    )
    assert ran.stdout == "4\n", ran.stderr


IMPOSSIBLE: Sequence[tuple[dict[str, Any], str]] = (
    ({"minutes": 0.0}, "0 minutes"),
    ({"minutes": -3.0}, "-3 minutes"),
    ({"minutes": float("nan")}, "nan minutes"),
    ({"minutes": float("inf")}, "inf minutes"),
    ({"level": 0}, "no level 0"),
    ({"level": 6}, "no level 6"),
    ({"count": -1}, "-1 clips"),
    ({"density": 0.0}, "density of 0.0"),
    ({"width_px": 161}, "161x90"),
    ({"width_px": 0}, "0x90"),
    ({"height_px": 100_000}, "160x100000"),
    ({"fps": 0.0}, "0.0 frames"),
    ({"fps": float("nan")}, "nan frames"),
    ({"source": Path("nowhere.mp4")}, "nowhere.mp4"),
)


@pytest.mark.parametrize(("wrong", "named"), IMPOSSIBLE)
def test_an_impossible_order_is_refused(wrong: dict[str, Any], named: str, tmp_path: Path) -> None:
    with pytest.raises(WorldError, match=named) as error:
        make(TINY, tmp_path / "film", Order(**{**MUTE, **wrong}), workers=1)
    assert "\n" not in str(error.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("world", "wrong", "named"),
    [
        ("story", {"count": 3}, "'story' does not go by count, which is '3'"),
        ("story", {"of": "lecture"}, "does not go by of, which is 'lecture'"),
        ("motion", {"source": Path("talk.mp4")}, "does not go by source, which is 'talk.mp4'"),
        ("os:path", {}, "'os:path' is no world"),
    ],
)
def test_what_a_world_does_not_go_by_is_refused_rather_than_ignored(
    world: str, wrong: dict[str, Any], named: str, tmp_path: Path
) -> None:
    with pytest.raises(WorldError, match=named):
        make(world, tmp_path / "film", Order(**{**MUTE, **wrong}), workers=1)
    assert list(tmp_path.iterdir()) == []


def test_the_command_does_one_thing_at_a_time(tmp_path: Path) -> None:
    error = longtake("--look", tmp_path, "--certify", tmp_path, code=2).stderr
    assert "one thing at a time" in error


def test_a_source_needs_pictures(tmp_path: Path) -> None:
    tone = tmp_path / "tone.wav"
    with av.open(str(tone), "w") as file:
        stream = file.add_stream("pcm_s16le", rate=8000, layout="mono")
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 8000), np.int16), "s16", "mono")
        frame.sample_rate = 8000
        file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    with pytest.raises(WorldError, match="no pictures"):
        make(TINY, tmp_path / "film", Order(source=tone, **MUTE), workers=1)
    assert beside(tone) == ["tone.wav"]


@pytest.mark.parametrize("world", ["nowhere", "nowhere:World", "crossing_world:Nobody"])
def test_an_unknown_world_is_refused(world: str, tmp_path: Path) -> None:
    with pytest.raises(WorldError, match=world):
        make(world, tmp_path / "film", workers=1)
    assert list(tmp_path.iterdir()) == []


def test_what_a_world_itself_refuses_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(WorldError, match=r"61.0 minutes are too many"):
        make("crossing_world:Refusing", tmp_path / "film", Order(minutes=61.0), workers=1)
    for workers in (1, 2):
        with pytest.raises(WorldError, match=r"10 pictures for .* instead of 60"):
            make(
                "crossing_world:Shortened",
                tmp_path / "film",
                Order(minutes=0.1, **MUTE),
                workers=workers,
            )
    assert list(tmp_path.iterdir()) == []


@SPOKEN
def test_an_unknown_voice_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(WorldError, match="xx-nobody"):
        make("crossing_world:Estranged", tmp_path / "film", Order(minutes=0.1, **SMALL), workers=1)
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_is_taken_or_missing_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").write_text("mine")
    (tmp_path / "empty").mkdir()
    before = contents(tmp_path)
    order = Order(minutes=0.1, **MUTE)
    for name, told in (("file", "taken"), ("full", "taken"), ("no/where", "make it first")):
        with pytest.raises(WorldError, match=told):
            make(TINY, tmp_path / name, order, workers=1)
    assert contents(tmp_path) == before
    make(TINY, tmp_path / "empty", order, workers=1)
    assert "video.mp4" in contents(tmp_path / "empty")


def limited(call: Callable[[], Any], size: int) -> None:
    """Run as if the disk ended at so many bytes a file."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        call()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_is_said_and_what_is_done_is_kept(made: Path, tmp_path: Path) -> None:
    order, short = Order(minutes=2.0, **MUTE), Order(minutes=0.1, **MUTE)
    out = tmp_path / "film"
    with pytest.raises(WorldError, match="no room left"):
        limited(lambda: make(TINY, out, short, workers=1), 3000)
    assert list(tmp_path.iterdir()) == []
    room = max(path.stat().st_size for path in made.iterdir()) * 3 // 4
    with pytest.raises(WorldError, match=r"no room left.*--resume"):
        limited(lambda: make(TINY, out, order, workers=1), room)
    assert beside(out) == [".film.part"]
    make(TINY, out, order, workers=1, resume=True)
    assert contents(out) == contents(made)


def test_a_worker_that_dies_is_reported_and_its_work_can_go_on(made: Path, tmp_path: Path) -> None:
    out, order = tmp_path / "film", Order(minutes=2.0, **MUTE)
    with pytest.raises(WorldError, match=r"a worker ended .* --resume"):
        make("crossing_world:Killing", out, order, workers=2)
    assert beside(out) == [".film.part"]
    make(TINY, out, order, workers=2, resume=True)
    assert contents(out) == contents(made)


def test_the_command_tells_people_and_programs_what_was_made(tmp_path: Path) -> None:
    words = (TINY, "--minutes", "0.1", "--size", "64x36", "--no-voices")
    ran = longtake(*words, "-o", tmp_path / "one")
    assert "1 film, 00:06" in ran.stdout
    assert "video.mp4" in ran.stdout
    assert "× real time" in ran.stderr
    row = json.loads(longtake(*words, "-o", tmp_path / "two", "--json", "--quiet").stdout)
    assert row["counts"]["seconds"] == 6.0
    assert "truth.json" in row["files"]
    error = longtake(*words, "-o", tmp_path / "two", code=1).stderr
    assert error.startswith("error: ")
    assert len(error.splitlines()) == 1
    longtake(*words, "-o", tmp_path / "three", "--size", "big", code=2)
    longtake(code=2)


def test_questions_that_are_not_asked_are_counted_and_shown(tmp_path: Path) -> None:
    ran = longtake("story", "--minutes", "2", "--size", "64x36", "--fps", "2", "--no-voices",
                   "-o", tmp_path / "town")  # fmt: skip
    counts = json.loads((tmp_path / "town" / "world.json").read_text())["counts"]
    lines = len((tmp_path / "town" / "questions.jsonl").read_text().splitlines())
    assert counts["questions"] == lines
    assert counts["given_away"] > 0
    assert f"{counts['unsound']} questions that their own evidence does not settle" in ran.stderr
    assert f"{counts['given_away']} that would be guessed too often" in ran.stderr


def test_the_published_schemas_are_those_of_the_rows() -> None:
    printed = json.loads(longtake("--schema").stdout)
    assert printed == schemas()
    for name, schema in printed.items():
        published = HERE.parent / "docs" / "schemas" / f"{name}.schema.json"
        assert json.loads(published.read_text()) == schema, "run scripts/schemas.py"
