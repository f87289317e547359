"""Makes `sample.mp4`: a one-minute talk, "Harbour Lights", that nobody ever gave.

    python examples/make_sample.py [out.mp4]

Six slides and three camera shots joined by hard cuts, one dissolve and one fade, a narration
(espeak-ng where it is installed, else a soft tone as long as each sentence) and its subtitles.
The same tools make the same file.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import wave
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import harbour
import numpy as np
import slides
from av.subtitles.subtitle import SubtitleSet

FPS = 25
RATE_HZ = 22_050
BT709, LIMITED = 1, 1
"""As the standards number them: the colours of HD, with headroom."""
VOICE = ["espeak-ng", "-v", "en-gb-x-rp+f2", "-s", "150", "-p", "44"]
ASS_HEADER = b"""[Script Info]
ScriptType: v4.00+
[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, Bold, Italic, BorderStyle, Alignment
Style: Default,Arial,16,&Hffffff,0,0,1,2
[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
"""


@dataclass(frozen=True)
class Scene:
    """One shot: what is drawn, for how long, how it begins, and what is said over it."""

    picture: Callable[[float], np.ndarray]
    duration_s: float
    words: tuple[str, ...] = ()
    begins: str = "cut"
    """`cut`, `dissolve` (out of the shot before) or `fade` (through black)."""


def _still(slide: Callable[[], np.ndarray]) -> Callable[[float], np.ndarray]:
    page = slide()
    return lambda time_s: page


TALK = (
    Scene(harbour.bay, 5.0, ("Good evening from the harbour of Vallmo.",)),
    Scene(
        _still(slides.title),
        6.0,
        ("I am Mara Lindqvist, and this is a short review of the Harbour Lights project.",),
    ),
    Scene(
        _still(slides.cost),
        9.6,
        (
            "The whole project costs forty-two thousand euros.",
            "Installation is dear, because the divers can only work at low tide.",
        ),
    ),
    Scene(harbour.pier, 6.0, ("The new lamps wake up as somebody walks by.",), "dissolve"),
    Scene(
        _still(slides.chart),
        7.6,
        ("At night they use less than a third of the power of the old ones.",),
    ),
    Scene(
        _still(slides.roadmap),
        7.4,
        ("We begin with the north pier in spring, and finish at the fish market.",),
    ),
    Scene(
        _still(slides.risks),
        8.4,
        ("Our biggest worry is salt water in the cable joints, so every joint is tested twice.",),
    ),
    Scene(harbour.lighthouse, 4.6, ("The lighthouse itself stays as it is.",), "fade"),
    Scene(_still(slides.thanks), 4.4, ("Thank you, and come and see the lights.",)),
)
JOIN_S = {"cut": 0.0, "dissolve": 1.0, "fade": 1.2}
"""Seconds that a join takes out of the new scene's beginning."""


def pictures() -> Iterator[np.ndarray]:
    """Every frame of the talk, in order."""
    before: Scene | None = None
    for scene in TALK:
        join_s = JOIN_S[scene.begins]
        for number in range(round(scene.duration_s * FPS)):
            time_s = number / FPS
            now = scene.picture(time_s)
            if before is not None and time_s < join_s:
                then = before.picture(before.duration_s + time_s)
                now = _join(scene.begins, then, now, time_s / join_s)
            yield now
        before = scene


def _join(how: str, then: np.ndarray, now: np.ndarray, done: float) -> np.ndarray:
    """Mixes two pictures; `done` runs from 0 (only `then`) to 1 (only `now`)."""
    if how == "dissolve":
        mixed = (1 - done) * then + done * now.astype(np.float32)
    else:
        mixed = then * (1 - 2 * done) if done < 0.5 else now * (2 * done - 1)
    return mixed.astype(np.uint8)


def _spoken(sentence: str) -> np.ndarray:
    """The sentence as 16-bit sound, by espeak-ng or as a tone of about that length."""
    if not shutil.which("espeak-ng"):
        time_s = np.arange(int(len(sentence) * 0.065 * RATE_HZ)) / RATE_HZ
        envelope = np.minimum(1, np.minimum(time_s, time_s[::-1]) * 8)
        return (1500 * envelope * np.sin(2 * np.pi * 220 * time_s)).astype(np.int16)
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/sentence.wav"
        subprocess.run([*VOICE, "-w", path, sentence], check=True)
        with wave.open(path) as sound:
            return np.frombuffer(sound.readframes(sound.getnframes()), np.int16)


def narration() -> tuple[np.ndarray, list[tuple[float, float, str]]]:
    """The whole sound track, and each sentence with its start and end in seconds."""
    track = np.zeros(round(sum(scene.duration_s for scene in TALK) * RATE_HZ), np.int16)
    sentences, scene_start_s = [], 0.0
    for scene in TALK:
        start_s = scene_start_s + 0.4 + JOIN_S[scene.begins] / 2
        for words in scene.words:
            sound = _spoken(words)
            first = round(start_s * RATE_HZ)
            track[first : first + len(sound)] = sound
            end_s = start_s + len(sound) / RATE_HZ
            sentences.append((start_s, end_s, words))
            start_s = end_s + 0.25
        scene_start_s += scene.duration_s
        if start_s > scene_start_s + 0.3:
            raise ValueError(f"{scene.words[-1]!r} runs on past its shot, to {start_s:.1f} s")
    return track, sentences


def _mux_pictures(out: av.container.OutputContainer, stream: av.VideoStream) -> None:
    for number, picture in enumerate(pictures()):
        drawn = av.VideoFrame.from_ndarray(picture, format="rgb24")
        frame = drawn.reformat(format="yuv420p", dst_colorspace="ITU709", dst_color_range="MPEG")
        frame.pts, frame.time_base = number, Fraction(1, FPS)
        out.mux(stream.encode(frame))
    out.mux(stream.encode(None))


def _mux_sound(
    out: av.container.OutputContainer, stream: av.AudioStream, track: np.ndarray
) -> None:
    for first in range(0, len(track), 1024):
        frame = av.AudioFrame.from_ndarray(track[None, first : first + 1024], "s16", "mono")
        frame.sample_rate, frame.pts = RATE_HZ, first
        frame.time_base = Fraction(1, RATE_HZ)
        out.mux(stream.encode(frame))
    out.mux(stream.encode(None))


def _mux_subtitles(
    out: av.container.OutputContainer,
    stream: av.subtitles.stream.SubtitleStream,
    sentences: list[tuple[float, float, str]],
) -> None:
    for start_s, end_s, words in sentences:
        line = f"0,0,Default,,0,0,0,,{words}".encode()
        start_ms, long_ms = round(start_s * 1000), round((end_s - start_s) * 1000)
        packet = stream.codec_context.encode_subtitle(SubtitleSet.create(line, 0, long_ms))
        packet.stream, packet.time_base = stream, Fraction(1, 1000)
        packet.pts = packet.dts = start_ms
        packet.duration = long_ms
        out.mux(packet)


def make(path: Path) -> None:
    """Writes the video to `path`."""
    track, sentences = narration()
    tags = {"title": "Harbour Lights: a small project review", "artist": "Mara Lindqvist"}
    with av.open(str(path), "w", options={"movflags": "+faststart", "fflags": "+bitexact"}) as out:
        out.metadata.update(tags)
        video = out.add_stream("libx264", rate=FPS, options={"crf": "25", "preset": "slow"})
        video.width, video.height, video.pix_fmt = slides.WIDTH, slides.HEIGHT, "yuv420p"
        colours = video.codec_context
        colours.colorspace = colours.color_primaries = colours.color_trc = BT709
        colours.color_range = LIMITED
        sound = out.add_stream("aac", rate=RATE_HZ, layout="mono", bit_rate=48_000)
        words = out.add_stream("mov_text")
        words.codec_context.subtitle_header = ASS_HEADER
        for stream in (sound, words):
            stream.metadata["language"] = "eng"
        _mux_subtitles(out, words, sentences)
        _mux_sound(out, sound, track)
        _mux_pictures(out, video)


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("sample.mp4"))
