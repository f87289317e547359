"""The program that speaks: reads lines from stdin, writes sound to stdout, by libespeak-ng.

    python espeak.py LIBRARY DATA

Runs in a process of its own, because the library's sound depends on all that it said before: a new
process that says the same lines says them in the same way. That holds without breath only, which
the library makes out of chance and the clock; so its data are taken without. Needs nothing but the
standard library.
In: one JSON array `[text, voice, words_per_minute]` a line. Out: the count of samples as a 32-bit
number, then 16-bit samples; -1 where the voice is unknown. First of all, the rate in Hz.
"""

import ctypes
import json
import os
import shutil
import struct
import sys
import tempfile
from typing import Any

SYNCHRONOUS, DONT_EXIT = 2, 0x8000
UTF_8, RATE = 1, 1

Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
)


class Wanted(ctypes.Structure):
    """`espeak_VOICE`, to choose one by its language and variant."""

    _fields_ = (
        ("name", ctypes.c_char_p),
        ("languages", ctypes.c_char_p),
        ("identifier", ctypes.c_char_p),
        ("gender", ctypes.c_ubyte),
        ("age", ctypes.c_ubyte),
        ("variant", ctypes.c_ubyte),
        ("reserved", ctypes.c_ubyte),
        ("score", ctypes.c_int),
        ("spare", ctypes.c_void_p),
    )


def lay_out(data: str, folder: str) -> None:
    """The library's data again, as links, but with the variants of voices out of breath."""
    for name in os.listdir(data):
        if name != "voices":
            place(os.path.join(data, name), os.path.join(folder, name))
    variants = os.path.join("voices", "!v")
    os.makedirs(os.path.join(folder, variants))
    for name in os.listdir(os.path.join(data, variants)):
        with open(os.path.join(data, variants, name), "rb") as whole:
            lines = [line for line in whole if not line.startswith(b"breath")]
        with open(os.path.join(folder, variants, name), "wb") as calm:
            calm.writelines(lines)


def place(path: str, link: str) -> None:
    """A link, or where the system makes none, a copy."""
    try:
        os.symlink(path, link)
    except OSError:
        copy = shutil.copytree if os.path.isdir(path) else shutil.copyfile
        copy(path, link)


def choose(library: Any, data: str, voice: str) -> None:
    """Take a voice: a name or language, `+`, a variant. Raises LookupError when there is none."""
    language, _, variant = voice.partition("+")
    if variant and not os.path.isfile(os.path.join(data, "voices", "!v", variant)):
        raise LookupError(voice)
    if library.espeak_SetVoiceByName(language.encode()):
        wanted = Wanted(languages=language.encode())
        if library.espeak_SetVoiceByProperties(ctypes.byref(wanted)):
            raise LookupError(voice)
    if variant:
        library.espeak_GetCurrentVoice.restype = ctypes.POINTER(Wanted)
        plain = library.espeak_GetCurrentVoice().contents.identifier.decode()
        if library.espeak_SetVoiceByName(f"{plain}+{variant}".encode()):
            raise LookupError(voice)


def say(library: Any, heard: list[bytes], text: str, words_per_minute: int) -> bytes:
    """The samples of a line in the voice that was chosen."""
    heard.clear()
    library.espeak_SetParameter(RATE, words_per_minute, 0)
    written = text.encode() + b"\0"
    library.espeak_Synth(written, len(written), 0, 1, 0, UTF_8, None, None)
    library.espeak_Synchronize()
    return b"".join(heard)


def main() -> None:
    """Serve until stdin is closed."""
    path, data = sys.argv[1:]
    with tempfile.TemporaryDirectory(prefix="longtake-voices-") as folder:
        lay_out(data, folder)
        serve(ctypes.CDLL(path), folder)


def serve(library: Any, data: str) -> None:
    """Say line after line."""
    out = sys.stdout.buffer
    heard: list[bytes] = []

    def take(samples: Any, count: int, events: Any) -> int:
        if samples and count:
            heard.append(ctypes.string_at(samples, 2 * count))
        return 0

    taking = Callback(take)
    rate_hz = library.espeak_Initialize(SYNCHRONOUS, 0, data.encode(), DONT_EXIT)
    library.espeak_SetSynthCallback(taking)
    out.write(struct.pack("=i", rate_hz))
    out.flush()
    for line in sys.stdin.buffer:
        try:
            text, voice, words_per_minute = json.loads(line)
            choose(library, data, voice)
            sound = say(library, heard, text, words_per_minute)
            out.write(struct.pack("=i", len(sound) // 2) + sound)
        except LookupError:
            out.write(struct.pack("=i", -1))
        out.flush()


if __name__ == "__main__":
    main()
