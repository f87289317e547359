"""Words for what a line shows without saying it: that it is an address, a question, a sound …

A reader knows that `© 2029 Studio Lungo` is about rights and `[glass shattering]` about a noise,
though neither word is there. Takes one line and gives such words, to be matched like its own.
"""

from __future__ import annotations

import re
from functools import lru_cache

_SIGNS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), words)
    for pattern, words in (
        (r"©|\(c\)|\bcopyright\b", "copyright rights owner owns"),
        (r"\(cc\)|creative commons|\bcc[ -]?(?:by|0)\b|\blicen[cs]e\b|public domain"
         r"|\b(?:mit|gpl)\b",
         "licence license terms reuse share"),
        (r"https?://|www\.|\w\.(?:com|org|net|io|example|edu|gov)\b",
         "website web internet address"),
        (r"\S@\S+\.\w", "email mail address contact"),
        (r"^\W*[\[(][^\])]+[\])]\W*$|\[[^\]]*\b\w+ing\b[^\]]*\]", "sound noise heard"),
        (r"♪|\bsinging\b|\bmusic\b", "music song"),
        (r"\?\s*$|\?[\"'”]?\s*$", "question asks"),
        (r"\b\d+ ?%|\b\d+/\d+\b", "progress"),
        (r"^\W*\w+ing\b[^.]*(?:\.\.\.?|…)\W*$|\bplease (?:wait|hold|stand by)|\bone moment\b",
         "busy wait patient progress still running"),
        (r"%", "percent percentage share"),
        (r"°|\bdegrees?\b", "temperature degrees warm cold"),
        (r"[€$£¥]|\b(?:eur|usd|gbp|dollars?|euros?|pounds?)\b", "money cost price amount"),
        (r"\b\d+ ?[x×] ?\d+\b", "size resolution dimensions pixels"),
        (r"\bv?\d+\.\d+(?:\.\d+)*\b", "version release"),
        (r"\b\d{1,2}:\d\d\b", "time clock"),
        (r"\berror\b|\bfail(?:ed|ure|s)?\b|\bfatal\b|\bexception\b|\bwrong\b|\binvalid\b",
         "failed error wrong problem mistake"),
        (r"^\s*(?:[\w~./@:-]{0,40} ?[$>%#❯]|>>>|In ?\[\d+\]:)\s+\S", "command typed enters"),
        (r"\bcamera\b|cinematograph|\bphotograph|\bphotos?\b",
         "filmed shot photographs pictures took"),
        (r"\bdirect(?:ed|or|ion)\b", "directed director"),
        (r"\bmusic (?:by|:)|\bscore by\b|\bcompos", "composed composer wrote music score"),
        (r"\bwritten\b|\bscreenplay\b|\bscript\b|\bstory by\b", "wrote writer author"),
        (r"\bedit(?:ed|or|ing)\b", "edited editor"),
        (r"\b(?:talk|lecture|keynote|presentation|speech|presented) (?:by|from)\b"
         r"|^\W*(?:speaker|lecturer|dr\.?|prof\.?|professor) [^\W\d]",
         "speaker presenter lecturer gives talk"),
        (r"\bpresents?\b|\bproduc(?:ed|er|tion)\b", "produced made makers company"),
        (r"\bfund|\bsupport|\bsponsor|\bthanks to\b", "paid pay helped supported sponsor"),
        (r"\b(?:ctrl|cmd|alt|shift)\s?\+", "shortcut key"),
        (r"\bnot\b|n['’]t\b|\bnever\b|\bno\b|\bnobody\b|\bnothing\b", "not"),
    )
)  # fmt: skip


@lru_cache(maxsize=50_000)
def implied_words(text: str) -> tuple[str, ...]:
    """What a reader of the line would say of it."""
    said = " ".join(words for sign, words in _SIGNS if sign.search(text))
    return tuple(dict.fromkeys(said.split()))
