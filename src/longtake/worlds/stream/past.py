"""Backward questions: those of any world, asked while its film still runs (OVO-Bench, 2501.05510).

A question about the whole film is placed at a moment after its evidence, and kept only if what had
been shown by then leads to the same answer. Comes in: a kind of another world; goes out: a kind.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from longtake.worlds.asking.replies import asked, plain
from longtake.worlds.questions import Draft
from longtake.worlds.stage import View
from longtake.worlds.stream.moment import NOW, dated, now_of, so_far
from longtake.worlds.stream.watching import shown_by
from longtake.worlds.world import Film, Kind

DELAYS_S = (2, 5, 10, 20, 40)
MOST_TRIED = 12
ANSWERED_FORMS = frozenset({"choice", "open", "binary"})


@dataclass(frozen=True)
class Past:
    """A kind of another world, asked before the film has ended."""

    world: str
    kind: Kind
    temporal = False
    family = "past"

    @property
    def name(self) -> str:
        return f"past-{self.world}-{self.kind.name}"

    @property
    def pattern(self) -> str:
        return NOW + self.kind.pattern

    @property
    def closed(self) -> bool:
        """Whether it needs its options."""
        return bool(getattr(self.kind, "closed", False))

    def ask(self, films: Sequence[Film], rng: random.Random) -> Iterator[Draft]:
        """Drafts of the other kind, each at a moment from which it can be answered."""
        if films[0].truth.world != self.world or len(films) > 1:
            return
        film = films[0]
        drafts = [
            draft
            for draft in self.kind.ask(films, rng)
            if draft.form in ANSWERED_FORMS and draft.evidence and not draft.chain
        ]
        rng.shuffle(drafts)
        for draft in drafts[:MOST_TRIED]:
            from_s = max(clue.span.end_s for clue in draft.evidence)
            now_s = math.ceil(from_s + rng.choice(DELAYS_S))
            if now_s < film.truth.film.duration_s and self._holds(draft, film, now_s):
                update = {
                    "kind": self.name,
                    "text": dated(now_s, draft.text),
                    "asked_at_s": float(now_s),
                    "answerable_from_s": from_s,
                    "pair": draft.pair and f"{draft.pair} at {now_s}",
                }
                yield draft.model_copy(update=update)

    def solve(
        self, asked: Mapping[str, str], options: Sequence[str], seen: Sequence[View]
    ) -> str | None:
        """What the other kind answers from what had been shown by then."""
        past = so_far(seen, now_of(asked))
        return self.kind.solve(asked, options, past) if past else None

    def _holds(self, draft: Draft, film: Film, now_s: float) -> bool:
        groups = asked(self.kind, draft.text)
        options = (draft.answer, *draft.wrong) if draft.form == "choice" else ()
        if groups is None:
            return False
        said = self.kind.solve(groups, options, shown_by(film, now_s, draft.evidence))
        return said is not None and plain(said) == plain(draft.answer)
