"""How strongly a picture shows each picture fault, set against another picture or what is usual.

Knows measures of single pictures; when a fault begins is `edges`' business. `Quality` comes in;
strengths go out: from 1 on a fault is plain.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log
from statistics import median

from longtake.worlds.stage import Quality, View

FLOOR = 1e-3


def usual(views: Sequence[View]) -> Quality | None:
    """The median of every measure; None without any."""
    found = [view.quality for view in views if view.quality]
    if not found:
        return None
    return Quality(
        sharpness=median(q.sharpness for q in found),
        noise=median(q.noise for q in found),
        blocks=median(q.blocks for q in found),
        light=median(q.light for q in found),
        chroma=median(q.chroma for q in found),
        tint=(median(q.tint[0] for q in found), median(q.tint[1] for q in found)),
    )


def strengths(one: Quality, sound: Quality) -> dict[str, float]:
    """How strongly a picture shows each picture fault, against what is usual: 1 is just plain."""
    return {
        "blur": _ratio(sound.sharpness, one.sharpness) / log(1.25),
        "noise": (one.noise - sound.noise) / 5.0,
        "compression": _ratio(one.blocks, sound.blocks) / log(1.9),
        "cast": (one.tint[0] - sound.tint[0]) / 16.0,
        "dark": _ratio(sound.light, one.light) / log(1.3),
        "pale": _ratio(sound.chroma, one.chroma) / log(2.2),
    }


def _ratio(over: float, under: float) -> float:
    return log(max(over, FLOOR) / max(under, FLOOR))


def strength(sort: str, views: Sequence[View], sound: Quality) -> float:
    """How strongly these pictures show one picture fault: the median of them; 0 without any."""
    found = [strengths(view.quality, sound)[sort] for view in views if view.quality]
    return median(found) if found else 0.0
