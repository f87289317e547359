"""The schema of `questions.jsonl`: what is asked about made videos, the answer, and its evidence.

A world's kinds of question give `Draft`s; `asking` turns them into `Question`s with options. Every
answer is derived from the truth by code; the evidence is the least that suffices for it.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from longtake.types import Span

Form = Literal["open", "choice", "binary", "spans", "sequence", "plan"]
"""How it is to be answered: in words, by an option, by yes or no, by spans of time, by an order of
letters, or by a list of moves that is checked by simulation."""

Sense = Literal["picture", "writing", "sound"]


class Clue(BaseModel):
    """A stretch of a video that is needed for the answer."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    video: str
    """The file, relative to the folder."""
    span: Span
    """Without this stretch the question cannot be answered."""
    frames_s: tuple[float, ...] = ()
    """Times of the fewest frames that show it; empty where it is only heard."""


class Question(BaseModel):
    """A line of `questions.jsonl`."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    id: str
    """Unique in its folder."""
    world: str
    """The world that asks it."""
    kind: str
    """The kind of question: names the solver that certifies it."""
    family: str
    """What it asks for, coarser than `kind`: `recall`, `order`, `count`, `state`, `cause`,
    `ground`, `absent`, `false-premise` …"""
    videos: tuple[str, ...]
    """Files, relative to the folder."""
    text: str
    """The question, as a person or a model is to read it."""
    form: Form
    """How it is to be answered: in words, by an option, by yes or no, by spans of time, by an order
    of letters, or by a list of moves that is checked by simulation."""
    options: tuple[str, ...] = ()
    """What there is to choose from; `yes` and `no` of a binary question."""
    answer: str
    """The right option's text, `yes` or `no`, the spans as `12.0-15.5; …`, or the moves."""
    choice: int | None = None
    """Index of the right option."""
    accepts: tuple[str, ...] = ()
    """Other wordings of an open answer that are as right."""
    spans: tuple[Span, ...] = ()
    """The answer of a `spans` question; none: what is asked for does not occur."""
    evidence: tuple[Clue, ...] = ()
    """The least that suffices for the answer."""
    temporal: bool = False
    """Whether no single frame can answer it."""
    needs: tuple[Sense, ...] = ("picture",)
    """By which senses it is answered."""
    asked_at_s: float | None = None
    """On the time line of a stream; None: after the end."""
    answerable_from_s: float | None = None
    """The moment of a stream at which an answer becomes possible."""
    too_late_s: float | None = None
    """The moment of a stream from which an answer comes too late."""
    chain: str = ""
    """A conversation: its questions share this, and are put in the order of `turn`."""
    turn: int = 0
    """The place of this question in its conversation."""
    pair: str = ""
    """Fact and fib of one pair share this; both must be judged rightly."""
    rotation: int = 0
    """By how much the options of the first question of this `pair` are rotated (VNBench)."""
    level: int = 1
    """How hard it is for its kind, from 1; not the level of the order."""
    detail: dict[str, Any] = {}
    """What a checker needs beyond the answer: the goal state, the size of the puzzle …"""


class Draft(BaseModel):
    """A question before it has options."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: str
    text: str
    answer: str
    form: Form = "choice"
    wrong: tuple[str, ...] = ()
    """Candidates for the other options, all of them wrong and as plausible as the answer."""
    videos: tuple[str, ...] = ()
    """Empty: all videos of the group."""
    spans: tuple[Span, ...] = ()
    evidence: tuple[Clue, ...] = ()
    accepts: tuple[str, ...] = ()
    needs: tuple[Sense, ...] = ("picture",)
    asked_at_s: float | None = None
    answerable_from_s: float | None = None
    too_late_s: float | None = None
    chain: str = ""
    turn: int = 0
    pair: str = ""
    level: int = 1
    keep_order: bool = False
    """The options have an order of their own (numbers): they are not shuffled, but chosen so that
    the right one's place varies."""
    rotations: bool = False
    """Whether it is asked once with every rotation of its options (VNBench)."""
    detail: dict[str, Any] = {}
