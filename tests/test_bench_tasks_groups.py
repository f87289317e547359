"""Benchmarks by option whose tables need several answers at once: pairs, rotations."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from by_option import asking, read, written
from measured import eval_file

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
    assert scores.values["overall"] == 100.0
    assert scores.columns["strict"].values["overall"] == 0.0
    assert scores.columns["strict"].values["basic"] == 100.0
    assert scores.columns["strict"].unread == 1150
    assert scores.values["temporal overall"] == 100.0
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
    assert scores.values["one overall"] == 100.0
    assert scores.values["two overall"] == pytest.approx(100 / 3)
    assert scores.values["overall"] == pytest.approx(200 / 3)
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
