"""The Python door: index a video, hold it, ask it.

Puts the parts together (configuration, library, senses, strategy, model) and knows how none of them
works. `longtake.index("talk.mp4")` gives a `Video`; everything else is a method of it, with an
`a…` twin to await.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from longtake.errors import LibraryError, OpenError, QuestionError
from longtake.indexing import FIRST_LOOK, Indexer, Watcher, coverage, reopen
from longtake.memory.library import Library
from longtake.opening import (
    folder_of,
    open_indexer,
    open_library,
    open_model,
    open_sense,
    open_speech,
    open_strategy,
)
from longtake.protocols import Chat, Context, Media
from longtake.registry import find
from longtake.types import (
    KINDS,
    Answer,
    Budget,
    Coverage,
    Filter,
    Kind,
    MediaInfo,
    Moment,
    Observation,
    Span,
)
from longtake.waiting import finished

SHOTS_LOOKED_AT = 8
"""How many shots are captioned for one question at most."""


@dataclass(frozen=True)
class Video:
    """One video of a library."""

    info: MediaInfo
    library: Library

    def ask(
        self,
        question: str,
        options: Sequence[str] = (),
        *,
        model: str | Chat = "",
        eyes: str | Chat = "",
        strategy: str = "",
        base_url: str = "",
        budget: Budget | None = None,
        trace: Path | None = None,
        verified: bool = True,
    ) -> Answer:
        """Answer from what is indexed so far, with evidence.

        Without a model it quotes what is written and said (`strategy` "quote"); with one, such as
        `openai:gpt-5`, the model looks at frames too ("direct"). `eyes` is a model that first
        captions the shots that may matter; captions are kept for later questions. `trace` is a
        JSONL file that records each step. Raises QuestionError, ModelError, LibraryError.
        """
        return finished(
            self.aask(
                question,
                options,
                model=model,
                eyes=eyes,
                strategy=strategy,
                base_url=base_url,
                budget=budget,
                trace=trace,
                verified=verified,
            )
        )

    async def aask(
        self,
        question: str,
        options: Sequence[str] = (),
        *,
        model: str | Chat = "",
        eyes: str | Chat = "",
        strategy: str = "",
        base_url: str = "",
        budget: Budget | None = None,
        trace: Path | None = None,
        verified: bool = True,
    ) -> Answer:
        """`ask`, to be awaited."""
        from longtake.tasks import ask

        asked = ask.question(question, options)
        chat = open_model(model, base_url) if model or (base_url and not eyes) else None
        if eyes:
            await asyncio.to_thread(self._look_for, asked.text, open_model(eyes, base_url))
        context = self._context(chat, budget or Budget(), trace)
        chosen = open_strategy(strategy or ("direct" if chat else "quote"))
        return await ask.ask(asked, context, chosen, verified=verified)

    def ground(self, query: str, limit: int = 5) -> list[Moment]:
        """The moments that show or say it, best first."""
        return search(query, library=self.library, videos=[self.info.id], limit=limit)

    def observations(self, *kinds: Kind, span: Span | None = None) -> Iterator[Observation]:
        """What is remembered of this video, one at a time, in order of time."""
        _check_kinds(kinds)
        return self.library.store.scan(Filter(videos=(self.info.id,), kinds=kinds, span=span))

    def show(self, path: str | Path) -> Path:
        """Write the storyboard, one self-contained page; returns its path."""
        from longtake.show.storyboard import storyboard_page

        with self.open() as media:
            page = storyboard_page(self.info, self.observations(), media)
        Path(path).write_text(page, encoding="utf-8")
        return Path(path)

    def sheet(self, path: str | Path, columns: int = 5) -> Path:
        """Write a contact sheet, a PNG with one frame per shot; returns its path."""
        from longtake.show.sheet import contact_sheet

        with self.open() as media:
            times_s = [shot.span.middle_s for shot in self.observations("shot")]
            picture = contact_sheet(media, times_s or [0.0], columns=columns)
        Path(path).write_bytes(picture)
        return Path(path)

    @property
    def coverage(self) -> Coverage:
        """How much of it each sense has taken in so far."""
        return coverage(self.library, self.info)

    @contextmanager
    def open(self) -> Iterator[Media]:
        """The file itself, for frames and sound. Raises OpenError when it is gone or changed."""
        media = reopen(self.library, self.info)
        try:
            yield media
        finally:
            media.close()

    def _look_for(self, question: str, eyes: Chat) -> None:
        """Caption the shots where the question may be decided, as far as they are not yet."""
        shots = [shot.span for shot in self.observations("shot")] or [self.info.span]
        spans = [moment.span for moment in self.ground(question, limit=3)]
        near = [shot for shot in shots if any(shot.overlap(span) > 0 for span in spans)]
        chosen = (near or shots[:: max(1, len(shots) // SHOTS_LOOKED_AT)])[:SHOTS_LOOKED_AT]
        indexer = Indexer(self.library, {"caption": find("perceivers", "caption")(eyes)})
        indexer.look(self.info, "caption", chosen)

    def _context(self, chat: Chat | None, budget: Budget, trace: Path | None) -> Context:
        from longtake.reason.trace import Trace
        from longtake.tasks.missing import missing

        return Context(
            videos=(self.info,),
            store=self.library.store,
            open=lambda video: Video(self.library.find(video) or self.info, self.library).open(),
            trace=Trace(trace),
            chat=chat,
            embedder=self.library.embedder,
            budget=budget,
            coverage=self.coverage,
            missing=missing(self.library, self.info, open_speech().missing()),
        )


def index(
    source: str | Path,
    *,
    library: str | Path | Library | None = None,
    senses: Iterable[str] = (),
    eyes: str | Chat = "",
    base_url: str = "",
    watch: Watcher | None = None,
) -> Video:
    """Index a file or URL, as far as that is not done yet, and return it.

    `library` is a folder (default: `LONGTAKE_LIBRARY`, else the platform's data folder); `senses`
    restricts which are used; `eyes` is a model that captions every shot; `watch` is called after
    each job. Raises OpenError, LibraryError, ModelError.
    """
    chat = open_model(eyes, base_url) if eyes else None
    indexer = open_indexer(library, senses, watch)
    info = indexer.add(source)
    indexer.run(info)
    video = Video(info, indexer.library)
    if chat:
        shots = [shot.span for shot in video.observations("shot")] or [info.span]
        caption = find("perceivers", "caption")(chat)
        Indexer(indexer.library, {"caption": caption}, watch).look(info, "caption", shots)
    return video


async def aindex(
    source: str | Path,
    *,
    library: str | Path | Library | None = None,
    senses: Iterable[str] = (),
    watch: Watcher | None = None,
) -> Video:
    """`index`, to be awaited: the work is done in a thread."""
    return await asyncio.to_thread(
        index, source, library=library, senses=tuple(senses), watch=watch
    )


def recordings(*sources: str | Path) -> list[str]:
    """The recordings in files, folders and at URLs, each once, for `index` to take in one by one.

    Raises OpenError for a path that does not exist, and for a folder with no recording in it.
    """
    from longtake.media.discover import find_recordings

    return list(find_recordings(sources).sources)


def glance(
    source: str | Path,
    *,
    library: str | Path | Library | None = None,
    watch: Watcher | None = None,
) -> Video:
    """Take in only what a first answer needs: the container, subtitles, text on some keyframes.

    What is left is planned; `index` does it.
    """
    indexer = open_indexer(library, (), watch)
    info = indexer.add(source)
    indexer.run(info, FIRST_LOOK)
    video = Video(info, indexer.library)
    if video.coverage.seen.get("text", 1.0) < 1.0:
        first = Indexer(indexer.library, {"glance": open_sense("glance")}, watch)
        first.look(info, "glance", [info.span])
    return video


def known(source: str | Path, library: str | Path | Library | None = None) -> Video | None:
    """The video of that name, id or path if the library has it and its first look is over.

    A file that is there is looked at again, since it may have changed, unless the library is
    read-only; one that is gone can still be asked about. Raises OpenError when there is neither.
    """
    from longtake.media.discover import WEB

    source = str(source)
    if source.startswith(WEB) or os.path.exists(os.path.expanduser(source)):
        return _known_already(source, library)
    try:
        opened = open_library(library, create=False)
    except LibraryError as error:
        raise LibraryError(f"{source!r} is not a file, and {error}") from error
    info = opened.find(source)
    if info is None:
        raise OpenError(
            f"{source!r} is neither a file nor a video of the library {opened.folder}: check the "
            "path, or see `longtake library list`"
        )
    return Video(info, opened)


def _known_already(source: str, library: str | Path | Library | None) -> Video | None:
    """What a read-only library, which cannot take in anything, has of a file or URL."""
    from longtake.media import open_media

    if not isinstance(library, Library) and not Library.is_in(folder_of(library)):
        return None
    opened = open_library(library)
    if not opened.read_only:
        return None
    with open_media(source) as media:
        return Video(media.info, opened) if opened.find(media.info.id) else None


def about(source: str | Path, library: str | Path | Library | None = None) -> Video:
    """The video behind a source, as far as it is known, without indexing anything."""
    from longtake.media import open_media

    video = known(source, library)
    if video is None:
        with open_media(source) as media:
            video = Video(media.info, open_library(library, create=library is None))
    return video


def search(
    query: str,
    *,
    library: str | Path | Library | None = None,
    videos: Sequence[str] = (),
    kinds: Sequence[Kind] = (),
    span: Span | None = None,
    limit: int = 10,
) -> list[Moment]:
    """The best moments over the whole library, or over the videos with these ids."""
    from longtake.tasks.find import moments

    _check_kinds(kinds)
    where = Filter(videos=tuple(videos), kinds=tuple(kinds), span=span)
    return moments(open_library(library, create=False).store, query, where, limit)


def _check_kinds(kinds: Iterable[str]) -> None:
    if isinstance(kinds, str):
        raise QuestionError(f"kinds={kinds!r} is one text: give a list, [{kinds!r}]")
    for kind in kinds:
        if kind not in KINDS:
            raise QuestionError(f"{kind!r} is not a kind of observation: use {', '.join(KINDS)}")
