"""Describes Views in plain sentences, and reads such sentences back into Views.

The first is how the seer captions and cites; the second is how it understands captions when it
reads instead of looking. Knows looks, colours and poses; knows nothing of questions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from longtake.types import Box
from longtake.worlds.stage import COLOURS, Thing, View

MOST_THINGS = 12
"""Things of one picture that are named."""

_PLACES = {
    "top left": (1 / 6, 1 / 6),
    "top": (0.5, 1 / 6),
    "top right": (5 / 6, 1 / 6),
    "left": (1 / 6, 0.5),
    "middle": (0.5, 0.5),
    "right": (5 / 6, 0.5),
    "bottom left": (1 / 6, 5 / 6),
    "bottom": (0.5, 5 / 6),
    "bottom right": (5 / 6, 5 / 6),
}
_LARGE, _SMALL = 0.25, 0.08

_THING = re.compile(
    r"an? (?:(?P<colour>[a-z]+) )??(?P<look>[a-z][a-z_-]*)"
    r"(?: in (?:an? )?(?P<coat>[a-z]+) coat)?"
    r"(?:(?: and| with) (?:an? )?(?P<accent>[a-z]+) (?:hat|mark))?"
    r"(?: \((?P<pose>[a-z0-9_-]+)\))?"
    r"(?: that reads \"(?P<text>[^\"]*)\")?"
    r" at the (?P<where>(?:top|bottom)(?: left| right)?|left|middle|right)$"
)
_SCENE = re.compile(
    r"^(?:At|In) the (?P<place>[a-z_-]+)(?: (?:by|at) (?P<light>dusk|night))?"
    r"(?: in (?P<weather>rain|snow|fog))?[:,] "
)
_SUBTITLE = re.compile(r"The subtitle reads \"(?P<text>[^\"]*)\"")
_HEARD = re.compile(r"Somebody says \"(?P<text>[^\"]*)\"")


def thing_in_words(thing: Thing) -> str:
    """`a person in a red coat and a blue hat (walk) at the left`."""
    if thing.look == "person":
        named = f"a person in a {thing.colour} coat" if thing.colour else "a person"
        named += f" and a {thing.accent} hat" if thing.accent else ""
    else:
        first = f"{thing.colour} {thing.look}".strip()
        named = f"{'an' if first[:1] in 'aeiou' else 'a'} {first}"
        named += f" with a {thing.accent} mark" if thing.accent else ""
    named += f" ({thing.pose})" if thing.pose else ""
    named += f' that reads "{_plain(thing.text)}"' if thing.text else ""
    return f"{named} at the {_where(thing)}"


def view_in_words(view: View) -> str:
    """One or two sentences on what is to be seen; nothing is to be seen: says so."""
    things = [thing_in_words(thing) for thing in view.things[-MOST_THINGS:]]
    scene = ""
    if view.place:
        light = "" if view.light == "day" else f" at {view.light}"
        weather = "" if view.weather == "clear" else f" in {view.weather}"
        scene = f"At the {view.place}{light}{weather}: "
    said = scene + (", ".join(things) or "nothing that I know") + "."
    said = said[0].upper() + said[1:]
    return f'{said} The subtitle reads "{_plain(view.subtitle)}".' if view.subtitle else said


def views_in_words(views: Sequence[View]) -> str:
    """What is to be seen, moment by moment, without repeating what does not change."""
    told: list[str] = []
    for view in views:
        words = view_in_words(view)
        if not told or words != told[-1]:
            told.append(words)
    return " Then: ".join(told)


def read_back(text: str, start_s: float, end_s: float, video: str = "") -> list[View]:
    """The Views that a description tells of, spread over its span; `told` holds the words.

    Of words that are no such description, one View that holds them and nothing else.
    """
    moments = text.split(" Then: ")
    step_s = (end_s - start_s) / len(moments)
    return [
        _view(words, start_s + (place + 0.5) * step_s, video) for place, words in enumerate(moments)
    ]


def _view(words: str, time_s: float, video: str) -> View:
    view = View(time_s=time_s, video=video, told=words)
    if subtitle := _SUBTITLE.search(words):
        view = replace(view, subtitle=subtitle["text"])
    if heard := _HEARD.search(words):
        view = replace(view, heard=heard["text"])
    first = re.split(r"\.(?:\s|$)", _SUBTITLE.sub("", words), maxsplit=1)[0]
    if scene := _SCENE.match(first):
        view = replace(
            view,
            place=scene["place"],
            light=scene["light"] or "day",
            weather=scene["weather"] or "clear",
        )
        first = first[scene.end() :]
    return replace(view, things=tuple(_things(first)))


def _things(words: str) -> Iterator[Thing]:
    for said in words.split(", "):
        found = _THING.match(said[:1].lower() + said[1:])
        if found:
            x, y = _PLACES[found["where"]]
            colour = found["coat"] or found["colour"] or ""
            if colour and colour not in COLOURS:
                continue
            size = _LARGE if found["look"] == "person" else _SMALL
            yield Thing(
                look=found["look"],
                x=x,
                y=y,
                size=size,
                colour=colour,
                accent=found["accent"] or "",
                pose=found["pose"] or "",
                text=found["text"] or "",
                box=Box(max(0, x - size / 2), max(0, y - size / 2), x + size / 2, y + size / 2),
            )


def _where(thing: Thing) -> str:
    across = ("left", "", "right")[min(2, max(0, int(thing.x * 3)))]
    down = ("top", "", "bottom")[min(2, max(0, int(thing.y * 3)))]
    return " ".join(word for word in (down, across) if word) or "middle"


def _plain(text: str) -> str:
    return " ".join(text.replace('"', "'").split())
