"""VideoHallucer: one of its seven files, with what a model judged, read for its own rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from longtake.bench.files import Table, table
from longtake.bench.metrics.ids import match_ids
from longtake.bench.official.videohallucer import says, says_only, scores
from longtake.bench.task import Card, Scores, scores_of

PARTS = ("basic", "hallucination")
Rule = Callable[[str, str], bool]


class VideoHallucer:
    """Pairs of a fact and a fib."""

    card = Card(
        name="videohallucer",
        title="VideoHallucer (Wang et al. 2024)",
        measures="whether a model denies what is not in the video: pairs of a fact and a fib",
        size="7 files, 1,150 pairs",
        licence="MIT",
        source="videohallucer_datasets/ of patrick-tssn/VideoHallucer",
        annotations="temporal.json, and six like it",
        predictions="the same file, with `predict` in each `basic` and `hallucination`",
    )

    def score(self, predictions: Path, annotations: Path) -> Scores:
        """By the official rule and strictly; a pair without prediction is wrong.

        Raises BenchError.
        """
        annotated, predicted = _pairs(table(annotations)), _pairs(table(predictions))
        values: dict[str, float] = {}
        for name, rule in {"official": says, "strict": says_only}.items():
            hits = [_judged(pair, predicted.get(id), rule) for id, pair in annotated.items()]
            values |= {f"{name} {part}": value for part, value in scores(hits).items()}
        return scores_of(values, match_ids(list(annotated), list(predicted)), len(annotated))


def _pairs(rows: Table) -> dict[str, Mapping[str, Any]]:
    """By what is asked of which video, as the format has no ids."""
    facts, fibs = (rows.column(part, _asked) for part in PARTS)
    return {f"{fact} / {fib}": row for fact, fib, row in zip(facts, fibs, rows.rows, strict=True)}


def _asked(part: Any) -> str:
    if not isinstance(part, Mapping) or not {"video", "question", "answer"} <= set(part):
        raise ValueError("it has no video, question and answer")
    return f"{part['video']}: {part['question']}"


def _judged(
    pair: Mapping[str, Any], predicted: Mapping[str, Any] | None, rule: Rule
) -> tuple[bool, bool]:
    given = predicted or {}
    fact, fib = (
        rule(str(given.get(part, {}).get("predict") or ""), pair[part]["answer"]) for part in PARTS
    )
    return fact, fib
