"""Files of benchmarks written by hand, and the three readings of what they score."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from longtake.bench.task import Asking, Scores, open_benchmark


def written(path: Path, value: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".jsonl":
        path.write_text("".join(json.dumps(row) + "\n" for row in value))
    else:
        path.write_text(value if isinstance(value, str) else json.dumps(value))
    return path


def asking(name: str) -> Asking:
    benchmark = open_benchmark(name)
    assert isinstance(benchmark, Asking)
    return benchmark


def read(scores: Scores, key: str) -> tuple[float, ...]:
    """The value by the official, the strict and the robust reading."""
    names = ("official", "strict", "robust")
    return tuple(round(scores.columns[name].values[key], 2) for name in names)
