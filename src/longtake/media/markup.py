"""Plain words from the text of a cue: override codes, tags and entities out, lines kept.

Knows what SubRip, WebVTT, ASS and mov_text write between the words. Knows nothing of times.
"""

from __future__ import annotations

import html
import re

_OVERRIDE = re.compile(r"\{\\[^}]*\}")
_COMMENT = re.compile(r"\{[^}]*\}")
_DRAWING = re.compile(r"\{[^}]*\\p[1-9].*?(?:\{[^}]*\\p0[^}]*\}|$)", re.DOTALL)
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]+)>")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<\d[\d:.]*>|</?>")
_INVISIBLE = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")


def plain(marked: str) -> str:
    """The words of a SubRip, WebVTT or mov_text cue, one line per line shown.

    A voice tag, `<v Ann>`, becomes `Ann: ` before what she says.
    """
    spoken = _VOICE.sub(lambda voice: f"{voice[1].strip()}: ", _OVERRIDE.sub("", marked))
    return _lines(html.unescape(_TAG.sub("", spoken)))


def plain_ass(marked: str) -> str:
    """The words of an ASS dialogue; empty when it only draws a shape."""
    written = _COMMENT.sub("", _DRAWING.sub("", marked))
    broken = re.sub(r"\\[Nn]", "\n", written).replace(r"\h", " ")
    return plain(broken)


def _lines(text: str) -> str:
    """Lines without what cannot be seen, single spaces, and no empty line."""
    seen = _INVISIBLE.sub("", text).splitlines()
    return "\n".join(line for line in (" ".join(each.split()) for each in seen) if line)
