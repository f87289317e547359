"""The timeline of an MP4 from its header alone, without reading the pictures.

FFmpeg has read the header's tables already: time of decoding, size and kind of every picture, edit
lists applied. What it keeps to itself is how much later each is shown (`ctts`); that table is read
here. The result is compared with the first packets of the file and dropped at any doubt: None then
says that the packets have to be read through instead.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from longtake.media.identity import Read
from longtake.media.timeline import Timeline, arrange

if TYPE_CHECKING:
    from longtake.media.reel import Reel

MAX_MOOV_BYTES = 256 * 1024 * 1024
COMPARED_PACKETS = 40
Boxes = dict[bytes, list[memoryview]]


def timeline_from_header(reel: Reel, size: int, read: Read) -> Timeline | None:
    """The timeline of a reel, which it moves; None unless it is certain."""
    stream = reel.track.stream
    if not reel.track.container.format.name.startswith("mov,") or not reel.track.timed:
        return None
    moov = _moov(size, read)
    if moov is None or b"mvex" in (inside := _boxes(moov)):
        return None
    entries = list(stream.index_entries)
    delays = _delays(inside, stream.id, len(entries)) if entries else None
    if delays is None or not reel.seek(entries[0].timestamp):
        return None
    ticks = np.array([entry.timestamp for entry in entries], np.int64) + delays
    shift = _shift(reel, ticks)
    if shift is None:
        return None
    sizes = np.array([entry.size for entry in entries], np.int64)
    keyframes = np.flatnonzero([entry.is_keyframe for entry in entries])
    hidden = np.flatnonzero([entry.is_discard for entry in entries])
    end = (stream.start_time or 0) + (stream.duration or 0)
    beyond = np.flatnonzero([entry.pos + entry.size > size for entry in entries])
    return arrange(
        reel.track.clock,
        ticks + shift,
        sizes,
        keyframes,
        np.concatenate([hidden, beyond]),
        0 if len(beyond) else end,
    )


def _shift(reel: Reel, ticks: np.ndarray) -> int | None:
    """What FFmpeg adds to every time of showing; None when the first packets disagree."""
    shifts = set()
    for position, packet in enumerate(islice(reel.packets(), COMPARED_PACKETS)):
        if position >= len(ticks) or packet.pts is None:
            return None
        shifts.add(packet.pts - int(ticks[position]))
    return shifts.pop() if len(shifts) == 1 else None


def _moov(size: int, read: Read) -> memoryview | None:
    """The content of the header box, wherever in the file it stands."""
    start = 0
    while 0 <= start < size:
        head = read(start, 16)
        if len(head) < 16:
            return None
        length, begin = int.from_bytes(head[:4], "big"), 8
        if length == 1:
            length, begin = int.from_bytes(head[8:16], "big"), 16
        if length < begin:
            return None
        if head[4:8] == b"moov":
            if length > MAX_MOOV_BYTES:
                return None
            return memoryview(read(start + begin, length - begin))
        start += length
    return None


def _boxes(content: memoryview) -> Boxes:
    """The boxes directly inside one, by name."""
    found: Boxes = {}
    at = 0
    while at + 8 <= len(content):
        length = int.from_bytes(content[at : at + 4], "big")
        if length < 8:
            break
        name = bytes(content[at + 4 : at + 8])
        found.setdefault(name, []).append(content[at + 8 : at + length])
        at += length
    return found


def _delays(moov: Boxes, track_id: int, pictures: int) -> np.ndarray | None:
    """How much after its decoding each picture of a track is shown; None if it does not say."""
    for track in moov.get(b"trak", []):
        boxes = _boxes(track)
        header = boxes.get(b"tkhd", [memoryview(b"")])[0]
        at = 20 if bytes(header[:1]) == b"\x01" else 12
        if int.from_bytes(header[at : at + 4], "big") != track_id:
            continue
        for name in (b"mdia", b"minf", b"stbl"):
            boxes = _boxes(boxes.get(name, [memoryview(b"")])[0])
        if b"stsz" not in boxes and b"stz2" not in boxes:
            return None
        if b"ctts" not in boxes:
            return np.zeros(pictures, np.int64)
        table = boxes[b"ctts"][0][8:]
        pairs = np.frombuffer(table[: len(table) // 8 * 8], ">i4").reshape(-1, 2).astype(np.int64)
        counts, delays = np.maximum(pairs[:, 0], 0), pairs[:, 1]
        return np.repeat(delays, counts) if counts.sum() == pictures else None
    return None
