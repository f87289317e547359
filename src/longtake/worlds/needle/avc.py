"""Joins the parameter sets of two H.264 encodings, so that one track can hold pictures of both.

Each picture names its set by number. The numbers must differ, then decoders switch without being
told (ISO/IEC 14496-15, AVCDecoderConfigurationRecord). Two `stsd` boxes come in, one goes out.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from longtake.worlds.needle.mp4 import box, children, full

NUMBERS = range(1, 31)
"""What our own parameter sets may be numbered; encoders count from 0, so that most are free."""

FIXED_BYTES = 78
"""Of a video sample entry, before its boxes."""


@dataclass(frozen=True, slots=True)
class Sets:
    """The content of an `avcC` box."""

    head: bytes
    """Version, profile, compatibility, level and length size."""
    sequences: tuple[bytes, ...]
    pictures: tuple[bytes, ...]
    rest: bytes

    def numbers(self) -> set[int]:
        """Every number that is taken."""
        sequences = {_first_number(unit[4:]) for unit in self.sequences}
        return sequences | {_first_number(unit[1:]) for unit in self.pictures}


def spare(stsd: bytes) -> int | None:
    """The number that parameter sets added to this description may have; None: none can be."""
    try:
        sets = _sets_of(stsd)
    except (KeyError, IndexError, ValueError):
        return None
    free = [number for number in NUMBERS if number not in sets.numbers()]
    return free[-1] if free and sets.head[4] & 3 == 3 else None


def joined(stsd: bytes, other: bytes) -> bytes:
    """The first description with the parameter sets of the other one added."""
    one, two = _sets_of(stsd), _sets_of(other)
    head = bytes(
        [
            1,
            max(one.head[1], two.head[1]),
            one.head[2] & two.head[2],
            max(one.head[3], two.head[3]),
            255,
        ]
    )
    sequences, pictures = one.sequences + two.sequences, one.pictures + two.pictures
    content = b"".join(
        [
            head,
            bytes([0xE0 | len(sequences)]),
            *map(_counted, sequences),
            bytes([len(pictures)]),
            *map(_counted, pictures),
            max(one.rest, two.rest, key=len),
        ]
    )
    entry = stsd[16:]
    name, inside = next(children(entry))
    kept = [
        box(b"avcC", content) if kind == b"avcC" else box(kind, old)
        for kind, old in children(inside[FIXED_BYTES:])
    ]
    return full(b"stsd", 0, 0, struct.pack(">I", 1), box(name, inside[:FIXED_BYTES], *kept))


def _counted(unit: bytes) -> bytes:
    return struct.pack(">H", len(unit)) + unit


def _sets_of(stsd: bytes) -> Sets:
    """Raises KeyError, ValueError or IndexError when this is no single H.264 description."""
    if int.from_bytes(stsd[12:16], "big") != 1:
        raise ValueError("more than one sample description")
    _, inside = next(children(stsd[16:]))
    record = dict(children(inside[FIXED_BYTES:]))[b"avcC"]
    sequences, at = _units(record, record[5] & 31, 6)
    pictures, at = _units(record, record[at], at + 1)
    return Sets(record[:5], sequences, pictures, record[at:])


def _units(record: bytes, count: int, at: int) -> tuple[tuple[bytes, ...], int]:
    found = []
    for _ in range(count):
        length = int.from_bytes(record[at : at + 2], "big")
        found.append(record[at + 2 : at + 2 + length])
        at += 2 + length
    return tuple(found), at


def _first_number(content: bytes) -> int:
    """The Exp-Golomb number that content begins with."""
    bits = "".join(f"{byte:08b}" for byte in content[:9])
    zeros = bits.index("1")
    return int(bits[zeros : 2 * zeros + 1], 2) - 1
