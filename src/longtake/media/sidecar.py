"""Subtitle files that lie beside a video: found by name, read as SubRip, WebVTT or ASS.

Knows how such files are named and written, well or badly. Does not open the video. The path of
the video comes in, Cues go out, their times as written: players show sidecars on their own clock.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from longtake.media.encoding import decode
from longtake.media.gaps import warn
from longtake.media.languages import code_of
from longtake.media.markup import plain, plain_ass
from longtake.types import Cue, Span

_FLAGS = frozenset({"forced", "sdh", "cc", "hi", "default", "foreign", "full", "auto", "orig"})
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_MOMENT = r"(?:(\d+):)?(\d{1,2}):(\d{1,2})[,.:](\d{1,3})"
_TIMES = re.compile(rf"^\s*{_MOMENT}\s*--?>\s*{_MOMENT}(?:\s.*)?$")
_TIME_LINE = re.compile(r"^\s*\d[^\s>]*\s*--?>\s*\d")
_LARGEST_BYTES = 20_000_000


def read_sidecars(source: str) -> Iterator[Cue]:
    """The cues of every subtitle file beside the video, file by file in order of name.

    Nothing for a URL. Entries without words or with times that cannot be read are left out, and
    how many is logged.
    """
    if "://" in source:
        return
    for path, language in find_sidecars(Path(source)):
        yield from _read_file(path, language)


def find_sidecars(video: Path) -> list[tuple[Path, str]]:
    """Subtitle files that belong to this video, each with the language its name gives.

    One belongs when its name is the video's, with or without the video's suffix, then optionally
    languages and marks: `talk.srt`, `talk.pt-BR.forced.vtt`, `talk.mp4.ass`.
    """
    if not video.parent.is_dir():
        return []
    found = []
    for path in sorted(video.parent.iterdir()):
        if path.suffix.lower() not in _PARSERS or not path.is_file():
            continue
        for stem in (video.name, video.stem):
            language = _language_after(path.stem, stem)
            if language is not None:
                found.append((path, language))
                break
    return found


def _language_after(name: str, stem: str) -> str | None:
    """The language between the video's name and the suffix; None when it is another's file."""
    if name == stem:
        return ""
    if not name.startswith(stem + "."):
        return None
    language = ""
    for part in name[len(stem) + 1 :].split("."):
        if part.lower() in _FLAGS and (language or part.lower() != "hi"):
            continue
        named = code_of(part)
        if not named and not _LANGUAGE.fullmatch(part):
            return None
        language = language or named or part
    return language


def _read_file(path: Path, language: str) -> Iterator[Cue]:
    try:
        if path.stat().st_size > _LARGEST_BYTES:
            warn(str(path), "size", "too large for a subtitle file, left out")
            return
        raw = path.read_bytes()
    except OSError as error:
        warn(str(path), "unread", f"these subtitles cannot be read: {error.strerror}")
        return
    cues, left_out = [], 0
    for span, text in _PARSERS[path.suffix.lower()](decode(raw, language)):
        if span is None or not text:
            left_out += 1
            continue
        cues.append(Cue(span=span, text=text, language=language, track=path.name))
    if left_out:
        told = f"{left_out} entries without words or with unreadable times were left out"
        warn(str(path), "entries", told)
    yield from sorted(cues, key=lambda cue: cue.span)


def _blocks(text: str) -> Iterator[tuple[Span | None, str]]:
    """SubRip and WebVTT: each line of times, and the lines up to the next one.

    Numbers may be missing or wrong, blank lines may stand inside a cue or be missing between two.
    """
    span: Span | None = None
    words: list[str] | None = None
    for line in [*text.splitlines(), None]:
        if line is not None and not _TIME_LINE.search(line):
            if words is not None:
                words.append(line)
            continue
        if words is not None:
            yield span, plain("\n".join(_without_number(words, last=line is None)))
        if line is not None:
            span, words = _span(line), []


def _without_number(words: list[str], last: bool) -> list[str]:
    """Drop the number of the next cue, which stands before its times."""
    numbered = not last and bool(words) and words[-1].strip().isdigit()
    return words[:-1] if numbered else words


def _vtt(text: str) -> Iterator[tuple[Span | None, str]]:
    """WebVTT without its notes, styles and regions; names of cues stand before their times."""
    for block in re.split(r"\n[ \t]*\n", "\n".join(text.splitlines())):
        if not block.lstrip().startswith(("NOTE", "STYLE", "REGION")):
            yield from _blocks(block)


def _ass(text: str) -> Iterator[tuple[Span | None, str]]:
    """ASS and SSA: the dialogue lines, by the columns that the Format line of [Events] names."""
    columns: list[str] = []
    in_events = False
    for line in text.splitlines():
        head, _, rest = line.partition(":")
        if line.startswith("["):
            in_events = line.strip().lower() == "[events]"
        elif in_events and head.strip() == "Format":
            columns = [name.strip().lower() for name in rest.split(",")]
        elif in_events and head.strip() == "Dialogue" and columns:
            row = dict(zip(columns, rest.split(",", len(columns) - 1), strict=False))
            span = _span(f"{row.get('start', '')} --> {row.get('end', '')}")
            yield span, plain_ass(row.get("text", ""))


def _span(line: str) -> Span | None:
    """The times of a line like `00:01:02,500 --> 00:01:04.000 align:start`; None if unreadable."""
    match = _TIMES.match(line)
    if match is None:
        return None
    start_s, end_s = _seconds(match.groups()[:4]), _seconds(match.groups()[4:])
    return Span(start_s, end_s) if end_s > start_s else None


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, fraction = (part or "0" for part in parts)
    whole = int(hours) * 3600 + int(minutes) * 60 + int(seconds)
    return whole + int(fraction.ljust(3, "0")) / 1000


_PARSERS = {".srt": _blocks, ".vtt": _vtt, ".ass": _ass, ".ssa": _ass}
