"""MF2 (Zaranis et al. 2025): pairs of a true and a false claim about a film.

Annotations as the authors' `MF2_test.csv`, a row a pair. Predictions are a folder of files by film
(`1.json`: `{"CLAIM_ID": {"true_claim": "…", "false_claim": "…"}}`), or rows of `id` and `response`.
The four published ways to read TRUE or FALSE are columns; the official one is the last occurrence,
which the authors use for models that explain.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from longtake.bench.files import Table, entries, gathered, mapping, replies, table
from longtake.bench.official import mf2
from longtake.bench.sample import Sample
from longtake.bench.shapes.apart import apart_where_said
from longtake.bench.shapes.asked import Asked
from longtake.bench.task import Card, Column, Replies, Verdicts

ASK = "Is this claim about the film true? Say <answer>TRUE</answer> or <answer>FALSE</answer>.\n"
PARTS = {"true_claim": "TRUE", "false_claim": "FALSE"}
STRATEGIES: Mapping[str, mf2.Strategy] = {
    "official": "last-occurrence",
    "strict": "strict",
    "robust": "strict-w-fallback-first-occurrence",
    "first-occurrence": "first-occurrence",
}


class MF2(Asked):
    """A pair is right where the true claim is called TRUE and the false one FALSE."""

    card = Card(
        name="mf2",
        title="MF2, Movie Facts and Fibs (Zaranis et al. 2025)",
        measures="true and false claims about whole films: accuracy of pairs",
        size="53 films, 868 pairs",
        licence="CC BY-NC-SA 4.0",
        source="deep-spin/MF2, and the dataset sardinelab/MF2",
        annotations="MF2_test.csv",
        predictions="a folder of files by film, or `id` (FILM_CLAIM/true_claim) and `response`",
        example='{"id": "1_4/true_claim", "response": "<answer>TRUE</answer>"}',
    )

    def each(self, rows: Table, number: int) -> list[Sample]:
        """Both claims of a pair."""
        return [self._claim(rows, number, part) for part in PARTS]

    def said(self, predictions: Path, samples: Sequence[Sample]) -> list[tuple[str, str | None]]:
        """Of a folder of files by film, or of rows."""
        if predictions.is_dir():
            return [one for file in gathered(predictions, "*.json") for one in _film(file)]
        return replies(table, predictions, "id", "response")

    def worth(self, sample: Sample, reply: str) -> float:
        """1 where the last TRUE or FALSE is right."""
        return float(mf2.parse(reply, STRATEGIES["official"]) == sample.gold)

    def strict(self, sample: Sample, reply: str) -> float | None:
        """The word in its tags, and nothing else there."""
        said = mf2.parse(reply, STRATEGIES["strict"])
        return None if said is None else float(said == sample.gold)

    def robust(self, sample: Sample, reply: str) -> float | None:
        """The word in its tags, else the first."""
        said = mf2.parse(reply, STRATEGIES["robust"])
        return None if said is None else float(said == sample.gold)

    def columns(
        self, samples: Sequence[Sample], replies: Replies, verdicts: Verdicts
    ) -> tuple[dict[str, Column], list[str]]:
        """One for each way to read; a claim without reply is wrong."""
        columns = _columns(samples, replies)
        return columns, apart_where_said(
            samples,
            replies,
            columns,
            lambda some: _columns(some, replies),
            "pairwise_accuracy",
        )

    def _claim(self, rows: Table, number: int, part: str) -> Sample:
        film, claim = (rows.read(number, name, str) for name in ("movie_id", "claim_id"))
        row = rows.rows[number]
        names = [name for name in ("granularity", "category") if name in row]
        pair = f"{film}_{claim}"
        return Sample(
            id=f"{pair}/{part}",
            videos=(rows.read(number, "video", str),),
            text=ASK + rows.read(number, part, str),
            form="open",
            gold=PARTS[part],
            kinds={name: str(row[name]).strip() for name in names},
            together=pair,
        )


def _columns(samples: Sequence[Sample], replies: Replies) -> dict[str, Column]:
    pairs: dict[str, dict[str, str | None]] = {}
    for one in samples:
        pair, _, part = one.id.rpartition("/")
        pairs.setdefault(pair, {})[part] = replies.get(one.id)
    empty = sum(one.id in replies and replies[one.id] is None for one in samples)
    return {name: _column(pairs, strategy, empty) for name, strategy in STRATEGIES.items()}


def _column(
    pairs: Mapping[str, Mapping[str, str | None]], strategy: mf2.Strategy, empty: int
) -> Column:
    texts = [text for pair in pairs.values() for text in pair.values()]
    unread = sum(text is not None and mf2.parse(text, strategy) is None for text in texts)
    values = mf2.scores(list(pairs.values()), strategy)
    return Column(values=values, counted=len(pairs), unread=empty + unread)


def _film(file: Path) -> Iterator[tuple[str, str | None]]:
    for claim, pair in entries(mapping(file)):
        prefix = f"{file.stem}_"
        name = claim if claim.startswith(prefix) else prefix + claim
        for part in PARTS:
            if isinstance(pair, Mapping) and part in pair:
                yield f"{name}/{part}", None if pair[part] is None else str(pair[part])
