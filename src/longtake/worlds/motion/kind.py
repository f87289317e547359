"""The shape that all kinds of question about motion share, and how their evidence is written.

Knows clips and sightings; the questions themselves are in `ask_*`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from longtake.types import Span
from longtake.worlds.motion.film import Clip
from longtake.worlds.motion.sightings import Sightings
from longtake.worlds.questions import Clue
from longtake.worlds.stage import View
from longtake.worlds.styled import StyledKind


@dataclass(frozen=True, kw_only=True)
class MotionKind(StyledKind[Clip, Sightings]):
    """One kind of question about single clips of some styles."""

    film: type[Clip] = Clip
    read: Callable[[Sequence[View]], Sightings] = Sightings


def clue(clip: Clip, start_s: float, end_s: float, times_s: Iterable[float]) -> Clue:
    """A stretch of a clip, a little widened, and the frames nearest to the times in it."""
    last = round(clip.plan.duration_s * clip.fps) - 1
    frames = sorted({min(last, max(0, round(time_s * clip.fps))) for time_s in times_s})
    times = [frame / clip.fps for frame in frames]
    start_s = max(0.0, min([start_s - 0.06, *(time_s - 0.01 for time_s in times)]))
    end_s = min(clip.plan.duration_s, max([end_s, *(time_s + 0.06 for time_s in times)]))
    return Clue(video=clip.name, span=Span(start_s, end_s), frames_s=tuple(times))


def whole(clip: Clip, times_s: Iterable[float]) -> tuple[Clue, ...]:
    """One clue: the whole clip, of which these frames suffice."""
    return (clue(clip, 0.0, clip.plan.duration_s, times_s),)


def every(start_s: float, end_s: float, step_s: float) -> list[float]:
    """Evenly spread times, both ends included."""
    count = max(1, round((end_s - start_s) / step_s))
    return [start_s + (end_s - start_s) * k / count for k in range(count + 1)]


def number(count: int, most: int = 9) -> dict[str, object]:
    """The answer and the wrong options of a question that asks how many."""
    near = range(max(0, count - 3), min(most, count + 3) + 1)
    return {
        "answer": str(count),
        "wrong": tuple(str(k) for k in near if k != count),
        "keep_order": True,
    }


def spans_text(spans: Iterable[tuple[float, float]]) -> str:
    """Spans as an answer gives them; `none` without any."""
    return "; ".join(f"{start:.1f}-{end:.1f}" for start, end in spans) or "none"


def the(name: str) -> str:
    """`the red cube`."""
    return f"the {name}"


def bare(name: str) -> str:
    """`red cube` of `the red cube`."""
    return name.removeprefix("the ")


SOLID = r"[a-z]+ (?:sphere|cube|cone|cylinder|star|diamond)"
"""How patterns read a solid's name."""
COVER = r"[a-z]+ cover"
