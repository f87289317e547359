"""From what was shown to Views: pictures through the eyes, quotes into what is heard and told.

Knows nothing of questions or replies.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

from longtake.worlds.seer.describing import read_back
from longtake.worlds.seer.dials import Dials
from longtake.worlds.seer.percepts import Percepts
from longtake.worlds.seer.shown import Shown, Words
from longtake.worlds.stage import Thing, View

_SPOKEN = ("speech", "sound", "transcript")
_DESCRIBED = ("caption", "summary", "event", "object", "person")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """A View, and where in the request it came from."""

    view: View
    label: str = ""
    """The video's label."""
    group: str = ""
    words: Words | None = None
    """The quote it was read from; None: it was looked at."""


def sights(
    shown: Shown, dials: Dials, percepts: Percepts, *, measured: bool = False
) -> list[Sight]:
    """Everything shown as Views: by video, then by time. Raises Refusal for what is no picture.

    `measured`: the quality of each picture is told as well.
    """
    look = percepts.measured if measured else percepts.view
    names = _names(shown)
    order = {label: place for place, label in enumerate(names)}
    found = [
        Sight(
            view=look(shot.picture, dials.acuity, shot.time_s, names[shot.video]),
            label=shot.video,
            group=shot.group,
        )
        for shot in ([] if dials.text_only else shown.shots)
    ]
    found = [_hearing(sight, shown.words) for sight in found]
    for words in shown.words:
        found += [
            Sight(view=view, label=words.video, group=words.group, words=words)
            for view in _told(words, names[words.video])
        ]
    return sorted(found, key=lambda sight: (order[sight.label], sight.view.time_s))


def is_blank(view: View) -> bool:
    """Whether nothing at all was made out."""
    made_out = view.things or view.place or view.subtitle or view.heard or view.told
    return not (made_out or view.quality)


def _names(shown: Shown) -> dict[str, str]:
    """What each video is called: by its file, where that tells them apart, else by its label."""
    used = [shot.video for shot in shown.shots] + [words.video for words in shown.words]
    labels = dict.fromkeys([*shown.names, *used])
    stems = {label: PurePath(shown.names.get(label, "")).stem or label for label in labels}
    distinct = len(set(stems.values())) == len(stems)
    return stems if distinct else {label: label for label in labels}


def _hearing(sight: Sight, words: Iterable[Words]) -> Sight:
    """The view with what is heard and written at its moment."""
    now = [
        one
        for one in words
        if (one.video, one.group) == (sight.label, sight.group)
        and one.start_s <= sight.view.time_s <= one.end_s
    ]
    written = " ".join(one.text for one in now if one.kind == "subtitle")
    spoken = " ".join(one.text for one in now if one.kind in _SPOKEN)
    subtitle = sight.view.subtitle or written
    view = replace(sight.view, subtitle=subtitle, heard=spoken or written)
    return replace(sight, view=view)


def _told(words: Words, video: str) -> Sequence[View]:
    """What a quote tells of, in the middle of its span."""
    middle_s = (words.start_s + words.end_s) / 2
    if words.kind in _DESCRIBED:
        return read_back(words.text, words.start_s, words.end_s, video)
    if words.kind == "subtitle":
        return [View(time_s=middle_s, video=video, subtitle=words.text, heard=words.text)]
    if words.kind in _SPOKEN:
        return [View(time_s=middle_s, video=video, heard=words.text)]
    if words.kind == "text":
        sign = Thing(look="plate", x=0.5, y=0.5, size=0.1, text=words.text)
        return [View(time_s=middle_s, video=video, things=(sign,))]
    return []
