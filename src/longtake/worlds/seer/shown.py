"""What was shown: each picture with its time and video, each quote with its span, in their groups.

A request goes in; nothing is decoded. Understands the wording of the engine (`[12.4 s]`, `Pictures
from the video v1:`, quotes as JSON lines between marks) and what others commonly write. Knows
nothing of what is asked.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any

from longtake.worlds.seer.messages import Part, Picture, Request, Text
from longtake.worlds.seer.timing import times

QUOTED = re.compile(r"<<video (?P<key>\w+)>>\n(?P<body>.*?)\n?<</video (?P=key)>>", re.S)
"""Where words from a video stand."""

_VIDEO = re.compile(
    r"(?:pictures|frames|images) (?:from|of) (?:the )?video (?P<video>[\w.-]+?):?$", re.I
)
_OTHER_VIDEO = re.compile(r"video (?P<video>[\w.-]+?)\s*:$", re.I)
_GROUP = re.compile(r"(?:evidence|clip|segment)\s+(?P<group>\w+)\b.*:$", re.I)
_FILE = re.compile(r"(?:See|This is) file ([\w-]+)|file_id=\"?([\w-]+)", re.I)

LABEL = 120
"""Characters of a text that can be a picture's label; longer ones are about something else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """One picture, and what is said of it."""

    picture: Picture
    time_s: float
    video: str = ""
    """The label of its video."""
    group: str = ""
    """The piece of evidence or the clip that it belongs to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A quote from a video: a subtitle, what was spoken, read or described there."""

    id: str
    kind: str
    text: str
    start_s: float
    end_s: float
    video: str = ""
    group: str = ""


@dataclass(slots=True)
class Shown:
    """Everything that was put before the model, in order."""

    shots: list[Shot] = field(default_factory=list)
    words: list[Words] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    """Names of the videos' files, by label."""
    durations_s: dict[str, float] = field(default_factory=dict)
    groups: list[str] = field(default_factory=list)
    """In order of appearance."""
    claims: dict[str, str] = field(default_factory=dict)
    """What each piece of evidence is said to show."""
    claimed: str = ""
    """The answer that is to be checked."""
    timed: bool = True
    """Whether pictures came with times; else they are numbered in order."""


def read_shown(request: Request) -> Shown:
    """What a request shows."""
    return _Reading(request).shown


class _Reading:
    """Goes through the parts once, remembering which video and which group it is in."""

    def __init__(self, request: Request) -> None:
        self.shown = Shown()
        self._video = self._group = self._label = ""
        self._files: dict[str, float] = {}
        for is_picture, run in groupby(request.parts, lambda part: isinstance(part, Picture)):
            parts = list(run)
            if is_picture:
                self._pictures([part for part in parts if isinstance(part, Picture)])
            else:
                self._texts(parts)
        self._number()

    def _texts(self, parts: Sequence[Part]) -> None:
        self._label = ""
        for part in parts:
            if isinstance(part, Text) and part.role in ("user", "tool"):
                plain = QUOTED.sub(self._quoted, part.text)
                lines = [line.strip() for line in plain.splitlines() if line.strip()]
                for line in lines:
                    self._heading(line)
                if part.role == "tool":
                    self._attached(plain)
                self._label = lines[-1] if lines else self._label

    def _heading(self, line: str) -> None:
        if found := _GROUP.match(line):
            self._group, self._video = found["group"].lower(), ""
            self.shown.groups.append(self._group)
        elif found := _VIDEO.search(line) or _OTHER_VIDEO.match(line):
            self._video, self._group = found["video"], ""

    def _attached(self, text: str) -> None:
        """The times of pictures that a tool announces and that follow later, by file."""
        before: list[float] = []
        place = 0
        for found in _FILE.finditer(text):
            before = times(text[place : found.start()]) or before
            if before:
                self._files[found[1] or found[2]] = before[-1]
            place = found.end()

    def _pictures(self, pictures: Sequence[Picture]) -> None:
        told = times(self._label) if len(self._label) <= LABEL else []
        file = _FILE.search(self._label)
        if file and (file[1] or file[2]) in self._files:
            told = [self._files[file[1] or file[2]]]
        if len(pictures) == 1:
            told = told[-1:]
        for place, picture in enumerate(pictures):
            time_s = told[place] if place < len(told) else -1.0
            shot = Shot(picture=picture, time_s=time_s, video=self._video, group=self._group)
            self.shown.shots.append(shot)
        self._label = ""

    def _number(self) -> None:
        """Pictures without a time follow the one before them; without any, they are numbered."""
        shots = self.shown.shots
        self.shown.timed = any(shot.time_s >= 0 for shot in shots)
        last_s = -1.0
        for place, shot in enumerate(shots):
            last_s = shot.time_s if shot.time_s >= 0 else last_s + 1.0
            shots[place] = replace(shot, time_s=last_s)

    def _quoted(self, found: re.Match[str]) -> str:
        for record in _records(found["body"]):
            self._record(record)
        return ""

    def _record(self, record: dict[str, Any]) -> None:
        if "claim" in record:
            self.shown.claims[self._group] = str(record["claim"])
        elif "answer" in record:
            self.shown.claimed = str(record["answer"])
        elif "duration_s" in record:
            label = str(record.get("video", ""))
            self.shown.names[label] = str(record.get("name", ""))
            self.shown.durations_s[label] = float(record["duration_s"])
        elif "text" in record:
            self.shown.words.append(_words(record, self._group))


def _records(body: str) -> Iterator[dict[str, Any]]:
    for line in body.splitlines():
        try:
            record = json.loads(line)
        except ValueError:
            continue
        if isinstance(record, dict):
            yield record


def _words(record: dict[str, Any], group: str) -> Words:
    start_s = float(record.get("start_s") or 0.0)
    return Words(
        id=str(record.get("id", "")),
        kind=str(record.get("kind", "caption")),
        text=str(record["text"]),
        start_s=start_s,
        end_s=max(start_s, float(record.get("end_s") or start_s)),
        video=str(record.get("video", "")),
        group=group,
    )
