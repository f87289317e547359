"""Video-MME (Fu et al. 2024): questions with four options about one video.

`test.jsonl` has the columns of the benchmark's table; `output_test_template.json` is the nested
form that its scorer reads, with empty responses.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from longtake.worlds.export.written import Written, by_option, to_json, to_lines
from longtake.worlds.made import Made
from longtake.worlds.questions import Question

TASKS: Mapping[str, str] = {
    "recall": "Action Recognition",
    "order": "Temporal Reasoning",
    "count": "Counting Problem",
    "state": "Object Reasoning",
    "cause": "Action Reasoning",
    "counterfactual": "Action Reasoning",
    "attribute": "Attribute Perception",
    "when": "Temporal Perception",
    "place": "Spatial Perception",
    "direction": "Spatial Reasoning",
    "summary": "Information Synopsis",
}
"""Families by the names of the benchmark's tasks; others are `Object Recognition`."""

NESTED = ("question_id", "task_type", "question", "options", "answer")


def write(made: Made, out: Path) -> Written:
    """Both forms of the questions."""
    fit, left = by_option(made, most=4)
    numbers = {film.file: f"{number:03}" for number, film in enumerate(made.films, 1)}
    asked: dict[str, int] = {}
    rows = []
    for question, film in fit:
        asked[film.file] = asked.get(film.file, 0) + 1
        rows.append(
            {
                "video_id": numbers[film.file],
                "duration": _duration(film.truth.film.duration_s),
                "domain": "Made Worlds",
                "sub_category": film.truth.world,
                "url": film.file,
                "videoID": film.name,
                "question_id": f"{numbers[film.file]}-{asked[film.file]}",
                "task_type": _task(question),
                "question": question.text,
                "options": [f"{'ABCD'[n]}. {text}" for n, text in enumerate(question.options)],
                "answer": "ABCD"[question.choice or 0],
            }
        )
    files = [
        to_lines(out / "test.jsonl", rows),
        to_json(out / "output_test_template.json", _nested(rows)),
    ]
    return Written(files=files, rows=len(rows), left_out=left)


def _nested(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    videos: dict[str, dict[str, Any]] = {}
    for row in rows:
        about = {name: row[name] for name in ("video_id", "duration", "domain", "sub_category")}
        video = videos.setdefault(row["video_id"], {**about, "questions": []})
        video["questions"].append({**{name: row[name] for name in NESTED}, "response": ""})
    return list(videos.values())


def _duration(duration_s: float) -> str:
    """The benchmark's classes: up to 2 minutes, up to 15, longer."""
    return "short" if duration_s <= 120 else "medium" if duration_s <= 900 else "long"


def _task(question: Question) -> str:
    if "writing" in question.needs:
        return "OCR Problems"
    return TASKS.get(question.family, "Object Recognition")
