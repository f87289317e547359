"""Questions about the file itself: length, tracks, languages, channels, codecs, size, damage.

Answers from `MediaInfo` and the Observations about the file; cites the one that states the fact
where the library has it. Knows nothing of its content.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from longtake.media.languages import language_name
from longtake.protocols import Context
from longtake.reason.quoting.fact import Fact
from longtake.reason.quoting.shotfacts import of_shots
from longtake.types import Filter, Kind, MediaInfo, Observation, Span, Stream, StreamType, clock

NOT_STATED = "not stated"
_LAYOUTS = {1: "mono", 2: "stereo", 6: "5.1 surround", 8: "7.1 surround"}
_NOUNS: dict[StreamType, str] = {
    "audio": "audio track",
    "subtitle": "subtitle track",
    "video": "video track",
}
_SUBTITLES = re.compile(r"\b(?:subtitle|caption)s?\b")
_SOUND = re.compile(r"\b(?:audio|sound)\b")

State = Callable[[MediaInfo, str, Context], tuple[str, str]]
"""Takes what is known and the question; gives the answer, or nothing, and the name of the fact."""


def fact(question: str, context: Context) -> Fact | None:
    """The fact a question asks for, or None when it is not about the file."""
    if not context.videos:
        return None
    info, lower = context.videos[0], question.casefold()
    for pattern, state in _FACTS:
        if re.search(pattern, lower):
            text, topic = state(info, lower, context)
            stated = _stated(context, info, topic)
            kind: Kind = stated.kind if stated else "file"
            span = stated.span if stated else info.span
            return Fact(text, span, kind, topic, stated) if text else None
    return of_shots(lower, info, context)


def _stated(context: Context, info: MediaInfo, topic: str) -> Observation | None:
    """The Observation that states the fact: a damaged stretch, a sidecar's cue, or a file's."""
    if topic == "gap":
        return next(_seen(context, info, "gap"), None)
    if topic == "subtitle":
        return next(_seen(context, info, "subtitle"), None)
    return next(
        (one for one in _seen(context, info, "file") if one.data.get("fact") == topic), None
    )


def _seen(context: Context, info: MediaInfo, kind: Kind) -> Iterator[Observation]:
    return iter(context.store.scan(Filter(kinds=(kind,), videos=(info.id,))))


def _duration(info: MediaInfo, _: str, __: Context) -> tuple[str, str]:
    exact = f"{info.duration_s:.1f} s" if info.duration_s < 3600 else f"{info.duration_s:.0f} s"
    return f"{exact} ({clock(info.duration_s)})", "duration"


def _tracks(lower: str) -> StreamType:
    if _SUBTITLES.search(lower):
        return "subtitle"
    return "audio" if _SOUND.search(lower) or "silent" in lower else "video"


def _count(info: MediaInfo, lower: str, context: Context) -> tuple[str, str]:
    kind = _tracks(lower)
    streams = info.of(kind)
    if kind == "subtitle" and not streams and (beside := _beside(info, context)):
        return f"{len(beside)} beside the file ({', '.join(beside)})", "subtitle"
    tongues = ", ".join(_tongues(streams))
    counted = f"{len(streams)} {_NOUNS[kind]}{'s' if len(streams) != 1 else ''}"
    return counted + (f" ({tongues})" if tongues else ""), _NOUNS[kind] + "s"


def _has(info: MediaInfo, lower: str, context: Context) -> tuple[str, str]:
    counted, topic = _count(info, lower, context)
    there = not counted.startswith("0 ")
    denied = "silent" in lower
    verdict = "Yes" if there != denied else "No"
    return f"{verdict}: {counted}" if there else f"{verdict}: there is no {topic[:-1]}", topic


def _beside(info: MediaInfo, context: Context) -> list[str]:
    """The subtitle files beside the video, by name."""
    named = {str(one.data.get("track", "")): None for one in _seen(context, info, "subtitle")}
    return [name or "without a name" for name in named]


def _tongues(streams: Sequence[Stream]) -> list[str]:
    return list(dict.fromkeys(filter(None, (language_name(s.language) for s in streams))))


def _languages(info: MediaInfo, lower: str, context: Context) -> tuple[str, str]:
    kind = _tracks(lower) if _SUBTITLES.search(lower) else "audio"
    streams, topic = info.of(kind), _NOUNS[kind] + "s"
    if streams:
        return ", ".join(_tongues(streams)) or NOT_STATED, topic
    codes = {}
    if kind == "subtitle":
        codes = {str(one.data.get("language", "")): None for one in _seen(context, info, kind)}
    names = ", ".join(filter(None, map(language_name, codes)))
    return (names or NOT_STATED, "subtitle") if codes else (f"none: no {topic[:-1]}", topic)


def _channels(info: MediaInfo, _: str, __: Context) -> tuple[str, str]:
    audio = info.of("audio")
    if not audio:
        return "no sound: the file has no audio track", "audio tracks"
    first = audio[0]
    name = _LAYOUTS.get(first.channels, first.layout)
    counted = f"{first.channels} channel{'s' if first.channels != 1 else ''}"
    return f"{name}, {counted}".strip(", "), "audio channels"


def _codec(info: MediaInfo, lower: str, _: Context) -> tuple[str, str]:
    kind: StreamType = "audio" if _SOUND.search(lower) or not info.of("video") else "video"
    codecs = ", ".join(dict.fromkeys(stream.codec for stream in info.of(kind)))
    return (codecs, f"{kind} codec") if codecs else (f"none: no {kind}", f"{kind} tracks")


def _resolution(info: MediaInfo, lower: str, _: Context) -> tuple[str, str]:
    video = info.video
    if video is None:
        return "no picture: the file has sound only", "video tracks"
    wide, high = video.width_px, video.height_px
    way = "square" if wide == high else "portrait" if high > wide else "landscape"
    said = f"{wide}x{high} pixels ({wide} × {high}, {way})"
    if re.search(r"\bwid(?:e|th)\b", lower) and "heig" not in lower:
        said = f"{wide} pixels wide"
    elif re.search(r"\bheight\b|\btall\b|\bhigh\b", lower):
        said = f"{high} pixels high"
    return said, "resolution"


def _fps(info: MediaInfo, _: str, __: Context) -> tuple[str, str]:
    video = info.video
    said = f"{video.fps:.4g} frames per second ({video.fps:.2f} fps)" if video else ""
    return said, "fps"


def _size(info: MediaInfo, _: str, __: Context) -> tuple[str, str]:
    return f"{info.size_bytes / 1e6:.2f} MB ({info.size_bytes:,} bytes)", "size"


def _container(info: MediaInfo, _: str, __: Context) -> tuple[str, str]:
    return f"{info.container} ({info.name.rsplit('.', 1)[-1]})", "container"


def _rate(info: MediaInfo, _: str, __: Context) -> tuple[str, str]:
    rates = (f"{s.rate_hz} Hz ({s.rate_hz / 1000:g} kHz)" for s in info.of("audio")[:1])
    return next(rates, "no sound: the file has no audio track"), "audio rate"


def _hdr(info: MediaInfo, _: str, __: Context) -> tuple[str, str]:
    video = info.video
    return ("" if not video else "Yes, HDR" if video.hdr else "No, standard dynamic range"), "hdr"


def _damage(info: MediaInfo, _: str, context: Context) -> tuple[str, str]:
    gaps: list[Span] = []
    for span in sorted(gap.span for gap in _seen(context, info, "gap")):
        if gaps and gaps[-1].touches(span):
            span = gaps.pop().union(span)
        gaps.append(span)
    if gaps:
        more = f" and {len(gaps) - 3} more" if len(gaps) > 3 else ""
        return f"Yes: it could not be read at {', '.join(map(str, gaps[:3]))}{more}", "gap"
    return "No damage was found where it was read", ""


_FILE = (
    r"(?:clip|video|file|recording|film|movie|trailer|footage|sequence|track|audio|sound|picture)"
)
_THE_FILE = rf"(?:(?:this|the|that) (?:whole |entire )?{_FILE}|it|this)"
_IN_FILE = rf"(?: (?:there|present|in {_THE_FILE}))*\W*$"
_HAS = (
    rf"\b(?:does|do|has) {_THE_FILE}(?: (?:have|contain|carry|come with|include))?(?: an?| any)?"
    r"|\b(?:is|are) there(?: an?| any)?|^(?:any|with)"
)
_FACTS: tuple[tuple[str, State], ...] = (
    (rf"^(?:how long|(?:the )?(?:total )?(?:length|duration|running time))\W*$"
     rf"|\bhow long (?:is|does|was|lasts?|are) {_THE_FILE}(?: (?:last|run|go on|play))?\W*$"
     rf"|\b(?:duration|running time|runtime|length) of {_THE_FILE}\W*$|\b(?:running time|runtime)\b"
     rf"|^what(?: is|['’]s) the (?:duration|length)\W*$"
     rf"|\bhow many (?:seconds|minutes) (?:long |does ).*{_FILE}.*\b(?:last|run|long|have)\b"
     rf"|\bhow (?:many \w+|long) does {_THE_FILE} (?:last|run|go on|play)", _duration),
    (r"\b(?:which|what) languages?\b.*\b(?:audio|sound|subtitle|caption)s?\b"
     r"|\blanguages?\b.*\b(?:tracks?|streams?)\b"
     r"|\b(?:audio|subtitle)s?(?: track| stream)?s? .*\blanguages?\b"
     r"|^(?:audio|subtitle) languages?\W*$", _languages),
    (r"\bhow many (?:\w+ )?(?:audio|sound|subtitle|caption|video)s? (?:tracks|streams|languages)"
     rf"|\bhow many (?:subtitles|captions) (?:are|does|has|do)\b(?: {_THE_FILE})?(?: have)?{_IN_FILE}",
     _count),
    (r"\b(?:stereo|mono|surround)\b|\bhow many (?:audio |sound )?channels\b|channel layout",
     _channels),
    (r"\b(?:sample|sampling) (?:rate|frequency)\b|\bsampled\b", _rate),
    (r"\bframe ?rate\b|\bframes (?:per|a|each) second\b|\bfps\b", _fps),
    (r"\bcodecs?\b|\b(?:video|audio|picture|sound|file) (?:is )?(?:encoded|compressed|compression|coding)",
     _codec),
    (r"\bresolution\b.*\b(?:video|file|clip|picture|recording)|\bvideo resolution\b|^resolution\W*$"
     r"|\bhow many pixels (?:wide|high|tall)|\b(?:width|height) of (?:the|this) (?:video|picture|frame)"
     r"|\b(?:video|clip|file|recording|picture) (?:in )?(?:portrait|landscape)"
     r"|\b(?:portrait|landscape)\b.*\b(?:format|orientation|video)"
     rf"|\bwhat (?:is the )?resolution\b(?! of the (?!{_FILE}))|\bframe size\b", _resolution),
    (r"\b(?:file size|size of (?:the|this) file|how (?:big|large) is (?:the|this) (?:file|video))"
     r"|\bmegabytes\b", _size),
    (r"\bcontainer(?: format)?\b.*\b(?:file|video|clip)|\bfile format\b|\bwhat container\b",
     _container),
    (rf"\b(?:is|are|was|has|does)\b.*\b{_FILE}\b.*\b(?:damaged?|corrupt(?:ed)?|truncated|broken)\W*$"
     rf"|\b(?:damaged|corrupt(?:ed)?|truncated) {_FILE}\W*$|\bis (?:it|this) (?:damaged|corrupt(?:ed)?|truncated)\W*$",
     _damage),
    (rf"(?:{_HAS}) (?:audio|sound)(?: track)?s?{_IN_FILE}|\bis {_THE_FILE} silent\W*$", _has),
    (rf"(?:{_HAS}) (?:subtitle|caption)s?(?: tracks?)?{_IN_FILE}", _has),
    (r"\bhdr\b|high dynamic range", _hdr),
)  # fmt: skip
