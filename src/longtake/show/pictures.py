"""Pictures and sound as they go into a page: small JPEGs, waveforms, short clips.

Knows encodings, and nothing of what is shown or why. A Media and times come in, data addresses and
SVG paths go out.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from io import BytesIO

import av
import cv2
import numpy as np

from longtake.protocols import Media
from longtake.types import Span

SEEK_FEWER_THAN = 48
"""With more pictures than this, keyframes serve: one cheap pass instead of as many seeks."""

CLIP_S = 20.0
"""Longest stretch of sound that is put into a page."""

CLIP_HZ = 24_000


def jpeg(image: np.ndarray, quality: int) -> str:
    """An RGB picture as a data address."""
    bgr = np.ascontiguousarray(image[..., ::-1])
    _, data = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return "data:image/jpeg;base64," + base64.b64encode(data.tobytes()).decode()


def thumbnails(media: Media, spans: Sequence[Span], height_px: int, quality: int) -> list[str]:
    """A small picture from about the middle of each span, in order; "" where there is none.

    Spans are in order of time and do not overlap. When there are many, the keyframe nearest to the
    middle is taken where a span has one.
    """
    shown = [""] * len(spans)
    if len(spans) >= SEEK_FEWER_THAN:
        shown = _keyframe_thumbnails(media, spans, height_px, quality)
    wanted = [index for index, picture in enumerate(shown) if not picture]
    times_s = [spans[index].middle_s for index in wanted]
    for index, frame in zip(wanted, media.frames_at(times_s, height_px), strict=False):
        shown[index] = jpeg(frame.image, quality)
    return shown


def _keyframe_thumbnails(
    media: Media, spans: Sequence[Span], height_px: int, quality: int
) -> list[str]:
    shown, nearest_s = [""] * len(spans), [float("inf")] * len(spans)
    index = 0
    for frame in media.keyframes(height_px=height_px):
        while index < len(spans) - 1 and frame.time_s >= spans[index].end_s:
            index += 1
        away_s = abs(frame.time_s - spans[index].middle_s)
        if frame.time_s in spans[index] and away_s < nearest_s[index]:
            nearest_s[index] = away_s
            shown[index] = jpeg(frame.image, quality)
    return shown


def loudness(media: Media, span: Span, bars: int) -> list[float]:
    """The peaks of the sound in `bars` equal parts of the span, in [0, 1]; empty without sound."""
    peaks = np.zeros(bars, np.float32)
    heard = False
    for chunk in media.sound(span, 16_000):
        times_s = chunk.start_s + np.arange(len(chunk.samples)) / chunk.rate_hz
        part = ((times_s - span.start_s) / max(span.duration_s, 1e-6) * bars).astype(int)
        np.maximum.at(peaks, np.clip(part, 0, bars - 1), np.abs(chunk.samples))
        heard = heard or len(chunk.samples) > 0
    return [round(float(peak), 3) for peak in np.clip(peaks, 0, 1)] if heard else []


def waveform(peaks: Sequence[float]) -> str:
    """An SVG path of the peaks, one unit wide each, around 0 in a picture from -1 to 1."""
    loudest = max(peaks, default=0) or 1.0
    return "".join(
        f"M{x + 0.5:g} {-high:.2f}V{high:.2f}"
        for x, high in enumerate(max(0.02, peak / loudest) for peak in peaks)
    )


def clip(media: Media, span: Span) -> str:
    """The sound of the span, at most `CLIP_S` of it, as a data address; "" without sound."""
    heard = Span(span.start_s, min(span.end_s, span.start_s + CLIP_S))
    chunks = [chunk.samples for chunk in media.sound(heard, CLIP_HZ)]
    if not sum(map(len, chunks)):
        return ""
    file = BytesIO()
    with av.open(file, "w", format="mp4") as out:
        track = out.add_stream("aac", rate=CLIP_HZ, layout="mono", bit_rate=40_000)
        frame = av.AudioFrame.from_ndarray(np.concatenate(chunks)[None, :], "flt", "mono")
        frame.sample_rate = CLIP_HZ
        out.mux(track.encode(frame))
        out.mux(track.encode(None))
    return "data:audio/mp4;base64," + base64.b64encode(file.getvalue()).decode()
