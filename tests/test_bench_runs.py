from __future__ import annotations

import asyncio
import json
import shutil
from pathlib import Path

import pytest
from asking import SAMPLE, SETTING, Fake, begun, carried_out
from tiny_folder import write_tiny
from typer.testing import CliRunner

from longtake.bench.asking.calls import Paced, Remembered
from longtake.bench.asking.videos import Videos
from longtake.bench.reports import difference, report
from longtake.bench.runs.attempts import Attempt, Log
from longtake.bench.runs.exports import export
from longtake.bench.runs.rescoring import rescore
from longtake.bench.runs.runner import IN_A_ROW
from longtake.bench.sample import Sample
from longtake.bench.tasks.made import Made
from longtake.cli.app import app
from longtake.errors import BenchError, ModelError


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bench") / "tiny"
    write_tiny(folder, count=3)
    return folder


@pytest.fixture(scope="module")
def samples(tiny: Path) -> list[Sample]:
    """Those by option, with the right one in each place."""
    plain = [one for one in Made().samples(tiny) if one.form == "choice" and not one.by_word]
    return [
        one.reordered(
            tuple((place + turn) % len(one.options) for place in range(len(one.options)))
        ).model_copy(update={"id": f"{one.id}/{turn}"})
        for one in plain
        for turn in range(len(one.options))
    ]


def test_a_reply_is_read_strictly_and_robustly(
    tiny: Path, samples: list[Sample], tmp_path: Path
) -> None:
    said = carried_out(begun(tmp_path / "a", samples), tiny, Fake("I think it is (A)"))
    assert {(one.said, one.said_strictly, one.strict) for one in said} == {(0, None, None)}
    assert {one.worth for one in said} == {0.0, 1.0}
    mute = carried_out(begun(tmp_path / "b", samples), tiny, Fake("I do not know"))
    assert {(one.score, one.worth, one.right) for one in mute} == {(None, 0.0, False)}


def test_a_run_keeps_every_attempt_and_a_resumed_one_asks_only_the_rest(
    tiny: Path, samples: list[Sample], tmp_path: Path
) -> None:
    log, fake = begun(tmp_path / "run", samples), Fake("A")
    attempts = carried_out(log, tiny, fake, ["blind"])
    assert len(attempts) == 2 * len(samples) == len(fake.asked)
    assert {one.control for one in attempts} == {"full", "blind"}
    asked = log.samples()
    for one in attempts:
        assert one.right == (asked[one.sample].choice == 0)
        assert len(one.frames_s) == (4 if one.control == "full" else 0)
    path = tmp_path / "run" / "attempts.jsonl"
    path.write_bytes(path.read_bytes()[:-40])
    again = Fake("A")
    resumed = begun(tmp_path / "run", samples, resume=True)
    assert len(carried_out(resumed, tiny, again, ["blind"])) == len(attempts)
    assert len(again.asked) == 1


def test_the_longest_option_costs_no_call(
    tiny: Path, samples: list[Sample], tmp_path: Path
) -> None:
    fake = Fake("A")
    attempts = carried_out(begun(tmp_path / "run", samples), tiny, fake, ["longest-option"])
    assert len(fake.asked) == len(samples) == len(attempts) // 2
    longest = [one for one in attempts if one.control == "longest-option"]
    assert {one.worth for one in longest} <= {0.0, 1.0}
    assert all(one.said is not None for one in longest)


def test_a_call_that_fails_is_counted_apart_and_asked_again(
    tiny: Path, samples: list[Sample], tmp_path: Path
) -> None:
    log = begun(tmp_path / "run", samples)
    attempts = carried_out(log, tiny, Fake(fails=1))
    assert [one.error for one in attempts[:2]] == ["the line is busy", ""]
    assert "the line is busy" in report([log], "markdown")
    assert not any(one.error for one in carried_out(log, tiny, Fake()))


def test_a_model_that_dies_half_way_stops_the_run_which_can_go_on(
    tiny: Path, samples: list[Sample], tmp_path: Path
) -> None:
    many = [one.model_copy(update={"id": f"{one.id}-{n}"}) for n in range(20) for one in samples]
    log, dead = begun(tmp_path / "run", many), Fake(fails=10_000)
    with pytest.raises(BenchError, match=r"20 attempts in a row came to nothing.*busy.*--resume"):
        carried_out(log, tiny, dead)
    assert len(dead.asked) == IN_A_ROW
    assert len(carried_out(begun(tmp_path / "run", many, resume=True), tiny, Fake())) == len(many)


def test_a_missing_video_is_named_and_never_a_wrong_answer(tiny: Path, tmp_path: Path) -> None:
    gone = [
        SAMPLE.model_copy(update={"id": f"s{n}", "videos": ("gone.mp4",)})
        for n in range(IN_A_ROW + 5)
    ]
    log = begun(tmp_path / "run", gone)
    attempts = carried_out(log, tiny, Fake())
    assert len(attempts) == len(gone)
    assert {one.error for one in attempts} == {f"the video 'gone.mp4' is not in {tiny}"}
    told = report([log], "markdown")
    assert "gone.mp4" in told


def test_videos_are_found_by_path_name_or_id_and_doubles_are_told(tmp_path: Path) -> None:
    for name in ("a/one.mp4", "b/two.mkv", "b/one.mp4", "c.2.webm"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    videos = Videos(tmp_path)
    assert videos.path("a/one.mp4") == tmp_path / "a/one.mp4"
    assert videos.path("videos/two.mp4") == videos.path("two") == tmp_path / "b/two.mkv"
    assert videos.path("c.2") == tmp_path / "c.2.webm"
    with pytest.raises(BenchError, match=r"'one' is in .* more than once: a/one.mp4, b/one.mp4"):
        videos.path("one")


def test_several_questions_are_asked_at_once_and_each_is_kept(
    tiny: Path, samples: list[Sample], tmp_path: Path
) -> None:
    alone = carried_out(begun(tmp_path / "a", samples), tiny, Fake("B"), ["shuffle"])
    together = carried_out(begun(tmp_path / "b", samples), tiny, Fake("B"), ["shuffle"], at_once=4)
    same = {"seconds": 0.0}
    assert sorted(one.model_copy(update=same).model_dump_json() for one in alone) == sorted(
        one.model_copy(update=same).model_dump_json() for one in together
    )


def test_a_reply_that_is_kept_is_not_asked_for_again(
    tiny: Path, samples: list[Sample], tmp_path: Path
) -> None:
    fake, kept = Fake("A"), tmp_path / "replies.jsonl"
    first = carried_out(begun(tmp_path / "a", samples), tiny, Remembered(fake, kept))
    calls = len(fake.asked)
    again = carried_out(begun(tmp_path / "b", samples), tiny, Remembered(fake, kept))
    assert len(fake.asked) == calls
    assert [one.raw for one in again] == [one.raw for one in first]
    assert sum(one.input_tokens for one in again) == 0
    blind = carried_out(begun(tmp_path / "c", samples), tiny, Remembered(fake, kept), ["blind"])
    assert len(fake.asked) == calls + len(blind) // 2


def test_calls_keep_a_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    paced = Paced(Fake(), per_minute=6_000)

    async def three() -> float:
        started_s = asyncio.get_running_loop().time()
        await asyncio.gather(*(paced.ask(["?"], str, "") for _ in range(3)))
        return asyncio.get_running_loop().time() - started_s

    assert asyncio.run(three()) >= 0.02


def test_replies_are_scored_again_offline(
    samples: list[Sample], tiny: Path, tmp_path: Path
) -> None:
    log = begun(tmp_path / "run", samples)
    carried_out(log, tiny, Fake("It is (A)"), ["rotate-1"])
    assert rescore(log).changed == 0
    spoilt = [one.model_copy(update={"score": None, "said": None}) for one in log.attempts()]
    log.add(spoilt)
    found = rescore(Log(tmp_path / "run"))
    assert (found.changed, found.before) == (len(spoilt), 0.0)
    assert found.after > 0
    assert {one.said for one in log.attempts()} == {0}


def test_a_run_of_another_setting_and_a_taken_folder_are_refused(tmp_path: Path) -> None:
    begun(tmp_path / "run", [SAMPLE])
    with pytest.raises(BenchError, match="--resume"):
        begun(tmp_path / "run", [SAMPLE])
    with pytest.raises(BenchError, match="begun with frames 4, not 8"):
        begun(tmp_path / "run", [SAMPLE], SETTING.model_copy(update={"frames": 8}), True)
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "x").touch()
    with pytest.raises(BenchError, match="is taken"):
        begun(tmp_path / "taken", [SAMPLE])
    with pytest.raises(BenchError, match="is no run"):
        report([Log(tmp_path / "nowhere")], "markdown")


def test_a_pilot_is_gone_on_with_under_a_larger_limit(tiny: Path, tmp_path: Path) -> None:
    out = tmp_path / "run"
    words = ["bench", "run", str(tiny), "--model", "seer:sharp", "--frames", "2", "-o", str(out)]
    assert CliRunner().invoke(app, [*words, "--limit", "2"]).exit_code == 0
    pilot = {(one.sample, one.seconds) for one in Log(out).attempts()}
    assert CliRunner().invoke(app, [*words, "--limit", "6", "--resume"]).exit_code == 0
    log = Log(out)
    assert len(log.attempts()) == len(log.samples()) >= 6
    assert pilot <= {(one.sample, one.seconds) for one in log.attempts()}


def test_what_is_missing_and_what_changes_nothing_is_said_first(tiny: Path, tmp_path: Path) -> None:
    folder = tmp_path / "tiny"
    shutil.copytree(tiny, folder)
    gone = next(folder.rglob("*.mp4"))
    gone.unlink()
    words = ["bench", "run", str(folder), "--model", "seer:sharp", "--frames", "2"]
    ran = CliRunner().invoke(app, [*words, "-o", str(tmp_path / "run")])
    assert ran.exit_code == 4
    assert f"1 of 3 videos are not in {folder}: {gone.relative_to(folder)}" in ran.stderr
    assert "Counted as wrong, they would make it" in ran.stdout
    data = tmp_path / "mme"
    data.mkdir()
    row = {"video_id": "v", "question_id": "1", "question": "?", "options": ["A. a", "B. b"]}
    row |= {"answer": "B", "duration": "short", "domain": "d", "sub_category": "s"}
    (data / "my_test.json").write_text(json.dumps([row | {"task_type": "t"}]))
    words = ["bench", "run", "video-mme", "--data", str(data), "--model", "seer:sharp"]
    ran = CliRunner().invoke(app, [*words, "--controls", "no-evidence", "-o", str(tmp_path / "m")])
    assert "no-evidence is left out: no question has spans that show its answer" in ran.stderr
    assert "1 of 1 videos are not in" in ran.stderr


@pytest.mark.parametrize("held", ['{"a": 1}\n{"b": 2}\n', "3\n4\n"])
def test_a_file_that_is_no_cache_is_refused_before_anything_is_asked(
    tmp_path: Path, held: str
) -> None:
    other = tmp_path / "other.jsonl"
    other.write_text(held)
    with pytest.raises(BenchError, match=r"other\.jsonl holds no kept replies"):
        Remembered(Fake(), other)
    with pytest.raises(BenchError, match="no reply can be kept in"):
        Remembered(Fake(), tmp_path)


def test_a_strategy_that_is_none_is_told_with_those_there_are(tiny: Path, tmp_path: Path) -> None:
    words = ["bench", "run", str(tiny), "--strategy", "drect", "--model", "seer:sharp"]
    ran = CliRunner().invoke(app, [*words, "-o", str(tmp_path / "run")])
    assert ran.exit_code == 1
    assert "quote, direct" in str(ran.exception)
    assert "uniform, frames evenly spread" in str(ran.exception)


def test_two_runs_are_compared_over_what_both_have(
    tiny: Path, samples: list[Sample], tmp_path: Path
) -> None:
    one, other = begun(tmp_path / "a", samples), begun(tmp_path / "b", samples)
    carried_out(one, tiny, Fake("A"))
    carried_out(other, tiny, Fake("B"))
    assert f"{len(samples)}" in difference(one, other)


@pytest.fixture
def log(tiny: Path, samples: list[Sample], tmp_path: Path) -> Log:
    log = begun(tmp_path / "run", samples)
    carried_out(log, tiny, Fake("(A)", fails=1), ["blind"])
    return log


def test_a_run_is_written_as_other_tools_read_it(log: Log, tmp_path: Path) -> None:
    (inspect,) = export(log, "inspect", tmp_path / "i")
    told = json.loads(inspect.read_text())
    assert told["version"] == 2
    assert len(told["samples"]) == len(log.samples())
    assert told["samples"][0]["error"]["message"] == "the line is busy"
    assert told["results"]["scores"][0]["name"] == "robust"
    lines, results = export(log, "lmms-eval", tmp_path / "l")
    rows = [json.loads(line) for line in lines.read_text().splitlines()]
    assert rows[0]["resps"] == [["(A)"]]
    share = sum(row["robust"] for row in rows) / len(rows)
    assert json.loads(results.read_text())["results"]["longtake_made"]["robust,none"] == share
    (table,) = export(log, "csv", tmp_path / "c")
    assert len(table.read_text().splitlines()) == 1 + len(log.attempts())
    with pytest.raises(BenchError, match="'parquet' is no form of export: use inspect"):
        export(log, "parquet", tmp_path)


def test_the_command_runs_reports_and_rescoring(tiny: Path, tmp_path: Path) -> None:
    out = tmp_path / "run"
    words = ["bench", "run", str(tiny), "--model", "seer:sharp", "--frames", "4", "-o", str(out)]
    ran = CliRunner().invoke(app, [*words, "--controls", "blind", "--limit", "2"])
    assert ran.exit_code == 0, ran.output
    page = tmp_path / "page.html"
    assert CliRunner().invoke(app, ["bench", "report", str(out), "-o", str(page)]).exit_code == 0
    assert page.read_text().lower().startswith("<!doctype html>")
    again = CliRunner().invoke(app, ["bench", "rescore", str(out)])
    assert again.stdout.startswith("0 of 4 replies read differently")
    assert CliRunner().invoke(app, ["bench", "run", "nowhere", "-o", "x"]).exit_code != 0


@pytest.mark.parametrize("part", ["0/2", "3/2", "a/b", "2"])
def test_a_shard_that_is_none_is_refused(tiny: Path, tmp_path: Path, part: str) -> None:
    words = ["bench", "run", str(tiny), "--model", "seer:sharp", "-o", str(tmp_path / "r")]
    ran = CliRunner().invoke(app, [*words, "--shard", part])
    assert ran.exit_code == 2
    assert "no part of a whole" in ran.output


def test_shards_share_a_folder_and_leave_nothing_out(tiny: Path, tmp_path: Path) -> None:
    out = tmp_path / "run"
    words = ["bench", "run", str(tiny), "--model", "seer:sharp", "--frames", "2", "-o", str(out)]
    for part in ("1/2", "2/2"):
        ran = CliRunner().invoke(app, [*words, "--shard", part])
        assert ran.exit_code == 0, ran.output
    log = Log(out)
    assert {one.sample for one in log.attempts()} == set(log.samples())


def test_a_full_disk_is_told_and_what_was_done_is_kept(
    tiny: Path, samples: list[Sample], tmp_path: Path
) -> None:
    class Full(Log):
        left = 2

        def add(self, attempts: object) -> None:
            if self.left == 0:
                raise OSError(28, "No space left on device")
            self.left -= 1
            super().add(attempts)  # type: ignore[arg-type]

    begun(tmp_path / "run", samples)
    log = Full(tmp_path / "run")
    with pytest.raises(BenchError, match="the disk is full; make room, and go on with --resume"):
        carried_out(log, tiny, Fake())
    assert len(log.attempts()) == 2


def test_errors_are_of_the_model_only(tmp_path: Path) -> None:
    attempt = Attempt(sample="s", control="full", setting="x", error="gone")
    assert (attempt.right, attempt.worth) == (False, 0.0)
    with pytest.raises(ModelError):
        asyncio.run(Fake(fails=1).ask(["?"], str, ""))
