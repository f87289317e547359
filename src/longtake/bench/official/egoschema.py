"""EgoSchema (Mangalam et al., NeurIPS 2023): five options on three minutes of a day.

Rule as in egoschema/EgoSchema `validate.py`: the index of the option, equal or not, of the 500
public questions; the full set is scored by its server, which takes these indices by `q_uid`.
"""

from __future__ import annotations

from collections.abc import Mapping

from longtake.bench.official.answers import percent
from longtake.errors import BenchError

OPTIONS = 5


def scores(predicted: Mapping[str, int], truth: Mapping[str, int]) -> dict[str, float]:
    """Accuracy on the questions with a public answer; one without a prediction is wrong."""
    return {"Accuracy": percent([predicted.get(id) == index for id, index in truth.items()])}


def submission(predicted: Mapping[str, int]) -> dict[str, int]:
    """Indices as the server takes them. Raises BenchError."""
    for id, index in predicted.items():
        if index not in range(OPTIONS):
            raise BenchError(f"EgoSchema: {id!r} has the index {index!r}, not 0 to {OPTIONS - 1}")
    return dict(predicted)
