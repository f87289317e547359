"""OVO-Bench: its results files, or a folder of them, read for its own rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from longtake.bench.files import mapping, table
from longtake.bench.metrics.ids import match_ids
from longtake.bench.official.ovobench import choice_right, count_right, scores, shown_right
from longtake.bench.task import Card, Scores, scores_of
from longtake.errors import BenchError

PARTS = ("backward", "realtime", "forward")


class OVOBench:
    """Questions placed on a video's time line."""

    card = Card(
        name="ovo-bench",
        title="OVO-Bench (Li et al. 2025)",
        measures="online understanding: the past, the present, and when to answer; accuracy",
        size="1,640 items, 3,035 queries",
        licence="code MIT, data CC BY-NC-SA 4.0",
        source="data/ of JoeLeelyf/OVO-Bench",
        annotations="ovo_bench_new.json",
        predictions="a results file of its own inference, or a folder of them: `backward`, "
        "`realtime` and `forward`, each a list with `id`, `task`, `response` or `test_info`",
    )

    def score(self, predictions: Path, annotations: Path) -> Scores:
        """As `OVOBenchScore.py`, over what was predicted. Raises BenchError."""
        wanted = table(annotations).column("id", int)
        right: dict[str, list[bool]] = defaultdict(list)
        ids: list[int] = []
        for row in _rows(predictions):
            try:
                ids.append(int(row["id"]))
                right[row["task"]] += _right(row)
            except (KeyError, TypeError, ValueError) as error:
                raise BenchError(f"{predictions}: item {row.get('id')!r}: {error!r}") from error
        try:
            values = scores(right)
        except ValueError as error:
            raise BenchError(f"{predictions}: {error}") from error
        return scores_of(values, match_ids(wanted, ids), len(wanted))


def _rows(predictions: Path) -> Iterator[Mapping[str, Any]]:
    files = sorted(predictions.glob("*.json")) if predictions.is_dir() else [predictions]
    if not files:
        raise BenchError(f"{str(predictions)!r} holds no results: name a file, or a folder of them")
    for file in files:
        found = mapping(file)
        if not any(part in found for part in PARTS):
            raise BenchError(f"{file} has none of {', '.join(PARTS)}: is it a results file?")
        for part in PARTS:
            yield from found.get(part) or ()


def _right(row: Mapping[str, Any]) -> list[bool]:
    if "test_info" not in row:
        return [choice_right(row["response"], row["ground_truth"])]
    if row["task"] == "REC":
        return [count_right(one["response"], one["count"]) for one in row["test_info"]]
    return [shown_right(one["response"], one["type"]) for one in row["test_info"]]
