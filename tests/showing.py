"""What the tests of pages and pictures share: a reader of pages, small recordings, known facts."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import av
import numpy as np

from longtake.types import Evidence, Kind, MediaInfo, Observation, Span

SAMPLE = Path(__file__).parents[1] / "examples" / "sample.mp4"
SHOTS_S = [0.0, 5.0, 11.0, 20.6, 26.6, 34.2, 41.6, 50.0, 54.6, 59.0]
VOID = {"meta", "link", "img", "source", "input", "br", "rect", "line", "path"}


@dataclass
class Page(HTMLParser):
    """A page as a browser would see it; fails on tags that do not match."""

    html: str
    tags: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    text: str = ""
    inside: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__()
        self.open_tags: list[str] = []
        self.feed(self.html)
        self.close()
        assert not self.open_tags, f"never closed: {self.open_tags}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs), f"attribute given twice in <{tag}>"
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open_tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        assert self.open_tags, f"</{tag}> closes nothing"
        assert self.open_tags.pop() == tag

    def handle_data(self, data: str) -> None:
        tag = self.open_tags[-1] if self.open_tags else ""
        if tag in ("script", "style"):
            self.inside[tag] = data
        else:
            self.text += data

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attrs for name, attrs in self.tags if name == tag]

    def having(self, attribute: str) -> list[dict[str, str]]:
        return [attrs for _, attrs in self.tags if attribute in attrs]


def make_tune(path: Path) -> None:
    """Three seconds of sound and no picture: silence, a tone, silence."""
    times_s = np.arange(3 * 16_000) / 16_000
    loud = (times_s >= 1) & (times_s < 2)
    samples = (np.sin(times_s * 2 * np.pi * 440) * loud * 16_000).astype(np.int16)
    with av.open(str(path), "w") as out:
        track = out.add_stream("pcm_s16le", rate=16_000, layout="mono")
        frame = av.AudioFrame.from_ndarray(samples[None, :], "s16", "mono")
        frame.sample_rate = 16_000
        out.mux(track.encode(frame))
        out.mux(track.encode(None))


def make_flicker(path: Path) -> None:
    """A film of 1,700 tiny frames, every one a shot of its own shade, each a keyframe."""
    with av.open(str(path), "w") as out:
        track = out.add_stream("mpeg4", rate=25, options={"g": "1", "q": "2"})
        track.width, track.height, track.pix_fmt = 64, 36, "yuv420p"
        for number in range(1700):
            image = np.full((36, 64, 3), number % 5 * 50, np.uint8)
            out.mux(track.encode(av.VideoFrame.from_ndarray(image, "rgb24")))
        out.mux(track.encode(None))


def seen(info: MediaInfo, start_s: float, end_s: float, kind: Kind, text: str = "") -> Observation:
    return Observation(
        video=info.id, span=Span(start_s, end_s), kind=kind, text=text, source="hand@1"
    )


def shots(info: MediaInfo, edges_s: list[float]) -> list[Observation]:
    return [
        replace(seen(info, a, b, "shot"), data={"start": "cut" if a else "start"})
        for a, b in pairwise(edges_s)
    ]


def cited(info: MediaInfo, start_s: float, end_s: float, quote: str, **more: object) -> Evidence:
    values = {"kind": "text", "score": 0.97, **more}
    return Evidence(video=info.id, span=Span(start_s, end_s), quote=quote, **values)  # type: ignore[arg-type]
