"""The words around an option's letter that name it, claim it or deny it, as patterns.

English, and of Chinese the usual words before a letter. What they mean is for `mentions` to say.
"""

from __future__ import annotations

import re

_OPEN, _CLOSE = r"[(\[\"'“‘]*", r"[)\]\"'”’.:]*"
LETTER = re.compile(r"(?<![A-Za-z0-9'’_-])([A-Za-z])(?![A-Za-z0-9_]|['’-][A-Za-z])")
NAMING = re.compile(
    r"(?:\b(?:answer|option|choice|letter|selection|response)s?(?:\s+(?:is|was|are|would be|must be"
    r"|should be|seems to be))?\s*[:=-]?\s*(?:option\s+|choice\s+|letter\s+)?"
    r"|\b(?:choose|chose|pick|select|go with|going with|opt for|say|conclude)\s*:?\s*"
    r"(?:option\s+|choice\s+|letter\s+)?|\b(?:it is|it's|is)\s+(?:option\s+)?"
    r"|(?:答案|选项|选择|選擇|选)\s*(?:是|为|為)?\s*[::]?\s*)" + _OPEN + "$",
    re.IGNORECASE,
)
CLAIMING = re.compile(
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
CLAIMED = re.compile(
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
DENYING = re.compile(
    r"(?:\b(?:not|never|neither|nor|rather than|instead of|except(?: for)?|exclud(?:e|es|ed|ing)"
    r"|eliminat(?:e|es|ed|ing)|reject(?:s|ed|ing)?|rul(?:e|es|ed|ing) out|unlike|than)|n't)\s+"
    r"(?:be\s+|is\s+|it is\s+|the answer\s+|options?\s+|choices?\s+|answers?\s+)*"
    + _LIST_BEFORE
    + r"(?:options?\s+)?[(\[\"']*$|(?:\bnot|n['’]t)\s+(?:think|believe|say|mean)\b[^.;\n]*$",
    re.IGNORECASE,
)
DENIES = re.compile(
    r"not|n['’]t|never|neither|nor|than|instead|xc|elim|ject|rul|unlike", re.IGNORECASE
)
NAMES = re.compile(
    r"answer|selection|response|option|choice|choose|chose|pick|select|say|go|opt|答案|选|選",
    re.IGNORECASE,
)
"""What no mention is denied, or claimed, without; a short look that spares the long ones."""
DENIED = re.compile(
    _CLOSE
    + _LIST_AFTER
    + r"\s*(?:(?:is|are|was|were|seems?|looks?|would be|can|could|must|may|do|does|has|have)\s*"
    r"(?:be\s+|all\s+|both\s+|also\s+|clearly\s+|definitely\s+)*(?:not\b|n't|n’t|wrong\b"
    r"|incorrect\b|false\b|ruled out|eliminated|excluded|unlikely|impossible|inaccurate|out\b)"
    r"|cannot\b|isn['’]t|aren['’]t|doesn['’]t|don['’]t|can['’]t|:?\s*(?:wrong|incorrect|false)\b)",
    re.IGNORECASE,
)
GOES_ON = re.compile(
    r"[ \t]+(?!(?:because|since|as|is|are|and|or|but|for|with|due|based|which|in|[B-Z])\b)\w"
)
JOINED = re.compile(
    r"[)\]\"'.]*\s*(?:,|/|&|\+|and/or|and|or|,\s*and|,\s*or)\s*(?:maybe|possibly|perhaps|also|either"
    r"|both)?\s*(?:option\s+)?[(\[\"']*",
    re.IGNORECASE,
)
SENTENCE_END = re.compile(r"(?<=[a-z0-9])[.!?]\s|\b(?:because|since)\b")
LINE = re.compile(r"[(\[\"']*([A-Z])(?:[)\]\"'.:]+\s*|\s*$)")
