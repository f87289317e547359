"""What is asked: one question about videos, its right answer, and the spans that show it.

Benchmarks give Samples; runs put them to a model. They are written into the folder of a run, so
that it can be scored again without the benchmark's files. Knows neither files nor models.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from longtake.types import Span

Form = Literal["choice", "grounded", "open", "spans"]
"""How it is answered: by an option, by one and the span that shows it, in words, or by spans."""


class Sample(BaseModel):
    """One question, as it is put."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    id: str
    """Unique in its benchmark."""
    videos: tuple[str, ...]
    """As the annotations name them; a run looks for them in its data folder."""
    text: str
    form: Form = "choice"
    options: tuple[str, ...] = ()
    """Without letters; `yes` and `no` are asked for by word."""
    choice: int | None = None
    """Index of the right option."""
    gold: str = ""
    """The right answer, as the annotations write it and the official rule compares it."""
    accepts: tuple[str, ...] = ()
    """Other wordings of an open answer that are as right."""
    spans: tuple[Span, ...] = ()
    """The answer of form `spans`; none: what is asked for does not occur."""
    kinds: dict[str, str | tuple[str, ...]] = {}
    """What the benchmark files it under, by the name of the column: `{"duration": "long"}`."""
    together: str = ""
    """Samples that share this count only together: a pair, a chain, the rotations of a question."""
    evidence: dict[str, tuple[Span, ...]] = {}
    """Spans that show the answer, by video."""
    span: Span | None = None
    """The stretch that is asked about; None: all of it."""
    until_s: float | None = None
    """The moment at which it is asked; nothing later may be shown."""
    polls_s: tuple[float, ...] = ()
    """Of a question that stands while the video runs: the moments at which it is put again."""
    replies_due: int = 1
    """Of such a question: after so many replies it is put no more; 0: it stands to the end."""

    @property
    def chance(self) -> float:
        """How often a guess is right."""
        return 1 / len(self.options) if self.options else 0.0

    @property
    def group(self) -> str:
        """What samples of the same videos have in common, for clustered intervals."""
        return " ".join(self.videos)

    @property
    def is_live(self) -> bool:
        """Whether it is asked while the video runs."""
        return self.until_s is not None or bool(self.polls_s)

    @property
    def by_word(self) -> bool:
        """Whether the options are yes and no."""
        return {option.lower() for option in self.options} == {"yes", "no"}

    def reordered(self, order: tuple[int, ...]) -> Sample:
        """The same with its options in another order: `order[n]` is the old place of the nth."""
        choice = None if self.choice is None else order.index(self.choice)
        options = tuple(self.options[place] for place in order)
        return self.model_copy(update={"options": options, "choice": choice})
