"""All kinds of question about stories."""

from __future__ import annotations

from longtake.worlds.story import ask_order, ask_recall
from longtake.worlds.story.kind import StoryKind

KINDS: tuple[StoryKind, ...] = (*ask_recall.KINDS, *ask_order.KINDS)
