"""All kinds of question about stories."""

from __future__ import annotations

from longtake.worlds.story import (
    ask_cause,
    ask_count,
    ask_doubt,
    ask_order,
    ask_recall,
    ask_seen,
    ask_state,
    ask_whole,
)
from longtake.worlds.story.kind import StoryKind

KINDS: tuple[StoryKind, ...] = (
    *ask_recall.KINDS,
    *ask_order.KINDS,
    *ask_count.KINDS,
    *ask_cause.KINDS,
    *ask_seen.KINDS,
    *ask_state.KINDS,
    *ask_doubt.KINDS,
    *ask_whole.KINDS,
)
"""Those whose texts begin alike stand in the order in which they are to be tried."""
