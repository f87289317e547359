"""Where tests find published annotations, predictions and the scores they were given."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

EVAL = Path(__file__).resolve().parents[2] / "shared" / "eval"


def eval_file(name: str) -> Path:
    """A file of the shared evaluation data; skips the test when it is not there."""
    path = EVAL / name
    if not path.exists():
        pytest.skip(f"shared evaluation data not present: {name}")
    return path


def eval_json(name: str) -> Any:
    return json.loads(eval_file(name).read_text(encoding="utf-8"))


def eval_lines(name: str) -> list[Any]:
    return [json.loads(line) for line in eval_file(name).read_text(encoding="utf-8").splitlines()]


def golden(function: str) -> list[tuple[Any, Any]]:
    """What an official function was given and gave back, case by case."""
    cases = eval_json("golden/edge_cases.json")[function]["cases"]
    return [(case["input"], case["expected"]) for case in cases]
