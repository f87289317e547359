"""Longtake: understand video of any length, with evidence that a person can check.

    import longtake as lt

    video = lt.index("talk.mp4")
    answer = video.ask("What does she say about cost?")
    print(answer.text, answer.evidence[0].span)

Nothing heavy is imported before it is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from longtake.api import Video, about, aindex, glance, index, recordings, search
    from longtake.errors import LongtakeError
    from longtake.opening import open_library
    from longtake.types import (
        Answer,
        Box,
        Budget,
        Evidence,
        Frame,
        MediaInfo,
        Moment,
        Observation,
        Span,
    )

__version__ = "0.1.0"

__all__ = [
    "Answer",
    "Box",
    "Budget",
    "Evidence",
    "Frame",
    "LongtakeError",
    "MediaInfo",
    "Moment",
    "Observation",
    "Span",
    "Video",
    "about",
    "aindex",
    "glance",
    "index",
    "open_library",
    "recordings",
    "search",
]


def __getattr__(name: str) -> Any:
    """Import a public name from its home when it is first used."""
    if name in __all__:
        from longtake import api, errors, opening, types

        return next(
            vars(home)[name] for home in (types, errors, api, opening) if name in vars(home)
        )
    raise AttributeError(f"module 'longtake' has no attribute {name!r}")
