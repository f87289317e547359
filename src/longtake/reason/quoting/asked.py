"""The noun of this room: a question as it is understood.

Plain values that the readers of lines share. How they are found in the words of a question is the
business of `understand`; what they are good for, that of whoever uses them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Wants = Literal[
    "text", "when", "yes_no", "reason", "person", "place", "name", "called",
    "number", "quantity", "age", "length", "weight", "temperature", "duration", "money", "percent",
    "year", "date", "past", "weekday", "month", "clock",
    "version", "url", "email", "licence", "colour", "key", "command",
]  # fmt: skip
Where = Literal["", "first", "last"]
Relation = Literal["", "after", "before", "right after", "right before", "below", "above"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, understood."""

    text: str
    wants: Wants
    terms: tuple[str, ...]
    """Its telling words, each once, in order."""
    weights: tuple[float, ...]
    head: tuple[str, ...] = ()
    """What kind of thing is asked for: `animal` in "which animal …"."""
    names: tuple[str, ...] = ()
    """Words it gives as proper names or numbers: they must be found literally."""
    where: Where = ""
    ordinal: int = 0
    """3 in "the third item"; 0 when it names no place in a list."""
    relation: Relation = ""
    anchor: tuple[str, ...] = ()
    """The words the relation is to."""
    at_s: float | None = None
    every: bool = False
    listing: bool = False
    """Asks for several things at once: "the names of the two …"."""
    visual: bool = False
    crucial: tuple[str, ...] = ()
    """Words that a text must hold, or say in other words, to answer at all: what is named in "the
    name of the …", the trade in "who directed …", the failure in "which … failed"."""

    @property
    def lower(self) -> str:
        return self.text.casefold()

    @property
    def grounding(self) -> bool:
        """Whether it asks for moments rather than for words."""
        return self.wants == "when" or self.every

    def terms_in(self, names: tuple[str, ...]) -> bool:
        """Whether the question itself gives one of these names."""
        return any(name.casefold() in self.lower for name in names)
