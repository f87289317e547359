"""What both pages share: one file that works from `file://`, with no network and no surprises.

Knows templates, addresses and the content security policy; knows nothing of answers or shots.
Values come in, the text of a page goes out. Everything that comes out of a video is escaped.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files
from pathlib import Path, PurePath
from typing import Any
from urllib.parse import quote, urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from longtake.types import Kind, MediaInfo, Stream, clock

KIND_NAMES: dict[Kind, str] = {
    "file": "the file",
    "gap": "unreadable",
    "shot": "shot",
    "signature": "look",
    "subtitle": "subtitle",
    "text": "on screen",
    "speech": "said",
    "sound": "sound",
    "caption": "seen",
    "object": "object",
    "person": "person",
    "event": "event",
    "summary": "summary",
}
"""What each kind is called on a page."""


def render(template: str, **values: Any) -> str:
    """The page that a template makes of these values, with styles and script inside."""
    style, script = _asset("page.css"), _asset("page.js")
    media = sorted({_origin(info.source) for info in values["videos"]} | {"data:"})
    policy = "; ".join(
        [
            "default-src 'none'",
            "img-src data:",
            f"media-src {' '.join(media)}",
            f"style-src '{_fingerprint(style)}'",
            f"script-src '{_fingerprint(script)}'",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )
    page = _templates().get_template(template)
    text = page.render(style=Markup(style), script=Markup(script), policy=policy, **values)
    return text.encode("utf-8", "replace").decode("utf-8")


def address(info: MediaInfo) -> str:
    """Where a browser finds the source: its URL, or the file's address on this machine."""
    if _is_url(info.source):
        return info.source
    return Path(info.source).absolute().as_uri()


def beside(info: MediaInfo) -> str:
    """The source's name as an address, for when page and video have been moved together."""
    return "./" + quote(PurePath(info.source.split("?")[0]).name.encode("utf-8", "surrogateescape"))


def at(info: MediaInfo, start_s: float, end_s: float | None = None) -> str:
    """The address that plays the source at a time, as a media fragment."""
    until = "" if end_s is None or end_s <= start_s else f",{_seconds(end_s)}"
    return f"{address(info)}#t={_seconds(start_s)}{until}"


def facts(info: MediaInfo) -> list[tuple[str, str]]:
    """What the file says of itself, as names and values for people."""
    told = [("length", clock(info.duration_s) + ("" if info.duration_known else " (measured)"))]
    told += [("picture", _picture(info.video))] if info.video else []
    told += [("sound", "; ".join(map(_sound, info.of("audio"))))] if info.of("audio") else []
    written = [_language(stream) or stream.codec for stream in info.of("subtitle")]
    told += [("subtitles", ", ".join(written))] if written else []
    return [*told, ("file", f"{_container(info)}, {_bytes(info.size_bytes)}")]


def title(info: MediaInfo) -> str:
    """The title in its tags, else the file's name."""
    return info.tags.get("title", "").strip() or info.name


def _container(info: MediaInfo) -> str:
    """One name: the reader of a container often answers to several."""
    names = info.container.split(",")
    suffix = info.name.rpartition(".")[2].lower()
    return suffix if suffix in names else names[0]


def _picture(stream: Stream) -> str:
    rate = f", {stream.fps:.4g} fps" if stream.fps else ""
    return f"{stream.width_px}×{stream.height_px}{rate}, {stream.codec}"


def _sound(stream: Stream) -> str:
    return ", ".join(part for part in (stream.codec, stream.layout, _language(stream)) if part)


def _language(stream: Stream) -> str:
    return "" if stream.language == "und" else stream.language


def _bytes(size: int) -> str:
    for unit, one in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if size >= one:
            return f"{size / one:.3g} {unit}"
    return f"{size} bytes"


def _seconds(time_s: float) -> str:
    return f"{time_s:.3f}".rstrip("0").rstrip(".")


def _is_url(source: str) -> bool:
    return urlsplit(source).scheme in ("http", "https")


def _origin(source: str) -> str:
    """What the policy must allow for the source to play, and for a copy beside the page."""
    if not _is_url(source):
        return "file:"
    parts = urlsplit(source)
    return f"{parts.scheme}://{parts.hostname}" + (f":{parts.port}" if parts.port else "")


def _fingerprint(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@cache
def _asset(name: str) -> str:
    return (files("longtake.show") / "templates" / name).read_text(encoding="utf-8").strip()


@cache
def _templates() -> Environment:
    found = Environment(
        loader=PackageLoader("longtake.show"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters.update(clock=clock, seconds=_seconds)
    found.globals.update(at=at, address=address, beside=beside, kind_names=KIND_NAMES)
    return found
