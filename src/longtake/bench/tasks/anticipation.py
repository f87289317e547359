"""Ego4D long-term anticipation (Grauman et al., CVPR 2022): the next twenty actions.

Annotations are an object by clip, `"CLIP_ACTION": {"verb": [20 numbers], "noun": [20 numbers]}`, as
they follow from the authors' gated file; predictions are the submission of EGO4D/forecasting: the
same with several sequences each, `[[20 numbers], …]`, of which the best counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from longtake.bench.files import Table, entries, mapping
from longtake.bench.metrics.ids import match_ids
from longtake.bench.official import ego4d
from longtake.bench.task import Card, Scores, scores_of
from longtake.errors import BenchError

AHEAD = 20
SEQUENCES = 5
NOUNS = 1 << 20
"""Above every noun's number, so that a verb and a noun make one action."""
Ints = NDArray[np.int64]


class Ego4DLTA:
    """Verbs, nouns, and both as one action."""

    card = Card(
        name="ego4d-lta",
        title="Ego4D long-term anticipation (Grauman et al. 2022)",
        measures="edit distance of the next 20 actions, best of 5 (in percent; lower is better)",
        size="see the authors",
        licence="code MIT; data after signing the Ego4D licence",
        source="fho_lta_val.json of Ego4D",
        annotations="*.json",
        predictions="an object by clip of `verb` and `noun`, five sequences of 20 numbers each",
        example='{"CLIP_3": {"verb": [[4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, '
        '4, 4]], "noun": [[91, 91, 91, 91, 91, 91, 91, 91, 91, 91, 91, 91, 91, 91, 91, '
        "91, 91, 91, 91, 91]]}}",
    )

    def score(self, predictions: Path, annotations: Path) -> Scores:
        """ED@20; a clip that was not predicted counts as wholly wrong. Raises BenchError."""
        clips, given = mapping(annotations), mapping(predictions)
        truth = _columns(annotations, clips, list(clips), _one)
        said = _columns(predictions, given, [name for name in clips if name in given], _several)
        shared = [at for at, name in enumerate(clips) if name in given]
        values: dict[str, float] = {}
        if shared:
            found = ego4d.scores(said, {name: gold[shared] for name, gold in truth.items()})
            part = len(shared) / len(clips)
            values = {name: 100 * (part * one + 1 - part) for name, one in found.items()}
        return scores_of(values, match_ids(clips, [id for id, _ in entries(given)]), len(clips))


def _columns(path: Path, given: dict[str, Any], names: Sequence[str], read: Any) -> dict[str, Ints]:
    """`verb`, `noun` and `action`, in the order of the names. Raises BenchError."""
    rows = Table(path, [_object(path, name, given[name]) for name in names])
    verbs, nouns = (_stacked(rows.column(side, read)) for side in ("verb", "noun"))
    if verbs.shape != nouns.shape:
        raise BenchError(f"{path}: verbs of {verbs.shape}, but nouns of {nouns.shape}")
    return {"verb": verbs, "noun": nouns, "action": verbs * NOUNS + nouns}


def _object(path: Path, name: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise BenchError(f"{path}: {name!r} has no 'verb' and 'noun'")
    return value


def _stacked(rows: Sequence[Ints]) -> Ints:
    return np.stack(rows) if rows else np.empty((0, AHEAD, SEQUENCES), np.int64)


def _one(value: Any) -> Ints:
    numbers = np.array(value)
    if numbers.shape != (AHEAD,) or numbers.dtype.kind not in "iu":
        raise ValueError(f"{AHEAD} numbers of actions are wanted")
    return numbers.astype(np.int64)


def _several(value: Any) -> Ints:
    """`(20, 5)`; fewer sequences are filled with the first, which costs nothing."""
    rows = [_one(row) for row in value]
    if not 0 < len(rows) <= SEQUENCES:
        raise ValueError(f"1 to {SEQUENCES} sequences are wanted, got {len(rows)}")
    return np.stack([*rows, *rows[:1] * (SEQUENCES - len(rows))], axis=1)
