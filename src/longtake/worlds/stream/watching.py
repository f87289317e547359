"""A film as it is watched while it runs: the moments that many questions look at are kept.

How much is kept does not grow with the film's length. Comes in: a film and a moment; goes out: the
Views up to then.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache

from longtake.worlds.questions import Clue
from longtake.worlds.stage import View
from longtake.worlds.world import Film

FPS = 5
"""How densely the film is looked at; every whole second is among the moments."""
BACK_S = 1200
"""How far back everything is looked at; of what is longer ago, the evidence only."""
MOST_KEPT = 8192
"""A little more than the moments of `BACK_S`."""


@lru_cache(MOST_KEPT)
def _kept(view: Callable[[float], View], number: int) -> View:
    return view(number / FPS)


def seen_at(film: Film, second: int) -> View:
    """What is to be seen at a whole second."""
    return _kept(film.view, second * FPS)


def shown_by(film: Film, now_s: float, evidence: Sequence[Clue]) -> list[View]:
    """What had been shown by then, in order."""
    first = max(0, math.floor((now_s - BACK_S) * FPS))
    times_s = {time_s for clue in evidence for time_s in clue.frames_s if time_s < first / FPS}
    old = [film.view(time_s) for time_s in sorted(times_s)]
    return old + [_kept(film.view, number) for number in range(first, math.floor(now_s * FPS) + 1)]
