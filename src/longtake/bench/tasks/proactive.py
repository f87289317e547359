"""StreamingBench's proactive output: speak when it happens, and say the words.

Annotations as the authors' `questions_proactive.json`. A question is put again each second, from
the second after it is first asked to 4 s after the true time, as the official code polls; its reply
is turns (`bench.turns`), of which the last counts. Predictions are the annotations with a reply in
one more field: turns, or the official `dialog_history`, whose last entry is the last turn.

The official prompt gives the right words away ("Is it the right time to output …?"); they stand in
the question as well.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from longtake.bench.files import Table
from longtake.bench.metrics.wording import normalised, same
from longtake.bench.official import streamingbench
from longtake.bench.sample import Sample
from longtake.bench.shapes.asked import Asked, Scored, shared
from longtake.bench.shapes.fields import Fields, open_sample
from longtake.bench.task import Card, Column, Replies, Verdicts
from longtake.bench.tasks.streamingbench import answered, questions
from longtake.bench.turns import Turn, turns_said, write_turns
from longtake.errors import BenchError
from longtake.types import Span

NEVER = Turn(float("inf"), "")
ANSWER = "answer_accuracy"


class StreamingBenchProactive(Asked):
    """At the right time, within 2 s, and with the right words then."""

    card = Card(
        name="streamingbench-proactive",
        title="StreamingBench, proactive output (Lin et al. 2024)",
        measures="speaking when something happens: time accuracy, answer accuracy",
        size="250 questions",
        licence="MIT",
        source="src/data/ of THUNLP-MT/StreamingBench",
        annotations="questions_proactive.json",
        predictions="the annotations with turns, or a `dialog_history`, in a field of the model's",
        example='{"id": "sample_17_proactive_00:00:20", "response": "[[29.0, \\"3\\"]]"}',
    )
    fields = Fields(
        video="video_path", answer="ground_truth_output", kinds=("task_type", "required_ability")
    )
    without = None

    def rows(self, path: Path) -> Table:
        """A row for each question, its reply as turns. Raises BenchError."""
        read = questions(path)
        return Table(read.path, [{**row, **_replied(path, row)} for row in read.rows])

    def sample(self, rows: Table, number: int) -> Sample:
        """A question that stands from its time to 4 s after the true one."""
        asked_s = rows.read(number, "time_stamp", streamingbench.seconds)
        gold_s = rows.read(number, "ground_truth_time_stamp", streamingbench.seconds)
        last_s = gold_s + streamingbench.POLL_AFTER_S
        sample = open_sample(rows, number, self.fields)
        return sample.model_copy(
            update={
                "polls_s": tuple(float(time_s) for time_s in range(asked_s + 1, last_s + 1)),
                "until_s": float(last_s),
                "evidence": {video: (Span(gold_s, gold_s),) for video in sample.videos},
            }
        )

    def said(self, predictions: Path, samples: Sequence[Sample]) -> list[tuple[str, str | None]]:
        """Of the questions that have a reply; the rest is left out, as officially."""
        return answered(predictions, super().said(predictions, samples))

    def worth(self, sample: Sample, reply: str) -> float:
        """1 where the last turn is in time and holds the words."""
        return _scores(sample, [_last(reply)])[ANSWER] / 100

    def strict(self, sample: Sample, reply: str) -> float | None:
        """1 where the only turn is in time, and says the words and no other."""
        turns = turns_said(reply) or []
        if len(turns) != 1:
            return None
        return float(_timely(sample, turns[0]) and same(turns[0].text, [sample.gold]))

    def robust(self, sample: Sample, reply: str) -> float | None:
        """1 where any turn is in time and holds the words, once both are normalised."""
        turns, gold = turns_said(reply), normalised(sample.gold)
        said = [one for one in turns or () if _timely(sample, one) and gold in normalised(one.text)]
        return None if turns is None else float(bool(said))

    def table(self, scored: Scored) -> dict[str, float]:
        """Share of all."""
        return {ANSWER: shared(scored)["Overall"]}

    def columns(
        self, samples: Sequence[Sample], replies: Replies, verdicts: Verdicts
    ) -> tuple[dict[str, Column], list[str]]:
        """The official one has the time alone, too."""
        columns, notes = super().columns(samples, replies, verdicts)
        said = [(one, replies.get(one.id)) for one in samples]
        turns = [_turn(one, _last(text)) for one, text in said if text is not None]
        values = streamingbench.proactive_scores(turns)
        columns["official"] = replace(columns["official"], values=values)
        return columns, notes


def gold_s(sample: Sample) -> float:
    """The true time, 4 s before the last poll."""
    return (sample.until_s or 0.0) - streamingbench.POLL_AFTER_S


def _timely(sample: Sample, turn: Turn) -> bool:
    return streamingbench.in_window(turn.time_s, gold_s(sample))


def _last(reply: str) -> Turn:
    return (turns_said(reply) or [NEVER])[-1]


def _turn(sample: Sample, turn: Turn) -> streamingbench.Turn:
    return streamingbench.Turn(
        time_s=turn.time_s, text=turn.text, gold_s=gold_s(sample), gold=sample.gold
    )


def _scores(sample: Sample, turns: Sequence[Turn]) -> dict[str, float]:
    return streamingbench.proactive_scores([_turn(sample, one) for one in turns])


def _replied(path: Path, row: Mapping[str, Any]) -> dict[str, Any]:
    """The official dialogue as turns: what the model said, no included, as the last one counts."""
    reply = row.get("response")
    if not isinstance(reply, Mapping):
        return {}
    try:
        said = [one for one in reply["dialog_history"] if one["role"] == "assistant"]
        turns = [Turn(float(one["time"]), str(one["content"])) for one in said]
    except (KeyError, TypeError, ValueError) as error:
        raise BenchError(f"{path}: {row.get('id')!r} has no dialog_history: {error!r}") from error
    return {"response": write_turns(turns)}
