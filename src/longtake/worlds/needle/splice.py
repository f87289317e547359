"""Splices a film out of stretches of a source and pictures of our own, copying coded packets.

Only groups of pictures that are touched are encoded again; all others keep their bits, and a group
that plays many times is stored once (see `mp4`). So a million frames take the room of the source
and a table. A source and a list of parts come in; an MP4 stands at the target, whole or not at all.
"""

from __future__ import annotations

import os
import shutil
import struct
import tempfile
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from longtake.errors import WorldError
from longtake.media import open_media
from longtake.media.container import open_video
from longtake.media.gaps import Gaps
from longtake.media.reel import Reel
from longtake.worlds.needle import avc
from longtake.worlds.needle.frames import Darkroom
from longtake.worlds.needle.mp4 import Samples, Track, box, moov
from longtake.worlds.needle.soundtrack import Heard, cue_track, sound_track, take_sound
from longtake.worlds.needle.source import Source
from longtake.worlds.needle.stock import Press, Taken, press_all, shelved, take_packets

if TYPE_CHECKING:
    from av.video.frame import VideoFrame

Touch = Callable[[Iterator[np.ndarray]], Iterator[np.ndarray]]
"""Changes pictures `(H, W, 3)` uint8 RGB, upright, one for one and in order."""

BRAND = box(b"ftyp", b"isom", struct.pack(">I", 512), b"isomiso2avc1mp41")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Base frames `first` up to `stop` of the source, as they are or touched."""

    first: int
    stop: int
    touch: Touch | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Inset:
    """Pictures that are not of the source."""

    count: int
    fps: float
    draw: Callable[[], Iterator[np.ndarray]]
    """The pictures, at the source's size as shown."""


Part = Stretch | Inset


def splice(source: Source, parts: Sequence[Part], target: Path) -> None:
    """Write the film to `target`.

    Raises WorldError when the source has changed, or cannot be decoded where it is touched.
    """
    folder = Path(tempfile.mkdtemp(prefix=".splice-", dir=target.parent))
    try:
        _spliced(source, parts, folder)
        os.replace(folder / "whole.mp4", target)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _spliced(source: Source, parts: Sequence[Part], folder: Path) -> None:
    base = _base(source, folder)
    taken = take_packets(base, folder / "kept.mp4")
    if len(taken.ticks) != source.count:
        raise WorldError(
            f"{source.path} gave {len(taken.ticks)} pictures where {source.count} were counted;"
            " it was changed meanwhile, or is damaged: try a copy of it encoded anew"
        )
    with closing(_Joiner(source, taken, base, folder)) as joiner:
        for part in parts:
            joiner.add(part)
    with open(folder / "whole.mp4", "wb") as out:
        out.write(BRAND)
        start = out.tell()
        out.write(bytes(16))
        picture = joiner.track(out)
        tracks = [picture, *_other_tracks(source, joiner.heard, folder, out)]
        length = out.tell() - start
        out.write(moov(tracks))
        out.seek(start)
        out.write(struct.pack(">I4sQ", 1, b"mdat", length))


def _base(source: Source, folder: Path) -> Path:
    """A file with H.264 pictures: the source itself, or what is encoded or drawn first."""
    if source.path is not None and not source.encoded_because:
        return source.path
    base = folder / "base.mp4"
    if source.draw is not None:
        press_all(base, source.draw(), source.fps)
    elif source.path is not None:
        times_s = [float(start_s) + source.origin_s for start_s in source.starts_s]
        with open_media(source.path) as media:
            press_all(base, (frame.image for frame in media.frames_at(times_s)), source.fps)
    return base


def _other_tracks(
    source: Source, heard: list[Heard], folder: Path, out: object
) -> Iterator[Track]:
    if source.path is None:
        return
    voice = take_sound(source.path, folder / "sound.mp4") if source.sound else None
    if voice is not None:
        yield sound_track(folder / "sound.mp4", voice, heard, out)  # type: ignore[arg-type]
    if source.cues and (cues := cue_track(source.cues, heard, out)) is not None:  # type: ignore[arg-type]
        yield cues


class _Joiner:
    """Puts the parts one after the other, in ticks, and encodes what is not copied."""

    def __init__(self, source: Source, taken: Taken, base: Path, folder: Path) -> None:
        track = open_video(str(base), threads=1)
        assert track is not None
        self.source, self.taken, self.folder = source, taken, folder
        self.heard: list[Heard] = []
        self._reel = Reel(str(base), track, Gaps(str(base)))
        like = next(self._reel.play(int(taken.ticks.min()) // track.clock.time_base.numerator))[1]
        self._per_tick = track.clock.time_base.numerator
        self._room = Darkroom(like, track.pixel_aspect)
        self._press = Press(folder / "fresh.mp4", like, source.fps, number=avc.SPARE)
        self._now = 0
        self._copying = True
        self._which: list[np.ndarray] = []
        self._shown: list[np.ndarray] = []
        self._set_out()

    def _set_out(self) -> None:
        """When each picture of the base is shown, and where groups begin that stand alone."""
        ticks, per_s = self.taken.ticks, self.taken.ticks_per_s
        order = np.sort(ticks)
        if self.source.path is None or self.source.encoded_because:
            due = np.round(self.source.starts_s * per_s).astype(np.int64)
            ticks = due if len(due) == len(ticks) else ticks
            order, period = due, round(self.source.period_s * per_s)
            self._absolute = np.sort(self.taken.ticks)
        else:
            period = max(
                int(order[-1] - order[0]) + 1, round(self.source.period_s * per_s)
            )
            self._absolute = order
        self._due = np.append(order - order[0], period)
        self._ticks = ticks - ticks.min()
        ranks = np.arange(len(ticks))
        latest = np.append(-1, np.maximum.accumulate(self._ticks)[:-1])
        soonest = np.minimum.accumulate(self._ticks[::-1])[::-1]
        alone = self.taken.keys & (soonest == self._ticks) & (latest < self._ticks)
        self._starts = np.append(ranks[alone], len(ticks))

    def add(self, part: Part) -> None:
        if isinstance(part, Inset):
            self._inset(part)
        elif part.touch is not None:
            self._touched(part, part.touch)
        else:
            for first, stop in self._rounds(part):
                self._plain(first, stop)

    def close(self) -> None:
        self._press.close()
        self._reel.close()

    def track(self, out: object) -> Track:
        """The finished picture track, its bytes appended to `out`."""
        kept = shelved(self.folder / "kept.mp4", out)  # type: ignore[arg-type]
        description, places, sizes = kept.description, kept.places, kept.sizes
        keys = self.taken.keys
        if self._press.count:
            fresh = shelved(self.folder / "fresh.mp4", out)  # type: ignore[arg-type]
            if not avc.joinable(kept.description):
                raise WorldError(
                    f"pictures cannot be mixed into {self.source.path}: its H.264 numbers its"
                    " parameters in an unusual way; encode it anew"
                )
            description = avc.joined(kept.description, fresh.description)
            places = np.concatenate([places, fresh.places])
            sizes = np.concatenate([sizes, fresh.sizes])
            keys = np.concatenate([keys, self._fresh_keys(len(fresh.sizes))])
        which = np.concatenate(self._which)
        samples = Samples(
            places=places[which],
            sizes=sizes[which],
            shown=np.concatenate(self._shown),
            keys=keys[which],
        )
        return Track(
            kind="vide",
            description=description,
            ticks_per_s=self.taken.ticks_per_s,
            samples=samples,
            end=self._now,
            width_px=kept.width_px,
            height_px=kept.height_px,
            matrix=kept.matrix,
        )

    def _fresh_keys(self, count: int) -> np.ndarray:
        import av

        options = {"ignore_editlist": "1"}
        with av.open(str(self.folder / "fresh.mp4"), options=options) as container:
            keys = [p.is_keyframe for p in container.demux(container.streams[0]) if p.size]
        return np.array(keys[:count], bool)

    def _rounds(self, part: Stretch) -> Iterator[tuple[int, int]]:
        """The part, round by round: ranks within the base."""
        first = part.first
        while first < part.stop:
            rounds, rank = divmod(first, self.source.count)
            stop = min(part.stop, (rounds + 1) * self.source.count)
            yield rank, rank + stop - first
            first = stop

    def _plain(self, first: int, stop: int) -> None:
        """Whole groups are copied; what is left before and after them is encoded."""
        place = int(np.searchsorted(self._starts, first))
        begin = int(self._starts[place])
        end = int(self._starts[np.searchsorted(self._starts, stop, side="right") - 1])
        if begin >= end:
            self._again(first, stop)
            return
        self._again(first, begin)
        self._copy(begin, end)
        self._again(end, stop)

    def _copy(self, first: int, stop: int) -> None:
        self._hear(first, stop)
        self._which.append(np.arange(first, stop))
        self._shown.append(self._ticks[first:stop] - self._due[first] + self._now)
        self._now += int(self._due[stop] - self._due[first])
        self._copying = True

    def _again(self, first: int, stop: int) -> None:
        if first < stop:
            for shown, frame in self._frames(first, stop):
                self._fresh(frame, shown)

    def _touched(self, part: Stretch, touch: Touch) -> None:
        waiting: deque[tuple[int, VideoFrame, np.ndarray]] = deque()

        def given() -> Iterator[np.ndarray]:
            for first, stop in self._rounds(part):
                for shown, frame in self._frames(first, stop):
                    image = self._room.show(frame)
                    waiting.append((shown, frame, image))
                    yield image

        for image in touch(given()):
            shown, frame, before = waiting.popleft()
            self._fresh(self._room.changed(frame, before, image), shown)

    def _frames(self, first: int, stop: int) -> Iterator[tuple[int, VideoFrame]]:
        """Decoded frames of these ranks, each with the tick at which it is shown now."""
        self._hear(first, stop)
        begins = self._now
        self._now += int(self._due[stop] - self._due[first])
        rank = first
        for ticks, frame in self._reel.play(int(self._absolute[first]) // self._per_tick):
            while rank < stop and self._absolute[rank] // self._per_tick <= ticks:
                yield begins + int(self._due[rank] - self._due[first]), frame
                rank += 1
            if rank >= stop:
                return
        if rank < stop:
            raise WorldError(
                f"{self.source.path} cannot be decoded at"
                f" {self.source.time_of(rank):.3f} s; it is damaged: repair it or take another"
            )

    def _inset(self, part: Inset) -> None:
        per_s = self.taken.ticks_per_s
        begins = self._now
        for number, image in zip(range(part.count), part.draw(), strict=False):
            shown = begins + round(number * per_s / part.fps)
            self._fresh(self._room.frame_of(image), shown)
        self._now = begins + round(part.count * per_s / part.fps)

    def _fresh(self, frame: VideoFrame, shown: int) -> None:
        self._which.append(np.array([self.source.count + self._press.count]))
        self._shown.append(np.array([shown]))
        self._press.add(frame, key=self._copying)
        self._copying = False

    def _hear(self, first: int, stop: int) -> None:
        per_s, origin_s = self.taken.ticks_per_s, self.source.origin_s
        self.heard.append(
            Heard(
                float(self._due[first]) / per_s + origin_s,
                float(self._due[stop]) / per_s + origin_s,
                self._now / per_s,
            )
        )
