"""The mind of the seer: which question it is, what the Views support, and when it errs.

A request goes in, a `Thought` comes out: the answer in words, whether it is known, and the Views
it rests on. Answers through the kinds' own solvers, from Views alone. Knows nothing of the form
that the reply takes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from longtake.worlds.asking.replies import plain, reply
from longtake.worlds.seer.asked import Asked, read_asked
from longtake.worlds.seer.chance import Chance, fingerprint
from longtake.worlds.seer.context import fitted
from longtake.worlds.seer.dials import Dials
from longtake.worlds.seer.messages import Request
from longtake.worlds.seer.mistakes import something, wrong
from longtake.worlds.seer.percepts import Percepts
from longtake.worlds.seer.shown import Shown, read_shown
from longtake.worlds.seer.support import least
from longtake.worlds.seer.views import Sight, is_blank, sights
from longtake.worlds.stage import View
from longtake.worlds.world import Kind

_DENIAL = re.compile(r"\b(?:no|none|never|not|nothing|nobody|neither|absent|n't)\b", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thought:
    """What the seer makes of a request."""

    asked: Asked
    shown: Shown
    """What fitted into its context."""
    sights: tuple[Sight, ...]
    tokens: int
    """What the request costs."""
    answer: str = ""
    """In words; a guess where it is not known, empty where there is nothing to guess from."""
    known: bool = False
    """Whether it claims to have seen the answer."""
    support: tuple[Sight, ...] = ()
    """The fewest sights that lead to the answer."""

    @property
    def choice(self) -> int | None:
        """Which option the answer is."""
        return index_of(self.answer, self.asked.options)


class Mind:
    """Thinks about one request at a time; remembers nothing but percepts."""

    def __init__(
        self, dials: Dials, percepts: Percepts, kinds: Callable[[], Sequence[Kind]]
    ) -> None:
        self.dials = dials
        self._percepts = percepts
        self._kinds = kinds

    def think(self, request: Request) -> Thought:
        """Look, understand, answer. Raises Refusal."""
        fit = fitted(request, read_shown(request), self.dials, self._percepts)
        asked = read_asked(request, self._kinds())
        measured = getattr(asked.kind, "measures", False)
        seen = tuple(sights(fit.shown, self.dials, self._percepts, measured=measured))
        thought = Thought(asked=asked, shown=fit.shown, sights=seen, tokens=fit.tokens)
        return self._with_faults(answered(thought), self.chance(request))

    def chance(self, request: Request) -> Chance:
        return Chance(self.dials.seed, fingerprint(request))

    def _with_faults(self, thought: Thought, chance: Chance) -> Thought:
        """The answer after the dials for errors and hallucination have had their say."""
        options = thought.asked.options
        claims = chance.share("hallucination") < self.dials.hallucinates
        if not thought.known:
            guess = chance.one_of(options, "guess") if options else ""
            if claims:
                made_up = guess or something(chance)
                return replace(thought, answer=made_up, known=True, support=thought.sights[:1])
            return replace(thought, answer=guess)
        errs = chance.share("error") < self.dials.errors
        if errs or (claims and _DENIAL.search(thought.answer)):
            return replace(thought, answer=wrong(thought.answer, options, chance))
        return thought


def answered(thought: Thought) -> Thought:
    """The thought with the answer that its sights support, if they do."""
    looked = [one for one in thought.sights if one.words is None]
    for used in (looked, list(thought.sights)):
        if answer := solved(thought.asked, [one.view for one in used]):
            support = _support(thought.asked, answer, used)
            return replace(thought, answer=answer, known=True, support=tuple(support))
    return thought


def solved(asked: Asked, seen: Sequence[View]) -> str | None:
    """What the views support as an answer: one of the options where there are any."""
    if asked.kind is None or all(is_blank(view) for view in seen):
        return None
    said = reply(asked.kind, asked.text, asked.options, seen)
    if said is None or not asked.options:
        return said or None
    choice = index_of(said, asked.options)
    return None if choice is None else asked.options[choice]


def index_of(answer: str, options: Sequence[str]) -> int | None:
    """Which option an answer is, regardless of case and spacing."""
    texts = [plain(option) for option in options]
    return texts.index(plain(answer)) if answer and plain(answer) in texts else None


def _support(asked: Asked, answer: str, used: Sequence[Sight]) -> list[Sight]:
    by_view = {id(one.view): one for one in used}

    def holds(views: Sequence[View]) -> bool:
        said = solved(asked, views)
        return said is not None and plain(said) == plain(answer)

    return [by_view[id(view)] for view in least([one.view for one in used], holds)]
