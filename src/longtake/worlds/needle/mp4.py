"""The header of an MP4 (ISO/IEC 14496-12) whose tables may name the same bytes many times.

A track's table says for each sample where its bytes are, so an hour that repeats a minute costs a
minute of bytes and an hour of table, a few bytes a frame. Knows boxes and tables; knows nothing of
codecs: a sample description comes in as another muxer wrote it. Tracks come in, `moov` goes out.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

UPRIGHT = struct.pack(">9i", 1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30)
"""The display matrix that turns nothing."""

LANGUAGE = 0x55C4
"""`und`, packed in five bits a letter."""

MEDIA_HEADERS = {
    "vide": (b"vmhd", 1, bytes(8)),
    "soun": (b"smhd", 0, bytes(4)),
    "sbtl": (b"nmhd", 0, b""),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Samples:
    """Coded pictures, sounds or cues in the order of decoding; arrays of one length."""

    places: np.ndarray
    """Where in the file the bytes of each begin."""
    sizes: np.ndarray
    shown: np.ndarray
    """When each is due, in ticks."""
    keys: np.ndarray
    """Whether each can be decoded by itself."""

    def __len__(self) -> int:
        return len(self.sizes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """One track of the file."""

    kind: Literal["vide", "soun", "sbtl"]
    description: bytes
    """A whole `stsd` box."""
    ticks_per_s: int
    samples: Samples
    end: int
    """The tick at which the last sample ends."""
    width_px: int = 0
    height_px: int = 0
    matrix: bytes = UPRIGHT


def box(name: bytes, *content: bytes) -> bytes:
    """A box around its content."""
    inside = b"".join(content)
    return struct.pack(">I", len(inside) + 8) + name + inside


def full(name: bytes, version: int, flags: int, *content: bytes) -> bytes:
    """A box that carries a version and flags."""
    return box(name, struct.pack(">I", version << 24 | flags), *content)


def children(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Name and content of each box directly inside."""
    at = 0
    while at + 8 <= len(content):
        length = int.from_bytes(content[at : at + 4], "big")
        if length < 8:
            return
        yield content[at + 4 : at + 8], content[at + 8 : at + length]
        at += length


def child(content: bytes, *path: bytes) -> bytes:
    """The content of the first box at the end of a path. Raises KeyError."""
    for name in path:
        found = next((inside for other, inside in children(content) if other == name), None)
        if found is None:
            raise KeyError(name.decode("latin-1"))
        content = found
    return content


def moov(tracks: list[Track]) -> bytes:
    """The header of a file with these tracks, all of which play from 0."""
    ticks_per_s = tracks[0].ticks_per_s
    lasts = max(_in_movie(track, ticks_per_s) for track in tracks)
    head = full(
        b"mvhd",
        1,
        0,
        struct.pack(">QQIQ", 0, 0, ticks_per_s, lasts),
        struct.pack(">IH", 1 << 16, 1 << 8),
        bytes(10),
        UPRIGHT,
        bytes(24),
        struct.pack(">I", len(tracks) + 1),
    )
    return box(
        b"moov", head, *(_trak(t, number, ticks_per_s) for number, t in enumerate(tracks, 1))
    )


def _in_movie(track: Track, ticks_per_s: int) -> int:
    return round(track.end * ticks_per_s / track.ticks_per_s)


def _trak(track: Track, number: int, movie_ticks_per_s: int) -> bytes:
    due = np.sort(track.samples.shown)
    delay = int((due - track.samples.shown).max(initial=0))
    first = int(due[0]) if len(due) else 0
    lasts = _in_movie(track, movie_ticks_per_s)
    head = full(
        b"tkhd",
        1,
        3,
        struct.pack(">QQIIQ", 0, 0, number, 0, lasts),
        bytes(8),
        struct.pack(">HHHH", 0, 0, 256 if track.kind == "soun" else 0, 0),
        track.matrix,
        struct.pack(">II", track.width_px << 16, track.height_px << 16),
    )
    waits = round(first * movie_ticks_per_s / track.ticks_per_s)
    edits = [(waits, -1)] if waits else []
    edits.append((lasts - waits, delay))
    listed = b"".join(struct.pack(">Qqhh", length, start, 1, 0) for length, start in edits)
    return box(
        b"trak",
        head,
        box(b"edts", full(b"elst", 1, 0, struct.pack(">I", len(edits)), listed)),
        _mdia(track, due, delay, track.end - first),
    )


def _mdia(track: Track, due: np.ndarray, delay: int, lasts: int) -> bytes:
    head = struct.pack(">QQIQHH", 0, 0, track.ticks_per_s, lasts, LANGUAGE, 0)
    name, flags, rest = MEDIA_HEADERS[track.kind]
    here = full(b"dref", 0, 0, struct.pack(">I", 1), full(b"url ", 0, 1))
    return box(
        b"mdia",
        full(b"mdhd", 1, 0, head),
        full(b"hdlr", 0, 0, bytes(4), track.kind.encode(), bytes(12), b"longtake\0"),
        box(
            b"minf",
            full(name, 0, flags, rest),
            box(b"dinf", here),
            _stbl(track, due, delay),
        ),
    )


def _stbl(track: Track, due: np.ndarray, delay: int) -> bytes:
    """The tables. Decoding runs `delay` ahead of showing, so that nothing is shown too early."""
    samples = track.samples
    steps = np.diff(due, append=track.end)
    later = samples.shown - due + delay
    tables = [_runs(b"stts", steps)]
    if later.any():
        tables.append(_runs(b"ctts", later))
    if not samples.keys.all():
        numbers = np.flatnonzero(samples.keys) + 1
        tables.append(full(b"stss", 0, 0, _u32(np.array([len(numbers)])), _u32(numbers)))
    sizes = full(b"stsz", 0, 0, struct.pack(">II", 0, len(samples)), _u32(samples.sizes))
    return box(b"stbl", track.description, *tables, *_chunks(samples), sizes)


def _chunks(samples: Samples) -> list[bytes]:
    """Samples whose bytes follow each other are one chunk; where each begins, and how long it is.

    The places are 64-bit, for files over 4 GB.
    """
    follows = samples.places[1:] == (samples.places + samples.sizes)[:-1]
    firsts = np.flatnonzero(np.append(True, ~follows)) if len(samples) else np.array([], np.int64)
    lengths = np.diff(firsts, append=len(samples))
    changes = _changes(lengths)
    rows = np.stack([changes + 1, lengths[changes], np.ones_like(changes)], axis=1)
    places = samples.places[firsts].astype(">u8").tobytes()
    return [
        full(b"stsc", 0, 0, struct.pack(">I", len(rows)), _u32(rows)),
        full(b"co64", 0, 0, struct.pack(">I", len(firsts)), places),
    ]


def _runs(name: bytes, values: np.ndarray) -> bytes:
    """A table of run lengths and values."""
    starts = _changes(values)
    counts = np.diff(starts, append=len(values))
    rows = np.stack([counts, values[starts]], axis=1)
    return full(name, 0, 0, struct.pack(">I", len(rows)), _u32(rows))


def _changes(values: np.ndarray) -> np.ndarray:
    """Where a value differs from the one before, the first place included."""
    if not len(values):
        return np.array([], np.int64)
    return np.flatnonzero(np.append(True, values[1:] != values[:-1]))


def _u32(values: np.ndarray) -> bytes:
    return values.astype(">u4").tobytes()
