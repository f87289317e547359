"""The plainest way to have a model answer: show it frames and words once, and ask.

Frames are spread evenly over what is asked about, as many as the budget allows; with them go the
words that bear on the question. One call; what the model cites is limited to what it was shown.
Knows neither which model nor which store it is given.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from pydantic import BaseModel

from longtake.errors import ModelError
from longtake.protocols import Chat, Context
from longtake.reason.cite import Citation
from longtake.reason.prompts import ANSWERING, NOT_SHOWN
from longtake.reason.spending import BudgetSpent, Spending
from longtake.reason.view import View
from longtake.types import Answer, Evidence, MediaInfo, Question, Step

TOKENS_FOR_WORDS = 0.25
TOKENS_FOR_PICTURES = 0.4
FRAMES = 0.8
"""Shares of the budget; the rest is for the reply, and for looking again at what it cites."""

UNBACKED = 0.3
"""The most confidence that an answer without any valid citation can have."""


class Reply(BaseModel):
    """What the model is asked for."""

    shown: bool
    answer: str
    option: str = ""
    confidence: float
    citations: list[Citation] = []


class Direct:
    """One look, one call."""

    name = "direct"
    version = "1"

    async def answer(self, question: Question, context: Context) -> Answer:
        """Answer from evenly spread frames and recalled words; see `protocols.Strategy`."""
        chat = context.chat
        if chat is None:
            raise ModelError("the strategy 'direct' needs a model: name one with --model")
        spending = Spending(context.budget)
        view = View(question, context, spending)
        try:
            spending.check()
            await self._fill(view, context, spending)
            reply, usage = await spending.ask(chat, view.parts, Reply, ANSWERING)
        except BudgetSpent as limit:
            return self._given_up(str(limit), chat, context, spending, view)
        said = {"model": chat.name, "reply": reply.model_dump()}
        context.trace.note(Step(kind="ask", detail=said, usage=usage))
        return self._answer(reply, chat, context, spending, view)

    async def _fill(self, view: View, context: Context, spending: Spending) -> None:
        """Words first, as they are cheap; then each video's share of the frames, by its length."""
        view.add_words(int(spending.tokens_left * TOKENS_FOR_WORDS))
        tokens = spending.tokens_left * TOKENS_FOR_PICTURES
        frames = math.ceil(spending.frames_left * FRAMES)
        for info in context.videos:
            share = _share(info, context.videos)
            await view.add_pictures(info, int(frames * share), int(tokens * share))

    def _answer(
        self, reply: Reply, chat: Chat, context: Context, spending: Spending, view: View
    ) -> Answer:
        confidence = _fraction(reply.confidence)
        found = [view.shown.evidence(cited, confidence) for cited in reply.citations]
        options = view.question.options
        choice = _choice(reply, options) if reply.shown else None
        text = options[choice] if choice is not None else reply.answer.strip()
        abstained = not reply.shown or not text
        evidence = () if abstained else _distinct([one for one in found if one is not None])
        detail = {
            "text": text,
            "cited": len(found),
            "not_shown": found.count(None),
            "lacks": view.lacks,
        }
        context.trace.note(Step(kind="answer", detail=detail))
        return Answer(
            text=NOT_SHOWN if abstained else text,
            confidence=confidence if evidence or abstained else min(confidence, UNBACKED),
            evidence=evidence,
            choice=choice,
            abstained=abstained,
            missing=(*view.lacks, *(view.sparse if abstained else ())),
            usage=spending.usage,
            strategy=self._signature(chat),
        )

    def _given_up(
        self, limit: str, chat: Chat, context: Context, spending: Spending, view: View
    ) -> Answer:
        lack = f"the budget of {limit} ran out before the model had answered: raise it"
        context.trace.note(Step(kind="answer", detail={"lacks": [*view.lacks, lack]}))
        return Answer(
            text=NOT_SHOWN,
            confidence=0.0,
            abstained=True,
            missing=(*view.lacks, lack),
            usage=spending.usage,
            strategy=self._signature(chat),
        )

    def _signature(self, chat: Chat) -> str:
        return f"{self.name}@{self.version} with {chat.name}"


def _share(info: MediaInfo, videos: Sequence[MediaInfo]) -> float:
    whole_s = sum(video.duration_s for video in videos if video.video)
    return info.duration_s / whole_s if whole_s > 0 else 1 / len(videos)


def _fraction(confidence: float) -> float:
    """A confidence in [0, 1]; models that are asked for one sometimes give a percentage."""
    scaled = confidence / 100 if 1 < confidence <= 100 else confidence
    return min(1.0, max(0.0, scaled))


def _choice(reply: Reply, options: Sequence[str]) -> int | None:
    """Which option is meant: by its text or its letter, else by the answer itself."""
    folded = [option.casefold().strip() for option in options]
    for said in (reply.option.strip(), reply.answer.strip()):
        if said.casefold() in folded:
            return folded.index(said.casefold())
        letter, rest = said.lstrip("([")[:1].upper(), said.lstrip("([")[1:2]
        place = ord(letter) - ord("A") if letter else -1
        if rest in ("", ".", ")", "]", ":") and 0 <= place < len(options):
            return place
    return None


def _distinct(evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    return tuple({(one.video, one.span, one.quote): one for one in evidence}.values())
