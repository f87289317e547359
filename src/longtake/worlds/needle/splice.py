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
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import BinaryIO

from longtake.errors import WorldError
from longtake.media import open_media
from longtake.worlds.needle.joining import Joiner, Part
from longtake.worlds.needle.mp4 import Track, box, moov
from longtake.worlds.needle.soundtrack import Heard, cue_track, sound_track, take_sound
from longtake.worlds.needle.source import Source
from longtake.worlds.needle.stock import press_all, take_packets

BRAND = box(b"ftyp", b"isom", struct.pack(">I", 512), b"isomiso2avc1mp41")


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
    with closing(Joiner(source, taken, base, folder)) as joiner:
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
    source: Source, heard: list[Heard], folder: Path, out: BinaryIO
) -> Iterator[Track]:
    if source.path is None:
        return
    voice = take_sound(source.path, folder / "sound.mp4") if source.sound else None
    if voice is not None:
        yield sound_track(folder / "sound.mp4", voice, heard, out)
    if source.cues and (cues := cue_track(source.cues, heard, out)) is not None:
        yield cues
