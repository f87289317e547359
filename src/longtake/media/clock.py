"""The player's clock: a stream's timestamps in, seconds out, and back.

A player shows 0 when the earliest picture or sound of the file begins, whatever timestamp the
file gives to that moment. Knows nothing of decoding; exact to the rounding of a float.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from math import isfinite, lcm
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from av.container import InputContainer

MICROSECOND = Fraction(1, 1_000_000)


@dataclass(frozen=True, slots=True)
class Clock:
    """Converts the timestamps of one stream (`ticks`) to seconds on the player's clock."""

    time_base: Fraction
    start_s: Fraction
    """Where the file's own timeline stands when the player shows 0."""
    _per_tick: int = field(init=False, repr=False, compare=False)
    _start: int = field(init=False, repr=False, compare=False)
    _bottom: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Both values as whole numbers over one denominator, so that no step rounds."""
        bottom = lcm(self.time_base.denominator, self.start_s.denominator)
        object.__setattr__(self, "_per_tick", int(self.time_base * bottom))
        object.__setattr__(self, "_start", int(self.start_s * bottom))
        object.__setattr__(self, "_bottom", bottom)

    def seconds(self, ticks: int) -> float:
        """The time at which a player shows what carries this timestamp."""
        return float(ticks * self._per_tick - self._start) / self._bottom

    def ticks(self, time_s: float) -> int:
        """The last timestamp not after this time.

        A time up to a microsecond early counts as the timestamp it was rounded from, so that a
        frame's own time, written down and read back, finds that frame.
        """
        return int((_exact(time_s) + MICROSECOND + self.start_s) // self.time_base)

    def ticks_from(self, time_s: float) -> int:
        """The first timestamp not before this time, with the same allowance."""
        return int(-((MICROSECOND - _exact(time_s) - self.start_s) // self.time_base))


def _exact(time_s: float) -> Fraction:
    if not isfinite(time_s):
        raise ValueError(f"a time in a recording is a finite number of seconds, got {time_s}")
    return Fraction(time_s)


def start_of(container: InputContainer) -> Fraction:
    """Where the file's own timeline stands when a player shows 0, in seconds.

    FFmpeg reports it rounded to microseconds; the stream that begins there knows it exactly.
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
