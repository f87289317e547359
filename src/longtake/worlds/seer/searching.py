"""Searching: which tool to call next, coarse to fine, while the answer is not known yet.

A thought and the tools that are offered come in; a call goes out, or None when it is time to
answer. Reads what a tool wants out of its JSON schema. Knows nothing of who runs the tools.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from longtake.worlds.seer.dials import Dials
from longtake.worlds.seer.messages import Call, Request, Tool
from longtake.worlds.seer.mind import Thought
from longtake.worlds.seer.support import content_words, subject
from longtake.worlds.seer.timing import duration, spans, times

FRAMES = 32
"""How many frames it asks for at once."""

UNSAID_S = 60.0
"""How long it takes a video to be when nobody says."""

FINE_S = 1.0
"""Pictures as close as this are trusted also for what happens between them."""

AROUND_S = 4.0

_START = ("start", "begin", "from", "t0")
_END = ("end", "stop", "until", "to", "t1")
_TIMES = ("times", "timestamps", "seconds", "moments", "at")
_ONE_TIME = ("time", "timestamp", "t", "time_s", "second", "moment")
_RATE = ("fps", "rate")
_COUNT = ("count", "frames", "n", "num", "max", "limit", "k", "top")
_HEIGHT = ("height", "resolution", "size")
_QUERY = ("query", "text", "question", "keywords", "search", "prompt", "q")
_VIDEO = ("video", "source", "file")
_ANSWERING = re.compile(r"final|answer|submit|result|respond|finish|reply", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A call to be made."""

    name: str
    arguments: Mapping[str, Any]


def answering_tool(tools: Sequence[Tool]) -> Tool | None:
    """The tool that takes the answer instead of fetching something, if there is one."""
    for tool in tools:
        if _ANSWERING.search(tool.name) and not _looks(tool) and not _searches(tool):
            return tool
    for tool in tools:
        names = {name.lower() for name in tool.schema.get("properties") or {}}
        if names & {"answer", "option", "choice", "verdicts", "captions"} and not _looks(tool):
            return tool
    return None


def next_call(request: Request, thought: Thought, dials: Dials) -> Wanted | None:
    """The next look or search that may help."""
    tools = [tool for tool in request.tools if tool is not answering_tool(request.tools)]
    looking = [tool for tool in tools if _looks(tool)]
    searching = [tool for tool in tools if _searches(tool) and not _looks(tool)]
    looked = [call for call in request.calls if call.name in {tool.name for tool in looking}]
    used = len(request.calls)
    if used >= dials.rounds or (thought.known and _sure(thought, looked, bool(looking))):
        return None
    asked_for = {call.name for call in request.calls}
    for tool in searching:
        if tool.name not in asked_for and (dials.text_only or not looking):
            return Wanted(name=tool.name, arguments=_arguments(tool, (0.0, 0.0), 0, thought))
    if not looking or dials.text_only:
        return None
    return _look(looking[0], looked, thought, request)


def _look(tool: Tool, looked: Sequence[Call], thought: Thought, request: Request) -> Wanted | None:
    """Look at the next stretch that was not looked at as closely before."""
    plan = list(_stretches(thought, request))
    done = [_key(tool, call.arguments) for call in looked]
    for span in plan:
        arguments = _arguments(tool, span, FRAMES, thought)
        if _key(tool, arguments) not in done:
            return Wanted(name=tool.name, arguments=arguments)
    return None


def _stretches(thought: Thought, request: Request) -> Iterator[tuple[float, float]]:
    """Stretches to look at: named ones, the whole, around what matters, then smaller parts."""
    whole = (0.0, _length(thought, request))
    named = spans(thought.asked.text)
    yield from named
    if not named:
        for time_s in times(thought.asked.text)[:2]:
            yield (max(0.0, time_s - AROUND_S / 2), time_s + AROUND_S / 2)
    yield whole
    for time_s in _promising(thought)[:2]:
        yield (max(0.0, round(time_s - AROUND_S, 2)), min(whole[1], round(time_s + AROUND_S, 2)))
    parts = 2
    while whole[1] / parts / FRAMES >= FINE_S / 16 and parts <= 64:
        step = whole[1] / parts
        for place in range(parts):
            yield (round(place * step, 2), round((place + 1) * step, 2))
        parts *= 2


def _promising(thought: Thought) -> list[float]:
    """Times of pictures that show something of what is asked about, best first."""
    wanted = content_words(thought.asked.text)
    scored = []
    for sight in thought.sights:
        thing = subject(sight.view, thought.asked.text)
        told = content_words(f"{sight.view.told} {sight.view.heard} {sight.view.subtitle}")
        score = len(wanted & told) + (2 if thing and thing.colour in wanted else bool(thing))
        if score:
            scored.append((-score, sight.view.time_s))
    return [time_s for _, time_s in sorted(scored)]


def _sure(thought: Thought, looked: Sequence[Call], can_look: bool) -> bool:
    """Whether what is known would still hold if more were seen."""
    if not can_look or thought.asked.kind is None or not thought.asked.kind.temporal:
        return True
    seen = sorted(one.view.time_s for one in thought.sights if one.words is None)
    if len(seen) < 2 or not looked:
        return bool(seen)
    gaps = [later - earlier for earlier, later in pairwise(seen)]
    return max(gaps) <= FINE_S


def _length(thought: Thought, request: Request) -> float:
    told = max(thought.shown.durations_s.values(), default=0.0)
    told = told or duration(request.words("system", "user", "tool")) or 0.0
    seen = max((one.view.time_s for one in thought.sights), default=0.0)
    return told or max(seen, UNSAID_S)


def _looks(tool: Tool) -> bool:
    names = list(tool.schema.get("properties") or {})
    spanned = any(_is(name, _START) for name in names) and any(_is(name, _END) for name in names)
    return spanned or any(_is(name, _TIMES) or _is(name, _ONE_TIME) for name in names)


def _searches(tool: Tool) -> bool:
    return any(_is(name, _QUERY) for name in tool.schema.get("properties") or {})


def _is(name: str, words: Sequence[str]) -> bool:
    parts = [part for part in re.split(r"[^a-z0-9]+", name.lower()) if part not in ("s", "sec")]
    return bool(parts) and (name.lower() in words or parts[0] in words or parts[-1] in words)


def _key(tool: Tool, arguments: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """What makes two looks the same."""
    return tuple(sorted((name, str(value)) for name, value in arguments.items()))


def _arguments(
    tool: Tool, span: tuple[float, float], frames: int, thought: Thought
) -> dict[str, Any]:
    """A value for each field of the tool that is understood or required."""
    required = set(tool.schema.get("required") or [])
    found: dict[str, Any] = {}
    for name, schema in (tool.schema.get("properties") or {}).items():
        value = _argument(name, schema, span, frames, thought)
        if value is None and name in required:
            value = schema.get(
                "default", {"string": "", "boolean": False}.get(schema.get("type"), 0)
            )
        if value is not None:
            found[name] = value
    return found


def _argument(
    name: str, schema: Mapping[str, Any], span: tuple[float, float], frames: int, thought: Thought
) -> Any:
    start_s, end_s = span
    steps = max(1, min(frames, schema.get("maxItems", frames)))
    middles = [start_s + (place + 0.5) * (end_s - start_s) / steps for place in range(steps)]
    if schema.get("type") == "array" and (_is(name, _TIMES) or _is(name, _ONE_TIME)):
        return [round(time_s, 2) for time_s in middles]
    if _is(name, _VIDEO):
        return schema.get("default") or next(iter(schema.get("enum") or thought.shown.names), None)
    if _is(name, _QUERY):
        return thought.asked.text
    numbers: list[tuple[Sequence[str], float]] = [
        (_START, math.floor(start_s) if schema.get("type") == "integer" else start_s),
        (_END, end_s),
        (_RATE, frames / (end_s - start_s) if end_s > start_s else 1.0),
        (_ONE_TIME, (start_s + end_s) / 2),
        (_COUNT, float(frames)),
    ]
    for words, value in numbers:
        if _is(name, words):
            return _limited(value, schema)
    return None


def _limited(value: float, schema: Mapping[str, Any]) -> float | int:
    """Within the bounds of the schema, whole where it says so."""
    most = schema.get("maximum", schema.get("exclusiveMaximum", value))
    value = min(most, max(schema.get("minimum", value), value))
    if schema.get("type") == "integer":
        return max(1, round(value)) if value > 0 else 0
    return round(value, 4)
