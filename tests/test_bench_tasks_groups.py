"""Benchmarks by option whose tables need more than one answer, or more than one file or form."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from measured import eval_file
from test_bench_tasks_options import asking, read, written

from longtake.bench.official import mmbench, vnbench
from longtake.bench.sample import Sample
from longtake.bench.task import open_benchmark
from longtake.errors import BenchError


def test_all_files_of_videohallucer_load_as_pairs() -> None:
    samples = asking("videohallucer").samples(eval_file("videohallucer"))
    assert len(samples) == 2 * 1150
    assert [one.id for one in samples[:2]] == [
        "external_factual/0/basic",
        "external_factual/0/hallucination",
    ]
    assert all(one.by_word and one.choice is not None for one in samples)


def test_videohallucer_wants_both_of_a_pair_and_is_read_three_ways() -> None:
    benchmark = asking("videohallucer")
    samples = benchmark.samples(eval_file("videohallucer"))
    says = {"basic": "{}, there is.", "hallucination": "Yes or no? I would say {}."}
    replies = {one.id: says[str(one.kinds["part"])].format(one.gold) for one in samples}
    scores = benchmark.marks(samples, replies)
    assert scores.values["official overall"] == 100.0
    assert scores.values["strict overall"] == 0.0
    assert scores.columns["strict"].values["basic"] == 100.0
    assert scores.columns["strict"].unread == 1150
    assert scores.values["official temporal overall"] == 100.0
    assert any("overall: official 100.00, strict 0.00" in note for note in scores.notes)
    assert benchmark.official(samples[0], "No, yes!") == 1.0


def test_videohallucer_is_the_mean_of_its_files(tmp_path: Path) -> None:
    def pair(n: int, predict: str | None = None) -> dict[str, Any]:
        parts = {"basic": "yes", "hallucination": "no"}
        return {
            part: {"video": "v.mp4", "question": f"{part} {n}?", "answer": gold}
            | ({"predict": gold if predict == "right" else "yes"} if predict else {})
            for part, gold in parts.items()
        }

    written(tmp_path / "truth/one.json", [pair(0)])
    written(tmp_path / "truth/two.json", [pair(1), pair(2), pair(3)])
    given = [pair(0, "right"), pair(1, "right"), pair(2, "always yes"), pair(9, "right")]
    scores = open_benchmark("videohallucer").score(
        written(tmp_path / "given.json", given), tmp_path / "truth"
    )
    assert scores.values["official one overall"] == 100.0
    assert scores.values["official two overall"] == pytest.approx(100 / 3)
    assert scores.values["official overall"] == pytest.approx(200 / 3)
    assert (scores.samples, scores.missing, scores.unknown) == (4, 1, 1)
    given[0]["basic"].pop("answer")
    with pytest.raises(BenchError, match=r"row 1: 'basic' is .*no video, question and answer"):
        open_benchmark("videohallucer").score(
            written(tmp_path / "given.json", given), tmp_path / "truth"
        )


TYPES = ("ret_insert1", "ret_insert2")


def rotations(folder: Path) -> Path:
    options = ["1", "2", "3", "4"]
    rows = [
        {
            "video": f"./VNBench/{kind}.mp4",
            "question": "How many?",
            "options": options[turn:] + options[:turn],
            "gt": "3",
            "type": kind,
            "try": turn,
        }
        for kind in TYPES
        for turn in range(4)
    ]
    return written(folder / "VNBench-main-4try.json", rows)


def test_vnbench_needs_all_four_rotations_and_its_scripts_disagree(tmp_path: Path) -> None:
    truth = rotations(tmp_path)
    samples = asking("vnbench").samples(tmp_path)
    assert [one.id for one in samples[:2]] == ["ret_insert1_0", "ret_insert1_1"]
    assert [one.gold for one in samples[:4]] == ["C", "B", "A", "D"]
    said = {one.id: f"{one.gold}. 3" for one in samples}
    said["ret_insert2_3"] = "A"
    rows = [{"question_id": id, "pred": text} for id, text in said.items()]
    scores = open_benchmark("vnbench").score(written(tmp_path / "g.jsonl", rows), truth)
    assert read(scores, "ret_insert1") == (100, 100, 100)
    assert read(scores, "Overall") == (50, 50, 50)
    theirs: list[dict[str, Any]] = [
        {"video_path": f"VNBench/{id[:-2]}.mp4", "try": int(id[-1])} for id in said
    ]
    theirs = [{**one, "pred": text} for one, text in zip(theirs, said.values(), strict=True)]
    again = open_benchmark("vnbench").score(written(tmp_path / "t.jsonl", theirs), truth)
    assert again == scores
    other = scores.columns["llava_examples"].values
    assert (other["ret_insert1"], other["ret_insert2"]) == (0.0, 100.0), "they are swapped there"


def test_vnbench_reads_a_before_what_is_meant(tmp_path: Path) -> None:
    rotations(tmp_path)
    samples = asking("vnbench").samples(tmp_path)
    said: dict[str, str | None] = {one.id: f"Answer: {one.gold}" for one in samples}
    said["ret_insert2_3"] = None
    scores = asking("vnbench").marks(samples, said)
    assert read(scores, "ret_insert1") == (0, 100, 100)
    assert read(scores, "ret_insert2") == (0, 0, 0)
    assert scores.columns["official"].counted == 7
    assert any("no score by llava_examples" in note for note in scores.notes)


def test_rotations_are_judged_as_the_official_scripts_judge_them() -> None:
    draw, letters = random.Random(3), "ABCD"
    said = ("A", "B.", "(C)", "D", "I think B. Or A", "", None, "Z")
    samples = [
        Sample(
            id=f"{needle}_{turn}",
            videos=("v",),
            text="?",
            options=("1", "2", "3", "4"),
            choice=turn,
            gold=letters[turn],
            kinds={"type": f"type {needle % 3}"},
        )
        for needle in range(60)
        for turn in range(4)
    ]
    replies = {one.id: one.gold if draw.random() < 0.8 else draw.choice(said) for one in samples}
    rows = [
        vnbench.Rotation(
            needle=one.id[:-2],
            type=str(one.kinds["type"]),
            text=replies[one.id],
            gold=one.gold,
        )
        for one in samples
    ]
    found = asking("vnbench").marks(samples, replies)
    assert found.values == pytest.approx(vnbench.scores(rows))
    assert 10 < found.values["Overall"] < 90
    circular = [
        one.model_copy(update={"id": str(n % 4 * mmbench.GROUP + n // 4), "kinds": {}})
        for n, one in enumerate(samples)
    ]
    given = {other.id: replies[one.id] for one, other in zip(samples, circular, strict=True)}
    turned = [
        mmbench.Rotation(
            index=int(one.id),
            text=text,
            gold=one.gold,
            options=dict(zip(letters, one.options, strict=True)),
        )
        for one in circular
        if (text := given[one.id]) is not None
    ]
    assert asking("mmbench").marks(circular, given).values == mmbench.scores(turned)


MMBENCH = """\
index\tquestion\thint\tA\tB\tC\tD\tanswer\tcategory\tl2-category\timage
4\tWhich is\tLook\tred\tblue\t\t\tB\tcolour\tperception\t%s
1000004\tWhich is\tLook\tblue\tred\t\t\tA\tcolour\tperception\t4
9\tWho\t\ta cat\ta dog\ta cow\t\tC\tanimal\tperception\t9
""" % ("x" * 200_000)


def test_mmbench_is_circular(tmp_path: Path) -> None:
    truth = written(tmp_path / "MMBench_DEV_EN.tsv", MMBENCH)
    samples = asking("mmbench").samples(tmp_path)
    assert (samples[0].text, samples[0].options) == ("Look\nWhich is", ("red", "blue"))
    assert [one.videos for one in samples] == [("4.jpg",), ("4.jpg",), ("9.jpg",)]
    said = [(4, "B"), (1000004, "Option: B"), (9, "it shows a cow")]
    rows = [{"index": index, "prediction": text} for index, text in said]
    scores = open_benchmark("mmbench").score(written(tmp_path / "g.jsonl", rows), truth)
    assert read(scores, "Overall") == (50, 0, 50)
    assert scores.values["colour"] == 0.0
    assert scores.values["animal"] == 100.0
    rows[1]["prediction"] = "A"
    scores = open_benchmark("mmbench").score(written(tmp_path / "g.jsonl", rows), truth)
    assert read(scores, "colour") == (100, 100, 100)
    alone = asking("mmbench").marks(samples[::2], {"4": "B", "9": "C"})
    assert any("this is no CircularEval" in note for note in alone.notes)


def test_mmbench_leaves_out_rotations_without_a_reply(tmp_path: Path) -> None:
    truth = written(tmp_path / "MMBench_DEV_EN.tsv", MMBENCH)
    samples = asking("mmbench").samples(truth)
    scores = asking("mmbench").marks(samples, {"4": "B"})
    assert read(scores, "Overall") == (100, 0, 0), "officially only what is there counts"


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
