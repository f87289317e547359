"""Where an answer names its options, and whether it claims or denies them.

A mention is an option's letter standing alone. The articles "a" and "A", the pronoun "I" and
"vitamin C" are what makes this hard: a small letter counts only where nothing but a letter can
stand, a capital A or I not where a sentence goes on after it. Knows English, and of Chinese the
usual words before a letter. Text comes in; indices of options go out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from longtake.bench.metrics.wording import normalised

NEAR = 200
"""Signs before and after a letter that say what it is."""
_OPEN, _CLOSE = r"[(\[\"'“‘]*", r"[)\]\"'”’.:]*"
_LETTER = re.compile(r"(?<![A-Za-z0-9'’_-])([A-Za-z])(?![A-Za-z0-9_]|['’-][A-Za-z])")
_NAMING = re.compile(
    r"(?:\b(?:answer|option|choice|letter|selection|response)s?(?:\s+(?:is|was|are|would be|must be"
    r"|should be|seems to be))?\s*[:=-]?\s*(?:option\s+|choice\s+|letter\s+)?"
    r"|\b(?:choose|chose|pick|select|go with|going with|opt for|say|conclude)\s*:?\s*"
    r"(?:option\s+|choice\s+|letter\s+)?|\b(?:it is|it's|is)\s+(?:option\s+)?"
    r"|(?:答案|选项|选择|選擇|选)\s*(?:是|为|為)?\s*[::]?\s*)" + _OPEN + "$",
    re.IGNORECASE,
)
_CLAIMING = re.compile(
    r"(?:\b(?:answer|selection|response|best option|correct option|right option|correct choice"
    r"|best choice)(?:\s+(?:to|for|of)\s[^.:\n]{0,60}?)?\s*(?:is|was|would be|must be|should be"
    r"|seems to be|:|=|->)\s*:?\s*(?:most likely\s+|probably\s+|likely\s+|clearly\s+)?"
    r"(?:the\s+)?(?:option\s+|choice\s+|letter\s+|option:\s*)?"
    r"|^\s*(?:answer|option|choice|final answer)\s*:?\s*"
    r"|\b(?:choose|chose|pick|select|say|go with|going with|opt for)\s*:?\s*"
    r"(?:option\s+|choice\s+|letter\s+|answer\s+)?"
    r"|(?:答案|选项|选择|選擇|选)\s*(?:是|为|為)?\s*[::]?\s*)" + _OPEN + "$",
    re.IGNORECASE | re.MULTILINE,
)
_CLAIMED = re.compile(
    _CLOSE + r"\s*(?:is|are|seems|appears|looks|would be|must be)\s+(?:to be\s+)?(?:clearly\s+"
    r"|most likely\s+|probably\s+)?(?:the\s+)?(?:most\s+|more\s+|best\s+|only\s+)*"
    r"(?:correct|right|best|answer|accurate|appropriate|likely|suitable|true)\b"
    + "|"
    + _CLOSE
    + r"\s*(?:best\s+)?(?:fits|matches|describes)\b",
    re.IGNORECASE,
)
_LIST_BEFORE = r"(?:[(\[]?[A-Z][)\].]?\s*(?:,|/|\bor\b|\bnor\b|\band\b|,\s*(?:or|and|nor)\b)\s*)*"
_LIST_AFTER = r"(?:\s*(?:,|/|\bor\b|\band\b|,\s*(?:or|and)\b)\s*(?:option\s+)?[(\[]?[A-Z][)\].]?)*"
_DENYING = re.compile(
    r"(?:\b(?:not|never|neither|nor|rather than|instead of|except(?: for)?|exclud(?:e|es|ed|ing)"
    r"|eliminat(?:e|es|ed|ing)|reject(?:s|ed|ing)?|rul(?:e|es|ed|ing) out|unlike|than)|n't)\s+"
    r"(?:be\s+|is\s+|it is\s+|the answer\s+|options?\s+|choices?\s+|answers?\s+)*"
    + _LIST_BEFORE
    + r"(?:options?\s+)?[(\[\"']*$|(?:\bnot|n['’]t)\s+(?:think|believe|say|mean)\b[^.;\n]*$",
    re.IGNORECASE,
)
_DENIED = re.compile(
    _CLOSE
    + _LIST_AFTER
    + r"\s*(?:(?:is|are|was|were|seems?|looks?|would be|can|could|must|may|do|does|has|have)\s*"
    r"(?:be\s+|all\s+|both\s+|also\s+|clearly\s+|definitely\s+)*(?:not\b|n't|n’t|wrong\b"
    r"|incorrect\b|false\b|ruled out|eliminated|excluded|unlikely|impossible|inaccurate|out\b)"
    r"|cannot\b|isn['’]t|aren['’]t|doesn['’]t|don['’]t|can['’]t|:?\s*(?:wrong|incorrect|false)\b)",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"[ \t]+(?!(?:because|since|as|is|are|and|or|but|for|with|due|based|which|in|[B-Z])\b)\w"
)
_JOINED = re.compile(
    r"[)\]\"'.]*\s*(?:,|/|&|\+|and/or|and|or|,\s*and|,\s*or)\s*(?:maybe|possibly|perhaps|also|either"
    r"|both)?\s*(?:option\s+)?[(\[\"']*",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?<=[a-z0-9])[.!?]\s|\b(?:because|since)\b")
_LINE = re.compile(r"[(\[\"']*([A-Z])(?:[)\]\"'.:]+\s*|\s*$)")


@dataclass(frozen=True, slots=True)
class _Mention:
    index: int
    start: int
    end: int
    denied: bool
    claimed: bool


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
    for match in _LETTER.finditer(said):
        index = ord(match[1].upper()) - ord("A")
        before = said[max(0, match.start() - NEAR) : match.start()]
        after = said[match.end() : match.end() + NEAR]
        if index >= len(options) or not _is_name(match[1], before, after, options):
            continue
        found.append(
            _Mention(
                index=index,
                start=match.start(),
                end=match.end(),
                denied=bool(_DENYING.search(before) or _DENIED.match(after)),
                claimed=bool(_CLAIMING.search(before) or _CLAIMED.match(after)),
            )
        )
    return found


def _is_name(letter: str, before: str, after: str, options: Sequence[str]) -> bool:
    """Whether a single letter is an option's, not a word of the sentence."""
    bracketed = before[-1:] in ("(", "[") and after[:1] in (")", "]")
    if letter.islower():
        ends = re.match(r"[)\]\"'.,:;!]*(?:\s*$|\s*\n|[.,;]\s)", after) is not None
        return bracketed or after[:1] == ")" or (ends and bool(_NAMING.search(before)))
    if bracketed or letter not in "AI":
        return re.search(r"\b(?:vitamin|plan|type|hepatitis|class|grade)\s$", before, re.I) is None
    text = normalised(letter + after[:200])
    if any(
        text.startswith(own)
        for option in options
        if (own := normalised(option)) != "" and option[:2].lower() == f"{letter.lower()} "
    ):
        return False
    if letter == "I":
        return not re.match(r"\s+\w|['’]", after)
    return _GOES_ON.match(after) is None or bool(_CLAIMED.match(after) or _DENIED.match(after))


def _sentence(said: str, kept: Sequence[_Mention]) -> Claim | None:
    """What is said to be the answer, with what is joined to it by "or"; the last word counts."""
    claims = [n for n, one in enumerate(kept) if one.claimed]
    if not claims:
        return None
    groups = [_group(said, kept, n) for n in claims]
    final = re.search(
        r"\b(?:final|actually|wait|therefore|thus|hence|so|correction|in conclusion|overall)\b",
        said[kept[claims[-2]].end if len(claims) > 1 else 0 : kept[claims[-1]].start],
        re.IGNORECASE,
    )
    if final or len(set(groups)) == 1:
        return Claim(groups[-1])
    return Claim(frozenset().union(*groups))


def _group(said: str, kept: Sequence[_Mention], at: int) -> frozenset[int]:
    first = last = at
    while first and _JOINED.fullmatch(said[kept[first - 1].end : kept[first].start]):
        first -= 1
    while last + 1 < len(kept) and _JOINED.fullmatch(said[kept[last].end : kept[last + 1].start]):
        last += 1
    return frozenset(one.index for one in kept[first : last + 1])


def _edge_line(said: str, kept: Sequence[_Mention]) -> Claim | None:
    """A last line that is a letter; else a first sentence that begins with one and has no other."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    starts = [one.start for one in kept]
    tail = _LINE.fullmatch(lines[-1])
    if tail and len(lines) > 1 and said.rindex(lines[-1]) + tail.start(1) in starts:
        first = _LINE.fullmatch(lines[0])
        return Claim(frozenset(ord(one[1]) - ord("A") for one in (first, tail) if one))
    heads = {found[1] for line in lines if (found := _LINE.match(line))}
    head = _LINE.match(lines[0]) or re.match(r"([A-Z])\s+(?:because|since|as)\b", lines[0])
    if not head or len(heads) > 1 or kept[0].start != said.index(lines[0]) + head.start(1):
        return None
    sentence_end = len(_SENTENCE_END.split(lines[0])[0])
    near = {one.index for one in kept if one.start < said.index(lines[0]) + sentence_end}
    return Claim(frozenset(near))


def _left_over(found: Sequence[_Mention], n_options: int) -> Claim | None:
    """The one that is left when all others are denied."""
    left = set(range(n_options)) - {one.index for one in found}
    return Claim(frozenset(left)) if found and len(left) == 1 else None
