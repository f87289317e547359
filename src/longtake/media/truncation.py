"""Whether a file ends before its own headers say it should.

MP4 boxes, Matroska segments and RIFF chunks state their sizes, so that a download or copy that was
cut off can be told from a whole file by a few small reads. Knows nothing of streams. Bytes, by way
of a reader, come in; how many are missing goes out.
"""

from __future__ import annotations

from collections.abc import Callable

Read = Callable[[int, int], bytes]
EBML, RIFF = b"\x1a\x45\xdf\xa3", b"RIFF"
SEGMENT = 0x18538067
MP4_BOXES = frozenset((b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"moof", b"styp"))
MAX_BOXES = 10_000


def missing_bytes(size: int, read: Read) -> int:
    """How many bytes the headers promise beyond `size`; 0 when whole or when nothing is promised.

    `read(start, count)` returns the bytes there, fewer at the end.
    """
    head = read(0, 64)
    if head[:4] == RIFF and size < 2**32:
        promised = int.from_bytes(head[4:8], "little") + 8
    elif head[:4] == EBML:
        promised = _end_of_segment(head)
    elif head[4:8] in MP4_BOXES:
        promised = _end_of_boxes(size, read)
    else:
        return 0
    return max(0, promised - size)


def _end_of_boxes(size: int, read: Read) -> int:
    start = 0
    for _ in range(MAX_BOXES):
        header = read(start, 16)
        if len(header) < 8:
            break
        length = int.from_bytes(header[:4], "big")
        if length == 1:
            length = int.from_bytes(header[8:16], "big")
        if length < 8:  # 0: up to the end of the file; anything else is no box
            break
        start += length
        if start >= size:
            return start
    return 0


def _end_of_segment(head: bytes) -> int:
    """Both elements at the start of a Matroska file are an id, a length, and content."""
    at = 4
    length, at = _number(head, at)
    at += length
    name, after = int.from_bytes(head[at : at + 4], "big"), at + 4
    if name != SEGMENT:
        return 0
    length, start = _number(head, after)
    unknown = length == (1 << 7 * (start - after)) - 1
    return 0 if unknown else start + length


def _number(data: bytes, at: int) -> tuple[int, int]:
    """A length of variable size, and where it ends."""
    if at >= len(data) or not data[at]:
        return 0, at + 1
    width = 9 - data[at].bit_length()
    value = int.from_bytes(data[at : at + width], "big")
    return value & ((1 << 7 * width) - 1), at + width
