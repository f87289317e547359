"""Mono sound at the rate asked for, in chunks, each with the time at which it is heard."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from av import AudioResampler, FFmpegError

from longtake.media.clock import Clock, start_of
from longtake.media.container import main_audio
from longtake.types import Sound, Span

if TYPE_CHECKING:
    from av.container import InputContainer

CHUNK_S = 10.0


def sound(container: InputContainer, span: Span | None, rate_hz: int) -> Iterator[Sound]:
    """Decode the main audio track of a freshly opened container; closes it at the end."""
    stream = main_audio(container)
    if stream is None or stream.time_base is None:
        return
    clock = Clock(stream.time_base, start_of(container))
    if span is not None and span.start_s > 1:
        container.seek(clock.ticks(span.start_s - 1), stream=stream)
    pieces: list[np.ndarray] = []
    start_s: float | None = None
    resampler = AudioResampler(format="flt", layout="mono", rate=rate_hz)

    def packed() -> Sound:
        assert start_s is not None
        return Sound(start_s=start_s, rate_hz=rate_hz, samples=np.concatenate(pieces))

    for packet in container.demux(stream):
        try:
            frames = packet.decode()
        except FFmpegError:
            continue
        for frame in frames:
            if frame.pts is None:
                continue
            time_s = clock.seconds(frame.pts)
            samples = np.concatenate(
                [out.to_ndarray().reshape(-1) for out in resampler.resample(frame)] or [np.zeros(0)]
            ).astype(np.float32)
            if span is not None:
                if time_s >= span.end_s:
                    if pieces:
                        yield packed()
                    return
                first = max(0, round((span.start_s - time_s) * rate_hz))
                last = max(0, round((span.end_s - time_s) * rate_hz))
                samples, time_s = samples[first:last], time_s + first / rate_hz
            if not len(samples):
                continue
            if start_s is None:
                start_s = time_s
            pieces.append(samples)
            if sum(map(len, pieces)) >= CHUNK_S * rate_hz:
                yield packed()
                pieces, start_s = [], None
    if pieces:
        yield packed()
