"""Mono sound at the rate asked for, without holes, each chunk at the time it is heard.

The main audio track is decoded, mixed to one channel and laid on the player's clock: silence stands
where the track has none, so that chunks follow each other sample by sample. Small jitter in the
file's timestamps is not mistaken for a hole. What cannot be decoded is noted and silent.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import gcd
from typing import TYPE_CHECKING, Any

import numpy as np
from av import AudioFrame, AudioResampler, FFmpegError
from av.stream import Discard

from longtake.media.clock import Clock, start_of
from longtake.media.container import main_audio, open_container
from longtake.media.gaps import CANNOT_DECODE, CANNOT_READ
from longtake.types import Sound, Span

if TYPE_CHECKING:
    from av.audio.stream import AudioStream
    from av.container import InputContainer

    from longtake.media.gaps import Gaps

Stretch = tuple[float, np.ndarray]
"""Mono samples after the time at which they begin."""

CHUNK_S = 10.0
JITTER_S = 0.05
RUN_UP_S = 1.0
"""Decoding starts this much early, for codecs that need a while to settle."""


def read_sound(source: str, span: Span | None, rate_hz: int, gaps: Gaps) -> Iterator[Sound]:
    """Consecutive chunks of ten seconds from the start of the span to the end of the sound."""
    with open_container(source) as container:
        stream = main_audio(container)
        if stream is None or stream.time_base is None:
            return
        for other in container.streams:
            if other.index != stream.index:
                other.discard = Discard.all
        clock = Clock(stream.time_base, start_of(container))
        tape = _Tape(span or Span(0.0, float("1e12")), rate_hz)
        _seek(container, stream, clock, tape.span.start_s - RUN_UP_S)
        for time_s, samples in _heard(container, stream, clock, rate_hz, gaps):
            yield from tape.lay(time_s, samples)
            if time_s >= tape.span.end_s:
                break
        yield from tape.rest()


class _Tape:
    """Samples side by side from the start of a span, cut into chunks."""

    def __init__(self, span: Span, rate_hz: int) -> None:
        self.span, self.rate_hz = span, rate_hz
        self._length = round(span.duration_s * rate_hz)
        self._laid = self._given = 0
        self._begun = False
        self._waiting: list[np.ndarray] = []

    def lay(self, time_s: float, samples: np.ndarray) -> Iterator[Sound]:
        """Put samples where they belong; chunks come out as they fill."""
        place = round((time_s - self.span.start_s) * self.rate_hz)
        if self._begun and abs(place - self._laid) <= JITTER_S * self.rate_hz:
            place = self._laid
        self._begun = self._begun or place + len(samples) > 0
        samples = samples[max(0, self._laid - place) :]
        while place > self._laid and self._laid < self._length:
            silence = min(place - self._laid, round(CHUNK_S * self.rate_hz))
            yield from self._append(np.zeros(silence, np.float32))
        yield from self._append(samples)

    def rest(self) -> Iterator[Sound]:
        """The last, shorter chunk."""
        if self._waiting:
            yield self._chunk(np.concatenate(self._waiting))
            self._waiting = []

    def _append(self, samples: np.ndarray) -> Iterator[Sound]:
        samples = samples[: self._length - self._laid]
        if not len(samples):
            return
        self._laid += len(samples)
        self._waiting.append(samples)
        size = round(CHUNK_S * self.rate_hz)
        while self._laid - self._given >= size:
            together = np.concatenate(self._waiting)
            self._waiting = [together[size:]] if len(together) > size else []
            yield self._chunk(together[:size])

    def _chunk(self, samples: np.ndarray) -> Sound:
        start_s = self.span.start_s + self._given / self.rate_hz
        self._given += len(samples)
        return Sound(start_s=start_s, rate_hz=self.rate_hz, samples=np.clip(samples, -1.0, 1.0))


def _seek(container: InputContainer, stream: AudioStream, clock: Clock, time_s: float) -> None:
    if time_s > 0:
        container.seek(clock.ticks(time_s), stream=stream)


def _heard(
    container: InputContainer, stream: AudioStream, clock: Clock, rate_hz: int, gaps: Gaps
) -> Iterator[Stretch]:
    """Everything the track holds from here on."""
    mixer = _Mixer(rate_hz)
    now_s = 0.0
    try:
        for packet in container.demux(stream):
            if packet.pts is not None:
                now_s = clock.seconds(packet.pts)
            try:
                frames = packet.decode()
            except FFmpegError:
                length_s = float((packet.duration or 0) * clock.time_base)
                gaps.note("sound", Span(max(0.0, now_s), max(0.0, now_s + length_s)), CANNOT_DECODE)
                continue
            for frame in frames:
                if frame.pts is not None:
                    now_s = clock.seconds(frame.pts)
                yield from mixer.mix(now_s, frame)
                now_s += frame.samples / frame.sample_rate
    except IndexError:
        pass  # PyAV at the end of a file in which further streams have turned up
    except FFmpegError:
        gaps.note("sound", Span(max(0.0, now_s), max(0.0, now_s, gaps.end_s)), CANNOT_READ)
    yield from mixer.rest()


class _Mixer:
    """Turns frames of any layout and rate into mono samples, timed to the sample."""

    def __init__(self, rate_hz: int) -> None:
        self._rate_hz = rate_hz
        self._kind: tuple[str, str, int] | None = None
        self._resampler: AudioResampler | None = None
        self._out_s = self._in_s = 0.0

    def mix(self, time_s: float, frame: AudioFrame) -> Iterator[Stretch]:
        """Put a frame in. What comes out lags behind it, and begins anew after a jump in time."""
        kind = frame.format.name, frame.layout.name, frame.sample_rate
        if kind != self._kind or abs(time_s - self._in_s) > JITTER_S:
            yield from self.rest()
        if self._resampler is None:
            self._resampler = AudioResampler(format="flt", layout="mono", rate=self._rate_hz)
            lead = round(time_s * frame.sample_rate) % self._samples_per_step(frame)
            self._kind, self._in_s = kind, time_s
            self._out_s = time_s - lead / frame.sample_rate
            if lead:
                yield from self._timed(self._resampler.resample(_silence(frame, lead)))
        self._in_s += frame.samples / frame.sample_rate
        yield from self._timed(self._resampler.resample(frame))

    def rest(self) -> Iterator[Stretch]:
        """What is still inside; the next frame may be of any kind and time."""
        if self._resampler is not None:
            yield from self._timed(self._resampler.resample(None))
            self._resampler = None

    def _samples_per_step(self, frame: AudioFrame) -> int:
        """How many samples in lie between moments that are also those of samples out.

        Beginning on such a moment makes the same sound give the same samples from wherever
        decoding starts.
        """
        return frame.sample_rate // gcd(frame.sample_rate, self._rate_hz)

    def _timed(self, frames: list[AudioFrame]) -> Iterator[Stretch]:
        for frame in frames:
            plane: Any = frame.planes[0]
            yield self._out_s, np.frombuffer(plane, np.float32, frame.samples)
            self._out_s += frame.samples / self._rate_hz


def _silence(before: AudioFrame, samples: int) -> AudioFrame:
    """Silence of the kind of a frame, to be put right before it."""
    silence = AudioFrame(before.format.name, before.layout.name, samples)
    silence.sample_rate, silence.time_base = before.sample_rate, before.time_base
    silence.pts = None
    for plane in silence.planes:
        plane.update(bytes(plane.buffer_size))
    return silence
