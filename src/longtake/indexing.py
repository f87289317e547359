"""Indexing: which sense looks at which stretch, in which order, and what is done already.

Knows neither how a sense works nor how the library stores things. Sources go in, Observations end
up in the library, and what happened comes out as `Progress` while it happens.

Every (video, sense, span) is a job in the library. Cheap senses take the whole video first, so that
a question can be answered within seconds; dear ones follow piece by piece. A job's Observations are
kept in the transaction that marks it done, so the process can be killed at any moment and another
can go on.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from longtake.errors import LibraryError, LongtakeError, OpenError
from longtake.memory.jobs import new_owner
from longtake.memory.library import Library
from longtake.perceive.heap import trim
from longtake.protocols import Media, Perceiver
from longtake.types import Coverage, Filter, Job, MediaInfo, Span, StreamType

PIECE_S = 120.0
"""Length of one job of a dear sense, about: it ends at the next shot boundary."""

ASK_AGAIN_S = 0.25
"""How often one asks whether another process is done."""

RENEW_S = 20.0
"""How often a running job says that it is still being worked on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sense:
    """When a sense takes its turn, and what it needs to have anything to perceive."""

    name: str
    needs: StreamType | None = None
    in_pieces: bool = False
    on_request: bool = False
    """Looks only when and where it is asked to; what it has not seen is not left to do."""
    replaces: str = ""
    """A sense whose first impression these Observations take the place of."""

    def applies(self, info: MediaInfo) -> bool:
        """Whether the video has what this sense perceives."""
        return self.needs is None or bool(info.of(self.needs))


SENSES: tuple[Sense, ...] = (
    Sense(name="container"),
    Sense(name="subtitles"),
    Sense(name="glance", needs="video", on_request=True),
    Sense(name="shots", needs="video"),
    Sense(name="signature", needs="video"),
    Sense(name="text", needs="video", in_pieces=True, replaces="glance"),
    Sense(name="speech", needs="audio", in_pieces=True),
    Sense(name="caption", needs="video", on_request=True),
)
"""In order of their turn: cheap and telling first."""

FIRST_LOOK = ("container", "subtitles")
"""What a question about a new video waits for, and a glance at it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """One job that has just been done, or has failed."""

    video: MediaInfo
    job: Job
    coverage: Coverage
    observations: int = 0
    error: str = ""


Watcher = Callable[[Progress], None]


@dataclass(slots=True)
class Report:
    """What a run did."""

    jobs: int = 0
    observations: int = 0
    failed: list[Progress] = field(default_factory=list)

    def count(self, progress: Progress) -> None:
        self.jobs += 1
        self.observations += progress.observations
        if progress.error:
            self.failed.append(progress)


class Indexer:
    """Plans and does the jobs of one library, with the senses given by name."""

    def __init__(
        self, library: Library, senses: Mapping[str, Perceiver], watch: Watcher | None = None
    ) -> None:
        self.library = library
        self.senses = senses
        self.watch = watch
        self.owner = new_owner()

    def add(self, source: str | Path) -> MediaInfo:
        """Remember a source and plan its jobs; what is done already stays done.

        Raises OpenError when it cannot be opened, before anything is written.
        """
        from longtake.media import open_media

        with open_media(source) as media:
            info = media.info
        self.library.remember(info)
        self._plan(info, SENSES)
        return info

    def run(self, info: MediaInfo, only: Iterable[str] = ()) -> Report:
        """Do what is left to do for one video: everything, or only the senses named.

        What another process is at is waited for, and taken over if that process ends.
        """
        report = Report()
        names = [name for name in only or self.senses if name in self.senses]
        wanted = [versioned(self.senses[name]) for name in names]
        media: Media | None = None
        try:
            while job := self._next(info, wanted):
                media = media or reopen(self.library, info)
                self._do(job, info, media, report)
                if job.perceiver.startswith("shots@"):
                    self._plan(info, [sense for sense in SENSES if sense.in_pieces])
        finally:
            if media is not None:
                media.close()
        return report

    def _next(self, info: MediaInfo, wanted: Sequence[str]) -> Job | None:
        while (job := self.library.jobs.lease(self.owner, info.id, wanted)) is None:
            known = self.library.progress(info.id)
            if not any(job.state == "running" and job.perceiver in wanted for job in known):
                return None
            time.sleep(ASK_AGAIN_S)
        return job

    def look(self, info: MediaInfo, sense: str, spans: Iterable[Span]) -> Report:
        """Let one sense look at these stretches, as far as it has not yet."""
        perceiver = versioned(self.senses[sense])
        self.library.jobs.plan(
            Job(video=info.id, perceiver=perceiver, span=span, priority=len(SENSES))
            for span in spans
        )
        return self.run(info, [sense])

    def _do(self, job: Job, info: MediaInfo, media: Media, report: Report) -> None:
        name = job.perceiver.partition("@")[0]
        sense = next((one for one in SENSES if one.name == name), Sense(name=name))
        found, error = [], ""
        media.gaps.clear()
        try:
            with self._heartbeat(job):
                found = [*self.senses[name].observe(media, job.span), *media.gaps]
            renews = not sense.on_request
            self.library.jobs.finish(job, self.owner, found, sense.replaces, renews)
        except LibraryError:
            raise
        except Exception as problem:  # the edge of a job: recorded, counted and shown
            found, error = [], _told(problem)
            self.library.jobs.fail(job, self.owner, error)
        trim()
        progress = Progress(
            video=info,
            job=job,
            coverage=coverage(self.library, info),
            observations=len(found),
            error=error,
        )
        report.count(progress)
        if self.watch:
            self.watch(progress)

    @contextmanager
    def _heartbeat(self, job: Job) -> Iterator[None]:
        """Renew the lease from a thread for as long as the body runs."""
        done = threading.Event()

        def beat() -> None:
            while not done.wait(RENEW_S):
                self.library.jobs.renew(job, self.owner)

        thread = threading.Thread(target=beat, daemon=True)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()

    def _plan(self, info: MediaInfo, senses: Sequence[Sense]) -> None:
        """Add the jobs of these senses that can be known by now; failed ones are to do again."""
        self.library.jobs.plan(
            Job(
                video=info.id,
                perceiver=versioned(self.senses[sense.name]),
                span=span,
                priority=SENSES.index(sense),
            )
            for sense in senses
            if sense.name in self.senses and sense.applies(info) and not sense.on_request
            for span in self._spans(info, sense)
        )

    def _spans(self, info: MediaInfo, sense: Sense) -> list[Span]:
        """What one job of a sense looks at: the whole, or pieces once the shots have been tried."""
        if not sense.in_pieces:
            return [info.span]
        states = {job.perceiver: job.state for job in self.library.progress(info.id)}
        shots = self.senses.get("shots") if info.video else None
        if shots and states.get(versioned(shots), "todo") in ("todo", "running"):
            return []
        mine = versioned(self.senses[sense.name])
        planned = [job.span for job in self.library.progress(info.id) if job.perceiver == mine]
        cuts = self.library.store.scan(Filter(videos=(info.id,), kinds=("shot",)))
        return planned or pieces(info.span, [shot.span.start_s for shot in cuts])


def pieces(whole: Span, cuts_s: Iterable[float]) -> list[Span]:
    """Cut a video into pieces of about `PIECE_S`, at shot boundaries where there are any near."""
    edges = [whole.start_s]
    for cut_s in [*sorted(cuts_s), whole.end_s]:
        while cut_s - edges[-1] > 2 * PIECE_S:
            edges.append(edges[-1] + PIECE_S)
        if cut_s - edges[-1] >= PIECE_S and whole.end_s - cut_s >= PIECE_S / 2:
            edges.append(cut_s)
    return [Span(a, b) for a, b in zip(edges, [*edges[1:], whole.end_s], strict=True)]


def versioned(sense: Perceiver) -> str:
    """A sense as jobs and Observations name it: `shots@1`."""
    return f"{sense.name}@{sense.version}"


def coverage(library: Library, info: MediaInfo) -> Coverage:
    """How much of a video each sense that applies to it has taken in, by the jobs done.

    A sense whose jobs are not planned yet has seen nothing. Those that look only on request are
    not listed.
    """
    seen = {sense.name: 0.0 for sense in SENSES if sense.applies(info) and not sense.on_request}
    whole_s = info.duration_s
    for job in library.progress(info.id):
        name = job.perceiver.partition("@")[0]
        if job.state == "done" and name in seen:
            part = job.span.duration_s / whole_s if whole_s > 0 else 1.0
            seen[name] = min(1.0, seen[name] + part)
    return Coverage(seen={name: 1.0 if part > 1 - 1e-9 else part for name, part in seen.items()})


def reopen(library: Library, info: MediaInfo) -> Media:
    """Open the file behind a video of the library again, under any name it is known by.

    Raises OpenError when it is gone from where it was last, or holds something else by now.
    """
    others = (source for source in library.sources(info.id) if source != info.source)
    refusal: OpenError | None = None
    for source in (info.source, *others):
        try:
            return _open_same(source, info.id)
        except OpenError as error:
            refusal = refusal or error
    assert refusal is not None
    raise refusal


def _open_same(source: str, video: str) -> Media:
    from longtake.media import open_media

    media = open_media(source)
    if media.info.id != video:
        media.close()
        raise OpenError(
            f"{source!r} has changed since it was indexed: run `longtake index` on it again"
        )
    return media


def _told(problem: Exception) -> str:
    text = str(problem) or repr(problem)
    return text if isinstance(problem, LongtakeError) else f"{type(problem).__name__}: {text}"
