"""The nouns: what was seen, when, and what may be claimed from it.

Frozen value types, checked when made. They know nothing of files, databases or models, so every
room of the package can share them. All times are seconds on the player's clock (what a player
shows when it is there: 0 is the start of the file as played); all spans are half-open; all boxes
are fractions of the upright picture.
"""

from longtake.types.answers import (
    Answer,
    Budget,
    Coverage,
    Evidence,
    Moment,
    Question,
    Step,
    StepKind,
    Usage,
)
from longtake.types.media import Cue, Frame, MediaInfo, Packet, Sound, Stream, StreamType
from longtake.types.memory import (
    KINDS,
    Entity,
    Filter,
    Hit,
    Job,
    JobState,
    Kind,
    Observation,
    Relation,
    RelationKind,
)
from longtake.types.spans import Box, Span, clock

__all__ = [
    "KINDS",
    "Answer",
    "Box",
    "Budget",
    "Coverage",
    "Cue",
    "Entity",
    "Evidence",
    "Filter",
    "Frame",
    "Hit",
    "Job",
    "JobState",
    "Kind",
    "MediaInfo",
    "Moment",
    "Observation",
    "Packet",
    "Question",
    "Relation",
    "RelationKind",
    "Sound",
    "Span",
    "Step",
    "StepKind",
    "Stream",
    "StreamType",
    "Usage",
    "clock",
]
