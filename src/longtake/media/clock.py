"""The player's clock: stream timestamps in, seconds out, and back.

A player shows 0 when the earliest picture or sound of the file begins, whatever timestamp the
file gives to that moment. Knows nothing of decoding; exact to the rounding of a float.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from av.container import InputContainer

MICROSECOND = Fraction(1, 1_000_000)


@dataclass(frozen=True, slots=True)
class Clock:
    """Converts one stream's timestamps (`ticks`) to seconds on the player's clock."""

    time_base: Fraction
    start_s: Fraction
    """Where the file's own timeline stands when the player shows 0."""

    def seconds(self, ticks: int) -> float:
        """The time at which a player shows what carries this timestamp."""
        bottom = lcm(self.time_base.denominator, self.start_s.denominator)
        per_tick = self.time_base.numerator * (bottom // self.time_base.denominator)
        start = self.start_s.numerator * (bottom // self.start_s.denominator)
        return (ticks * per_tick - start) / bottom

    def ticks(self, time_s: float) -> int:
        """The last timestamp that is not after this time."""
        return ((Fraction(time_s) + self.start_s) / self.time_base).__floor__()


def start_of(container: InputContainer) -> Fraction:
    """Where the file's own timeline stands when a player shows 0, in seconds.

    FFmpeg reports it in microseconds; the stream that begins there knows it exactly.
    """
    if container.start_time is None:
        return Fraction(0)
    start_s = container.start_time * MICROSECOND
    for stream in container.streams:
        if stream.start_time is not None and stream.time_base is not None:
            exact_s = stream.start_time * stream.time_base
            if abs(exact_s - start_s) <= MICROSECOND:
                return exact_s
    return start_s
