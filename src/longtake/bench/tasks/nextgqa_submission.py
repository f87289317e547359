"""A file of predictions for NExT-GQA: spans, and answers beside the truth they were compared with.

An object with `ground`, by VIDEO_QID `[start_s, end_s]`, and `answer`, by VIDEO_QID an object of
`prediction` and `answer`, indices both; or the spans alone. The authors' code takes what is right
from this file; `Submission.right` takes it from the questions, where these are known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from longtake.bench.files import entries, instead, mapping, spans
from longtake.bench.metrics import letters
from longtake.bench.metrics.times import Rows
from longtake.bench.task import told_of
from longtake.errors import BenchError

PARTS = ("ground", "answer")
Answered = tuple[Any, Any]
"""What was predicted, and what the file says is right."""


@dataclass(frozen=True, slots=True)
class Submission:
    """What a file of predictions holds."""

    spans: Mapping[str, list[float]]
    named: Sequence[str]
    """Ids of the spans, as often as they stand there."""
    answers: Mapping[str, Answered]
    strange: Sequence[str] = ()
    """Keys that are no part of such a file."""

    def officially_right(self) -> dict[str, bool | None]:
        """Whether the two numbers of the file are the same; None without a prediction."""
        return {
            id: None if said is None else bool(said == right)
            for id, (said, right) in self.answers.items()
        }

    def right(
        self, known: Mapping[str, int], read: Callable[[Any], int | None]
    ) -> dict[str, bool | None]:
        """The same by the known right options, else by the file's; None where none is read."""
        found: dict[str, bool | None] = {}
        for id, (said, right) in self.answers.items():
            index = read(said)
            found[id] = None if index is None else index == known.get(id, right)
        return found

    def notes(
        self, predicted: Mapping[str, Any], known: Mapping[str, int], questions: str
    ) -> Iterator[str]:
        """What is odd in the answers to what has a span; `questions` is the file of the truth."""
        yield from told_of(self.strange, "keys beside `ground` and `answer` are not read")
        if not self.answers:
            yield "no `answer`: every question counts as answered wrongly, so that Acc@GQA is 0"
            return
        without = [id for id in predicted if self.answers.get(id, (None, None))[0] is None]
        yield from told_of(without, "have a span but no answer: answered wrongly")
        apart = [
            id
            for id in predicted
            if id in self.answers and known.get(id, self.answers[id][1]) != self.answers[id][1]
        ]
        yield from told_of(apart, f"`answer` is not that of {questions} (official takes it so)")
        if not known:
            yield f"no {questions} beside the annotations: what is right is as the submission says"


def submitted(path: Path) -> Submission:
    """Spans and answers of a file. Raises BenchError."""
    given = mapping(path)
    if "ground" not in given and ("answer" in given or any(map(_is_object, given.values()))):
        raise BenchError(f"{path} has no 'ground'{instead('ground', given)}")
    whole = "ground" in given
    ground, answers = (given["ground"], given.get("answer", {})) if whole else (given, {})
    for name, part in zip(PARTS, (ground, answers), strict=True):
        if not _is_object(part):
            raise BenchError(f"{path}: {name!r} is no object by VIDEO_QID")
    return Submission(
        spans={id: spans_of(path, id, [span])[0] for id, span in ground.items()},
        named=[id for id, _ in entries(ground)],
        answers={id: _answered(path, id, one) for id, one in answers.items()},
        strange=[repr(name) for name in given if name not in PARTS] if whole else (),
    )


def spans_of(path: Path, id: str, value: Any) -> Rows:
    """The spans of one question. Raises BenchError."""
    try:
        return spans(value)
    except (TypeError, ValueError) as error:
        raise BenchError(f"{path}: {id!r} is no span: {error}") from error


def as_index(said: Any) -> int | None:
    """A number, as the authors' code writes it."""
    return said if isinstance(said, int) and not isinstance(said, bool) else None


def plain_index(said: Any) -> int | None:
    """A number, also as text, or the letter of an option."""
    if not isinstance(said, str):
        return as_index(said)
    text = said.strip()
    return int(text) if text.isdecimal() else letters.strict(text, len("ABCDE"))


def _is_object(value: Any) -> bool:
    return isinstance(value, Mapping)


def _answered(path: Path, id: str, one: Any) -> Answered:
    try:
        return one["prediction"], one["answer"]
    except (KeyError, TypeError) as error:
        raise BenchError(
            f"{path}: {id!r} of 'answer' is {one!r}: `prediction` and `answer` are wanted"
        ) from error
