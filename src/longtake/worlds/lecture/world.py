"""The world of lectures: slides, handwriting, programs, formulas, and a voice that adds to them.

Everything is invented from the seed, so that nothing can be known without watching. An `Order`
comes in; films and kinds of question go out.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import partial

from longtake.errors import WorldError
from longtake.worlds.groups import Groups
from longtake.worlds.lecture import (
    ask_change,
    ask_hard,
    ask_numbers,
    ask_order,
    ask_reading,
    ask_reckon,
    ask_sound,
    ask_talk,
    ask_when,
)
from longtake.worlds.lecture.film import LectureFilm
from longtake.worlds.lecture.plan import plan
from longtake.worlds.lecture.record import VERSION
from longtake.worlds.world import Film, Kind, Order

LEAST_MINUTES = 0.1


class Lecture:
    """Makes lectures."""

    name = "lecture"
    version = VERSION
    takes = ("count",)
    summary = "slides, handwriting, programs, formulas, narration that adds to them, hard text"
    kinds: Sequence[Kind] = (
        ask_order.After(),
        ask_order.First(),
        ask_order.Now(),
        ask_order.Before(),
        ask_talk.Talk(),
        ask_talk.Parts(),
        ask_reading.Point(),
        ask_reading.Mention(),
        ask_reading.Quoted(),
        ask_reading.Handwritten(),
        ask_reading.Pointed(),
        ask_hard.Ticker(),
        ask_hard.Flash(),
        ask_hard.Cipher(),
        ask_hard.Blurred(),
        ask_hard.SmallPrint(),
        ask_numbers.Value(),
        ask_numbers.Premise(),
        ask_numbers.Extreme(),
        ask_reckon.Total(),
        ask_numbers.CountPoints(),
        ask_numbers.CountSlides(),
        ask_reckon.Printed(),
        ask_reckon.Solved(),
        ask_change.WhichChanged(),
        ask_change.ChangedNumber(),
        ask_change.WhenChanged(),
        ask_when.WhenShown(),
        ask_when.WhenRead(),
        ask_when.HasSlide(),
        ask_sound.Compared(),
        ask_sound.Said(),
        ask_sound.SaidWhere(),
    )

    def groups(self, order: Order) -> Sequence[Sequence[Film]]:
        """One lecture that fills the minutes, or as many as are wanted, each asked about alone."""
        count = max(1, order.count)
        if order.minutes / count < LEAST_MINUTES:
            raise WorldError(
                f"{order.minutes:g} min are too few for {count} "
                f"lecture{'s' if count > 1 else ''}: each takes at least {LEAST_MINUTES:g} min"
            )
        if not 1 <= order.level <= 5:
            raise WorldError(f"there is no level {order.level}: use 1 (easy) to 5")
        return Groups(count, partial(_lecture, order, count))


def _lecture(order: Order, count: int, place: int) -> Sequence[Film]:
    name = "film" if count == 1 else f"lecture-{place + 1:04}"
    rng = random.Random(f"{order.seed}/lecture/{place}")
    planned = plan(order, rng, order.minutes / count)
    return [LectureFilm(name, planned, order)]
