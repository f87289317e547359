"""Which encoding a text file is in: marks at its start, UTF-8, then what reads like a language.

Knows how often the commonest letters of some languages occur. Does not know any word, and cannot
tell apart encodings that differ in rare letters only. Bytes come in, text goes out.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from longtake.media.languages import short_code

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_FLOOR = 0.35
"""Below this share of the expected common letters, a reading is not believed."""


@dataclass(frozen=True)
class _Reading:
    """A way to read the bytes, and the letters that then should be common."""

    codec: str
    languages: tuple[str, ...]
    common: frozenset[str]
    expected: float
    """Share of the letters beyond ASCII that `common` makes up in ordinary text."""


def _reading(codec: str, languages: str, common: str, expected: float) -> _Reading:
    return _Reading(codec, tuple(languages.split()), frozenset(common), expected)


_KANA = "".join(map(chr, (*range(0x3041, 0x3097), *range(0x30A1, 0x30F7)))) + "ー、。"
_CYRILLIC = "оеаинтсрвлім"
_LATIN = (
    _reading("cp1252", "en fr de es pt it nl sv da no nb fi is", "éèêëàâçîïôûùœñáíóúüöäßåøæã", 0.9),
    _reading("cp1250", "pl cs cz sk hu sl hr bs ro", "ěščřžýáíéůúďťňąęłńśźżćóőűăâîşţđ", 0.9),
    _reading("cp1254", "tr az", "ışğüöçİ", 0.9),
)
_OTHER = (
    _reading("cp1251", "ru uk be bg sr mk", _CYRILLIC, 0.68),
    _reading("koi8-r", "ru", _CYRILLIC, 0.68),
    _reading("cp1253", "el gr", "αοιετσνηυρπκμλωάέίόήύώςδγχθφβ", 0.9),
    _reading("cp1255", "he iw", "יוהלאתרבשמנ", 0.8),
    _reading("cp1256", "ar fa ur", "اليمنتربوعدسفهكحقةجشصطخأىذضغئ", 0.9),
    _reading("cp874", "th", "านรอกเงมยลวดทสตะปบคหแจพชขใไโีิ่้ั็์ุู", 0.9),
    _reading("shift_jis", "ja jp", _KANA, 0.6),
    _reading("cp932", "ja jp", _KANA, 0.6),
    _reading("euc_jp", "ja jp", _KANA, 0.6),
    _reading(
        "gb18030", "zh chs", "的一是不了在人我有他这个们来到时大地为你说就好么吗那会，。！？", 0.3
    ),
    _reading(
        "big5", "zh cht", "的一是不了在人我有他這個們來到時大地為你說就好麼嗎那會，。！？", 0.3
    ),
    _reading("cp949", "ko kr", "이다는에의가을를고하지한도그나니어아기사리은로게서자해안요", 0.35),
)


def decode(raw: bytes, language: str = "") -> str:
    """The text of a file whose encoding is not known; `language` (`ja`, `pt-BR`) breaks ties."""
    for mark, codec in _MARKS:
        if raw.startswith(mark):
            return raw.decode(codec, errors="replace")
    if raw.count(0) > len(raw) // 8:
        return raw.decode("utf-16-le" if raw[1:2] == b"\0" else "utf-16-be", errors="replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        damaged = raw.decode("utf-8", errors="replace")
        slightly = damaged.count("\ufffd") <= _beyond_ascii(raw) // 20
        return damaged if slightly else _legacy(raw, language)


def _beyond_ascii(raw: bytes) -> int:
    return sum(byte >= 0x80 for byte in raw)


def _legacy(raw: bytes, language: str) -> str:
    """The best reading of bytes from before Unicode, or the Western one when none convinces."""
    high = _beyond_ascii(raw)
    letters = sum(chr(byte).isalpha() for byte in raw if byte < 0x80)
    short = short_code(language)
    scored = []
    for reading in _LATIN if high < letters / 2 else _OTHER:
        try:
            text = raw.decode(reading.codec)
        except UnicodeDecodeError:
            continue
        named = short in reading.languages
        scored.append((_likeness(text, reading) + (0.5 if named else 0.0), text))
    best = max(scored, default=(0.0, ""), key=lambda each: each[0])
    return best[1] if best[0] >= _FLOOR else _western(raw)


def _likeness(text: str, reading: _Reading) -> float:
    """How far the common letters are as common as they should be: about 1 when they are."""
    beyond = [letter for letter in text if ord(letter) >= 0x80 and letter.isalpha()]
    if not beyond:
        return 0.0
    share = sum(letter in reading.common for letter in beyond) / len(beyond)
    return min(1.2, share / reading.expected)


def _western(raw: bytes) -> str:
    try:
        return raw.decode("cp1252")
    except UnicodeDecodeError:
        return raw.decode("latin-1")
