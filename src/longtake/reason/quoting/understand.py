"""What a question asks: the type of its answer, its telling words, and where to look in time.

Classic question analysis (answer types after Li and Roth, 2002) by patterns over the words of an
English question. Takes the question alone and gives an `Asked`; knows nothing of any video.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from longtake.reason.quoting.asked import Asked, Relation, Wants, Where
from longtake.reason.quoting.clocktimes import named_time
from longtake.reason.quoting.lexicon import FRAME, ORDINALS, STOP, weight, words_of
from longtake.reason.quoting.premise import NAME, crucial, names, visual

_UNITS = r"(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|time)"
_HEAD_TYPES: tuple[tuple[Wants, str], ...] = (
    ("year", r"years?"),
    ("weekday", r"weekday|day of the week"),
    ("date", r"(?:exact )?(?:dates?|day)"),
    ("month", r"months?"),
    ("version", r"versions?|releases?"),
    ("url", r"(?:web|internet) ?(?:address|site|page)|url|website|link|web"),
    ("email", r"e-?mail(?: address)?"),
    ("percent", r"percentage|share|proportion"),
    ("money", r"price|budget|fee|amount of money"),
    ("licence", r"licen[cs]e|terms"),
    ("colour", r"colou?rs?"),
    ("clock", r"time"),
    ("key", r"(?:keyboard )?(?:shortcut|key|keys)"),
    ("number", r"(?:[\w-]+ )?(?:number|port|score|channel|factor|frequency|count)"),
    ("temperature", r"(?:\w+ )?temperature"),
    ("length", r"depth|height|distance|altitude|width"),
    ("quantity", r"(?:\w+ )?(?:size|weight|resolution|speed|dose|volume)"),
    ("place", r"(?:[\w]+ )?(?:city|cities|town|country|state|village|continent|region|river)"),
    ("command", r"command"),
)  # fmt: skip
_OPENINGS: tuple[tuple[Wants, str], ...] = (
    ("duration", rf"(?:how long|how much time|(?:for )?how many {_UNITS}\b)"),
    ("money", r"how much\b.*\b(?:cost|costs|paid|pay|pays|charge|charges|price|money|worth|earn)"),
    ("money", r"what (?:does|did|do|is|was) .*\b(?:cost|charge|price)"),
    ("number", r"(?:in |into |of |by |for )?how many"),
    ("age", r"how old\b"),
    ("length", r"(?:by |at )?how (?:far|deep|tall|wide|thick)\b"),
    ("weight", r"how heavy\b|how much (?:\w+ ){0,4}weigh"),
    ("temperature", r"how (?:hot|cold|warm)\b|(?:what|which) temperature"),
    ("money", r"how much (?:money|cash|dollars|euros)"),
    ("quantity", r"(?:by |at )?how (?:much|high|big|large|fast|loud|often|strong|small)\b"),
    ("clock", r"(?:at what|what) time (?:does|do|is|will|was|did)"),
    ("when", r"(?:when|at what moment|at which (?:moment|point)|during (?:which|what)|find\b"
             r"|show me|at what (?:second|minute|point))"),
    ("url", r"where (?:on the (?:web|internet)|online)|where can (?:i|we|you|one) (?:\w+ )*"
            r"(?:download|find out|read more)"),
    ("place", r"(?:from |to )?where"),
    ("reason", r"why|for what reason|what (?:is|was) the reason"),
    ("person", r"(?:to |from |by |with |after |for )?(?:who|whom|whose)\b"),
)  # fmt: skip
_DATED = re.compile(
    r"when (?:was|did|were|will|would|has|have|had)\b(?!.*\b(?:see|seen|hear|heard|shows?|shown|appear\w*"
    r"|mention\w*|says?|said|tells?|told|talk(?:ed|ing)? (?:about|of)|speaks? (?:about|of)"
    r"|visible|audible)\b)(?!.*\bin (?:the|this) (?:video|clip|film|movie|trailer|recording)\b)"
    r"|(?:since|until|till|by|from) when\b"
)
"""Asks for a time in the world, not for a moment of the recording."""
_AUXILIARY = re.compile(
    r"(?:is|are|was|were|do|does|did|can|could|will|would|has|have|had|should)\b"
)
_RELATIONS: tuple[tuple[Relation, str], ...] = (
    ("below", r"(?:directly |right |immediately |just )?(?:below|beneath|underneath)"),
    ("above", r"(?:directly |right |immediately |just )?above"),
    ("right after", r"(?:directly|right|immediately|just|comes?|next) (?:after|following)"),
    ("right before", r"(?:directly|right|immediately|just|comes?) before"),
    ("after", r"after\b"),
    ("before", r"before\b"),
)  # fmt: skip
_ADVERBIAL = re.compile(
    r"^(?:at|in|on|according|after|before|during|by|towards?|from|near|when|while|once)\b[^,?]*, "
    r"(?=(?:\w+ ){0,2}(?:who|whom|whose|what|which|when|where|why|how)\b)"
)
FRAME_SHARE = 0.25
_EVERY = re.compile(
    r"\b(?:every|each|all)\b.*\b(?:place|moment|time|line|part|scene|spot|occurrence|instance"
    r"|point)s?\b"
)
_LISTING = re.compile(
    r"\b(?:names of|which (?:two|three|four|five)|what are|list|name the)\b"
    r"|\b(?:which|what) (?:\w+ ){0,2}\w+s (?:are|were|do|does|did) (?:there|the|this|it|he|she|they|we|on"
    r"|in|listed|named|mentioned|shown|given)\b"
)


@lru_cache(maxsize=256)
def understand(text: str) -> Asked:
    """Analyse one question."""
    text, lower = text.strip(), _ADVERBIAL.sub("", text.casefold().strip())
    time = named_time(text.casefold())
    said = text[: time.start] + text[time.end :] if time else text
    head = _head(lower)
    relation, anchor = _relation(text.casefold())
    terms = [w for w in dict.fromkeys(words_of(said)) if w not in STOP or w.isdigit()]
    ordinal = next((ORDINALS[w] for w in words_of(text) if ORDINALS.get(w, 0) > 1), 0)
    return Asked(
        text=text,
        wants=_wants(lower, head),
        terms=tuple(terms),
        weights=_weights(terms),
        head=head,
        names=names(said),
        where=_where(text.casefold()),
        ordinal=ordinal,
        relation=relation,
        anchor=anchor,
        at_s=time.time_s if time else None,
        every=bool(_EVERY.search(lower)),
        listing=bool(_LISTING.search(lower)),
        visual=visual(lower),
        crucial=crucial(lower, tuple(terms)),
    )


def _weights(terms: Sequence[str]) -> tuple[float, ...]:
    """How much each word says; those of the frame together at most a quarter of the others."""
    framed = sum(word in FRAME for word in terms)
    told = sum(weight(word) for word in terms if word not in FRAME)
    most = FRAME_SHARE * told / framed if told and framed else 1.0
    return tuple(min(weight(word), most) if word in FRAME else weight(word) for word in terms)


def _wants(lower: str, head: tuple[str, ...]) -> Wants:
    if _DATED.match(lower):
        return "past"
    for wants, opening in _OPENINGS:
        if re.match(opening, lower):
            return wants
    if _AUXILIARY.match(lower) and " or " not in lower:
        return "yes_no"
    asked_for = " ".join(head)
    for wants, heads in _HEAD_TYPES:
        if re.fullmatch(heads, asked_for):
            return wants
    if NAME.search(lower):
        return "name"
    if re.search(r"\b(?:called|named)\W*$|\bcall\b", lower):
        return "called"
    inner = re.match(r"(?:what|which) (?:is|was|are|were) the ([\w -]+)", lower)
    for wants, heads in _HEAD_TYPES if inner else ():
        if inner and re.match(rf"(?:\w+ )?(?:{heads})\b", inner[1]):
            return wants
    return "text"


_AUX = (
    "is|are|was|were|do|does|did|has|have|had|can|cannot|can['’]t|could|will|would|should|may|might"
    "|must"
)
_NO_NOUN = rf"(?:{_AUX}|happen\w*|the|he|she|they|went|goes|made|makes|caused?|other|else)\b"
_NOUN_ENDS = (
    rf"(?:{_AUX}|gets?|got|comes?|came|goes|went|appears?|brings?|stands?|needs?|failed|of|on|in|at"
    r"|to|from|for|with|by|after|before|the|a|an|he|she|they|we|you|i|no|\w+ed|\w+ing|\w+s)\b"
)
_THING = re.compile(
    rf"\b(?:which|what|how many|how much|whose) (?!{_NO_NOUN}|(?:kind|sort|type)\b)"
    rf"((?:[\w'’-]+ ?){{1,4}}?)(?= ?{_NOUN_ENDS}|[?,.]|$)"
)
_KIND = re.compile(
    r"\b(?:kinds?|sorts?|types?|pieces?|means) of ([\w-]+(?: [\w-]+)??)"
    r"(?= (?:is|are|was|were|do|does|did|can|has|have|the|in|on|\w+s|\w+ed)\b|\W*$)"
)
_SUBJECT = re.compile(
    r"what(?: is| was| are| were|['’]s) (?:the |his |her |its |their )?((?:[\w'’-]+ ){0,3}?[\w-]+)"
    r"(?= (?:of|in|on|at|for|that|which|who|is|from|with|by|when|according)\b|\W*$)"
)


def _head(lower: str) -> tuple[str, ...]:
    """The nouns for what is asked for: `("national", "fund")`; after "what is the …" its subject."""
    found = _KIND.search(lower) or _THING.search(lower) or _SUBJECT.match(lower)
    return tuple(w for w in words_of(found[1]) if w not in STOP and w != "exact") if found else ()


def _where(lower: str) -> Where:
    if re.search(
        r"\b(?:last|finally|final|closing|in the end|at the (?:very )?end|ends? up)\b", lower
    ):
        return "last"
    if re.search(
        r"\b(?:first|opening|at the (?:very )?(?:start|beginning|opening)|initially)\b", lower
    ):
        return "first"
    return ""


def _relation(lower: str) -> tuple[Relation, tuple[str, ...]]:
    for relation, pattern in _RELATIONS:
        found = re.search(rf"\b{pattern} (.+)$", lower)
        if found and not named_time(found[1]):
            anchor = [w for w in words_of(found[1]) if w not in STOP]
            if anchor:
                return relation, tuple(anchor)
    return "", ()
