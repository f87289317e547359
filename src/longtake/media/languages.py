"""Names of languages: what a code in a file or file name means to a person.

Knows the common codes of ISO 639 in two and three letters. Does not guess: an unknown code comes
back as it is.
"""

from __future__ import annotations

_TABLE = """
ar ara Arabic|bg bul Bulgarian|bn ben Bengali|ca cat Catalan|cs ces,cze Czech|da dan Danish
de deu,ger German|el ell,gre Greek|en eng English|es spa Spanish|et est Estonian|eu eus,baq Basque
fa fas,per Persian|fi fin Finnish|fr fra,fre French|he heb Hebrew|hi hin Hindi|hr hrv Croatian
hu hun Hungarian|id ind Indonesian|is isl,ice Icelandic|it ita Italian|ja jpn Japanese
ko kor Korean|lt lit Lithuanian|lv lav Latvian|mk mkd,mac Macedonian|ms msa,may Malay
nb nob Norwegian|nl nld,dut Dutch|no nor Norwegian|pl pol Polish|pt por Portuguese
ro ron,rum Romanian|ru rus Russian|sk slk,slo Slovak|sl slv Slovenian|sq sqi,alb Albanian
sr srp Serbian|sv swe Swedish|ta tam Tamil|te tel Telugu|th tha Thai|tr tur Turkish
uk ukr Ukrainian|ur urd Urdu|vi vie Vietnamese|zh zho,chi Chinese
"""
_ROWS = [row.split() for row in _TABLE.replace("\n", "|").split("|") if row]
_SHORT = {code: short for short, longer, _ in _ROWS for code in (short, *longer.split(","))}
_NAMES = {short: name for short, _, name in _ROWS}
_CODES = {name.lower(): short for short, _, name in reversed(_ROWS)}


def short_code(code: str) -> str:
    """The two-letter code of `jpn`, `pt-BR` or `chi`; the first part as it is when unknown."""
    first = code.replace("_", "-").split("-")[0].lower()
    return _SHORT.get(first, first)


def language_name(code: str) -> str:
    """`eng` → `English`; the code itself when unknown; empty for none and `und`."""
    return "" if code in ("", "und") else _NAMES.get(short_code(code), code)


def code_of(name: str) -> str:
    """`english` → `en`; empty when it names no language known here."""
    return _CODES.get(name.lower(), "")
