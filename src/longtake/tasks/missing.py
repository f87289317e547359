"""What could not be perceived in a video, so that no answer passes over it in silence.

Reads what the senses and the jobs left in the library; says each lack in one sentence, with the way
to mend it.
"""

from __future__ import annotations

from collections.abc import Iterator

from longtake.memory.library import Library
from longtake.types import Filter, MediaInfo


def missing(library: Library, info: MediaInfo, untranscribed: str) -> tuple[str, ...]:
    """Everything known to be lacking; `untranscribed` is what to say of unread speech."""
    return (
        *_gaps(library, info),
        *_failures(library, info),
        *_unheard(library, info, untranscribed),
    )


def _gaps(library: Library, info: MediaInfo) -> Iterator[str]:
    gaps = list(library.store.scan(Filter(videos=(info.id,), kinds=("gap",))))
    if gaps:
        longest = max(gaps, key=lambda gap: gap.span.duration_s)
        others = f", and {len(gaps) - 1} more" if len(gaps) > 1 else ""
        yield f"damaged data at {longest.span} of {info.name} could not be read{others}"


def _failures(library: Library, info: MediaInfo) -> Iterator[str]:
    failed = [job for job in library.progress(info.id) if job.state == "failed"]
    for name in sorted({job.perceiver.partition("@")[0] for job in failed}):
        jobs = [job for job in failed if job.perceiver.partition("@")[0] == name]
        yield f"{name} failed at {jobs[0].span} of {info.name}: {jobs[0].error}"


def _unheard(library: Library, info: MediaInfo, untranscribed: str) -> Iterator[str]:
    """Speech that is neither transcribed nor, for the most part, subtitled."""
    where = Filter(videos=(info.id,), kinds=("sound", "speech", "subtitle"))
    found = list(library.store.scan(where))
    voices = [one.span for one in found if one.kind == "sound" and one.data.get("voice")]
    written = [one.span for one in found if one.kind != "sound"]
    unread = [v for v in voices if not any(v.overlap(words) > 0 for words in written)]
    if 2 * len(unread) > len(voices):
        yield untranscribed
