r"""What letter an answer names: two readings that stand beside every official one.

`strict` takes a well-formed answer and nothing else; `robust` what the answer plainly says, however
it says it. Where the official score lies between the two, the difference is the parser's.

Options are counted from 0. Both give None where the answer names none of them, and `robust` also
where it names two. Published models answer in all these forms: `B`, `(B)`, `B. a red car`,
`The answer is (B) because A is wrong`, `<answer>B</answer>`, `\boxed{B}`, `a red car`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from longtake.bench.metrics import mentions
from longtake.bench.metrics.wording import normalised

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_PHRASE = (
    r"(?:(?:the |my )?(?:(?:best|correct|final|right) )?(?:answer|option|choice)(?: is)?:? ?)?"
)
_WELL_FORMED = re.compile(
    rf"(?i:{_PHRASE})(?:(?:\((?P<round>[A-Z])\)|\[(?P<square>[A-Z])\])[.:]?(?P<text>[ \t]+\S.*)?"
    r"|(?P<marked>[A-Z])[.):](?P<rest>[ \t]+\S.*)?|(?P<bare>[A-Z]))"
)
_ARGUING = re.compile(r"\s*(?:because|since|as|is|are|was|and|or|but)\b", re.IGNORECASE)
_WITH_TEXT = re.compile(r"[(\[]?[A-Z][)\].:]+\s+(\S.*)", re.DOTALL)
_WRAPPED = re.compile(r"<answer>\s*([^<]*?)\s*</answer>|\\boxed\{([^{}]*)\}|\[\[([A-Z])\]\]", re.I)
_TEXT_WRAP = re.compile(r"\\(?:text|mathrm|textbf)\{([^{}]*)\}")
_JSON = re.compile(
    r"""["'](?:answer|result|option|choice)["']\s*:\s*["']([^"']*)["']""", re.IGNORECASE
)
_MARKED = re.compile(r"(?<![A-Za-z0-9])(?:\(([A-Z])\)|([A-Z])[.):](?=\s|$))")


@dataclass(frozen=True, slots=True)
class Reading:
    """One answer, read three ways; None where nothing is read."""

    official: int | None
    strict: int | None
    robust: int | None


def read(text: str, options: Sequence[str], official: int | None) -> Reading:
    """All three, the official one as its benchmark gave it."""
    return Reading(official, strict(text, len(options)), robust(text, options))


def strict(text: str, n_options: int) -> int | None:
    r"""The option of a well-formed answer.

    Only a letter, `A.`, `(A)`, `A. its text`, each on its own or after "Answer:", "The answer is"
    or "Option"; or that in `<answer>` tags or `\boxed{}`. One line, capitals, no other letter.
    """
    said = _thought_out(text).strip()
    wrapped = _WRAPPED.fullmatch(said)
    if wrapped:
        said = next(part for part in wrapped.groups() if part is not None).strip()
    found = _WELL_FORMED.fullmatch(said)
    rest = (found["text"] or found["rest"] or "") if found else ""
    if not found or _MARKED.search(rest) or _ARGUING.match(rest):
        return None
    letter = found["round"] or found["square"] or found["marked"] or found["bare"]
    index = LETTERS.index(letter)
    return index if index < n_options else None


def robust(text: str, options: Sequence[str]) -> int | None:
    r"""The option that the answer plainly means, by its letter or its text.

    In this order: what is in the last `<answer>`, `\boxed{}`, `[[ ]]` or JSON field; an option's
    text and nothing else; what is said to be the answer, in a sentence or as a first or last line
    of its own; the one letter that is named and not denied; the one option whose text is; the one
    that is left when all others are denied.
    """
    plain = unlettered(options)
    said = _plain(_thought_out(text))
    held = _held(said)
    if held is not None:
        return _means(_plain(held), plain)
    return _means(said, plain)


def unlettered(options: Sequence[str]) -> list[str]:
    """The options without `A.` or `(A)` before them, where all have it."""
    marks = [
        re.match(rf"\s*[(\[]?{letter}[.):\]]+\s*", option)
        for letter, option in zip(LETTERS, options, strict=False)
    ]
    if not all(marks):
        return list(options)
    return [option[mark.end() :] for mark, option in zip(marks, options, strict=False) if mark]


def _means(said: str, options: Sequence[str]) -> int | None:
    texts = [normalised(option) for option in options]
    whole = normalised(said)
    if not said:
        return None
    if whole and texts.count(whole) == 1 and not mentions.is_letter(said, len(options)):
        return texts.index(whole)
    lettered = _WITH_TEXT.fullmatch(said)
    claimed = mentions.claimed(said, options)
    if lettered and claimed and texts.count(own := normalised(lettered[1])) == 1:
        # "D. 3" where 3 is option C says two things.
        return claimed.only if claimed.only == texts.index(own) else None
    if claimed is not None:
        return claimed.only
    return mentions.by_text(said, options)


def _thought_out(text: str) -> str:
    """The reply without the thinking before it."""
    return re.split(r"</think(?:ing)?>|◁/think▷", text)[-1]


def _plain(text: str) -> str:
    kept = re.sub(r"[*`$]|</?s>|<\|[a-z_]+\|>", "", unicodedata.normalize("NFKC", text))
    return _TEXT_WRAP.sub(r"\1", kept).strip()


def _held(text: str) -> str | None:
    """What the last mark of an answer holds, if anything."""
    found = [
        (match.start(), next(part for part in match.groups() if part is not None))
        for form in (_WRAPPED, _JSON)
        for match in form.finditer(text)
    ]
    return max(found)[1] if found else None
