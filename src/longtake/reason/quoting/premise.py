"""What a question takes for granted, and whether it can be answered without eyes.

"Who directed …" takes it that a director is named, "which package failed" that one did. A line
that says nothing of that does not answer, however alike it is. Knows the question alone.
"""

from __future__ import annotations

import re

from longtake.reason.quoting.lexicon import STOP, words_of

NAME = re.compile(
    r"\bnames? of (?:the |a |an |his |her |its |their )?([\w' -]+)|\b([\w-]+)['’]s names?\b"
)
_TRADES = re.compile(
    r"\bwho (?:\w+ )?(direct|produc|edit|compos|writ|wrote|film|shot|photograph|narrat|animat|design"
    r"|paint|translat|star|invent|found|publish|sponsor|own|perform|sang|sings|play|pay|paid|fund|financ)\w*"
)
_HANDLED = (
    "gives|takes|picks|drops|breaks|throws|catches|brings|carries|puts|lays|hides|loses|steals|kicks"
    "|pushes|pulls|lifts|spills|smashes|hands|grabs|fetches|eats|drinks"
)
"""What anybody may do with a thing; what is somebody's office, such as to read the news, is not."""
_DEEDS = re.compile(rf"\bwho(?:, if any\w+,)? (\w+ed|built|bought|sold|drew|stole|{_HANDLED})\b")
_ROLE = re.compile(
    r"\bwho (?:is|was|are|were) (?:the |their |his |her |its )([\w -]+?)(?= of| in| on| at| that| who|\W*$)"
)
_TOPIC = re.compile(
    r"\b(?:say|says|said|tell|tells|told|think|thinks|know) (?:\w+ )?about ([\w -]+)"
)
_FAILURES = re.compile(
    r"\b(fail\w*|errors?|abort\w*|reject\w*|refus\w*|cancel\w*|den(?:y|ied)|warn\w*|delet\w*)\b"
)
_PAID_FOR = re.compile(
    r"\bhow much (?:do|does|did|is|was|will|would) (?:the |a |an |his |her |their )?([\w -]+?)"
    r" (?:costs?|weighs?|earns?|be worth)\b|\b(?:price|cost) of (?:the |a |an )?([\w -]+)"
)
_MEASURED = re.compile(
    r"\bhow (?:warm|cold|hot|heavy|tall|wide|deep) (?:is|was|are|were)"
    r" (?:the |his |her |its |their |an? )?([\w -]+?)(?= in| on| at| of| when| now|\W*$)"
)


def crucial(lower: str, terms: tuple[str, ...]) -> tuple[str, ...]:
    """The words without which an answer would take the question's premise on trust."""
    found = {match[0].split()[-1] for match in _TRADES.finditer(lower)}
    found |= {match[1] for match in _FAILURES.finditer(lower)} | {*deeds(lower)}
    for pattern in (_ROLE, _TOPIC, _PAID_FOR, _MEASURED):
        if asked := pattern.search(lower):
            found |= set(words_of(next(group for group in asked.groups() if group))[-1:])
    if named := NAME.search(lower):
        owned = re.split(
            r"\b(?:that|who|which|is|are|was|were|the|of|in|on|at|to|for)\b", named[1] or named[2]
        )
        found |= set(words_of(owned[0])[-1:])
    return tuple(term for term in terms if term in found)


def deeds(lower: str) -> list[str]:
    """What somebody did that is nobody's trade: "stole" in "who stole the map"."""
    return [match[1] for match in _DEEDS.finditer(lower) if not _TRADES.match(match[0])]


def names(text: str) -> tuple[str, ...]:
    """Capitalised words inside the question, and digits that are no time."""
    found = re.findall(r"(?<=[\w,;:'’\"] )[\"'“]?([A-Z][\w’'-]*|\d+(?:\.\d+)?)", text)
    plain = [w for name in found for w in words_of(name) if w not in STOP]
    return tuple(dict.fromkeys(w for w in plain if w not in ("i", "us")))


_VISUAL = re.compile(
    r"\b(?:colou?rs?|wear(?:s|ing)?|dressed|hair|holding in|facial|look(?:s|ing) like"
    r"|in the background|on the (?:left|right) (?:of|side)|drawn on"
    r"|(?:people|person|persons|man|woman|men|women|he|she|they|speaker) (?:\w+ )?(?:standing|sitting))\b"
    r"|\bhow many (?:different )?(?:people|persons|men|women|children|cars|animals|birds|dogs|hands)"
    r" (?:walk|sit|stand|appear|are (?:seen|visible|there|shown|in)|can be seen|pass|cross)"
    r"|\bwhat (?:kind|sort|type) of [\w ]+ (?:is|are) (?:shown|seen|visible|on screen)\b"
    r"|\bwhat (?:animal|object|vehicle|animals|objects) (?:is|are|can|runs|appears)\b"
    r"|\bwhat (?:is|are) (?:he|she|they|the \w+(?: \w+)?) (?:doing|holding|wearing)\b"
    r"|\bbehind\b|\bin front of\b"
)


def visual(lower: str) -> bool:
    """Whether only somebody who looks at the picture could tell, most likely."""
    return bool(_VISUAL.search(lower))
