"""The voices of made films: espeak-ng, from the wheel `espeakng-loader`.

A line and a voice (`en-gb`, `en-gb+f2`, `en-us+m3` …) come in, 16-bit mono sound goes out. Knows
nothing of films. The same lines in the same order sound the
same, sample for sample, but for the `klatt` variants.
"""

from __future__ import annotations

import json
import struct
import subprocess
import sys
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryFile
from types import TracebackType

import numpy as np

from longtake.errors import MissingExtra, WorldError

WORDS_PER_MINUTE = 165
FASTEST = 400
HURRY = 1.04
"""By how much faster than just fast enough, since a voice does not scale exactly."""

TRIES = 3
SILENCE = 64
"""Samples below this, at the edges of a line, are no sound."""

SPEAKING = Path(__file__).with_name("espeak.py")


def check() -> None:
    """Raises MissingExtra when no voices are installed."""
    if find_spec("espeakng_loader") is None:
        raise MissingExtra(
            "giving films a voice (or use --no-voices, which makes them mute)", "worlds"
        )


class Speaker:
    """A process that speaks, one line at a time. Use it as a context manager."""

    def __init__(self) -> None:
        check()
        from espeakng_loader import get_data_path, get_library_path

        self._told = TemporaryFile()  # noqa: SIM115 (closed by `close`)
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", str(SPEAKING), get_library_path(), get_data_path()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._told,
        )
        self.rate_hz = self._number()

    def __enter__(self) -> Speaker:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process, which tidies up after itself. Safe to call twice."""
        assert self._process.stdin
        assert self._process.stdout
        with suppress(BrokenPipeError):
            self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()
        self._told.close()

    def say(self, text: str, voice: str, within_s: float | None = None) -> np.ndarray:
        """The line as `(N,)` int16 without silence around it, hurried to fit where that helps."""
        speed = WORDS_PER_MINUTE
        sound = self._spoken(text, voice, speed)
        for _ in range(TRIES):
            if within_s is None or len(sound) <= within_s * self.rate_hz or speed == FASTEST:
                break
            needed = len(sound) / (within_s * self.rate_hz) if within_s > 0 else np.inf
            speed = int(min(FASTEST, np.ceil(speed * needed * HURRY)))
            sound = self._spoken(text, voice, speed)
        return sound

    def _spoken(self, text: str, voice: str, words_per_minute: int) -> np.ndarray:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps([text, voice, words_per_minute]).encode() + b"\n")
        self._process.stdin.flush()
        count = self._number()
        if count < 0:
            raise WorldError(f"espeak-ng has no voice {voice!r}: use one such as 'en-gb+f2'")
        return _trimmed(np.frombuffer(self._process.stdout.read(2 * count), np.int16))

    def _number(self) -> int:
        assert self._process.stdout
        read = self._process.stdout.read(4)
        if len(read) < 4:
            self._process.wait()
            self._told.seek(0)
            told = self._told.read().decode(errors="replace").strip()
            last = (told.splitlines() or ["it ended without a word"])[-1]
            raise WorldError(f"espeak-ng does not run here ({last}): use --no-voices")
        return int(struct.unpack("=i", read)[0])


def _trimmed(sound: np.ndarray) -> np.ndarray:
    heard = np.flatnonzero(np.abs(sound.astype(np.int32)) >= SILENCE)
    return sound[heard[0] : heard[-1] + 1] if len(heard) else sound[:0]
