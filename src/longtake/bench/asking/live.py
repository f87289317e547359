"""The virtual clock: a question that stands while the video runs, put again at each of its moments.

At each poll whoever is asked sees the video up to then and nothing later: the cut ends there. Polls
go in; the turns that were not `wait` come out, as one reply.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from longtake.bench.asking.asker import WAIT, Asker, Said
from longtake.bench.asking.controls import Put
from longtake.bench.asking.cuts import until
from longtake.bench.turns import Turn, write_turns
from longtake.types import Usage


class Live:
    """Asks at every poll; questions without polls are put once, at their own moment."""

    def __init__(self, asker: Asker) -> None:
        self._asker = asker

    async def ask(self, put: Put) -> Said:
        """See `asker.Asker`; the reply is what `turns.read_turns` reads."""
        if put.settled:
            return Said(raw=put.settled)
        if not put.sample.polls_s:
            return await self._asker.ask(put)
        turns: list[Turn] = []
        calls: list[Said] = []
        for now_s in put.sample.polls_s:
            seen = {video: until(cut, now_s) for video, cut in put.cuts.items()}
            calls.append(await self._asker.ask(replace(put, cuts=seen)))
            reply = calls[-1].raw.strip()
            if reply and reply.rstrip(".").lower() != WAIT:
                turns.append(Turn(time_s=now_s, text=reply))
            if len(turns) == put.sample.replies_due:
                break
        return _together(calls, write_turns(turns))


def _together(calls: Sequence[Said], raw: str) -> Said:
    usage = sum((one.usage for one in calls), Usage())
    frames_s = sorted({time_s for one in calls for time_s in one.frames_s})
    return replace(
        calls[-1],
        raw=raw,
        frames_s=tuple(frames_s),
        usage=usage,
        cited=tuple(cited for one in calls for cited in one.cited),
        newest_s=tuple(max(one.frames_s, default=0.0) for one in calls),
        tries=max(one.tries for one in calls),
    )
