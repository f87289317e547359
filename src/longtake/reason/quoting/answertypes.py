"""Finds what could be an answer of a given type in a text: years, prices, versions, names …

Patterns for English text and for what is written on screens. Knows the text alone: whether a find
answers the question is for others to judge.
"""

from __future__ import annotations

import re

from longtake.reason.quoting.asked import Wants
from longtake.reason.quoting.lexicon import NUMBER_WORDS, STOP

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
_SPELLED = "|".join(sorted((word for word in NUMBER_WORDS), key=len, reverse=True))
_NUMBER = rf"(?:\d[\d,.' ]*\d|\d|\b(?:{_SPELLED})(?:[- ](?:and )?(?:{_SPELLED}))*\b)"
_ORDINAL = r"(?:\d{1,2}(?:st|nd|rd|th)?|first|second|third|\w+th)"
_TIME_UNIT = (
    r"(?:s|sec|secs|seconds?|min|mins|minutes?|h|hours?|days?|weeks?|months?|years?|nights?)"
)
_UNIT = (
    rf"(?:{_TIME_UNIT}|%|percent|°\s?[CF]?|degrees?|[kKMGT]?i?[Bb]|[kKMG]?Hz|hertz|kWh|[kcm]?m"
    r"|kilomet(?:er|re)s?|met(?:er|re)s?|miles?|feet|foot|inch(?:es)?|k?g|grams?|kilos?|tons?|tonnes?"
    r"|lit(?:er|re)s?|px|pixels?|fps|times|bags?|cups?|knots|volts?|watts?)"
)
_CURRENCY = (
    r"(?:[$€£¥]|\b(?:usd|eur|gbp|chf|dollars?|euros?|pounds?|cents?|yen|francs?|dinars?|crowns?"
    r"|kron(?:er|or|a)|rubles?|rupees?|pesos?|coins?|bucks?|pence|quid)\b)"
)
_SEASON = r"(?:spring|summer|autumn|fall|winter|christmas|easter|tonight|tomorrow|yesterday|noon)"
_YEAR = r"\b(?:1[1-9]|20|21)\d\d\b"
_DATE = (
    rf"{_ORDINAL} (?:of )?{_MONTH}\b(?:,? \d{{4}})?|\b{_MONTH}\.? {_ORDINAL}\b(?:,? \d{{4}})?"
    rf"|\b{_MONTH} \d{{4}}\b|\b\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}\b|\b\d{{4}}-\d\d-\d\d\b"
)
_CLOCK = (
    r"\b\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?: ?[ap]\.?m\.?)?|\b\d{1,2} ?[ap]\.?m\.?\b"
    r"|\b(?:half past|quarter (?:past|to)) \w+|\b\w+ o'?clock\b|\bnoon\b|\bmidnight\b"
)
_CAPITAL = r"(?:[A-ZÀ-ÞŁŚŽ][\w’'-]*|\d[\w.-]*)"
_COLOURS = (
    r"\b(?:black|white|gr[ae]y|red|green|blue|yellow|orange|brown|purple|pink|violet|gold(?:en)?"
    r"|silver|turquoise|crimson|scarlet|beige)\b"
)

_PATTERNS: dict[Wants, str] = {
    "number": _NUMBER,
    "quantity": rf"{_CURRENCY}\s?{_NUMBER}|{_NUMBER}\s?{_CURRENCY}|{_NUMBER}\s?(?:-\s?)?{_UNIT}(?!\w)|{_NUMBER}",
    "age": rf"{_NUMBER}(?:[- ]years?\b| months? old)|\b(?:aged?|turn(?:s|ed)) {_NUMBER}"
    rf"|\b{_NUMBER} (?:when|at the time)",
    "length": rf"{_NUMBER}\s?-?\s?(?:[kcm]?m|(?:kilo|centi)?met(?:er|re)s?|miles?|feet|foot|ft"
    r"|inch(?:es)?|yards?|fathoms?|leagues?|light[- ]years?|blocks?|floors?|steps?|hours?"
    r"|minutes?)\b"
    r"|\b(?:a|an|one|every|each|per|half a) (?:kilomet(?:er|re)|met(?:er|re)|mile|yard|foot)",
    "weight": rf"{_NUMBER}\s?-?\s?(?:k?g|kilos?|(?:kilo)?grams?|tons?|tonnes?|pounds?|lbs?"
    r"|ounces?|stone)\b",
    "temperature": rf"[-−]?{_NUMBER}\s?(?:[°º](?:\s?[CF]\b)?|degrees?|[CF]\b)",
    "duration": rf"(?:{_NUMBER}|\bhalf an?|\bquarter of an|\ban?)\s?-?{_TIME_UNIT}(?!\w)"
    r"|\bovernight\b|\bforever\b|\ball (?:day|night|week)\b",
    "money": rf"{_CURRENCY}\s?{_NUMBER}|{_NUMBER}\s?(?:\w+ )?{_CURRENCY}",
    "percent": rf"{_NUMBER}\s?(?:%|per ?cent\b)",
    "year": _YEAR,
    "date": rf"{_DATE}|\b{_DAY}\b|\b(?:tomorrow|yesterday|today)\b",
    "past": rf"{_DATE}|{_YEAR}|\b{_DAY}\b|\b{_SEASON}\b|\b{_MONTH}\b(?= |$|[.,])"
    rf"|\b{_NUMBER} {_TIME_UNIT} (?:ago|later)|\b(?:after|before|for|in|within) {_NUMBER} {_TIME_UNIT}\b"
    r"|\b(?:next|last|this) (?:week|month|year|morning|evening|night)\b"
    rf"|{_CLOCK}",
    "weekday": rf"\b{_DAY}\b",
    "month": rf"\b{_MONTH}\b",
    "clock": _CLOCK,
    "version": r"\bv?\d+(?:\.\d+)+(?:[-.]?(?:a|b|rc|dev|alpha|beta)\d*)?\b|\bversion \d+",
    "url": r"\b(?:https?://|www\.)\S+|\b[\w-]+(?:\.[\w-]+)*\.[a-z]{2,10}(?:/\S*)?(?![\w@])",
    "email": r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
    "licence": r"\(?\bcc\b\)?[ -].*|creative commons.*|\bCC[ -]?(?:0|BY)\S*|public domain"
    r"|\b(?:MIT|GPL|BSD|Apache)\b.*|all rights reserved|\w+ licen[cs]e\b",
    "colour": _COLOURS,
    "reason": r"\b(?:because|since|so that|due to|in order to|as a result|therefore|thanks to)\b.*",
    "key": r"\b(?:ctrl|cmd|alt|shift|meta|fn)\s?[+-]\s?\w+|\b(?:press|key)\s+\S+|\bF\d{1,2}\b"
    r"|(?<=\W)[a-z](?=:| to )",
}
"""Types whose answers have a shape of their own."""

BARE = re.compile(r"\W*[\w.,]+\W*")
"""A number without what it counts."""
STRICT: frozenset[Wants] = frozenset(_PATTERNS) - {"key", "reason"}
"""Without a find of such a type, a text does not answer a question for it."""
_CASELESS = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in _PATTERNS.items()}
_NO_NAME = re.compile(
    rf"I(?:['’]\w+)?|OK|Oh|Ah|Yes|No|Hey|Hello|Okay|Mr|Mrs|Dr|{_DAY}|{_MONTH}", re.IGNORECASE
)
_CAPITALS = re.compile(rf"{_CAPITAL}(?:(?: (?:of|de|van|von|the|and|&))? {_CAPITAL})*")


def finds(wants: Wants, text: str) -> list[tuple[int, int]]:
    """Where a text holds something of the type, left to right, as character ranges."""
    pattern = _CASELESS.get(wants)
    if pattern:
        return [found.span() for found in pattern.finditer(text) if found[0].strip()]
    if wants in ("person", "name", "place", "called"):
        return proper_names(text)
    return []


def proper_names(text: str) -> list[tuple[int, int]]:
    """Runs of capitalised words; the first word of a sentence counts only as part of a run.

    In text all in capitals every run of words between punctuation counts.
    """
    if text.isupper():
        return [found.span() for found in re.finditer(r"[^\W_][^-–,;:|()]*[^\W_]", text)]
    names = []
    for found in _CAPITALS.finditer(text):
        start, end = found.span()
        if found[0][0].isdigit() or _NO_NAME.fullmatch(found[0]):
            continue
        opening = not text[:start].strip() or bool(re.search(r"[.!?\"“\]:]\s*$", text[:start]))
        alone = " " not in found[0]
        if alone and (found[0].casefold() in STOP or found[0].endswith("ly")):
            continue
        if opening and alone and not _stands_alone(text, start, end):
            continue
        names.append((start, end))
    return names


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a capitalised first word is all there is, or is set off as a label or an address."""
    rest = text[end:].strip()
    return not rest or rest[0] in ",:!" or rest.startswith(("the ", "is ", "was "))
