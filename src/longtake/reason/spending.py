"""What an answer has cost so far, and what it may still cost.

Counts against a Budget and says what ran out. Knows nothing of what the money buys.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from longtake.protocols import Chat
from longtake.types import Budget, Frame, Usage

Reply = TypeVar("Reply")

TOKENS_PER_PIXEL = 1 / 750
"""What a picture costs, about: the dearest of the large providers; the others ask for less."""

BYTES_PER_TOKEN = 3.5


class BudgetSpent(Exception):
    """The budget does not allow what was about to be done. Its text names the limit."""


class Spending:
    """The running account of one answer. Time runs from the moment it is opened."""

    def __init__(self, budget: Budget, already: Usage | None = None):
        self.budget = budget
        self._spent = already or Usage()
        self._opened_s = time.monotonic()

    @property
    def usage(self) -> Usage:
        """Everything spent, up to now."""
        elapsed_s = time.monotonic() - self._opened_s
        return replace(self._spent, seconds=self._spent.seconds + elapsed_s)

    @property
    def frames_left(self) -> int:
        return max(0, self.budget.frames - self._spent.frames)

    @property
    def tokens_left(self) -> int:
        return max(0, self.budget.tokens - self._spent.input_tokens - self._spent.output_tokens)

    @property
    def seconds_left(self) -> float:
        return max(0.0, self.budget.seconds - self.usage.seconds)

    def check(self) -> None:
        """Raise BudgetSpent when no further call is allowed; a call may do without frames."""
        limit = replace(self.budget, frames=1).spent(replace(self.usage, frames=0))
        if limit is not None:
            raise BudgetSpent(limit)

    def check_looking(self) -> None:
        """Raise BudgetSpent when nothing more may be looked at, with no call to a model."""
        for limit, left in (("frames", self.frames_left), ("seconds", self.seconds_left)):
            if left <= 0:
                raise BudgetSpent(limit)

    async def ask(
        self, chat: Chat, parts: Sequence[str | Frame], reply: type[Reply], instructions: str
    ) -> tuple[Reply, Usage]:
        """One call to the model, stopped when the seconds run out; raises BudgetSpent then."""
        self.check()
        try:
            async with asyncio.timeout(self.seconds_left):
                said, usage = await chat.ask(parts, reply, instructions)
        except TimeoutError:
            raise BudgetSpent("seconds") from None
        self._spent += replace(usage, seconds=0.0)
        return said, usage


def tokens_in(text: str) -> int:
    """About how many tokens a text costs, in any script."""
    return int(len(text.encode("utf-8", "replace")) / BYTES_PER_TOKEN) + 1
