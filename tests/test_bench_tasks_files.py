"""Files that are something else than wanted: told for what they are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from by_option import read, written

from longtake.bench import task
from longtake.bench.task import Scores, open_benchmark
from longtake.errors import BenchError

TRUTH = [{"qid": 1, "query": "a", "duration": 20, "vid": "v", "relevant_windows": [[0, 10]]}]
RATED = [{**TRUTH[0], "relevant_clip_ids": [0], "saliency_scores": [[4, 4, 4]]}]


def score(folder: Path, given: Path, name: str = "tacos", truth: Any = TRUTH) -> Scores:
    return open_benchmark(name).score(given, written(folder / "truth.jsonl", truth))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (b"", "the file is empty"),
        ('{"qid": 1}'.encode("utf-16"), "no text in UTF-8: save it as UTF-8"),
        (b"\x89PNG\r\n\x1a\n\xff", "no text in UTF-8: save it as UTF-8"),
    ],
)
def test_what_is_no_text_is_told(tmp_path: Path, text: bytes, told: str) -> None:
    given = tmp_path / "given.jsonl"
    given.write_bytes(text)
    with pytest.raises(BenchError, match=told):
        score(tmp_path, given)


def test_a_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(BenchError, match="is a folder: name a file in it"):
        score(tmp_path, tmp_path)


def test_the_log_of_a_run_is_told(tmp_path: Path) -> None:
    row = {"sample": "a", "control": "full", "setting": "f00", "raw": "A"}
    given = written(tmp_path / "attempts.jsonl", [row])
    with pytest.raises(BenchError, match="the log of a run: use `longtake bench report`"):
        score(tmp_path, given)


def holmes(folder: Path, row: dict[str, Any]) -> Scores:
    asked = {"video ID": "v", "Question ID": 1, "Question Type": "SR", "Question": "?"}
    asked |= {"Options": dict.fromkeys("ABCDEF", "x") | {"A": "y"}, "Answer": "A"}
    truth = written(folder / "t/v.json", [asked])
    return open_benchmark("video-holmes").score(written(folder / "given.jsonl", [row]), truth)


def test_ids_of_several_fields_are_named(tmp_path: Path) -> None:
    wanted = r"wanted are 'video ID', 'Question ID', 'response'"
    with pytest.raises(BenchError, match=rf"no 'video ID': is 'video_id' meant.*{wanted}"):
        holmes(tmp_path, {"video_id": "v", "question_id": 1, "response": "A"})
    assert holmes(tmp_path, {"id": "v_1", "response": "A"}).values["Overall"] == 100


def test_a_file_for_the_hidden_test_set_is_told(tmp_path: Path) -> None:
    asked = {"video": "v.mp4", "question": "?", "candidates": ["a", "b"], "answer": "a"}
    truth = written(tmp_path / "1_plotQA.json", [{**asked, "question_type": "plotQA"}])
    given = [{"question_id": "AR_0", "question_type": "plotQA", "option": "D"}]
    with pytest.raises(BenchError, match="score it as mlvu-test"):
        open_benchmark("mlvu").score(written(tmp_path / "given.json", given), truth)


def test_gathered_replies_may_have_ids(tmp_path: Path) -> None:
    asked = {"video": "v.mp4", "question": "?", "candidates": ["a", "b"], "answer": "a"}
    truth = written(tmp_path / "1_plotQA.json", [{**asked, "question_type": "plotQA"}])
    given = {"acc_dict": {}, "res_list": [{"id": "plotQA_0", "pred": "(A)"}]}
    scores = open_benchmark("mlvu").score(written(tmp_path / "given.json", given), truth)
    assert scores.values["M-Avg"] == 100


@pytest.mark.parametrize(
    ("windows", "note"),
    [
        ([[0, 5, 0.2], [0, 10, 0.9]], "1 lists are not in the order of their scores (the first"),
        ([[-5, 10]], "1 hold spans that reach beyond the video: 1"),
    ],
)
def test_odd_windows_are_counted(tmp_path: Path, windows: Any, note: str) -> None:
    row = {"qid": 1, "pred_relevant_windows": windows}
    scores = score(tmp_path, written(tmp_path / "given.jsonl", [row]))
    assert scores.notes[0].startswith(note)
    assert scores.columns["official"].values == scores.values


@pytest.mark.parametrize("windows", [None, [3.0, 4.0], "0-5"])
def test_what_is_no_list_of_windows_is_told(tmp_path: Path, windows: Any) -> None:
    row = {"qid": 1, "pred_relevant_windows": windows}
    with pytest.raises(BenchError, match=r"a list of \[start_s, end_s\] is wanted"):
        score(tmp_path, written(tmp_path / "given.jsonl", [row]))


def highlights(folder: Path, saliency: list[float]) -> Scores:
    row = {"qid": 1, "pred_relevant_windows": [[0, 10]], "pred_saliency_scores": saliency}
    given = written(folder / "given.jsonl", [row])
    return score(folder, given, "qvhighlights", RATED)


def test_saliency_of_another_length_than_the_video_is_counted(tmp_path: Path) -> None:
    than = "saliency scores than their video has clips of 2 s"
    assert highlights(tmp_path, [1.0] * 11).notes == (f"1 hold more {than} (cut): 1",)
    assert highlights(tmp_path, [1.0] * 9).notes == (f"1 hold fewer {than} (filled with 0): 1",)
    scores = highlights(tmp_path, [1.0] + [0.0] * 9)
    assert scores.notes == ()
    assert scores.columns["official"].values["HL-min-Fair-Hit1"] == 100


def test_saliency_that_is_no_number_is_told(tmp_path: Path) -> None:
    with pytest.raises(BenchError, match=r"row 1: 'pred_saliency_scores' is .*no saliency"):
        highlights(tmp_path, [float("nan")] * 10)


def test_no_arithmetic_error_leaves_a_score(tmp_path: Path) -> None:
    """A rating beyond the video, which only the arithmetic finds."""
    given = [{"qid": 1, "pred_relevant_windows": [], "pred_saliency_scores": [1]}]
    path = written(tmp_path / "given.jsonl", given)
    rated = [{**RATED[0], "relevant_clip_ids": [99]}]
    with pytest.raises(BenchError, match=r"given.jsonl cannot be scored: clip 99 lies beyond"):
        task.score("qvhighlights", path, written(tmp_path / "truth.jsonl", rated))


CSV = "video_id,frame_count,width,height,question,answer,qid,type,a0,a1,a2,a3,a4\n"


def gqa(folder: Path, given: Any, *, questions: bool = True) -> Scores:
    if questions:
        rows = [f"7,90,9,9,why,{answer},{n},CW,a,b,c,d,e\n" for n, answer in ((1, "b"), (2, "c"))]
        written(folder / "val.csv", CSV + "".join(rows))
    about = {"duration": 30, "location": {"1": [[2, 6]], "2": [[0, 4]]}, "fps": 30}
    truth = written(folder / "gsub_val.json", {"7": about})
    return open_benchmark("next-gqa").score(written(folder / "given.json", given), truth)


GROUND = {"7_1": [2, 6], "7_2": [0, 4]}


def answers(*said: Any, right: tuple[int, int] = (1, 2)) -> dict[str, Any]:
    pairs = zip(said, right, strict=False)
    return {f"7_{n}": {"prediction": p, "answer": a} for n, (p, a) in enumerate(pairs, 1)}


def test_the_right_answer_is_that_of_the_questions(tmp_path: Path) -> None:
    given = {"ground": GROUND, "answer": answers(0, 2, right=(0, 2))}
    scores = gqa(tmp_path, given)
    assert read(scores, "Acc@GQA") == (100, 50, 50)
    assert any("`answer` is not that of val.csv" in note for note in scores.notes)


def test_without_the_questions_the_submission_says_what_is_right(tmp_path: Path) -> None:
    given = {"ground": GROUND, "answer": answers(0, 2, right=(0, 2))}
    scores = gqa(tmp_path, given, questions=False)
    assert read(scores, "Acc@GQA") == (100, 100, 100)
    assert any("no val.csv beside the annotations" in note for note in scores.notes)


def test_answers_that_are_not_there_are_told(tmp_path: Path) -> None:
    scores = gqa(tmp_path, {"ground": GROUND})
    assert read(scores, "Acc@GQA") == (0, 0, 0)
    assert scores.notes[0].startswith("no `answer`")
    scores = gqa(tmp_path, {"ground": GROUND, "answer": answers(1)})
    assert scores.notes[0] == "1 have a span but no answer: answered wrongly: 7_2"
    assert [one.unread for one in scores.columns.values()] == [1, 1, 1]


def test_spans_that_are_reversed_count_robustly(tmp_path: Path) -> None:
    ground = {id: span[::-1] for id, span in GROUND.items()}
    scores = gqa(tmp_path, {"ground": ground, "answer": answers("1", "C"), "x": 1})
    assert read(scores, "Acc@GQA") == (0, 0, 100)
    assert "1 keys beside `ground` and `answer` are not read: 'x'" in scores.notes
    assert "2 hold spans that end before they start: 7_1, 7_2" in scores.notes


def test_what_was_not_predicted_is_wrong_but_officially(tmp_path: Path) -> None:
    scores = gqa(tmp_path, {"ground": {"7_1": [2, 6]}, "answer": answers(1)})
    assert read(scores, "Acc@GQA") == (100, 50, 50)
    assert [one.counted for one in scores.columns.values()] == [1, 2, 2]
    assert scores.notes == ("1 without a prediction: 7_2",)


def test_a_submission_without_spans_is_told(tmp_path: Path) -> None:
    with pytest.raises(BenchError, match=r"no 'ground'; it has 'answer'"):
        gqa(tmp_path, {"answer": answers(1, 2)})


@pytest.mark.parametrize(
    ("field", "told"),
    [("query_id", "is 'query_id' meant"), ("id", "is 'id' meant"), ("answer", "it has 'answer'")],
)
def test_another_name_of_a_field_is_told(tmp_path: Path, field: str, told: str) -> None:
    with pytest.raises(BenchError, match=f"row 1 has no 'qid'.*{told}"):
        score(tmp_path, written(tmp_path / "given.jsonl", [{field: 1}]))
