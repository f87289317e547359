"""The picture of a subtitle that is stored as a bitmap: PGS, VobSub, DVB.

PyAV decodes the indices of the pixels but not their palette, so the colours are read here from the
same packet. Knows nothing of time. A packet and its decoded rectangles come in; a picture on black,
cropped to its ink, and its place on the screen go out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np

from longtake.types import Box

if TYPE_CHECKING:
    from av.subtitles.subtitle import BitmapSubtitle


class Palette(Protocol):
    """The colours in force in one track, and the size of the screen that it draws on."""

    screen: tuple[int, int]
    """Width and height in pixels."""
    colours: np.ndarray
    """`(256, 4)` uint8 RGBA by index."""

    def update(self, packet: bytes) -> None:
        """Take in what this packet says of colours and screen."""
        ...


def palette_for(codec: str, header: bytes) -> Palette | None:
    """A fresh palette for a track of this codec; None when its bitmaps are not known."""
    match codec:
        case "pgssub" | "hdmv_pgs_subtitle":
            return PgsPalette()
        case "dvdsub" | "dvd_subtitle":
            return VobSubPalette(header)
        case "dvbsub" | "dvb_subtitle":
            return DvbPalette()
    return None


class PgsPalette:
    """Blu-ray: palette segments hold YCbCr and alpha, the composition segment names one."""

    def __init__(self) -> None:
        self.screen = (1920, 1080)
        self.colours = np.zeros((256, 4), np.uint8)
        self._all: dict[int, np.ndarray] = {}

    def update(self, packet: bytes) -> None:
        wanted = 0
        for kind, body in _segments(packet, kind_at=0):
            if kind == 0x16 and len(body) >= 11:
                self.screen = (_number(body, 0), _number(body, 2))
                wanted = body[9]
            elif kind == 0x14 and len(body) >= 7:
                table = self._all.setdefault(body[0], np.zeros((256, 4), np.uint8))
                rows = np.frombuffer(body[2 : 2 + (len(body) - 2) // 5 * 5], np.uint8)
                index, luma, red, blue, alpha = rows.reshape(-1, 5).T
                table[index] = _rgba(luma, red, blue, alpha)
        self.colours = self._all.get(wanted, self.colours)


class VobSubPalette:
    """DVD: sixteen colours for the track, of which each picture names four, with their alpha."""

    def __init__(self, header: bytes) -> None:
        text = header.decode("latin-1")
        size = re.search(r"size:\s*(\d+)x(\d+)", text)
        self.screen = (int(size[1]), int(size[2])) if size else (720, 576)
        listed = re.search(r"palette:\s*((?:[0-9a-fA-F]{6}[,\s]*){16})", text)
        hexes = re.findall(r"[0-9a-fA-F]{6}", listed[1]) if listed else []
        self._track = [tuple(bytes.fromhex(each)) for each in hexes]
        self.colours = np.zeros((256, 4), np.uint8)

    def update(self, packet: bytes) -> None:
        named, alphas = (0, 1, 2, 3), (0, 15, 15, 15)
        at = _number(packet, 2) + 4
        while 4 <= at < len(packet) and packet[at] <= 6:
            command, value = packet[at], packet[at + 1 : at + 3]
            if command == 3 and len(value) == 2:
                named = (value[1] & 15, value[1] >> 4, value[0] & 15, value[0] >> 4)
            elif command == 4 and len(value) == 2:
                alphas = (value[1] & 15, value[1] >> 4, value[0] & 15, value[0] >> 4)
            at += (1, 1, 1, 3, 3, 7, 5)[command]
        for index, (colour, alpha) in enumerate(zip(named, alphas, strict=True)):
            self.colours[index] = (*self._colour(index, colour), alpha * 17)

    def _colour(self, index: int, colour: int) -> tuple[int, ...]:
        """Without a palette, index 1 is the letters and the rest their edge, as on most discs."""
        if self._track:
            return self._track[colour]
        return (255, 255, 255) if index == 1 else (0, 0, 0)


class DvbPalette:
    """Broadcast: tables of YCbCr and transparency; the last one sent is used for all regions."""

    def __init__(self) -> None:
        self.screen = (720, 576)
        self.colours = np.zeros((256, 4), np.uint8)
        grey = np.linspace(0, 255, 15).astype(np.uint8)
        self.colours[1:16] = np.stack([grey, grey, grey, np.full(15, 255, np.uint8)], axis=1)

    def update(self, packet: bytes) -> None:
        for kind, body in _segments(packet[packet.find(b"\x0f") :], kind_at=1):
            if kind == 0x14 and len(body) >= 5:
                self.screen = (_number(body, 1) + 1, _number(body, 3) + 1)
            elif kind == 0x12:
                self._table(body[2:])

    def _table(self, rows: bytes) -> None:
        at = 0
        while at + 4 <= len(rows):
            index, full = rows[at], rows[at + 1] & 1
            if full and at + 6 <= len(rows):
                luma, red, blue, clear = rows[at + 2 : at + 6]
            else:
                packed = _number(rows, at + 2)
                luma, clear = packed >> 10 << 2, (packed & 3) << 6
                red, blue = (packed >> 6 & 15) << 4, (packed >> 2 & 15) << 4
            alpha = 255 - clear if luma else 0
            self.colours[index] = _rgba(*np.array([[luma], [red], [blue], [alpha]], np.uint8))[0]
            at += 6 if full else 4


def picture(rects: Sequence[BitmapSubtitle], palette: Palette) -> tuple[np.ndarray, Box] | None:
    """All rectangles of one subtitle as `(H, W, 3)` RGB on black, cropped, and where it is shown.

    None when nothing in it can be seen. Half-faded pictures are shown at full strength.
    """
    rects = [rect for rect in rects if rect.width > 0 and rect.height > 0]
    if not rects:
        return None
    wide = max(palette.screen[0], *(rect.x + rect.width for rect in rects))
    high = max(palette.screen[1], *(rect.y + rect.height for rect in rects))
    left, top = min(rect.x for rect in rects), min(rect.y for rect in rects)
    canvas = _drawn(rects, palette.colours, left, top)
    rows, columns = _extent(canvas[..., 3])
    image = _on_black(canvas[rows, columns])
    if not image.any():
        return None
    return image, Box(
        round((left + columns.start) / wide, 4),
        round((top + rows.start) / high, 4),
        round((left + columns.stop) / wide, 4),
        round((top + rows.stop) / high, 4),
    )


def _drawn(rects: Sequence[BitmapSubtitle], colours: np.ndarray, left: int, top: int) -> np.ndarray:
    """`(H, W, 4)` RGBA just large enough for all of them; later ones cover earlier ones."""
    right = max(rect.x + rect.width for rect in rects)
    bottom = max(rect.y + rect.height for rect in rects)
    canvas = np.zeros((bottom - top, right - left, 4), np.uint8)
    for rect in rects:
        indices = np.frombuffer(rect.planes[0], np.uint8)  # type: ignore[call-overload]
        x, y = rect.x - left, rect.y - top
        block = canvas[y : y + rect.height, x : x + rect.width]
        block[:] = colours[indices.reshape(rect.height, rect.width)]
    return canvas


def _extent(alpha: np.ndarray) -> tuple[slice, slice]:
    """Rows and columns around everything that is not fully transparent."""
    rows, columns = np.flatnonzero(alpha.any(axis=1)), np.flatnonzero(alpha.any(axis=0))
    if not rows.size:
        return slice(0, 0), slice(0, 0)
    return slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)


def _on_black(canvas: np.ndarray) -> np.ndarray:
    """RGBA over black; black letters without an edge, which would vanish, come out white."""
    alpha = canvas[..., 3].astype(np.float32)
    strength = alpha / max(float(alpha.max()), 1.0)
    seen: np.ndarray = np.round(canvas[..., :3] * strength[..., None]).astype(np.uint8)
    if seen.max(initial=0) < 64:
        seen = np.repeat((strength * 255).astype(np.uint8)[..., None], 3, axis=2)
    return seen


def _segments(packet: bytes, kind_at: int) -> list[tuple[int, bytes]]:
    """Kind and body of each segment of a PGS (`kind_at=0`) or DVB (1) packet."""
    size_at = 1 if kind_at == 0 else 4
    found, at = [], 0
    while at + size_at + 2 <= len(packet):
        start = at + size_at + 2
        end = start + _number(packet, at + size_at)
        found.append((packet[at + kind_at], packet[start:end]))
        at = end
    return found


def _number(data: bytes, at: int) -> int:
    """The big-endian 16-bit number there; 0 past the end."""
    return int.from_bytes(data[at : at + 2], "big")


def _rgba(luma: np.ndarray, red: np.ndarray, blue: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    """`(N, 4)` RGBA of studio-range YCbCr and alpha."""
    light = (luma.astype(np.float32) - 16) * (255 / 219)
    cr, cb = red.astype(np.float32) - 128, blue.astype(np.float32) - 128
    green = light - 0.813 * cr - 0.392 * cb
    bands = np.stack([light + 1.596 * cr, green, light + 2.017 * cb, alpha.astype(np.float32)], 1)
    rounded: np.ndarray = np.clip(np.round(bands), 0, 255).astype(np.uint8)
    return rounded
