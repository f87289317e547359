from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from tiny_folder import write_tiny
from typer.testing import CliRunner

from longtake.bench.runs.attempts import Attempt, Log, Setting
from longtake.bench.runs.controls import Glance, Put, changed, controls_of
from longtake.bench.runs.runner import run
from longtake.bench.runs.sample import Sample, made_samples
from longtake.bench.runs.summary import by_control, difference, report
from longtake.bench.runs.uniform import Letter, Uniform
from longtake.cli.app import app
from longtake.errors import BenchError, ModelError
from longtake.types import Frame, Span, Usage

VIDEO = Path("v.mp4")
SAMPLE = Sample(
    id="s1",
    kind="who",
    family="recall",
    videos=(VIDEO,),
    text="Who?",
    options=("Anna", "Ben", "Carl", "Dora"),
    choice=2,
    evidence={VIDEO: (Span(4.0, 6.0),)},
)
SETTING = Setting(
    benchmark="tiny", questions="q", model="fake", frames=4, height_px=90, seed=7, limit=0
)


class Fake:
    """A model that always says the same, after failing so many times."""

    name, version = "fake", "1"

    def __init__(self, says: str = "A", fails: int = 0) -> None:
        self.says, self.fails = says, fails
        self.asked: list[Sequence[str | Frame]] = []

    async def ask(
        self, parts: Sequence[str | Frame], reply: type[Letter], instructions: str
    ) -> tuple[Letter, Usage]:
        self.asked.append(parts)
        if self.fails:
            self.fails -= 1
            raise ModelError("the line is busy")
        return reply(option=self.says), Usage(input_tokens=10, output_tokens=1)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bench") / "tiny"
    write_tiny(folder, count=3)
    return folder


def carried_out(log: Log, folder: Path, fake: Fake, controls: Sequence[str] = ()) -> list[Attempt]:
    samples, _ = made_samples(folder)
    protocol = Uniform(fake, frames=4, height_px=90, seed=7, setting=SETTING.hash)
    return asyncio.run(run(log, samples, controls, protocol))


def begun(folder: Path, resume: bool = False) -> Log:
    log = Log(folder)
    log.begin(SETTING, resume)
    return log


def put(count: int = 10) -> Put:
    times = [n + 0.5 for n in range(count)]
    return Put(SAMPLE, tuple(Glance(VIDEO, time_s, time_s) for time_s in times))


def test_controls_change_what_they_say_and_nothing_else() -> None:
    assert changed("blind", put(), 7).glances == ()
    assert [one.fetched_s for one in changed("one-frame", put(), 7).glances] == [5.5]
    assert [one.fetched_s for one in changed("reverse", put(), 7).glances] == [
        9.5 - n for n in range(10)
    ]
    shuffled = changed("shuffle", put(), 7).glances
    assert [one.shown_s for one in shuffled] == [one.shown_s for one in put().glances]
    assert sorted(one.fetched_s for one in shuffled) == [one.fetched_s for one in put().glances]
    assert shuffled != put().glances
    assert shuffled == changed("shuffle", put(), 7).glances
    kept = [one.fetched_s for one in changed("no-evidence", put(), 7).glances]
    assert kept == [0.5, 1.5, 2.5, 3.5, 6.5, 7.5, 8.5, 9.5]
    only = changed("evidence-only", put(), 7).glances
    assert len(only) == 10
    assert all(one.fetched_s in Span(4.0, 6.0) for one in only)


@pytest.mark.parametrize("control", ["rotate-1", "rotate-2", "rotate-3", "option-shuffle"])
def test_options_in_another_order_keep_the_right_one(control: str) -> None:
    sample = changed(control, put(), 7).sample
    assert sample.options != SAMPLE.options
    assert sample.options[sample.choice] == "Carl"


def test_rotate_stands_for_all_rotations_and_what_is_no_control_is_told() -> None:
    assert controls_of(["rotate", "blind"]) == ("rotate-1", "rotate-2", "rotate-3", "blind")
    with pytest.raises(BenchError, match="'blond' is no control: use blind"):
        controls_of(["blond"])


def test_a_reply_is_read_strictly_and_robustly(tiny: Path, tmp_path: Path) -> None:
    attempts = carried_out(begun(tmp_path / "run"), tiny, Fake("I think it is (A)"))
    assert {(one.said, one.said_strictly) for one in attempts} == {(0, None)}
    mute = carried_out(begun(tmp_path / "mute"), tiny, Fake("I do not know"))
    assert {(one.said, one.right) for one in mute} == {(None, False)}


def test_a_run_keeps_every_attempt_and_a_resumed_one_asks_only_the_rest(
    tiny: Path, tmp_path: Path
) -> None:
    log, fake = begun(tmp_path / "run"), Fake("A")
    attempts = carried_out(log, tiny, fake, ["blind"])
    samples, _ = made_samples(tiny)
    assert len(attempts) == 2 * len(samples) == len(fake.asked)
    assert {one.control for one in attempts} == {"full", "blind"}
    for one in attempts:
        assert one.right == (one.choice == 0)
        assert len(one.frames_s) == (4 if one.control == "full" else 0)
    path = tmp_path / "run" / "attempts.jsonl"
    path.write_bytes(path.read_bytes()[:-40])
    again = Fake("A")
    assert len(carried_out(begun(tmp_path / "run", True), tiny, again, ["blind"])) == len(attempts)
    assert len(again.asked) == 1


def test_a_model_that_fails_is_tried_again_then_counted_apart(tiny: Path, tmp_path: Path) -> None:
    log = begun(tmp_path / "run")
    attempts = carried_out(log, tiny, Fake(fails=4))
    assert [one.error for one in attempts[:2]] == ["the line is busy", ""]
    assert attempts[1].tries == 2
    assert len(by_control(attempts)["full"]) == len(attempts) - 1
    assert "1 of them without a reply" in report(log)
    assert not any(one.error for one in carried_out(log, tiny, Fake()))


def test_a_missing_video_is_named_and_never_a_wrong_answer(tiny: Path, tmp_path: Path) -> None:
    log = begun(tmp_path / "run")
    samples, _ = made_samples(tiny)
    gone = [replace(one, videos=(tmp_path / "gone.mp4",)) for one in samples[:2]]
    protocol = Uniform(Fake(), frames=4, height_px=90, seed=7, setting=SETTING.hash)
    attempts = asyncio.run(run(log, gone, (), protocol))
    assert all("gone.mp4" in one.error for one in attempts)
    assert by_control(attempts) == {}


def test_the_report_shows_scores_controls_and_cost(tiny: Path, tmp_path: Path) -> None:
    log = begun(tmp_path / "run")
    carried_out(log, tiny, Fake("A"), ["rotate-1", "rotate-2", "rotate-3", "blind"])
    text = report(log)
    assert "| all |" in text
    assert "| rotate | what is left when every rotation" in text
    assert "| blind | what the question's text alone gives away" in text
    assert "attempts, 0 of them without a reply" in text


def test_two_runs_are_compared_over_what_both_have(tiny: Path, tmp_path: Path) -> None:
    one, other = begun(tmp_path / "a"), begun(tmp_path / "b")
    carried_out(one, tiny, Fake("A"))
    carried_out(other, tiny, Fake("B"))
    told = difference(one, other)
    assert "samples in both, 0 in one only" in told
    assert "permutation test, p =" in told


def test_a_run_of_another_setting_and_a_taken_folder_are_refused(tmp_path: Path) -> None:
    begun(tmp_path / "run")
    with pytest.raises(BenchError, match="--resume"):
        begun(tmp_path / "run")
    with pytest.raises(BenchError, match="another setting"):
        Log(tmp_path / "run").begin(SETTING.model_copy(update={"frames": 8}), True)
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "x").touch()
    with pytest.raises(BenchError, match="is taken"):
        begun(tmp_path / "taken")
    with pytest.raises(BenchError, match="is no run"):
        report(Log(tmp_path / "nowhere"))


def test_the_command_runs_and_reports(tiny: Path, tmp_path: Path) -> None:
    out = tmp_path / "run"
    words = ["bench", "run", str(tiny), "--model", "seer:sharp", "--frames", "4", "-o", str(out)]
    ran = CliRunner().invoke(app, [*words, "--controls", "blind", "--limit", "2"])
    assert ran.exit_code == 0, ran.output
    assert "| all | 2 |" in ran.stdout
    assert "| all | 2 |" in CliRunner().invoke(app, ["bench", "report", str(out)]).stdout
