"""MAGQA of MMDuet (Wang et al. 2024): one question, whose answers are due at several times.

Annotations as the authors' test file: rows with `question_id`, `video`, `conversation` (whose first
turn is the question) and `answer`, each with `content` and `time`, [start_s, end_s]. The question
is put again each second, from when it is asked to the end of the last answer; a reply is turns
(`bench.turns`). Predictions are the authors' lines with `model_response_list`, and once judged
`evaluator_output`, a rating for each answer and turn.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from longtake.bench.files import Row, Table, numbers, table
from longtake.bench.metrics.wording import same, token_f1
from longtake.bench.official import magqa
from longtake.bench.official.failure import OfficialFailure
from longtake.bench.sample import Sample
from longtake.bench.shapes.asked import Scored, shared
from longtake.bench.shapes.judged import JudgedAnswers
from longtake.bench.task import NO_VERDICTS, Card, Column, Replies, Verdicts
from longtake.bench.turns import Turn, turns_said, write_turns
from longtake.types import Span

PROMPT = """A question stood while a video ran. Its right answers, and what was said while each \
was due, follow. Rate each thing said against its right answer: 5 wholly right, 4 mostly, 3 \
partly, 2 slightly, 1 wrong or of something else.

Question: {question}
{due}

Reply with a JSON list that holds, for each right answer in turn, the list of its ratings: {form}"""
"""In our words, all at once; the authors ask Llama for one rating at a time, on the same scale."""
WORST, BEST = 1, 5


class MAGQA(JudgedAnswers):
    """In-span score, 1 to 5: of the ratings of what is said while an answer is due."""

    card = Card(
        name="magqa",
        title="MAGQA, Shot2Story-MAGQA-39k (Wang et al. 2024)",
        measures="answers due at several times, judged: in-span score, 1 to 5",
        size="2,000 questions",
        licence="see the authors",
        source="the dataset that yellow-binary-tree/MMDuet names",
        annotations="*.json",
        predictions="lines with `question_id`, `model_response_list` and `evaluator_output`",
        example='{"question_id": "1", "model_response_list": [{"role": "assistant", "time": '
        '3.0, "content": "He sits."}]}',
    )
    reply_field = "reply"
    verdict_field = "evaluator_output"

    def rows(self, path: Path) -> Table:
        """Rows with an id, and the reply as turns. Raises BenchError."""
        read = table(path)
        added = [{**row, **_named(read, number)} for number, row in enumerate(read.rows)]
        return Table(read.path, added)

    def sample(self, rows: Table, number: int) -> Sample:
        """A question that stands to the end of its last answer."""
        due = rows.read(number, "answer", _due)
        asked_s, text = rows.read(number, "conversation", _question)
        last_s = max((span.end_s for _, span in due), default=asked_s)
        video = rows.read(number, "video", str)
        return Sample(
            id=str(rows.rows[number]["id"]),
            videos=(video,),
            text=text,
            form="open",
            gold=due[0][0] if due else "",
            accepts=tuple(content for content, _ in due[1:]),
            evidence={video: tuple(span for _, span in due)},
            until_s=last_s,
            polls_s=_each_second(asked_s, last_s),
            replies_due=0,
        )

    def strict(self, sample: Sample, reply: str) -> float | None:
        """Share of the answers that are said word for word while they are due."""
        return _mean_of(sample, reply, lambda said, gold: float(same(said, [gold])))

    def robust(self, sample: Sample, reply: str) -> float | None:
        """Mean of the best F1 of the words that are said while an answer is due."""
        return _mean_of(sample, reply, lambda said, gold: token_f1(said, [gold]))

    def judge_prompt(self, sample: Sample, reply: str) -> str:
        """All ratings at once, in our words."""
        lines = [
            f"Right answer {n}: {gold}\n" + "".join(f"Said: {one}\n" for one in said)
            for n, (gold, said) in enumerate(_in_span(sample, turns_said(reply) or []), 1)
        ]
        return PROMPT.format(question=sample.text, due="".join(lines), form="[[4, 5], [], [2]]")

    def verdict(self, sample: Sample, words: str) -> float | None:
        """In-span score, from 0 (1 of 5) to 1 (5 of 5); None where it cannot be read."""
        ratings = _ratings(words)
        if ratings is None or len(ratings) != len(_golds(sample)):
            return None
        means = [sum(row) / len(row) if row else WORST for row in ratings]
        return (sum(means) / len(means) - WORST) / (BEST - WORST) if means else None

    def words(self, value: Any) -> str:
        """A stored matrix of ratings."""
        return json.dumps(value)

    def stored(self, predictions: Path, samples: Sequence[Sample]) -> Verdicts:
        """Of a matrix, the ratings of what is said while each answer is due."""
        known = {one.id: one for one in samples}
        return {
            str(row["id"]): self.words(_due_alone(known[str(row["id"])], row))
            for row in self.spoken(predictions).rows
            if self.verdict_field in row and str(row["id"]) in known
        }

    def table(self, scored: Scored) -> dict[str, float]:
        """The mean, in percent."""
        return {"in-span": shared(scored)["Overall"]}

    def columns(
        self, samples: Sequence[Sample], replies: Replies, verdicts: Verdicts = NO_VERDICTS
    ) -> tuple[dict[str, Column], list[str]]:
        """The official one is from 1 to 5, over 2,000 examples; the others are in percent."""
        columns, notes = super().columns(samples, replies, verdicts)
        if official := columns.get("official"):
            found = [_example(one, replies, verdicts) for one in samples if one.id in verdicts]
            values = magqa.scores([one for one in found if one is not None])
            columns["official"] = replace(official, values=values)
            notes = [note for note in notes if "reading's" not in note]
        return columns, notes


def _golds(sample: Sample) -> list[tuple[str, Span]]:
    spans = [span for spans in sample.evidence.values() for span in spans]
    return list(zip((sample.gold, *sample.accepts), spans, strict=False))


def _in_span(sample: Sample, turns: Sequence[Turn]) -> Iterator[tuple[str, list[str]]]:
    """Each right answer, and what is said while it is due, ends included; -1 is any time."""
    for gold, span in _golds(sample):
        yield gold, [turn.text for turn in turns if _due_at(span, turn.time_s)]


def _due_at(span: Span, time_s: float) -> bool:
    return time_s == -1 or span.start_s <= time_s <= span.end_s


def _mean_of(sample: Sample, reply: str, like: Any) -> float | None:
    turns = turns_said(reply)
    if turns is None:
        return None
    best = [
        max((like(one, gold) for one in said), default=0.0)
        for gold, said in _in_span(sample, turns)
    ]
    return sum(best) / len(best) if best else None


def _ratings(words: str) -> list[list[float]] | None:
    start, end = words.find("["), words.rfind("]")
    try:
        return [[magqa.rated(one) for one in row] for row in json.loads(words[start : end + 1])]
    except (ValueError, TypeError, OfficialFailure):
        return None


def _example(sample: Sample, replies: Replies, verdicts: Verdicts) -> magqa.Example | None:
    """Each rating at the place of its turn."""
    turns, ratings = turns_said(replies.get(sample.id) or ""), _ratings(verdicts[sample.id])
    golds = _golds(sample)
    if turns is None or ratings is None or len(ratings) != len(golds):
        return None
    matrix: list[list[float]] = []
    for (_, span), row in zip(golds, ratings, strict=True):
        given = iter(row)
        matrix.append([next(given, WORST) if _due_at(span, one[0]) else WORST for one in turns])
    return magqa.Example(
        times_s=[turn.time_s for turn in turns],
        spans=[(span.start_s, span.end_s) for _, span in golds],
        ratings=matrix,
    )


def _due_alone(sample: Sample, row: Row) -> list[list[Any]]:
    turns = turns_said(str(row["reply"])) or []
    return [
        [rating for rating, turn in zip(ratings, turns, strict=False) if _due_at(span, turn.time_s)]
        for (_, span), ratings in zip(_golds(sample), row["evaluator_output"], strict=False)
    ]


def _named(rows: Table, number: int) -> Row:
    row = rows.rows[number]
    id = row.get("id", row.get("question_id"))
    if id is None:
        rows.read(number, "question_id", str)
    if "model_response_list" not in row:
        return {"id": str(id), "reply": row.get("reply", row.get("response"))}
    return {"id": str(id), "reply": rows.read(number, "model_response_list", _turns)}


def _turns(value: Any) -> str:
    said = [one for one in value if one["role"] == "assistant"]
    return write_turns(Turn(float(one["time"]), str(one["content"])) for one in said)


def _due(value: Any) -> list[tuple[str, Span]]:
    return [(str(one["content"]), Span(*numbers(one["time"])[:2])) for one in value]


def _question(value: Any) -> tuple[float, str]:
    return float(value[0].get("time", 0.0)), str(value[0]["content"]).strip()


def _each_second(start_s: float, end_s: float) -> tuple[float, ...]:
    whole = range(math.floor(start_s) + 1, math.floor(end_s) + 1)
    return tuple(dict.fromkeys((*map(float, whole), end_s)))
