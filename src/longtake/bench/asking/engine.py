"""Longtake's own strategies, asked what a benchmark asks; each video is indexed once.

The strategy gets the memory and the pictures as the cut shows them, so that controls and the
virtual clock hold for what was read and heard, too. A Put goes in; the answer comes out, with what
it cites.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from longtake import api
from longtake.bench.asking.asker import Cited, Said, worded
from longtake.bench.asking.controls import Put
from longtake.bench.asking.cuts import Cut
from longtake.bench.asking.edited import EditedMedia, EditedStore, edited_info
from longtake.bench.asking.videos import Videos
from longtake.bench.metrics.letters import LETTERS
from longtake.bench.sample import Sample
from longtake.protocols import Chat, Context, Media, Strategy
from longtake.reason.trace import Trace
from longtake.tasks import ask
from longtake.tasks.find import moments
from longtake.types import Answer, Budget, Filter

TOKENS_A_FRAME = 2_000
SECONDS = 600.0


class Engine:
    """A strategy over an index; see `asker.Asker`."""

    def __init__(
        self, strategy: Strategy, chat: Chat | None, videos: Videos, library: Path, *, frames: int
    ) -> None:
        self._strategy, self._chat, self._videos = strategy, chat, videos
        self._library = library
        self._budget = Budget(
            frames=frames, tokens=max(100_000, frames * TOKENS_A_FRAME), seconds=SECONDS
        )
        self._indexed: dict[str, api.Video] = {}
        self._indexing = asyncio.Lock()

    async def ask(self, put: Put) -> Said:
        """Index what is not yet indexed, and let the strategy answer."""
        known = {name: await self._index(name) for name in put.cuts}
        context = self._context(known, put.cuts)
        if put.sample.form == "spans" and self._chat is None:
            return self._grounded(put.sample, known, context)
        asked = ask.question(put.sample.text, put.sample.options)
        answer = await ask.ask(asked, context, self._strategy)
        names = {video.info.id: name for name, video in known.items()}
        return Said(
            raw=_reply(put.sample, answer),
            prompt=f"{self._strategy.name}@{self._strategy.version}\n{worded(put.sample)}",
            frames_s=_looked_at(answer),
            confidence=answer.confidence,
            abstained=answer.abstained,
            cited=tuple(
                Cited(video=names[one.video], span=one.span, quote=one.quote, verified=one.verified)
                for one in answer.evidence
            ),
            usage=answer.usage,
        )

    async def _index(self, name: str) -> api.Video:
        async with self._indexing:
            if name not in self._indexed:
                path = self._videos.path(name)
                self._indexed[name] = await api.aindex(path, library=self._library)
        return self._indexed[name]

    def _context(self, known: Mapping[str, api.Video], cuts: Mapping[str, Cut]) -> Context:
        shown = {video.info.id: cuts[name] for name, video in known.items()}
        videos = {video.info.id: video for video in known.values()}

        @contextmanager
        def opened(video: str) -> Iterator[Media]:
            with videos[video].open() as media:
                yield EditedMedia(media, shown[video])

        library = next(iter(known.values())).library
        return Context(
            videos=tuple(edited_info(videos[id].info, cut) for id, cut in shown.items()),
            store=EditedStore(library.store, shown),
            open=opened,
            trace=Trace(None),
            chat=self._chat,
            embedder=library.embedder,
            budget=self._budget,
        )

    def _grounded(self, sample: Sample, known: Mapping[str, api.Video], context: Context) -> Said:
        """Without a model: the moments that the words of the question find, best first."""
        names = {video.info.id: name for name, video in known.items()}
        found = moments(context.store, sample.text, Filter(videos=tuple(names)), 5)
        spans = "; ".join(f"{one.span.start_s:.1f}-{one.span.end_s:.1f}" for one in found)
        return Said(
            raw=spans or "none",
            prompt=f"ground\n{sample.text}",
            abstained=not found,
            cited=tuple(Cited(video=names[one.video], span=one.span) for one in found),
        )


def _reply(sample: Sample, answer: Answer) -> str:
    """The answer as a model that was asked in words would give it; nothing where it abstains."""
    if answer.abstained:
        return ""
    if sample.form == "spans":
        spans = [one.span for one in answer.evidence]
        return "; ".join(f"{span.start_s:.1f}-{span.end_s:.1f}" for span in spans)
    if answer.choice is None:
        return answer.text
    if sample.form == "grounded" and answer.evidence:
        span = answer.evidence[0].span
        return f"{LETTERS[answer.choice]}; {span.start_s:.1f}-{span.end_s:.1f}"
    return sample.options[answer.choice] if sample.by_word else LETTERS[answer.choice]


def _looked_at(answer: Answer) -> tuple[float, ...]:
    looks = [step.detail.get("times_s", ()) for step in answer.trace if step.kind == "look"]
    return tuple(round(time_s, 3) for times_s in looks for time_s in times_s)
