"""Longtake: understand video of any length, with evidence that a person can check.

    import longtake as lt

    video = lt.index("talk.mp4")
    answer = video.ask("What does she say about cost?")
    print(answer.text, answer.evidence[0].span)

Nothing heavy is imported before it is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from longtake.errors import LongtakeError
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

if TYPE_CHECKING:
    from longtake.api import Video, about, aindex, glance, index, open_library, search

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
    "search",
]


def __getattr__(name: str) -> Any:
    """Open the Python door when one of its names is first used."""
    if name not in __all__:
        raise AttributeError(f"module 'longtake' has no attribute {name!r}")
    from longtake import api

    return getattr(api, name)
