"""What was asked: the question inside a prompt, its kind, and the options.

The words of a request and the kinds of question of all worlds come in; which kind it is, with the
groups of its pattern, goes out. Knows nothing of pictures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from longtake.worlds.asking.replies import CLAIM
from longtake.worlds.asking.replies import asked as read_back
from longtake.worlds.seer.messages import Request, Text
from longtake.worlds.seer.shown import QUOTED
from longtake.worlds.seer.timing import times
from longtake.worlds.world import Kind

_OPTION = re.compile(r"^\s*[(\[]?(?P<letter>[A-Z])[.):\]]\s+(?P<text>\S.*?)\s*$")
_INLINE = re.compile(r"\(([A-Z])\)\s*(.+?)(?=\s*\([A-Z]\)|\s*$)", re.S)
_LEAD = re.compile(r"^\s*(?:[-*>]\s+)?(?:\**(?:question|q|task|user)\s*\d*\**\s*[:.]\**\s*)", re.I)
_SENTENCE = re.compile(r"(?<=[.?!])\s+(?=[\"'A-Z0-9])")
_AFTER = re.compile(r"^\s*(?:options|choices|answers?|candidates)\s*:?\s*$", re.I)
_LIMIT = re.compile(r"^\s*asked about .* only\.\s*$", re.I)
_YES_NO = re.compile(r"\byes\b\W+(?:or|/|and)\W*\bno\b|\byes/no\b", re.I)

_CLAIMING = f" {CLAIM.partition('{claim}')[0]}"
"""What stands between a question and a claim about its answer."""

LINES = 16
"""Lines that one question may have."""

SENTENCES = 8

LABEL_WORDS = 5
"""A line with a time and no more words than this is a picture's label."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question as it was understood."""

    text: str
    """As its kind reads it; all that was said, where no kind does."""
    kind: Kind | None = None
    options: tuple[str, ...] = ()
    lettered: bool = False
    """Whether the options came with letters."""
    said: str = ""
    """The whole turn."""


def read_asked(request: Request, kinds: Sequence[Kind]) -> Asked:
    """The latest question of a request that some kind can read; else its latest words."""
    turns = list(_turns(request))
    for said in turns:
        body, options, lettered = _split(said)
        found = _understood(body, kinds)
        if found is None and options:  # its own lines may be lettered
            found = _understood(said, kinds)
            options, lettered = ((), False) if found else (options, lettered)
        if found:
            text, kind = found
            if not options and _YES_NO.search(said):
                options = ("yes", "no")
            return Asked(text=text, kind=kind, options=options, lettered=lettered, said=said)
    said = next((turn for turn in turns if "?" in turn or _split(turn)[1]), turns[0])
    body, options, lettered = _split(said)
    return Asked(text=_LEAD.sub("", body).strip(), options=options, lettered=lettered, said=said)


def _turns(request: Request) -> Iterator[str]:
    """What the user said in each turn, latest first; last of all the instructions."""
    turns: dict[int, list[str]] = {}
    for part in request.parts:
        if isinstance(part, Text) and part.role == "user":
            lines = QUOTED.sub("", part.text).splitlines()
            turns.setdefault(part.turn, []).extend(line for line in lines if not _is_label(line))
    for turn in sorted(turns, reverse=True):
        if said := "\n".join(turns[turn]).strip():
            yield said
    yield request.words("system")


def _is_label(line: str) -> bool:
    """Whether a line only says when a picture is, or which part of the video is meant."""
    short = len(line.split()) <= LABEL_WORDS and not _OPTION.match(line)
    return bool(_LIMIT.match(line)) or (short and bool(times(line)))


def _split(said: str) -> tuple[str, tuple[str, ...], bool]:
    """The words before the options, the options, and whether they had letters."""
    lines = said.splitlines()
    block = _last_block(lines)
    if block:
        first, count = block
        options = [_OPTION.match(line) for line in lines[first : first + count]]
        before = lines[:first]
        while before and (not before[-1].strip() or _AFTER.match(before[-1])):
            before.pop()
        return "\n".join(before), tuple(one["text"] for one in options if one), True
    inline = _INLINE.findall(said)
    if len(inline) > 1 and [letter for letter, _ in inline] == _alphabet(len(inline)):
        texts = tuple(" ".join(text.split()).rstrip(" ;,") for _, text in inline)
        return said[: said.index("(A)")].strip(), texts, True
    return said, (), False


def _last_block(lines: Sequence[str]) -> tuple[int, int] | None:
    """Where the last run of lines A, B, C … begins, and how long it is."""
    letters = [found["letter"] if (found := _OPTION.match(line)) else "" for line in lines]
    for first in range(len(lines) - 1, -1, -1):
        if letters[first] == "A":
            count = 1
            while first + count < len(lines) and letters[first + count] == chr(65 + count):
                count += 1
            if count > 1:
                return first, count
    return None


def _alphabet(count: int) -> list[str]:
    return [chr(ord("A") + place) for place in range(count)]


def _understood(text: str, kinds: Sequence[Kind]) -> tuple[str, Kind] | None:
    """A reading of a part of the text by a kind: likeliest parts first, closest patterns first."""
    patterns = [(kind, _compiled(kind.pattern)) for kind in kinds]
    for candidate in dict.fromkeys(_candidates(text)):
        core = candidate.partition(_CLAIMING)[0]
        matches = [(found, kind) for kind, one in patterns if (found := one.fullmatch(core))]
        for _, kind in sorted(matches, key=lambda match: _left_open(match[0])):
            if read_back(kind, candidate) is not None:
                return candidate, kind
    return None


def _left_open(found: re.Match[str]) -> int:
    """How much of the question the pattern leaves open: the one that says most is meant."""
    return sum(len(held or "") for held in found.groupdict().values())


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.S)


def _candidates(text: str) -> Iterator[str]:
    """Parts of a prompt that may be the question: marked as one, whole, lines, runs of lines."""
    lines = [line.rstrip() for line in text.splitlines()]
    for place in range(len(lines) - 1, -1, -1):
        if _LEAD.match(lines[place]):
            marked = _LEAD.sub("", "\n".join(lines[place:])).strip()
            yield marked
            yield marked.partition("\n\n")[0]
            yield from _of_line(marked.partition("\n")[0])
    yield text.strip()
    for line in reversed(lines):
        yield from _of_line(line)
    for length in range(min(LINES, len(lines)), 1, -1):
        for first in range(len(lines) - length, -1, -1):
            yield "\n".join(lines[first : first + length]).strip()


def _of_line(line: str) -> Iterator[str]:
    """A line, and the runs of sentences in it, longest first."""
    plain = line.strip().strip("\"'“”").strip()
    if not plain:
        return
    yield line.strip()
    yield plain
    sentences = _SENTENCE.split(plain)
    for length in range(min(SENTENCES, len(sentences) - 1), 0, -1):
        for first in range(len(sentences) - length + 1):
            yield " ".join(sentences[first : first + length])


def groups_of(asked: Asked) -> Mapping[str, str]:
    """What the kind's pattern picks out of the question."""
    return (read_back(asked.kind, asked.text) if asked.kind else None) or {}
