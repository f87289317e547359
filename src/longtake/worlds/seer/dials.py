"""The dials of the seer: how well it sees, how much fits into it, how often it errs.

A name such as `seer:sharp,acuity=0.5,images=32` comes in, checked values go out. Knows nothing of
how they are used.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Any

from longtake.errors import ModelError


@dataclass(frozen=True, slots=True, kw_only=True)
class Dials:
    """What can be set. Two seers with equal dials give equal replies to equal requests."""

    acuity: float = 1.0
    """Pictures are scaled by this before they are looked at; in (0, 1]."""
    images: int = 4096
    """Most pictures that fit."""
    tokens: int = 4_000_000
    """Most tokens that fit, pictures and text together."""
    full: str = "drop"
    """What happens to more than fits: `drop` leaves out pictures evenly, then the oldest words;
    `refuse` replies with the error of a real server."""
    errors: float = 0.0
    """Share of the right answers that are replaced by a wrong one."""
    hallucinates: float = 0.0
    """Share of what it cannot know, or what is not there, that it claims to have seen."""
    text_only: bool = False
    """Ignore pictures; read captions, subtitles and transcripts only."""
    rounds: int = 8
    """How often it calls a tool that fetches frames before it answers with what it has."""
    seed: int = 0
    """Chooses which answers go wrong, and how it guesses."""


PRESETS: dict[str, Dials] = {
    "sharp": Dials(),
    "modest": Dials(acuity=0.6, images=64, tokens=32_000, errors=0.05, hallucinates=0.1),
    "dim": Dials(acuity=0.35, images=16, tokens=8_000, errors=0.1, hallucinates=0.25),
    "reader": Dials(text_only=True),
}
"""Named settings, to start from."""


def read_dials(name: str) -> Dials:
    """The dials behind `seer`, `seer:sharp` or `seer:modest,errors=0,text-only`.

    A preset comes first or is left out (`sharp`); dials follow in any order. Raises ModelError.
    """
    words = [word.strip() for word in name.removeprefix("seer").lstrip(":").split(",")]
    words = [word for word in words if word]
    dials = Dials()
    if words and "=" not in words[0] and words[0].replace("-", "_") not in _READ:
        dials = _preset(words.pop(0))
    for word in words:
        key, given, value = word.partition("=")
        dials = replace(dials, **_setting(key.strip().replace("-", "_"), value.strip(), given))
    return dials


def _preset(name: str) -> Dials:
    if name not in PRESETS:
        raise ModelError(f"there is no seer {name!r}: use seer:{', seer:'.join(PRESETS)}")
    return PRESETS[name]


def _setting(key: str, value: str, given: str) -> dict[str, Any]:
    if key not in _READ:
        names = ", ".join(field.name.replace("_", "-") for field in fields(Dials))
        raise ModelError(f"the seer has no dial {key!r}: use one of {names}")
    expected, read = _READ[key]
    try:
        return {key: read(value if given else "yes" if key == "text_only" else "")}
    except ValueError:
        shown = key.replace("_", "-")
        raise ModelError(f"{shown}={value!r} does not fit: give {expected}") from None


def _number(text: str, least: float, most: float) -> float:
    number = float(text)
    if not least <= number <= most:
        raise ValueError
    return number


def _share(text: str) -> float:
    return _number(text, 0.0, 1.0)


def _acuity(text: str) -> float:
    return _number(text, 0.01, 1.0)


def _count(least: int) -> Callable[[str], int]:
    return lambda text: int(_number(str(int(text)), least, 10**12))


def _switched(text: str) -> bool:
    word = text.lower()
    if word not in ("yes", "true", "1", "no", "false", "0"):
        raise ValueError
    return word in ("yes", "true", "1")


def _overflow(text: str) -> str:
    if text not in ("drop", "refuse"):
        raise ValueError
    return text


_READ: dict[str, tuple[str, Callable[[str], Any]]] = {
    "acuity": ("a number from 0.01 to 1", _acuity),
    "images": ("a whole number from 0", _count(0)),
    "tokens": ("a whole number from 256", _count(256)),
    "full": ("drop or refuse", _overflow),
    "errors": ("a share from 0 to 1", _share),
    "hallucinates": ("a share from 0 to 1", _share),
    "text_only": ("yes or no", _switched),
    "rounds": ("a whole number from 0", _count(0)),
    "seed": ("a whole number from 0", _count(0)),
}
