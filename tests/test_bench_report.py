from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from made_run import attempt, sample, written

from longtake.bench.asking.asker import Cited
from longtake.bench.reports import difference, report
from longtake.bench.reports.figures import Figures, figures_of
from longtake.bench.reports.replies import read
from longtake.bench.reports.several import by_frames, by_length, pair
from longtake.bench.runs.attempts import Log
from longtake.errors import BenchError
from longtake.types import Span


def figures(log: Log) -> Figures:
    return figures_of(read(log), "run")


def numbers(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_errors_are_counted_apart_and_in_no_score(tmp_path: Path) -> None:
    samples = [sample(n) for n in range(4)]
    made = [attempt("s0", 1.0), attempt("s1", 1.0), attempt("s2", 0.0)]
    failed = attempt("s3", None, raw="", error="the line | is <busy>")
    log = written(tmp_path / "run", samples, [*made, failed])
    found = figures(log)
    total = found.scores.row()
    assert total
    assert (total.samples, total.score.estimate) == (3, 2 / 3)
    assert found.errors == (("the line | is <busy>", 1),)
    assert found.failed == 1
    told = report([log], "markdown")
    assert "1 attempt came to no reply" in told
    assert "- 1 × the line \\| is &lt;busy>" in told
    lines = numbers(report([log], "csv"))
    assert [one["row"] for one in lines if one["table"] == "errors"] == ["the line | is <busy>"]


def test_a_reply_that_says_nothing_is_wrong_and_unread(tmp_path: Path) -> None:
    made = [attempt("s0", 1.0), attempt("s1", None, raw="hm"), attempt("s2", None, abstained=True)]
    total = figures(written(tmp_path / "run", [sample(n) for n in range(3)], made)).scores.row()
    assert total
    assert (total.score.estimate, total.unread, total.abstained) == (1 / 3, 1, 1)
    assert total.chance == 0.25


def test_readings_that_differ_by_more_than_a_point_get_a_sentence(tmp_path: Path) -> None:
    samples = [sample(n) for n in range(4)]
    loose = attempt("s0", 1.0, strict=None, official=0.0)
    alike = [attempt(f"s{n}", 1.0) for n in (1, 2, 3)]
    told = report([written(tmp_path / "a", samples, [loose, *alike])], "markdown")
    differ = "The readings differ: official 75.0 %, robust 100.0 %, strict 75.0 %"
    assert f"{differ}, on 1 of 4 replies." in told
    same = report([written(tmp_path / "b", samples, [attempt("s0", 1.0), *alike])], "markdown")
    assert "readings differ" not in same


def test_replies_that_the_official_rule_leaves_out_are_not_in_its_column(tmp_path: Path) -> None:
    made = [attempt("s0", 0.0, official=None), attempt("s1", 1.0)]
    total = figures(written(tmp_path / "run", [sample(0), sample(1)], made)).scores.row()
    assert total
    assert (total.official, total.official_samples, total.strict) == (1.0, 1, 0.5)


@pytest.mark.parametrize(
    ("videos", "told"), [(1, "say nothing of other videos"), (4, "With 4 videos only"), (11, "")]
)
def test_few_videos_get_a_warning(tmp_path: Path, videos: int, told: str) -> None:
    samples = [sample(n, videos=(f"v{n % videos}.mp4",)) for n in range(22)]
    made = [attempt(one.id, float(n % 3 > 0)) for n, one in enumerate(samples)]
    text = report([written(tmp_path / "run", samples, made)], "markdown")
    assert ("the intervals" in text) == bool(told)
    assert told in text


def test_what_a_judge_says_stands_for_the_score(tmp_path: Path) -> None:
    log = written(tmp_path / "run", [sample(0), sample(1)], [attempt("s0", 0.0, judged=0.8)])
    total = figures(log).scores.row()
    assert total
    assert (total.score.estimate, total.robust, total.judged) == (0.8, 0.0, 1)
    assert "| robust |" in report([log], "markdown")


def test_kinds_and_lengths_make_the_table(tmp_path: Path) -> None:
    kinds: list[dict[str, str | tuple[str, ...]]] = [
        {"duration": "long", "task": "who"},
        {"duration": "short", "task": ("who", "when")},
        {"duration": "short"},
    ]
    samples = [sample(n, kinds=one) for n, one in enumerate(kinds)]
    made = [
        attempt(f"s{n}", float(n > 0), duration_s=s) for n, s in enumerate((4000.0, 60.0, 70.0))
    ]
    scores = figures(written(tmp_path / "run", samples, made)).scores
    assert (scores.column, scores.kinds) == ("task", ("other", "when", "who"))
    assert scores.lengths == ("short", "long")
    assert {(r.kind, r.length): r.samples for r in scores.rows}["who", ""] == 2
    cell = scores.row("who", "long")
    assert cell
    assert (cell.samples, cell.score.estimate) == (1, 0.0)
    assert scores.row("when", "long") is None


def test_without_a_column_of_their_own_lengths_are_classes_of_duration(tmp_path: Path) -> None:
    seconds = (0.0, 60.0, 120.0, 900.0, 3600.0)
    made = [attempt(f"s{n}", 1.0, duration_s=one) for n, one in enumerate(seconds)]
    scores = figures(written(tmp_path / "run", [sample(n) for n in range(5)], made)).scores
    assert scores.lengths == ("unknown", "under 2 min", "2–15 min", "15–60 min", "over an hour")


def test_what_needs_the_video_is_told_in_points(tmp_path: Path) -> None:
    samples = [sample(n, videos=(f"v{n}.mp4",)) for n in range(50)]
    full = [attempt(one.id, float(n < 46)) for n, one in enumerate(samples)]
    blind = [attempt(one.id, float(n < 16), "blind") for n, one in enumerate(samples)]
    told = report([written(tmp_path / "run", samples, full + blind)], "markdown")
    assert "Of 92.0 %, 60.0 points need the video (95 %: " in told
    alike = [attempt(one.id, float(n < 46), "blind") for n, one in enumerate(samples)]
    told = report([written(tmp_path / "alike", samples, full + alike)], "markdown")
    assert "no part is shown to need the video" in told


def test_rotations_count_as_one_and_only_where_all_are_right(tmp_path: Path) -> None:
    samples = [sample(0), sample(1), sample(2, options=("yes", "no"), choice=0), sample(3)]
    full = [attempt(one.id, 1.0) for one in samples]
    turns = [attempt("s0", 1.0, f"rotate-{n}") for n in (1, 2, 3)]
    turns += [attempt("s1", float(n != 2), f"rotate-{n}") for n in (1, 2, 3)]
    turns += [attempt("s2", 1.0, "rotate-1"), attempt("s3", 1.0, "rotate-1")]
    found = figures(written(tmp_path / "run", samples, full + turns)).controls
    assert [row.control for row in found] == ["rotate"]
    assert (found[0].samples, found[0].score.estimate) == (3, 2 / 3)


def test_confidence_and_declining_are_weighed(tmp_path: Path) -> None:
    sure = (0.9, 0.9, 0.1, None, 7.0)
    made = [attempt(f"s{n}", float(n < 2), confidence=one) for n, one in enumerate(sure)]
    made.append(attempt("s5", None, abstained=True, confidence=0.0))
    found = figures(written(tmp_path / "run", [sample(n) for n in range(6)], made))
    assert found.confidence
    assert found.abstention
    assert found.confidence.calibration.equal_width.expected_error == pytest.approx(0.1)
    assert (found.confidence.calibration.samples, found.confidence.without) == (3, 2)
    assert (found.abstention.answered, found.abstention.samples) == (5, 6)
    assert found.abstention.effective_reliability == pytest.approx((2 - 3) / 6)


def cited(start_s: float, end_s: float, video: str = "v.mp4") -> Cited:
    return Cited(video=video, span=Span(start_s, end_s))


@pytest.mark.parametrize(
    ("right", "spans", "counted"),
    [
        (1.0, [cited(10, 20)], "right_and_grounded"),
        (1.0, [cited(5, 15)], "right_and_grounded"),
        (1.0, [cited(0, 15)], "right_for_the_wrong_reason"),
        (1.0, [cited(10, 20), cited(40, 60)], "right_for_the_wrong_reason"),
        (1.0, [cited(20, 20)], "right_and_grounded"),
        (1.0, [cited(30, 30)], "right_for_the_wrong_reason"),
        (1.0, [cited(12, 14, "/data/v.mp4")], "right_and_grounded"),
        (1.0, [], "right_without_evidence"),
        (0.0, [cited(10, 20)], "wrong_though_grounded"),
        (0.0, [], "wrong_and_not_grounded"),
    ],
)
def test_right_answers_must_rest_on_the_true_evidence(
    tmp_path: Path, right: float, spans: list[Cited], counted: str
) -> None:
    evidence = {"v.mp4": (Span(10, 20),)}
    asked = [sample(n, videos=("v.mp4",), evidence=evidence) for n in range(2)]
    made = [attempt("s0", right, cited=spans), attempt("s1", 0.0, cited=[cited(10, 20)])]
    found = figures(written(tmp_path / "run", asked, made)).grounding
    assert found
    usual = int(counted == "wrong_though_grounded")
    assert getattr(found.counts, counted) == 1 + usual
    assert (found.suspicious == {"s0"}) == (counted == "right_for_the_wrong_reason")


def test_evidence_of_another_video_is_not_the_true_one(tmp_path: Path) -> None:
    evidence = {"a.mp4": (Span(10, 20),)}
    asked = sample(0, videos=("a.mp4", "b.mp4"), evidence=evidence)
    made = attempt("s0", 1.0, cited=[cited(10, 20, "b.mp4")])
    found = figures(written(tmp_path / "run", [asked], [made])).grounding
    assert found
    assert found.suspicious == {"s0"}


def test_two_runs_are_compared_over_what_both_asked(tmp_path: Path) -> None:
    samples = [sample(n) for n in range(12)]
    changed = [*samples[:11], sample(11, text="Something else?")]
    a = written(tmp_path / "a", samples, [attempt(f"s{n}", 1.0) for n in range(12)])
    b = written(tmp_path / "b", changed, [attempt(f"s{n}", float(n > 3)) for n in range(2, 12)])
    found = pair(read(a), read(b), ("a", "b"))
    assert (found.samples, found.alone, found.changed) == (9, 2, 1)
    assert found.found.difference.estimate == pytest.approx(2 / 9)
    assert found.found.mcnemar
    assert (found.found.mcnemar.only_a_right, found.found.mcnemar.p_mid) == (2, 0.25)
    told = difference(a, b)
    assert "only A right 2, only B 0; mid-p = 0.2500" in told
    assert "+22.2" in told


def test_runs_that_share_no_sample_are_refused(tmp_path: Path) -> None:
    a = written(tmp_path / "a", [sample(0)], [attempt("s0", 1.0)])
    b = written(tmp_path / "b", [sample(1)], [attempt("s1", 1.0)])
    with pytest.raises(BenchError, match="share no sample"):
        difference(a, b)
    with pytest.raises(BenchError, match="no run of"):
        report([Log(tmp_path / "none")], "html")


def test_scores_go_with_frames_where_nothing_else_differs(tmp_path: Path) -> None:
    samples = [sample(n) for n in range(4)]

    def run(name: str, right: int, **told: object) -> Figures:
        made = [attempt(f"s{n}", float(n < right), duration_s=60 + 500 * n) for n in range(4)]
        return figures_of(read(written(tmp_path / name, samples, made, **told)), name)

    runs = [run("a", 3, frames=32), run("b", 2, frames=8), run("c", 1, frames=8, model="other")]
    (curve,) = by_frames(runs)
    assert [(one.x, one.score.estimate) for one in curve.points] == [(8, 0.5), (32, 0.75)]
    lengths = by_length(runs)[0].points
    assert [(one.label, one.score.estimate) for one in lengths] == [
        ("under 2 min", 1.0),
        ("2–15 min", 1.0),
        ("15–60 min", 0.5),
    ]


def test_one_rotation_alone_is_not_told_as_all_of_them(tmp_path: Path) -> None:
    samples = [sample(n) for n in range(4)]
    full = [attempt(f"s{n}", 1.0) for n in range(4)]
    turned = [attempt(f"s{n}", float(n > 0), "rotate-1") for n in range(4)]
    (row,) = figures(written(tmp_path / "run", samples, [*full, *turned])).controls
    assert (row.control, row.shows) == ("rotate-1", "what is left with the options turned by one")


def test_runs_that_share_nothing_stand_side_by_side_uncompared(tmp_path: Path) -> None:
    one = written(tmp_path / "a", [sample(n) for n in range(3)], [attempt("s0", 1.0)])
    others = [sample(n, text="Another question") for n in range(3)]
    other = written(tmp_path / "b", others, [attempt("s0", 0.0), attempt("s1", 0.0)])
    told = report([one, other], "markdown")
    assert "Not compared, as they share too few samples with the first" in told
    assert "permutation" not in told
    assert "Not compared" in report([one, other], "html")


def test_what_came_to_no_reply_is_told_as_if_it_were_wrong(tmp_path: Path) -> None:
    made = [attempt("s0", 1.0), attempt("s1", None, raw="", error="gone")]
    log = written(tmp_path / "run", [sample(n) for n in range(2)], made)
    assert "Counted as wrong, they would make it 50.0 %." in report([log], "markdown")


def test_a_run_without_a_model_is_named_by_its_strategy_once(tmp_path: Path) -> None:
    logs = [
        written(
            tmp_path / strategy,
            [sample(0)],
            [attempt("s0", 1.0)],
            model=model,
            strategy=strategy,
        )
        for strategy, model in (("direct", "seer:sharp"), ("quote", ""))
    ]
    told = report(logs, "markdown")
    assert "| seer:sharp, direct |" in told
    assert "| quote |" in told
