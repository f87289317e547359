"""The seam of this room: somebody who is asked, what is put and what is said; and the words of it.

A `Put` goes in: a sample, and what is shown of its videos. `Said` comes out: the reply, word for
word, and what it cost. Truth is not among it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from pydantic import BaseModel, ConfigDict

from longtake.bench.asking.controls import Put
from longtake.bench.metrics.letters import LETTERS
from longtake.bench.sample import Form, Sample
from longtake.types import Span, Usage

INSTRUCTIONS = """\
You are shown pictures from one or several videos, in order; a picture is preceded by its time, \
such as [12.4 s]. Answer the question about them. """

HOW: dict[Form, str] = {
    "choice": "Reply with the letter of exactly one option and nothing else. If you are not sure, "
    "choose the likeliest.",
    "grounded": "Reply with the letter of exactly one option, and the stretch of time that shows "
    "it, in seconds: `B; 12.0-15.5`, and nothing else. If you are not sure, choose the likeliest.",
    "open": "Reply with the answer alone, in as few words as it takes.",
    "spans": "Reply with the stretches of time that are asked for, in seconds, such as "
    "`12.0-15.5; 31.0-40.0`, the likeliest first, and nothing else; with `none` if there is none.",
}
BY_WORD = "Reply with yes or no and nothing else. If you are not sure, choose the likelier."
WAIT = "wait"
"""What is replied to a question that stands while its time has not come."""
STANDING = f"""\
The video is still running; you see it up to now. If the time for what is asked has not come yet, \
reply `{WAIT}` and nothing else."""


class Cited(BaseModel):
    """What an answer rests on."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    video: str
    span: Span
    quote: str = ""
    verified: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What came of it."""

    raw: str
    """Word for word."""
    prompt: str = ""
    """The words that were put, those of the instructions too."""
    frames_s: tuple[float, ...] = ()
    """Which moments of the videos were shown."""
    newest_s: tuple[float, ...] = ()
    """Of a question that stands: the newest of them at each poll."""
    confidence: float | None = None
    abstained: bool = False
    cited: tuple[Cited, ...] = ()
    usage: Usage = field(default_factory=Usage)
    tries: int = 1


class Asker(Protocol):
    """A model behind a strategy."""

    async def ask(self, put: Put) -> Said:
        """Put it. Raises LongtakeError, OSError where no reply comes."""
        ...


def instructed(sample: Sample) -> str:
    """How the reply is wanted."""
    how = BY_WORD if sample.form == "choice" and sample.by_word else HOW[sample.form]
    return INSTRUCTIONS + (f"{how}\n{STANDING}" if sample.polls_s else how)


def worded(sample: Sample) -> str:
    """The question with its options, as a model is asked it."""
    lines = [f"Question: {sample.text}"]
    if not sample.by_word:
        lines += [f"{LETTERS[n]}. {option}" for n, option in enumerate(sample.options)]
    return "\n".join(lines)
