"""TempCompass (Liu et al., ACL Findings 2024): five aspects of time, in three forms of question.

Annotations as in llyx97/TempCompass `questions/`: `multi-choice.json`, `yes_no.json` and
`caption_matching.json`, or their folder; each an object of videos, of aspects, of questions with
`question` (options inside, a line each) and `answer`. `meta_info.json`, in the folder or the one
above, tells the finer aspects. Predictions are the same with `prediction`, or `response`, in each
question, as `predictions/MODEL/` has them. Captioning, the fourth form, needs a model to read it.
To a caption a bare letter is no answer officially; it wants the option, or its name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from longtake.bench.files import Row, Table, gathered, mapping, replies, table, whole
from longtake.bench.metrics.letters import LETTERS
from longtake.bench.official import tempcompass
from longtake.bench.official.answers import (
    OVERALL,
    Answer,
    Judge,
    percent,
    robust,
    said_robustly,
    said_strictly,
    strict,
)
from longtake.bench.sample import Sample
from longtake.bench.shapes.choices import Beside, By, Choices
from longtake.bench.shapes.fields import plain_options
from longtake.bench.task import Card
from longtake.errors import BenchError

FORMS = ("multi-choice", "yes_no", "caption_matching")
WORDS = ("yes", "no")
META = "meta_info.json"


def scores(answers: Sequence[Answer], judge: Judge) -> dict[str, float]:
    """The authors' table of each form, as that is one script each; then of all (ours)."""
    forms = [form for form in FORMS if any(one.kinds["form"] == form for one in answers)]
    if len(forms) == 1:
        return tempcompass.scores(answers, judge)
    values: dict[str, float] = {}
    for form in forms:
        own = [one for one in answers if one.kinds["form"] == form]
        values |= {f"{form} {name}": v for name, v in tempcompass.scores(own, judge).items()}
    return {**values, OVERALL: percent([judge(one) for one in answers])}


def lettered(one: Answer) -> Answer:
    """A caption that is chosen by its name, `Sentence B` or `Option 2: …`, as its letter."""
    if one.kinds["form"] != "caption_matching":
        return one
    said = (one.text or "").replace(tempcompass.END, "").strip()
    for letter, option in zip(LETTERS, one.options, strict=False):
        if said in (option, name := option.partition(":")[0], f"{name}."):
            return replace(one, text=letter)
    return one


class TempCompass(Choices):
    """Action, speed, direction, order and change of attributes."""

    card = Card(
        name="tempcompass",
        title="TempCompass (Liu et al. 2024)",
        measures="five aspects of time by option, yes/no and caption matching: accuracy",
        size="1,580 by option, 2,453 yes/no, 1,503 caption matching",
        licence="CC BY-NC 4.0",
        source="questions/ of llyx97/TempCompass",
        annotations="*.json",
        predictions="a file of each form with `prediction` in each question, or their folder",
        example='{"1034419625": {"action": [{"question": "Is the man dunking?", "answer": '
        '"yes", "prediction": "yes"}]}}',
    )
    rule = By(tempcompass.judge, scores)
    readings: ClassVar[Mapping[str, Beside]] = {
        "strict": Beside(
            lambda one: strict(lettered(one)), lambda one: said_strictly(lettered(one))
        ),
        "robust": Beside(
            lambda one: robust(lettered(one)), lambda one: said_robustly(lettered(one))
        ),
    }

    def files(self, path: Path) -> list[Path]:
        """Those of the three forms. Raises BenchError."""
        found = [file for file in gathered(path, self.card.annotations) if file.stem in FORMS]
        if not found:
            wanted = ", ".join(f"{form}.json" for form in FORMS)
            raise BenchError(
                f"{str(path)!r} is or holds none of {wanted}: name one, or their folder"
            )
        return found

    def rows(self, path: Path) -> Table:
        """A row for each question, with its place. Raises BenchError."""
        return Table(path, list(_flat(path, _meta(path))))

    def sample(self, rows: Table, number: int) -> Sample:
        """A question without its options. Raises BenchError."""
        form = rows.path.stem
        text, *lines = rows.read(number, "question", str).split("\n")
        options = WORDS if form == "yes_no" else tuple(line for line in lines if line.strip())
        row = rows.rows[number]
        return Sample(
            id=_id(row, form),
            videos=(f"{row['video']}.mp4",),
            text=text.strip(),
            options=plain_options(options),
            choice=rows.read(number, "answer", lambda value: _place(value, options)),
            gold=rows.read(number, "answer", str),
            kinds={"form": form, **row["kinds"]},
        )

    def said(self, predictions: Path, samples: Sequence[Sample]) -> list[tuple[str, str | None]]:
        """By video, aspect and place, or by id.

        Raises BenchError, also where another question stands in a place.
        """
        held = whole(predictions) if predictions.suffix == ".json" else None
        if predictions.suffix == ".jsonl" or _by_id(held):
            return replies(table, predictions, "id", self.reply_field)
        asked = {one.id: one.text for one in samples}
        forms = list(dict.fromkeys(str(one.kinds["form"]) for one in samples))
        found = {form: predictions / f"{form}.json" for form in forms}
        if not predictions.is_dir():
            found = {predictions.stem if predictions.stem in FORMS else forms[0]: predictions}
        rows = [(form, self.rows(file)) for form, file in found.items() if file.is_file()]
        return [one for form, own in rows for one in _predicted(own, form, asked)]


def _by_id(held: Any) -> bool:
    return isinstance(held, Mapping) and all(isinstance(one, str | None) for one in held.values())


def _flat(path: Path, finer: Mapping[str, Any]) -> Iterator[Row]:
    """A row for each question: what it holds, its place and its kinds. Raises BenchError."""
    for video, aspects in mapping(path).items():
        if not isinstance(aspects, Mapping):
            raise BenchError(f"{path}: {video!r} holds no aspects: is it a file of questions?")
        for aspect, questions in aspects.items():
            if not (
                isinstance(questions, list) and all(isinstance(one, dict) for one in questions)
            ):
                raise BenchError(f"{path}: {video!r} {aspect!r} is no list of questions")
            kinds = {"aspect": aspect, **_finer(finer, video, aspect)}
            for place, one in enumerate(questions):
                yield {**one, "video": video, "place": place, "kinds": kinds}


def _finer(finer: Mapping[str, Any], video: str, aspect: str) -> dict[str, str]:
    about = (finer.get(video) or {}).get("eval_dim", {}).get(aspect) or {}
    return {"fine_grained_aspect": about["type"]} if "type" in about else {}


def _meta(path: Path) -> Mapping[str, Any]:
    beside = (path.with_name(META), path.parent.with_name(META))
    return next((mapping(file) for file in beside if file.is_file()), {})


def _id(row: Row, form: str) -> str:
    return f"{row['video']}/{form}/{row['kinds']['aspect']}/{row['place']}"


def _place(value: Any, options: Sequence[str]) -> int:
    if value not in options:
        raise ValueError(f"it is none of {', '.join(options)}")
    return options.index(value)


def _predicted(
    rows: Table, form: str, asked: Mapping[str, str]
) -> Iterator[tuple[str, str | None]]:
    for number, row in enumerate(rows.rows):
        id, text = _id(row, form), rows.read(number, "question", str).split("\n")[0].strip()
        if asked.get(id, text) != text:
            raise BenchError(f"{rows.path}: {id!r} asks {text!r}: are they of another version?")
        field = "response" if "response" in row and "prediction" not in row else "prediction"
        yield id, rows.read(number, field, str)
