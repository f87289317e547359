"""An answer to be judged, and how judged answers become shares.

A judge says of one answer whether it is right; None leaves it out of the denominator, as several
official scripts do with what they cannot read. Each benchmark's file has its own judge; `strict`
and `robust` are two that stand beside all of them, so that one function yields three columns.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from longtake.bench.metrics import letters
from longtake.bench.metrics.wording import normalised

LETTERS = letters.LETTERS
OVERALL = "Overall"
YES_NO = ["no", "yes"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a model said to one question."""

    text: str | None
    """The reply, word for word; None where there is none."""
    gold: str
    """The right answer, as the annotations write it."""
    options: Sequence[str] = ()
    kinds: Mapping[str, str | Sequence[str]] = field(default_factory=dict)
    """What the benchmark files the question under, by the name of the column."""
    id: str = ""
    choice: int | None = None
    """Index of the right option, where it is known; else `gold` tells."""


Judge = Callable[[Answer], bool | None]


def strict(answer: Answer) -> bool:
    """Whether a well-formed reply names the right option."""
    said = said_strictly(answer)
    return said is not None and said == gold_index(answer)


def robust(answer: Answer) -> bool:
    """Whether the reply plainly means the right option."""
    said = said_robustly(answer)
    return said is not None and said == gold_index(answer)


def said_strictly(answer: Answer) -> int | None:
    """The option of a well-formed reply: its letter; of yes and no, the word alone."""
    text, words = answer.text or "", [option.lower() for option in answer.options]
    if sorted(words) == YES_NO:
        said = text.strip().rstrip(".").lower()
        return words.index(said) if said in words else None
    return letters.strict(text, len(answer.options))


def said_robustly(answer: Answer) -> int | None:
    """The option that the reply plainly means."""
    return letters.robust(answer.text or "", answer.options)


def gold_index(answer: Answer) -> int | None:
    """The option that is right: by its text, else by the letter; None where it is none of them."""
    if answer.choice is not None:
        return answer.choice
    wanted = normalised(answer.gold)
    plain = [normalised(option) for option in letters.unlettered(answer.options)]
    whole = [normalised(option) for option in answer.options]
    for texts in (whole, plain):
        if wanted and wanted in texts:
            return texts.index(wanted)
    return letters.strict(answer.gold, len(answer.options))


def shares(answers: Sequence[Answer], judge: Judge, *kinds: str) -> dict[str, float]:
    """Percent right of all (`Overall`) and under each value of the kinds, in order of occurrence.

    Where two kinds share a value, the later one is named with its kind. 0 where answers were given
    but none counts; NaN without answers. An OfficialFailure of the judge passes through: then
    there is no official score.
    """
    verdicts = [judge(answer) for answer in answers]
    values = {OVERALL: percent(verdicts)}
    for kind in kinds:
        under: dict[str, list[bool | None]] = {}
        for answer, verdict in zip(answers, verdicts, strict=True):
            for name in _values(answer.kinds.get(kind, ())):
                under.setdefault(name, []).append(verdict)
        for name, some in under.items():
            values[name if name not in values else f"{kind} {name}"] = percent(some)
    return values


def counted(answers: Sequence[Answer], judge: Judge) -> int:
    """The denominator: answers of which the judge says something."""
    return sum(judge(answer) is not None for answer in answers)


def percent(verdicts: Sequence[bool | None]) -> float:
    """Right of those that count, from 0 to 100."""
    if not verdicts:
        return float("nan")
    kept = [verdict for verdict in verdicts if verdict is not None]
    return 100 * sum(kept) / len(kept) if kept else 0.0


def mean(values: Sequence[float]) -> float:
    """Plain mean; NaN of nothing."""
    return sum(values) / len(values) if values else float("nan")


def _values(value: str | Sequence[str]) -> Sequence[str]:
    return (value,) if isinstance(value, str) else value
