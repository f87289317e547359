"""Ask a question about videos of the library; a checked answer with evidence comes back.

Checks the question, hands it to a strategy, and has the answer verified. Knows neither how the
strategy reaches its answer nor how the answer will be shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from longtake.errors import QuestionError
from longtake.protocols import Context, Strategy
from longtake.types import Answer, Question

MOST_CHARACTERS = 4_000
MOST_OPTIONS = 26


def question(text: str, options: Iterable[str] = ()) -> Question:
    """A question fit to be asked. Raises QuestionError, with what to change, when it is not."""
    text = readable(text)
    if isinstance(options, str):
        raise QuestionError(f"the options {options!r} are one text: give a list, one text for each")
    if not text:
        raise QuestionError("the question is empty: ask something, in quotes")
    if not any(map(str.isalnum, text)):
        raise QuestionError(f"the question {text!r} has no letter and no digit: ask in words")
    if len(text) > MOST_CHARACTERS:
        raise QuestionError(
            f"the question has {len(text):,} characters: shorten it to {MOST_CHARACTERS:,} at most"
        )
    return Question(text=text, options=_checked([readable(option) for option in options]))


def readable(text: str) -> str:
    """One line, with what is not Unicode made visible. Raises QuestionError for what is no text."""
    if not isinstance(text, str):
        raise QuestionError(f"{text!r} is not a text: put it in quotes")
    return " ".join(text.encode("utf-8", "replace").decode("utf-8").split())


def _checked(options: list[str]) -> tuple[str, ...]:
    if not options:
        return ()
    if "" in options:
        raise QuestionError("an option is empty: give each --option a text")
    folded = [option.casefold() for option in options]
    twice = next((o for o in options if folded.count(o.casefold()) > 1), None)
    if twice is not None:
        raise QuestionError(f"the option {twice!r} is given twice: each must differ")
    if not 2 <= len(options) <= MOST_OPTIONS:
        raise QuestionError(f"{len(options)} options given: use 2 to {MOST_OPTIONS}, or none")
    return tuple(options)


async def ask(
    asked: Question, context: Context, strategy: Strategy, *, verified: bool = True
) -> Answer:
    """Answer a question, then look again at each cited span and drop what it does not show."""
    from longtake.perceive.rereading import read_again
    from longtake.reason.verify import verify

    answer = await strategy.answer(asked, context)
    if verified:
        answer = await verify(asked, answer, context, read_again)
    return replace(
        answer,
        coverage=context.coverage,
        missing=tuple(dict.fromkeys([*answer.missing, *context.missing])),
        trace=tuple(context.trace.steps),
    )
