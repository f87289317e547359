"""Benchmarks by option that also ask in other forms, or write options their own way."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from by_option import asking, read, written

from longtake.bench.task import open_benchmark
from longtake.errors import BenchError


def test_mmstar_finds_its_options_and_divides_by_all_there_are(tmp_path: Path) -> None:
    rows = [
        {
            "index": 0,
            "question": "Which is it?\nOptions: A: a cat, B: a dog, C: a cow, D: none",
            "answer": "A",
            "category": "coarse perception",
            "l2_category": "animals",
        },
        {
            "index": 1,
            "question": "How long?\nChoices:\n(A) 1 m\n(B) 2 m",
            "answer": "B",
            "category": "math",
            "l2_category": "length",
        },
    ]
    truth = written(tmp_path / "MMStar.json", rows)
    first, second = asking("mmstar").samples(truth)
    assert (first.text, first.options) == ("Which is it?", ("a cat", "a dog", "a cow", "none"))
    assert second.options == ("1 m", "2 m")
    given = [{"index": 0, "prediction": "apple"}, {"index": 1, "prediction": "It is (B)."}]
    scores = open_benchmark("mmstar").score(written(tmp_path / "g.jsonl", given), truth)
    assert read(scores, "animals") == (100, 0, 0)
    assert read(scores, "length") == (0, 0, 100)
    assert scores.values["final score"] == pytest.approx(100 / 1500)


CLUES = {
    "qid": 14,
    "video_uid": "v",
    "question": "What colour?",
    "choices": ["Red", "Blue", "White"],
    "right_answer": "C",
    "clue_intervals": [[8, 11], [20, 24]],
    "domain": "Art",
    "sub_category": "Entity Perception",
}


def test_cg_bench_takes_any_letter_and_leaves_out_none(tmp_path: Path) -> None:
    rows = [{**CLUES, "qid": n} for n in range(3)]
    truth = written(tmp_path / "cgbench_mini.json", rows)
    said = ("A, B or C", "White", "B")
    given = [{"qid": n, "response": text} for n, text in enumerate(said)]
    scores = open_benchmark("cg-bench").score(written(tmp_path / "g.jsonl", given), truth)
    assert read(scores, "long_acc") == (50, 0, 33.33), "of two that it reads one names all"
    assert (scores.columns["official"].counted, scores.columns["official"].unread) == (2, 1)
    (asked, *_) = asking("cg-bench").samples(truth)
    assert [(one.start_s, one.end_s) for one in asked.evidence["v"]] == [(8, 11), (20, 24)]


def test_cg_bench_asks_for_its_clues(tmp_path: Path) -> None:
    truth = written(tmp_path / "cgbench_mini.json", [CLUES, {**CLUES, "qid": 15}])
    samples = asking("cg-bench-clues").samples(truth)
    assert (samples[0].form, len(samples[0].spans)) == ("spans", 2)
    block = '```json\n{"result": [[8, 11], [20, 23]]}\n```'
    scores = asking("cg-bench-clues").marks(samples, {"14": block, "15": "8-11; 20-24"})
    assert scores.columns["official"].values["mIoU"] == pytest.approx(100 * 6 / 7 / 2), (
        "a dash is a minus there: 8 and -11, 20 and -24"
    )
    assert scores.columns["strict"].values["mIoU"] == 50.0
    assert scores.columns["robust"].values["mIoU"] > 50.0
    assert asking("cg-bench-clues").official(samples[0], "from 8") is None


CAPTIONS = {
    "11": {
        "action": [
            {
                "question": "Which fits?\nOption 1: A man runs.\nOption 2: A man jumps.",
                "answer": "Option 2: A man jumps.",
            },
            {
                "question": "Which is better?\nSentence A: He jumps.\nSentence B: He runs.",
                "answer": "Sentence A: He jumps.",
            },
        ]
    }
}
CHOICES = {
    "11": {
        "action": [
            {
                "question": "What does he do?\nA. running\nB. jumping",
                "answer": "B. jumping",
            }
        ]
    }
}
YES_NO = {"11": {"speed": [{"question": "Is he fast?", "answer": "no"}]}}


def tempcompass(folder: Path) -> Path:
    written(folder / "questions/caption_matching.json", CAPTIONS)
    written(folder / "questions/multi-choice.json", CHOICES)
    written(folder / "questions/yes_no.json", YES_NO)
    written(folder / "questions/captioning.json", {"11": {"action": [{"mc_question": "?"}]}})
    finer = {"11": {"eval_dim": {"action": {"type": "coarse-grained action"}, "speed": None}}}
    written(folder / "meta_info.json", finer)
    return folder / "questions"


def predicted(value: Any, *said: str) -> Any:
    words, given = iter(said), json.loads(json.dumps(value))
    for aspects in given.values():
        for questions in aspects.values():
            for one in questions:
                one["prediction"] = next(words)
    return given


def test_tempcompass_has_three_forms(tmp_path: Path) -> None:
    samples = asking("tempcompass").samples(tempcompass(tmp_path))
    by_id = {one.id: one for one in samples}
    assert list(by_id) == [
        "11/caption_matching/action/0",
        "11/caption_matching/action/1",
        "11/multi-choice/action/0",
        "11/yes_no/speed/0",
    ]
    assert by_id["11/multi-choice/action/0"].options == ("running", "jumping")
    assert by_id["11/multi-choice/action/0"].kinds["fine_grained_aspect"] == "coarse-grained action"
    assert by_id["11/yes_no/speed/0"].by_word


def test_tempcompass_takes_the_authors_predictions(tmp_path: Path) -> None:
    truth, given = tempcompass(tmp_path), tmp_path / "model"
    written(given / "caption_matching.json", predicted(CAPTIONS, "Option 2", "It is Sentence A"))
    written(given / "multi-choice.json", predicted(CHOICES, "The answer is B"))
    written(given / "yes_no.json", predicted(YES_NO, "Nothing like that."))
    scores = open_benchmark("tempcompass").score(given, truth)
    assert read(scores, "caption_matching Overall")[:2] == (50, 50)
    assert read(scores, "multi-choice Overall") == (0, 100, 100)
    assert read(scores, "yes_no Overall")[:2] == (100, 0), "nothing starts with no"
    assert scores.values["multi-choice Match Success Rate"] == 0.0
    assert (scores.samples, scores.missing) == (4, 0)
    one = open_benchmark("tempcompass").score(
        given / "multi-choice.json", truth / "multi-choice.json"
    )
    assert one.values["Overall"] == 0.0


def test_tempcompass_refuses_predictions_of_another_version(tmp_path: Path) -> None:
    truth = tempcompass(tmp_path) / "multi-choice.json"
    other = json.loads(json.dumps(CHOICES).replace("What does he do?", "What does she do?"))
    given = written(tmp_path / "multi-choice.json", predicted(other, "B"))
    with pytest.raises(BenchError, match="are they of another version"):
        open_benchmark("tempcompass").score(given, truth)
    odd = written(tmp_path / "odd/multi-choice.json", {"11": {"action": [5]}})
    with pytest.raises(BenchError, match="'11' 'action' is no list of questions"):
        asking("tempcompass").samples(odd)
    with pytest.raises(BenchError, match="holds none of multi-choice"):
        asking("tempcompass").samples(written(tmp_path / "else/a.json", {}).parent)


def test_videommmu_tells_tracks_apart_and_answers_in_words(tmp_path: Path) -> None:
    choice = {
        "id": "validation_Art_Theory_4",
        "question": "Which?",
        "options": ["red", "blue"],
        "answer": "B",
        "question_type": "multiple-choice",
    }
    open_ended = {**choice, "id": "test_Math_2", "options": [], "answer": "12"}
    open_ended["question_type"] = "open"
    written(tmp_path / "truth/perception.jsonl", [choice])
    written(tmp_path / "truth/adaptation.jsonl", [choice, open_ended])
    samples = asking("video-mmmu").samples(tmp_path / "truth")
    assert [one.id for one in samples] == [
        "adaptation_validation_Art_Theory_4",
        "adaptation_test_Math_2",
        "perception_validation_Art_Theory_4",
    ]
    assert [one.form for one in samples] == ["choice", "open", "choice"]
    assert (samples[0].videos, samples[0].kinds["discipline"]) == (
        ("validation_Art_Theory_4.mp4",),
        "Art",
    )
    said = ("ANNA B", "x is 12.0", "")
    replies = {one.id: text for one, text in zip(samples, said, strict=True)}
    scores = asking("video-mmmu").marks(samples, replies)
    assert read(scores, "adaptation")[0] == 100.0
    assert scores.columns["official"].counted == 2, "the empty one is left out"
    assert scores.columns["strict"].values["Overall"] == 0.0
    given = [{"id": "validation_Art_Theory_4", "response": "B"}]
    alone = open_benchmark("video-mmmu").score(
        written(tmp_path / "given/perception.jsonl", given), tmp_path / "truth/perception.jsonl"
    )
    assert alone.values["perception"] == 100.0
    written(tmp_path / "given/adaptation.jsonl", given)
    both = open_benchmark("video-mmmu").score(tmp_path / "given", tmp_path / "truth")
    assert (both.values["adaptation"], both.missing, both.unknown) == (100.0, 1, 0)
