"""Questions about the file itself: length, tracks, channels, codecs, size, cuts and shots.

Answers from `MediaInfo` and the `shot` Observations of the first video asked about; cites the
`file` Observation that states the fact where the library has one. Knows nothing of its content.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from longtake.protocols import Context
from longtake.reason.quoting.lexicon import ORDINALS
from longtake.types import Filter, Kind, MediaInfo, Observation, Span, Stream, StreamType, clock

_FILE = (
    r"(?:clip|video|file|recording|film|movie|trailer|footage|sequence|track|audio|sound|picture)"
)
_LAYOUTS = {1: "mono", 2: "stereo", 6: "5.1 surround", 8: "7.1 surround"}
_LANGUAGES = {
    "eng": "English", "en": "English", "deu": "German", "ger": "German", "de": "German",
    "fra": "French", "fre": "French", "fr": "French", "spa": "Spanish", "es": "Spanish",
    "ita": "Italian", "it": "Italian", "jpn": "Japanese", "ja": "Japanese", "zho": "Chinese",
    "chi": "Chinese", "zh": "Chinese", "rus": "Russian", "ru": "Russian", "por": "Portuguese",
    "pt": "Portuguese", "nld": "Dutch", "dut": "Dutch", "nl": "Dutch", "kor": "Korean",
    "ko": "Korean", "ara": "Arabic", "ar": "Arabic", "pol": "Polish", "pl": "Polish",
    "swe": "Swedish", "sv": "Swedish", "ukr": "Ukrainian", "uk": "Ukrainian", "hin": "Hindi",
}  # fmt: skip
_HARD = re.compile(r"\b(?:abrupt|hard|straight|sudden)\b|\bcuts?\b")
_GRADUAL = {"fade": r"\bfad(?:e|es|ing)\b", "dissolve": r"\b(?:dissolve|cross-?fade)s?\b"}


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact of the file in words, where it holds, and what a bare reply would be."""

    text: str
    span: Span
    kind: Kind = "file"
    topic: str = ""
    observation: Observation | None = None


def fact(question: str, context: Context) -> Fact | None:
    """The fact a question asks for, or None when it is not about the file."""
    if not context.videos:
        return None
    info, lower = context.videos[0], question.casefold()
    for pattern, topic, state in _FACTS:
        if re.search(pattern, lower):
            text = state(info, lower)
            return (
                Fact(text, info.span, "file", topic, _stated(context, info, topic))
                if text
                else None
            )
    return _shots(lower, info, context)


def _stated(context: Context, info: MediaInfo, topic: str) -> Observation | None:
    """The Observation that states the fact; else the first about the file."""
    known = list(context.store.scan(Filter(kinds=("file",), videos=(info.id,))))
    fitting = [seen for seen in known if topic and topic in str(seen.data.get("fact", ""))]
    return next(iter([*fitting, *known]), None)


def _duration(info: MediaInfo, _: str) -> str:
    exact = f"{info.duration_s:.1f} s" if info.duration_s < 3600 else f"{info.duration_s:.0f} s"
    return f"{exact} ({clock(info.duration_s)})"


def _count(kind: StreamType, noun: str) -> Callable[[MediaInfo, str], str]:
    def state(info: MediaInfo, _: str) -> str:
        streams = info.of(kind)
        tongues = _tongues(streams)
        return f"{len(streams)} {noun}{'s' if len(streams) != 1 else ''}" + (
            f" ({tongues})" if tongues else ""
        )

    return state


def _tongues(streams: Sequence[Stream]) -> str:
    named = [s.language for s in streams if s.language not in ("", "und")]
    return ", ".join(dict.fromkeys(_LANGUAGES.get(name, name) for name in named))


def _languages(info: MediaInfo, lower: str) -> str:
    kinds: tuple[StreamType, ...] = ("audio",)
    if re.search(r"subtitle|caption", lower):
        kinds = ("subtitle",)
    streams = [stream for kind in kinds for stream in info.of(kind)]
    return _tongues(streams) or ("the file does not say in which language" if streams else "none")


def _channels(info: MediaInfo, _: str) -> str:
    audio = info.of("audio")
    if not audio:
        return "no sound: the file has no audio track"
    first = audio[0]
    name = _LAYOUTS.get(first.channels, first.layout)
    return f"{name}, {first.channels} channel{'s' if first.channels != 1 else ''}".strip(", ")


def _codec(info: MediaInfo, lower: str) -> str:
    audio = bool(re.search(r"\b(?:audio|sound)\b", lower))
    streams = info.of("audio") if audio else info.of("video")
    return (
        ", ".join(dict.fromkeys(s.codec for s in streams)) or f"no {'audio' if audio else 'video'}"
    )


def _resolution(info: MediaInfo, lower: str) -> str:
    video = info.video
    if video is None:
        return "no picture: the file has sound only"
    way = "portrait" if video.height_px > video.width_px else "landscape"
    way = "square" if video.height_px == video.width_px else way
    if re.search(r"\bwid(?:e|th)\b", lower) and "heig" not in lower:
        return f"{video.width_px} pixels wide"
    if re.search(r"\bheight\b|\btall\b|\bhigh\b", lower):
        return f"{video.height_px} pixels high"
    return (
        f"{video.width_px}x{video.height_px} pixels ({video.width_px} × {video.height_px}, {way})"
    )


def _fps(info: MediaInfo, _: str) -> str:
    return (
        f"{info.video.fps:.4g} frames per second ({info.video.fps:.2f} fps)" if info.video else ""
    )


def _size(info: MediaInfo, _: str) -> str:
    return f"{info.size_bytes / 1e6:.2f} MB ({info.size_bytes:,} bytes)"


def _container(info: MediaInfo, _: str) -> str:
    return f"{info.container} ({info.name.rsplit('.', 1)[-1]})"


def _rate(info: MediaInfo, _: str) -> str:
    return ", ".join(f"{s.rate_hz} Hz ({s.rate_hz / 1000:g} kHz)" for s in info.of("audio")[:1])


def _has(kind: StreamType, noun: str) -> Callable[[MediaInfo, str], str]:
    def state(info: MediaInfo, lower: str) -> str:
        streams = info.of(kind)
        return f"Yes: {_count(kind, noun)(info, lower)}" if streams else f"No: there is no {noun}"

    return state


def _hdr(info: MediaInfo, _: str) -> str:
    video = info.video
    return "" if video is None else ("Yes, HDR" if video.hdr else "No, standard dynamic range")


_FACTS: tuple[tuple[str, str, Callable[[MediaInfo, str], str]], ...] = (
    (rf"\bhow long (?:is|does|was|lasts?|are) (?:this |the |that )?(?:whole |entire )?{_FILE}\b"
     rf"(?: (?:last|run|go on|play))?\W*$|\b(?:duration|running time|runtime)\b"
     rf"|\blength of (?:this|the) {_FILE}|\bhow many (?:seconds|minutes) (?:long |does ).*{_FILE}"
     rf".*\b(?:last|run|long|have)\b|\bhow (?:many \w+|long) does (?:this|the) {_FILE} "
     r"(?:last|run|go on|play)", "duration", _duration),
    (r"\bhow many (?:\w+ )?(?:audio|sound) (?:tracks|streams)", "audio tracks", _count("audio", "audio track")),
    (r"\bhow many (?:\w+ )?(?:subtitle|caption)s? (?:tracks|streams|languages)",
     "subtitle tracks", _count("subtitle", "subtitle track")),
    (r"\bhow many (?:\w+ )?video (?:tracks|streams)", "video tracks", _count("video", "video track")),
    (r"\b(?:stereo|mono|surround)\b|\bhow many (?:audio |sound )?channels\b|channel layout",
     "audio channels", _channels),
    (r"\b(?:sample|sampling) (?:rate|frequency)\b|\bsampled\b", "audio rate", _rate),
    (r"\bframe ?rate\b|\bframes (?:per|a|each) second\b|\bfps\b", "fps", _fps),
    (r"\bcodecs?\b|\b(?:video|audio|picture|sound) (?:is )?(?:encoded|compressed|compression|coding)",
     "codec", _codec),
    (r"\bresolution\b.*\b(?:video|file|clip|picture|recording)|\bvideo resolution\b"
     r"|\bhow many pixels (?:wide|high|tall)|\b(?:width|height) of (?:the|this) (?:video|picture|frame)"
     r"|\b(?:video|clip|file|recording|picture) (?:in )?(?:portrait|landscape)"
     r"|\b(?:portrait|landscape)\b.*\b(?:format|orientation|video)"
     rf"|\bwhat (?:is the )?resolution\b(?! of the (?!{_FILE}))|\bframe size\b", "resolution", _resolution),
    (r"\b(?:file size|size of (?:the|this) file|how (?:big|large) is (?:the|this) (?:file|video))"
     r"|\bmegabytes\b", "size", _size),
    (r"\bcontainer(?: format)?\b.*\b(?:file|video|clip)|\bfile format\b|\bwhat container\b",
     "container", _container),
    (r"\b(?:which|what) languages?\b.*\b(?:audio|sound|subtitle|caption)s?(?: tracks?| streams?)?\b"
     r"|\blanguages?\b.*\b(?:tracks?|streams?)\b|\b(?:audio|subtitle) (?:track|stream)s? .*language",
     "tracks", _languages),
    (rf"\b(?:does|has|is there|are there|do)\b.*\b(?:an? )?(?:audio|sound)(?: track)?s?\W*(?:in (?:this|the)"
     rf" {_FILE})?\W*$|\bis (?:this|the) (?:video|clip|file) silent", "audio tracks", _has("audio", "audio track")),
    (rf"\b(?:does|has|is there|are there|do)\b.*\b(?:subtitles|captions|subtitle tracks?)\W*(?:in (?:this|the)"
     rf" {_FILE})?\W*$", "subtitle tracks", _has("subtitle", "subtitle track")),
    (r"\bhdr\b|high dynamic range", "hdr", _hdr),
)  # fmt: skip


def _shots(lower: str, info: MediaInfo, context: Context) -> Fact | None:
    """How many shots there are, and when a cut, fade or dissolve comes."""
    counting = re.search(
        r"\bhow many (?:\w+ )?(?:shots|cuts|scenes|camera settings|takes)\b"
        r"|\bnumber of (?:shots|cuts|scenes)\b", lower
    )  # fmt: skip
    timing = re.search(r"\b(?:cut|cuts|shot|fade|fades|dissolve)\b", lower) and re.search(
        r"\bwhen\b|\bwhat time\b|\bwhich (?:second|moment|time)|\bhow long\b|\bhow many seconds\b",
        lower,
    )
    if not (counting or timing) or re.search(r"\bshots? (?:of|with|that|where|in which)\b", lower):
        return None
    shots = list(context.store.scan(Filter(kinds=("shot",), videos=(info.id,))))
    if not shots:
        return None
    if counting:
        return _counted(lower, shots, info)
    return _timed(lower, shots)


def _counted(lower: str, shots: Sequence[Observation], info: MediaInfo) -> Fact:
    cuts = [shot for shot in shots if shot.data.get("start") == "cut"]
    if "cuts" in lower:
        return Fact(f"{len(cuts)} cuts", info.span, "shot", "cuts", shots[0])
    return Fact(f"{len(shots)} shots ({len(cuts)} hard cuts)", info.span, "shot", "shots", shots[0])


def _timed(lower: str, shots: Sequence[Observation]) -> Fact | None:
    place = next((ORDINALS[word] for word in re.findall(r"\w+", lower) if word in ORDINALS), 1)
    if re.search(r"\bhow long\b|\bhow many seconds\b", lower) and "shot" in lower:
        chosen = max(shots, key=lambda s: s.span.duration_s) if "longest" in lower else None
        chosen = min(shots, key=lambda s: s.span.duration_s) if "shortest" in lower else chosen
        chosen = chosen or shots[min(place, len(shots)) - 1]
        return Fact(f"{chosen.span.duration_s:.1f} s", chosen.span, "shot", "shots", chosen)
    if "shot" in lower and not re.search(r"\bcut\b", lower):
        starts = list(shots)
    else:
        plain = re.sub(r"\bnot an? [\w ]+", "", lower)
        kinds = [kind for kind, words in _GRADUAL.items() if re.search(words, plain)]
        starts = [s for s in shots if s.data.get("start") in (kinds or ["cut"])]
    if re.search(r"\blast\b|\bfinal\b", lower):
        starts, place = starts[-1:], 1
    if len(starts) < place:
        return None
    shot = starts[place - 1]
    at_s = shot.span.start_s
    return Fact(
        f"{at_s:.1f} s ({clock(at_s)})",
        Span(at_s, min(shot.span.end_s, at_s + 0.5)),
        "shot",
        "cuts",
        shot,
    )
