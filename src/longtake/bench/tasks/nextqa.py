"""NExT-QA and IntentQA: five options, indices compared, types of question.

Annotations as in doc-doc/NExT-QA `val.csv`, whose columns IntentQA took over (`video_id` for
`video`); predictions as `eval_mc.py` reads them: an object of `"VIDEO_QID": {"prediction": index}`.
IntentQA's table is NExT-QA's too, as `eval_intentqa.py` of JoseponLee/IntentQA has it: its CW, CH
and TP with TN are the columns Why, How and Bef&Aft, and those without questions are not there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from longtake.bench.files import Table
from longtake.bench.metrics.letters import LETTERS
from longtake.bench.official.answers import Answer, Judge, percent, strict
from longtake.bench.sample import Sample
from longtake.bench.shapes.choices import By
from longtake.bench.shapes.fields import by_index
from longtake.bench.shapes.indexed import Indexed
from longtake.bench.task import Card

NEXTQA = {
    "Why": ("CW",),
    "How": ("CH",),
    "Bef&Aft": ("TN", "TP"),
    "When": ("TC",),
    "Cnt": ("DC",),
    "Loc": ("DL",),
    "Other": ("DO",),
    "Acc_C": ("CW", "CH"),
    "Acc_T": ("TN", "TP", "TC"),
    "Acc_D": ("DC", "DL", "DO"),
}
"""The official columns, by the types of question that they hold."""
OPTIONS = ("a0", "a1", "a2", "a3", "a4")
PREDICTIONS = 'an object of "VIDEO_QID": {"prediction": index}'


def typed(
    columns: Mapping[str, Sequence[str]], answers: Sequence[Answer], judge: Judge
) -> dict[str, float]:
    """Accuracy of each column that has questions, and of all (`Acc`)."""
    values: dict[str, float] = {}
    for name, types in columns.items():
        own = [judge(one) for one in answers if one.kinds["type"] in types]
        if own:
            values[name] = percent(own)
    return {**values, "Acc": percent([judge(one) for one in answers])}


class NExTQA(Indexed):
    """Causes, order in time, description (Xiao et al., CVPR 2021)."""

    card = Card(
        name="next-qa",
        title="NExT-QA (Xiao et al. 2021)",
        measures="questions by five options on causes, time and description: accuracy",
        size="val 4,996 questions",
        licence="MIT",
        source="dataset/nextqa/ of doc-doc/NExT-QA",
        annotations="val.csv",
        predictions=PREDICTIONS,
        example='{"4010069381_6": {"prediction": 4}}',
    )
    rule = By(strict, lambda answers, judge: typed(NEXTQA, answers, judge))
    video = "video"

    def sample(self, rows: Table, number: int) -> Sample:
        """A row; the answer is an index, whatever the options say. Raises BenchError."""
        video = rows.read(number, self.video, str)
        options = tuple(rows.read(number, name, str).strip() for name in OPTIONS)
        choice = rows.read(number, "answer", lambda value: by_index(value, options))
        return Sample(
            id=f"{video}_{rows.read(number, 'qid', str)}",
            videos=(video,),
            text=rows.read(number, "question", str).strip(),
            options=options,
            choice=choice,
            gold=LETTERS[choice],
            kinds={"type": rows.read(number, "type", str)},
        )


class IntentQA(NExTQA):
    """Why people do what they do (Li et al., ICCV 2023)."""

    card = Card(
        name="intentqa",
        title="IntentQA (Li et al. 2023)",
        measures="questions by five options on the intents behind actions: accuracy",
        size="see the authors",
        licence="see the authors",
        source="datasets/IntentQA/ of JoseponLee/IntentQA",
        annotations="test.csv",
        predictions=PREDICTIONS,
        example='{"4010069381_6": {"prediction": 4}}',
    )
    video = "video_id"
