"""One reply of a run, read strictly and robustly as its benchmark reads it."""

from __future__ import annotations

from pathlib import Path

from asking import SAMPLE, Fake, begun, carried_out
from by_option import asking, written
from odd_files import plain

from longtake.bench.runs.attempts import Setting
from longtake.bench.runs.rescoring import read_again, rescore
from longtake.bench.sample import Sample
from longtake.bench.turns import Turn, write_turns
from longtake.types import Span


def test_a_choice_is_read_with_its_options_as_they_were_put() -> None:
    turned = SAMPLE.reordered((2, 3, 0, 1))  # Carl, who is right, comes first
    mark = asking("video-mme").marked(turned, "(A)")
    assert (mark.robust, mark.said) == (1.0, 0)
    assert asking("video-mme").marked(SAMPLE, "(A)").robust == 0.0


def test_proactive_replies_are_marked_by_any_turn_that_is_in_time() -> None:
    sample = Sample(
        id="a",
        videos=("v",),
        text="?",
        form="open",
        gold="three",
        polls_s=(1.0, 8.0),
        until_s=9.0,  # 4 s after the true time
    )
    mark = asking("streamingbench-proactive").marked
    twice = write_turns([Turn(5, "Three!"), Turn(8, "three")])
    assert (mark(sample, twice).strict, mark(sample, twice).robust) == (None, 1.0)
    late = write_turns([Turn(8, "three")])
    assert (mark(sample, late).strict, mark(sample, late).robust) == (0.0, 0.0)


def test_magqa_is_marked_by_what_is_said_while_an_answer_is_due() -> None:
    sample = Sample(
        id="a",
        videos=("v",),
        text="?",
        form="open",
        gold="he sits",
        accepts=("he stands",),
        evidence={"v": (Span(0, 4), Span(6, 9))},
        polls_s=(1.0, 9.0),
    )
    mark = asking("magqa").marked(sample, write_turns([Turn(2, "he sits"), Turn(5, "he stands")]))
    assert (mark.strict, mark.robust) == (0.5, 0.5)


def test_a_count_is_marked_by_the_number_that_is_said() -> None:
    sample = Sample(
        id="1_0", videos=("v",), text="?", form="open", gold="3", kinds={"task": "REC"}, until_s=5
    )
    mark = asking("ovo-bench").marked(sample, "It was done 3 times.")
    assert (mark.strict, mark.robust) == (0.0, 1.0)


def test_a_segment_is_marked_by_its_times() -> None:
    sample = Sample(
        id="FSA_0",
        videos=("a", "b"),
        text="?",
        form="open",
        gold="15,23",
        spans=(Span(15, 23),),
        kinds={"task": "FSA"},
    )
    mark = asking("crossvid").marked
    assert mark(sample, "17,25").strict == 0.6  # 15 to 23 and 17 to 25: 6 of 10
    assert (mark(sample, "17 to 25 s").strict, mark(sample, "17 to 25 s").robust) == (None, 0.6)


def test_a_fact_is_marked_strictly_where_the_right_word_is_said_and_not_the_other() -> None:
    sample = SAMPLE.model_copy(update={"options": ("yes", "no"), "choice": 0, "gold": "yes"})
    mark = asking("videohallucer").marked
    assert mark(sample, "Yes, there is.").strict == 1.0
    assert mark(sample, "Yes or no?").strict is None


def test_an_option_with_its_span_is_marked_by_the_option() -> None:
    sample = SAMPLE.model_copy(update={"form": "grounded"})
    mark = asking("next-gqa").marked
    for reply in ("C; 4.0-6.0", "C\n4.0-6.0", "C"):
        assert (mark(sample, reply).strict, mark(sample, reply).said_strictly) == (1.0, 2)
    assert (mark(sample, "4.0-6.0").strict, mark(sample, "I don't know").robust) == (None, None)


def test_runs_and_rescoring_read_replies_as_the_benchmark_does(tmp_path: Path) -> None:
    plain(tmp_path, "v.mp4", count=50)
    row = {"id": 7, "task": "REC", "video": "v.mp4", "activity": "jumping", "test_info": [
        {"realtime": 1.5, "count": 3}
    ]}  # fmt: skip
    benchmark = asking("ovo-bench")
    samples = benchmark.samples(written(tmp_path / "ovo_bench_new.json", [row]))
    setting = Setting(
        benchmark="ovo-bench", questions="q", model="m", frames=4, height_px=90, seed=7, limit=0
    )
    log = begun(tmp_path / "run", samples, setting)
    (attempt,) = carried_out(log, tmp_path, Fake("3 times"), benchmark=benchmark)
    assert (attempt.score, attempt.strict, attempt.official) == (1.0, 0.0, 1.0)
    assert read_again(benchmark, samples[0], attempt) == attempt
    assert rescore(log).changed == 0
