"""A moment on the time line: how a question names it, and what had been seen by then.

`It is 1:05.` stands before every question, so that the words alone say when it is asked. Knows no
kind of question. Comes in: text, Views; goes out: seconds, the Views up to then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from longtake.worlds.stage import View

CLOCK = r"\d+:\d\d(?::\d\d)?"
NOW = rf"It is (?P<now>{CLOCK})\. "
"""What every question of a stream begins with."""
SLACK_S = 0.05
STALE_S = 0.6
"""A picture older than that does not show what is going on right now."""


def dated(now_s: float, text: str) -> str:
    """The question as it is asked at that moment (whole seconds)."""
    minutes, seconds = divmod(round(now_s), 60)
    hours, minutes = divmod(minutes, 60)
    clock = f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
    return f"It is {clock}. {text}"


def now_of(asked: Mapping[str, str]) -> float:
    """The moment that a question names, in seconds."""
    total = 0
    for part in asked["now"].split(":"):
        total = total * 60 + int(part)
    return float(total)


def so_far(seen: Sequence[View], now_s: float) -> list[View]:
    """What had been shown by then."""
    return [view for view in seen if view.time_s <= now_s + SLACK_S]


def latest(seen: Sequence[View], now_s: float) -> View | None:
    """The picture of that moment; None when the last one is too old."""
    past = so_far(seen, now_s)
    last = max(past, key=lambda view: view.time_s, default=None)
    return last if last is not None and now_s - last.time_s <= STALE_S else None
