"""Where an answer names its options, and whether it claims or denies them.

A mention is an option's letter standing alone. The articles "a" and "A", the pronoun "I" and
"vitamin C" are what makes this hard: a small letter counts only where nothing but a letter can
stand, a capital A or I not where a sentence goes on after it. Knows English, and of Chinese the
usual words before a letter. Text comes in; indices of options go out.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from longtake.bench.metrics import phrases
from longtake.bench.metrics.wording import normalised

NEAR = 200
"""Signs before and after a letter that say what it is."""


@dataclass(frozen=True, slots=True)
class _Mention:
    index: int
    start: int
    end: int
    denied: bool
    claimed: bool


@dataclass(frozen=True, slots=True)
class _Places:
    """Where words stand in a text, in order, so that each letter need not look for them."""

    ends: Sequence[int]

    @classmethod
    def of(cls, words: re.Pattern[str], said: str) -> _Places:
        return cls([match.end() for match in words.finditer(said)])

    def before(self, at: int) -> bool:
        """Whether one ends in the signs before a place that say what it is."""
        return bisect_right(self.ends, at) > bisect_right(self.ends, at - NEAR)


@dataclass(frozen=True, slots=True)
class Claim:
    """The options that an answer stands for."""

    indices: frozenset[int]

    @property
    def only(self) -> int | None:
        """The one, unless there are several."""
        return next(iter(self.indices)) if len(self.indices) == 1 else None


def is_letter(said: str, n_options: int) -> bool:
    """Whether the answer is the letter of an option and nothing else."""
    return len(said) == 1 and 0 <= ord(said.upper()) - ord("A") < n_options


def claimed(said: str, options: Sequence[str]) -> Claim | None:
    """What the answer claims by letters; None where it names no letter that it does not deny."""
    if is_letter(said.strip("()[]\"'.: "), len(options)):
        return Claim(frozenset({ord(said.strip("()[]\"'.: ").upper()) - ord("A")}))
    found = _mentions(said, options)
    kept = [one for one in found if not one.denied]
    if not kept:
        return _left_over(found, len(options))
    strong = [claim for claim in (_edge_line(said, kept), _sentence(said, kept)) if claim]
    if not strong:
        return Claim(frozenset(one.index for one in kept))
    return Claim(frozenset().union(*(claim.indices for claim in strong)))


def by_text(said: str, options: Sequence[str]) -> int | None:
    """The one option whose text the answer holds, or with which it begins."""
    whole = f" {normalised(said)} "
    texts = [normalised(option) for option in options]
    starts = [text for text in texts if text and whole.startswith(f" {text} ")]
    if starts:
        longest = max(starts, key=len)
        own = re.escape(options[texts.index(longest)].strip(" ."))
        if re.match(rf"{own}\s*(?:[.;:!?\n]|,(?! (?:or|and)\b)|$)", said, re.IGNORECASE):
            return texts.index(longest) if texts.count(longest) == 1 else None
    rest = whole
    held: set[int] = set()
    for index in sorted(range(len(texts)), key=lambda n: -len(texts[n])):
        form = f" {texts[index]} "
        if texts[index] and form in rest:
            denied = re.search(rf"\b(?:not|n t|never|isnt|dont)(?: \w+)?{re.escape(form)}", rest)
            held |= set() if denied else {index}
            rest = rest.replace(form, " | ")
    return held.pop() if len(held) == 1 else None


def _mentions(said: str, options: Sequence[str]) -> list[_Mention]:
    found: list[_Mention] = []
    known: dict[tuple[str, str, str], tuple[bool, bool] | None] = {}
    denials, claims = (_Places.of(words, said) for words in (phrases.DENIES, phrases.NAMES))
    for match in phrases.LETTER.finditer(said):
        index = ord(match[1].upper()) - ord("A")
        if index >= len(options):
            continue
        before = said[max(0, match.start() - NEAR) : match.start()]
        near = match[1], before, said[match.end() : match.end() + NEAR]
        if near not in known:
            maybe = denials.before(match.start()), claims.before(match.start())
            known[near] = _stance(*near, options, *maybe)
        if (stance := known[near]) is not None:
            denied, claimed = stance
            found.append(_Mention(index, match.start(), match.end(), denied, claimed))
    return found


def _stance(
    letter: str,
    before: str,
    after: str,
    options: Sequence[str],
    maybe_denied: bool,
    maybe_claimed: bool,
) -> tuple[bool, bool] | None:
    """Whether a letter is denied, and whether it is claimed; None where it names no option."""
    if not _is_name(letter, before, after, options):
        return None
    return (
        bool((maybe_denied and phrases.DENYING.search(before)) or phrases.DENIED.match(after)),
        bool((maybe_claimed and phrases.CLAIMING.search(before)) or phrases.CLAIMED.match(after)),
    )


def _is_name(letter: str, before: str, after: str, options: Sequence[str]) -> bool:
    """Whether a single letter is an option's, not a word of the sentence."""
    bracketed = before[-1:] in ("(", "[") and after[:1] in (")", "]")
    if letter.islower():
        ends = re.match(r"[)\]\"'.,:;!]*(?:\s*$|\s*\n|[.,;]\s)", after) is not None
        return bracketed or after[:1] == ")" or (ends and bool(phrases.NAMING.search(before)))
    if bracketed or letter not in "AI":
        return re.search(r"\b(?:vitamin|plan|type|hepatitis|class|grade)\s$", before, re.I) is None
    alike = [option for option in options if option[:2].lower() == f"{letter.lower()} "]
    text = normalised(letter + after[:200]) if alike else ""
    if any(own and text.startswith(own) for own in map(normalised, alike)):
        return False
    if letter == "I":
        return not re.match(r"\s+\w|['’]", after)
    return phrases.GOES_ON.match(after) is None or bool(
        phrases.CLAIMED.match(after) or phrases.DENIED.match(after)
    )


def _sentence(said: str, kept: Sequence[_Mention]) -> Claim | None:
    """What is said to be the answer, with what is joined to it by "or"; the last word counts."""
    claims = [n for n, one in enumerate(kept) if one.claimed]
    if not claims:
        return None
    groups = _groups(said, kept, claims)
    final = re.search(
        r"\b(?:final|actually|wait|therefore|thus|hence|so|correction|in conclusion|overall)\b",
        said[kept[claims[-2]].end if len(claims) > 1 else 0 : kept[claims[-1]].start],
        re.IGNORECASE,
    )
    if final or len(set(groups)) == 1:
        return Claim(groups[-1])
    return Claim(frozenset().union(*groups))


def _groups(said: str, kept: Sequence[_Mention], claims: Sequence[int]) -> list[frozenset[int]]:
    """Of each claim, the options of all that is joined to it."""
    first = [0]
    for one, other in pairwise(kept):
        joined = phrases.JOINED.fullmatch(said[one.end : other.start])
        first.append(first[-1] if joined else len(first))
    together: dict[int, set[int]] = {}
    for at, one in zip(first, kept, strict=True):
        together.setdefault(at, set()).add(one.index)
    return [frozenset(together[first[n]]) for n in claims]


def _edge_line(said: str, kept: Sequence[_Mention]) -> Claim | None:
    """A last line that is a letter; else a first sentence that begins with one and has no other."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    starts = [one.start for one in kept]
    tail = phrases.LINE.fullmatch(lines[-1])
    if tail and len(lines) > 1 and said.rindex(lines[-1]) + tail.start(1) in starts:
        first = phrases.LINE.fullmatch(lines[0])
        return Claim(frozenset(ord(one[1]) - ord("A") for one in (first, tail) if one))
    heads = {found[1] for line in lines if (found := phrases.LINE.match(line))}
    head = phrases.LINE.match(lines[0]) or re.match(r"([A-Z])\s+(?:because|since|as)\b", lines[0])
    if not head or len(heads) > 1 or kept[0].start != said.index(lines[0]) + head.start(1):
        return None
    sentence_end = len(phrases.SENTENCE_END.split(lines[0])[0])
    end = said.index(lines[0]) + sentence_end
    return Claim(frozenset(one.index for one in kept if one.start < end))


def _left_over(found: Sequence[_Mention], n_options: int) -> Claim | None:
    """The one that is left when all others are denied."""
    left = set(range(n_options)) - {one.index for one in found}
    return Claim(frozenset(left)) if found and len(left) == 1 else None
