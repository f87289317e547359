"""Questions about shots and cuts: how many there are, when one comes, how long one lasts.

Answers from the `shot` Observations of a video. Knows nothing of what the shots show.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from longtake.protocols import Context
from longtake.reason.quoting.fact import Fact
from longtake.reason.quoting.lexicon import ORDINALS
from longtake.types import Filter, MediaInfo, Observation, Span, clock

_GRADUAL = {
    "fade": r"\bfad(?:e|es|ing)\b",
    "dissolve": r"\b(?:dissolve|cross-?fade)s?\b",
    "wipe": r"\bwipes?\b",
}


def of_shots(lower: str, info: MediaInfo, context: Context) -> Fact | None:
    """How many shots there are, and when a cut, fade, dissolve or wipe comes."""
    counting = re.search(
        r"\bhow many (?:\w+ )?(?:shots|cuts|scenes|camera settings|takes)\b"
        r"|\bnumber of (?:shots|cuts|scenes)\b", lower
    )  # fmt: skip
    timing = re.search(r"\b(?:cut|cuts|shot|fade|fades|dissolve|wipe)\b", lower) and re.search(
        r"\bwhen\b|\bwhat time\b|\bwhich (?:second|moment|time)|\bhow long\b|\bhow many seconds\b",
        lower,
    )
    if not (counting or timing) or re.search(r"\bshots? (?:of|with|that|where|in which)\b", lower):
        return None
    shots = list(context.store.scan(Filter(kinds=("shot",), videos=(info.id,))))
    if not shots:
        return None
    if counting:
        return _counted(lower, shots, info)
    return _timed(lower, shots)


def _counted(lower: str, shots: Sequence[Observation], info: MediaInfo) -> Fact:
    cuts = [shot for shot in shots if shot.data.get("start") == "cut"]
    if "cuts" in lower:
        return Fact(f"{len(cuts)} cuts", info.span, "shot", "cuts", shots[0])
    return Fact(f"{len(shots)} shots ({len(cuts)} hard cuts)", info.span, "shot", "shots", shots[0])


def _timed(lower: str, shots: Sequence[Observation]) -> Fact | None:
    place = next((ORDINALS[word] for word in re.findall(r"\w+", lower) if word in ORDINALS), 1)
    if re.search(r"\bhow long\b|\bhow many seconds\b", lower) and "shot" in lower:
        chosen = max(shots, key=lambda s: s.span.duration_s) if "longest" in lower else None
        chosen = min(shots, key=lambda s: s.span.duration_s) if "shortest" in lower else chosen
        chosen = chosen or shots[min(place, len(shots)) - 1]
        return Fact(f"{chosen.span.duration_s:.1f} s", chosen.span, "shot", "shots", chosen)
    if "shot" in lower and not re.search(r"\bcut\b", lower):
        starts = list(shots)
    else:
        plain = re.sub(r"\bnot an? [\w ]+", "", lower)
        kinds = [kind for kind, words in _GRADUAL.items() if re.search(words, plain)]
        starts = [s for s in shots if s.data.get("start") in (kinds or ["cut"])]
    if re.search(r"\blast\b|\bfinal\b", lower):
        starts, place = starts[-1:], 1
    if len(starts) < place:
        return None
    shot = starts[place - 1]
    at_s = shot.span.start_s
    return Fact(
        f"{at_s:.1f} s ({clock(at_s)})",
        Span(at_s, min(shot.span.end_s, at_s + 0.5)),
        "shot",
        "cuts",
        shot,
    )
