"""Which of a benchmark's samples are asked: at most so many, by part of a whole, what can be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from asking import SAMPLE
from by_option import asking, written
from tiny_folder import write_tiny
from typer.testing import CliRunner

from longtake.bench.runs.preparing import Wanted, limited, prepare, shared_out
from longtake.bench.sample import Sample
from longtake.cli.app import app


def named(*wholes: str, videos: str = "") -> list[Sample]:
    """A sample for each letter; those of one word belong together."""
    return [
        SAMPLE.model_copy(
            update={
                "id": letter,
                "together": whole if len(whole) > 1 else "",
                "videos": (videos or letter,),
            }
        )
        for whole in wholes
        for letter in whole
    ]


def ids(samples: list[Sample]) -> str:
    return "".join(one.id for one in samples)


@pytest.mark.parametrize(
    ("wholes", "limit", "kept"),
    [
        ("a b c d e f g h i j", 3, "adg"),
        ("a b c", 0, "abc"),
        ("a b c", 9, "abc"),
        ("ab cd ef gh ij", 4, "abef"),
        ("ab cd ef gh ij", 5, "abef"),
        ("ab cd ef gh ij", 1, "ab"),
        ("abcdef g h i j", 3, "ghi"),
    ],
)
def test_a_limit_spreads_evenly_and_keeps_wholes(wholes: str, limit: int, kept: str) -> None:
    assert ids(limited(named(*wholes.split()), limit)) == kept


def test_a_limit_keeps_the_order_of_wholes_that_lie_apart() -> None:
    samples = [
        one.model_copy(update={"together": str(number % 4)})
        for number, one in enumerate(named(*"abcdefgh"))
    ]
    assert ids(limited(samples, 4)) == "aceg"


def test_shards_keep_wholes_and_leave_nothing_out() -> None:
    samples = named(*["ab", "cd", "e", "f", "gh"])
    parts = [ids(shared_out(samples, part, 3)) for part in (1, 2, 3)]
    assert sorted("".join(parts)) == sorted(ids(samples))
    for pair in ("ab", "cd", "gh"):
        assert [pair in part or not set(pair) & set(part) for part in parts] == [True] * 3
    assert [ids(shared_out(named("a", "b", videos="v"), part, 2)) for part in (1, 2)] == ["ab", ""]


ROTATED = [
    {
        "video": f"{kind}.mp4",
        "question": "How many?",
        "options": ["1", "2", "3", "4"],
        "gt": "3",
        "type": kind,
        "try": turn,
    }
    for kind in ("one", "two")
    for turn in range(4)
]
ACT = {"video": "v.mp4", "question": "Is it so?", "answer": "yes"}
FILM = "movie_id,claim_id,video,true_claim,false_claim\nm,1,m.mp4,She is.,She is not.\n"
SCENE = {
    "chain": {"questions": ["Who falls?", "How?"], "answers": ["A rider.", "He slips."]},
    "qac_timestamps_start": 4.0,
    "qac_timestamps_end": 9.5,
}
STAR = {
    "vid": "v",
    "question": "What?",
    "answer": "a ball",
    "temporal_question": "When?",
    "timestamps": [1, 2],
    "bboxes": {},
}
LIVE = {
    "video": "v.mp4",
    "question": "What now?",
    "options": ["A. x", "B. y"],
    "answer": "B",
    "end_time": 5,
}


@pytest.mark.parametrize(
    ("name", "file", "rows", "sizes"),
    [
        ("vnbench", "VNBench.json", ROTATED, [4, 4]),
        (
            "videohallucer",
            "t.json",
            [{"basic": ACT, "hallucination": {**ACT, "answer": "no"}}] * 2,
            [2, 2],
        ),
        ("mf2", "MF2_test.csv", FILM, [2]),
        ("svbench", "vid.json", [SCENE, SCENE], [2, 2]),
        ("v-star", "star.json", [STAR], [2]),
        (
            "rtv-bench",
            "QA.json",
            [
                {**LIVE, "questionID": f"q-group-{group}-{place}"}
                for group in "ab"
                for place in "012"
            ],
            [3, 3],
        ),
        (
            "mmbench",
            "MMBench.tsv",
            "index\tquestion\tA\tB\tanswer\n"
            "1\tWhat?\tx\ty\tA\n2\tWho?\tx\ty\tA\n1000001\tWhat?\ty\tx\tB\n",
            [2, 1],
        ),
    ],
)
def test_what_a_benchmark_counts_together_is_told(
    tmp_path: Path, name: str, file: str, rows: Any, sizes: list[int]
) -> None:
    samples = asking(name).samples(written(tmp_path / file, rows))
    wholes = [one.together for one in samples]
    assert all(wholes)
    assert [wholes.count(whole) for whole in dict.fromkeys(wholes)] == sizes


def test_what_a_made_world_leaves_out_of_a_run_is_told_by_the_command(tmp_path: Path) -> None:
    write_tiny(tmp_path / "tiny", count=1)
    path = tmp_path / "tiny" / "questions.jsonl"
    first, *rest = path.read_text().splitlines(keepends=True)
    heard = first.replace('"picture"', '"sound"')
    assert heard != first
    path.write_text(heard + "".join(rest))
    wanted = Wanted(benchmark=str(tmp_path / "tiny"), out=tmp_path / "run")
    assert prepare(wanted).told == ("1 not asked: needs sound",)
    words = ["bench", "run", str(tmp_path / "tiny"), "--model", "seer:sharp", "--frames", "2"]
    ran = CliRunner().invoke(app, [*words, "--limit", "1", "-o", str(tmp_path / "run")])
    assert ran.exit_code == 0, ran.output
    assert "1 not asked: needs sound" in ran.stderr
    assert "not asked" not in ran.stdout


def test_planning_and_object_questions_are_left_out_of_a_run(tmp_path: Path) -> None:
    plan = {"s": {"video": "v.mp4", "question": "Plan.", "answer": "", "dim": "plan"}}
    written(tmp_path / "card.json", plan)
    wanted = Wanted(benchmark="videoreasonbench", out=tmp_path / "run", data=tmp_path)
    line, *_ = prepare(wanted).told
    assert line.startswith("1 not asked: planning questions")
    count = {"videos": ["a", "b"], "question": "Which?", "options": ["A. x", "B. y"], "answer": "A"}
    written(tmp_path / "QA" / "MSR.json", [{"id": n, **count} for n in range(3)])
    wanted = Wanted(benchmark="crossvid", out=tmp_path / "run", data=tmp_path / "QA")
    line, *_ = prepare(wanted).told
    assert line.startswith("3 not asked: MSR")
    wanted = Wanted(benchmark="mmbench", out=tmp_path / "run", data=tmp_path)
    written(tmp_path / "MMBench.tsv", "index\tquestion\tA\tB\tanswer\n1\tWhat?\tx\ty\tA\n")
    assert not [line for line in prepare(wanted).told if "not asked" in line]
