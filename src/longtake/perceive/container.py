"""What a file says of itself: length, picture, sound, subtitles, tags and chapters, as sentences.

Each fact is a `file` Observation over the whole video, with `data["fact"]`, `data["value"]` and
maybe `data["unit"]`; a chapter covers its own span. A survey of the packets, which decodes nothing,
adds the gaps. Knows nothing of what is seen or heard.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from longtake.errors import OpenError
from longtake.media.chapters import read_chapters
from longtake.media.languages import language_name
from longtake.protocols import Media
from longtake.types import MediaInfo, Observation, Span, Stream, clock

_FORMATS = {
    "mov,mp4,m4a,3gp,3g2,mj2": "MP4/QuickTime", "matroska,webm": "Matroska/WebM", "avi": "AVI",
    "mpegts": "MPEG transport stream", "mpeg": "MPEG program stream", "ogg": "Ogg", "gif": "GIF",
    "flv": "Flash video", "asf": "Windows Media", "wav": "WAV", "mp3": "MP3", "flac": "FLAC",
    "h264": "raw H.264", "hevc": "raw HEVC", "aac": "raw AAC",
}  # fmt: skip
_CODECS = {
    "h264": "H.264", "hevc": "HEVC", "av1": "AV1", "vp8": "VP8", "vp9": "VP9", "mpeg4": "MPEG-4",
    "mpeg2video": "MPEG-2", "mjpeg": "Motion JPEG", "theora": "Theora", "aac": "AAC", "mp3": "MP3",
    "ac3": "AC-3", "eac3": "E-AC-3", "opus": "Opus", "vorbis": "Vorbis", "flac": "FLAC",
    "subrip": "SubRip", "webvtt": "WebVTT", "ass": "ASS", "mov_text": "timed text",
    "hdmv_pgs_subtitle": "PGS", "dvd_subtitle": "VobSub", "dvb_subtitle": "DVB",
}  # fmt: skip
_TECHNICAL = frozenset({"major_brand", "minor_version", "compatible_brands", "duration"})
_LONGEST_TAG = 1000

Fact = tuple[str, Any, str, dict[str, Any]]
"""Name, value, sentence, and whatever else belongs in `data`."""


class Container:
    """Reads the headers and surveys the packets. Takes milliseconds, or seconds over a network."""

    name = "container"
    version = "1"

    def observe(self, media: Media, span: Span) -> Iterator[Observation]:
        """Facts when the span holds the start of the video, chapters and gaps that start in it."""
        for _ in media.packets():
            pass
        info = media.info
        found = [gap for gap in media.gaps if _starts_in(span, gap.span)]
        for place, title, said in _chapters(info):
            if _starts_in(span, place):
                found.append(self._fact(info, place, ("chapter", title, said, {})))
        if span.start_s <= 0:
            found += [self._fact(info, info.span, fact) for fact in facts(info)]
        yield from sorted(found, key=lambda seen: (seen.span.start_s, seen.kind != "file"))

    def _fact(self, info: MediaInfo, span: Span, fact: Fact) -> Observation:
        name, value, text, more = fact
        return Observation(
            video=info.id,
            span=span,
            kind="file",
            text=text,
            source=f"{self.name}@{self.version}",
            data={"fact": name, "value": value, **more},
        )


def facts(info: MediaInfo) -> Iterator[Fact]:
    """Everything known of the file, most asked for first."""
    yield from _length_and_size(info)
    yield from _picture(info)
    yield from _sound(info.of("audio"))
    yield from _subtitles(info.of("subtitle"))
    attached = len(info.of("attachment"))
    if attached:
        yield "attachments", attached, f"The file carries {_count(attached, 'attached file')}.", {}
    for key, value in sorted(info.tags.items()):
        if value.strip() and key.lower() not in _TECHNICAL:
            shown = value.strip()[:_LONGEST_TAG]
            yield f"tag:{key.lower()}", shown, f"The file is tagged {key}: {shown}", {}


def _length_and_size(info: MediaInfo) -> Iterator[Fact]:
    what = "video" if info.video else "recording"
    length_s = round(info.duration_s, 3)
    measured = "" if info.duration_known else ", measured: the header does not say"
    said = f"The {what} is {length_s:.2f} seconds long ({clock(length_s)}{measured})."
    yield "duration", length_s, said, {"unit": "s", "known": info.duration_known}
    yield "name", info.name, f"The file is named {info.name}.", {}
    kind = _FORMATS.get(info.container, info.container)
    yield "container", info.container, f"The container format is {kind}.", {"name": kind}
    size = f"{info.size_bytes / 1e6:.2f} MB ({info.size_bytes:,} bytes)"
    yield "size", info.size_bytes, f"The file size is {size}.", {"unit": "bytes"}


def _picture(info: MediaInfo) -> Iterator[Fact]:
    tracks, shown = info.of("video"), info.video
    if shown is None:
        yield "video tracks", 0, "The file has no picture: it is sound only.", {}
        return
    listed = "; ".join(
        f"{_codec(track)}, {track.width_px}x{track.height_px}, {track.fps:.4g} fps"
        for track in tracks
    )
    said = f"The file carries {_count(len(tracks), 'video track')}: {listed}."
    yield "video tracks", len(tracks), said, {}
    size = f"{shown.width_px}x{shown.height_px}"
    turned = "portrait" if shown.height_px > shown.width_px else "landscape"
    turned = "square" if shown.height_px == shown.width_px else turned
    said = f"The picture is {size} pixels, {turned}."
    yield "resolution", size, said, {"width_px": shown.width_px, "height_px": shown.height_px}
    if shown.fps:
        said = f"The frame rate is {shown.fps:.4g} frames per second on average."
        yield "fps", round(shown.fps, 3), said, {"unit": "fps"}
    yield "video codec", shown.codec, f"The picture is coded in {_codec(shown)}.", {}
    spread = "high dynamic range (HDR)" if shown.hdr else "standard dynamic range (SDR)"
    yield "hdr", shown.hdr, f"The picture has {spread}.", {"pixel_format": shown.pixel_format}
    if shown.rotation_deg:
        said = f"The picture is stored turned by {shown.rotation_deg} degrees and shown upright."
        yield "rotation", shown.rotation_deg, said, {"unit": "degrees"}
    if shown.interlaced:
        yield "interlaced", True, "The picture is interlaced.", {}


def _sound(tracks: Sequence[Stream]) -> Iterator[Fact]:
    if not tracks:
        yield "audio tracks", 0, "The file has no sound: it carries no audio track.", {}
        return
    listed = "; ".join(_track(track, _channels(track)) for track in tracks)
    said = f"The file carries {_count(len(tracks), 'audio track')}: {listed}."
    yield "audio tracks", len(tracks), said, {"languages": _languages(tracks)}
    first = next((track for track in tracks if track.default), tracks[0])
    said = f"The sound is {_channels(first)}."
    yield "audio channels", first.channels, said, {"layout": first.layout}
    said = f"The sound is sampled at {first.rate_hz} Hz ({first.rate_hz / 1000:g} kHz)."
    yield "audio rate", first.rate_hz, said, {"unit": "Hz"}
    yield "audio codec", first.codec, f"The sound is coded in {_codec(first)}.", {}


def _subtitles(tracks: Sequence[Stream]) -> Iterator[Fact]:
    if not tracks:
        yield "subtitle tracks", 0, "The file carries no subtitle track.", {}
        return
    listed = "; ".join(_track(track, track.title) for track in tracks)
    said = f"The file carries {_count(len(tracks), 'subtitle track')}: {listed}."
    yield "subtitle tracks", len(tracks), said, {"languages": _languages(tracks)}


def _chapters(info: MediaInfo) -> list[tuple[Span, str, str]]:
    try:
        chapters = read_chapters(info.source)
    except OpenError:  # a stream that can be read once only
        return []
    total = len(chapters)
    return [
        (place, title, f"Chapter {number} of {total}, {place}" + (f": {title}" if title else ""))
        for number, (place, title) in enumerate(chapters, start=1)
    ]


def _starts_in(span: Span, found: Span) -> bool:
    """Whether the span holds its start; what starts at 0 also belongs to an empty video."""
    return found.start_s in span or found.start_s == span.start_s == 0


def _track(track: Stream, more: str) -> str:
    said = (_codec(track), more, language_name(track.language))
    return ", ".join(part for part in said if part)


def _channels(track: Stream) -> str:
    named = {"mono": "mono", "stereo": "stereo"}.get(track.layout)
    if named is None:
        plain = track.layout.replace("(side)", "").replace("(back)", "")
        surround = track.channels > 2
        named = f"{plain} surround".strip() if surround else plain
    return f"{named}, {_count(track.channels, 'channel')}".strip(", ")


def _codec(stream: Stream) -> str:
    return _CODECS.get(stream.codec, stream.codec or "an unknown format")


def _languages(tracks: Sequence[Stream]) -> list[str]:
    return sorted({track.language for track in tracks} - {"", "und"})


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")
