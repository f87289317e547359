"""Questions about what is read, heard, or hangs over a scene: boards, names, weather, light."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence

from longtake.types import Span
from longtake.worlds.questions import Clue, Draft
from longtake.worlds.story.ask_order import both
from longtake.worlds.story.ask_recall import DOING, WHO, only, people_but, shuffled, wanted
from longtake.worlds.story.deeds import Deed, commonest
from longtake.worlds.story.figures import Glance, Who
from longtake.worlds.story.kind import Story, StoryKind
from longtake.worlds.story.plot import Plot, Shown, frames
from longtake.worlds.story.recount import person, who_in
from longtake.worlds.story.scenery import SIGN_COLOUR
from longtake.worlds.story.town import CAST, OUTDOORS, SIGNS

SIGN_SPAN_S = 1.5
LIGHTS = {"day": "it is day", "dusk": "it is dusk", "night": "it is night"}
WEATHERS = {
    "clear": "the sky is clear",
    "rain": "it is raining",
    "snow": "it is snowing",
    "fog": "it is foggy",
}


def _ask_sign(plot: Plot, rng: random.Random) -> Iterator[Draft]:
    for film in plot.films if not plot.high_s else ():
        for place in rng.sample(plot.setting.places, len(plot.setting.places)):
            takes = [
                take
                for take in film.takes
                if take.place == place and take.first.top < 0.2 and take.last.top < 0.2
            ]
            if not takes:
                continue
            text = plot.setting.signs[place]
            shots = [t for t in film.takes if t.place == place]
            first, last = takes[0], shots[-1]
            middle = (first.start_s + first.end_s) / 2
            span = Span(shots[0].start_s, max(last.end_s, first.end_s))
            times = (middle - 0.4, middle, middle + 0.4)
            yield Draft(
                kind="",
                text=f"What is written on the board with the {SIGN_COLOUR} frame at the {place}?",
                answer=text,
                wrong=_other_signs(plot, text, rng),
                evidence=(Clue(video=film.name, span=span, frames_s=times),),
                needs=("picture", "writing"),
            )


def _other_signs(plot: Plot, text: str, rng: random.Random) -> tuple[str, ...]:
    own = re.sub(r"\d+", "{n}", text)
    same = {own.format(n=rng.randint(2, 98)) for _ in range(3)}
    others = {sign.format(n=rng.randint(2, 98)) for sign in SIGNS}
    return tuple(sorted((same | others | set(plot.setting.signs.values())) - {text}))


def _solve_sign(asked: Mapping[str, str], options: Sequence[str], story: Story) -> str | None:
    texts = [
        thing.text
        for seen in story.glances
        if seen.view.place == asked["place"]
        for thing in seen.view.of("plate")
        if thing.text and thing.colour == asked["frame"] and " " in thing.text
    ]
    return commonest(_mended(text) for text in texts)


def _mended(text: str) -> str:
    """A board's text with a misread letter set right, by the words that boards of the town have."""
    for sign in SIGNS:
        digits = len(text) - len(sign.replace("{n}", ""))
        if digits not in (1, 2):
            continue
        at = sign.index("{n}")
        known = sign.replace("{n}", text[at : at + digits])
        if text[at : at + digits].isdigit() and _wrong(known, text) <= 2:
            return known
    return text


def _wrong(one: str, other: str) -> int:
    """In how many letters two texts of one length differ."""
    return sum(a != b for a, b in zip(one, other, strict=True))


def _ask_name(plot: Plot, rng: random.Random) -> Iterator[Draft]:
    names = [one.name.upper() for one in CAST]
    for film in plot.films if not plot.high_s else ():
        people = plot.setting.people
        found = [one for captions in film.captions.values() for one in captions]
        for caption in rng.sample(found, min(40, len(found))):
            if caption.end_s - caption.start_s < 1.2:
                continue
            one = people[caption.who]
            own = [c for c in found if c.who == caption.who]
            clues = tuple(
                Clue(video=film.name, span=Span(c.start_s, c.end_s), frames_s=_thrice(c.start_s))
                for c in own
                if c.end_s - c.start_s > 0.2
            )
            yield Draft(
                kind="",
                text=f"What is the name of {person((one.coat, one.hat))}?",
                answer=one.name.upper(),
                accepts=(one.name,),
                wrong=tuple(name for name in names if name != one.name.upper()),
                evidence=clues[:40],
                needs=("picture", "writing"),
            )


def _thrice(start_s: float) -> tuple[float, ...]:
    return tuple(round(start_s + by, 2) for by in (0.4, 0.7, 1.0))


def _solve_name(asked: Mapping[str, str], options: Sequence[str], story: Story) -> str | None:
    who = who_in(asked["person"])
    return commonest(_name(seen, who) for seen in story.glances) if who else None


def _name(seen: Glance, who: Who) -> str | None:
    """The plate right above somebody."""
    figure = seen.figure(who)
    if figure is None:
        return None
    for plate in seen.view.of("plate"):
        near = abs(seen.apart(figure.thing, plate)) < 0.3
        above = 0.4 < (figure.thing.y - plate.y) / figure.thing.size < 0.85
        if near and above and plate.text.isalpha() and plate.colour == who[0]:
            names = [one.name.upper() for one in CAST if len(one.name) == len(plate.text)]
            near_names = [name for name in names if _wrong(name, plate.text) <= 1]
            return plate.text if plate.text in names or not near_names else near_names[0]
    return None


def _ask_speaker(plot: Plot, rng: random.Random) -> Iterator[Draft]:
    for shown in shuffled(iter(plot.said), rng):
        if [one.deed.said for one in plot.said].count(shown.deed.said) > 1:
            continue
        yield Draft(
            kind="",
            text=f'Who says "{shown.deed.said}"?',
            answer=person(shown.deed.who),
            accepts=(plot.named(shown.deed.who), plot.named(shown.deed.who).split(" (")[0]),
            wrong=people_but(plot, shown.deed.who),
            evidence=(plot.clue(shown),),
            needs=("picture", "writing"),
        )


def _solve_speaker(asked: Mapping[str, str], options: Sequence[str], story: Story) -> str | None:
    found = [line for line in story.said() if _alike(line.said, asked["said"])]
    return person(found[0].who) if found and any(found[0].who) else None


def _alike(one: str, other: str) -> bool:
    """Whether two lines are the same but for a misread letter in ten."""
    if abs(len(one) - len(other)) > 2:
        return False
    wrong = sum(a != b for a, b in zip(one, other, strict=False)) + abs(len(one) - len(other))
    return wrong <= max(1, len(other) // 10)


def _ask_line(after: bool) -> object:
    def ask(plot: Plot, rng: random.Random) -> Iterator[Draft]:
        lines = sorted({one.deed.said for one in plot.said})
        which = "next after" if after else "last before"
        for shown in shuffled(plot.once("place"), rng):
            when = shown.span.start_s
            side = [one for one in plot.said if (one.span.start_s > when) == after]
            if not side:
                continue
            line = side[0] if after else side[-1]
            if abs(line.span.start_s - when) > 60:
                continue
            who = plot.named(shown.deed.who)
            yield Draft(
                kind="",
                text=f"What is said {which} the moment when {who} {plot.doing(shown.deed)}?",
                answer=line.deed.said,
                wrong=tuple(said for said in lines if said != line.deed.said),
                evidence=both(plot, line, shown),
                needs=("picture", "writing"),
            )

    return ask


def _solve_line(asked: Mapping[str, str], options: Sequence[str], story: Story) -> str | None:
    deed = wanted(asked)
    found = only(story.like(deed)) if deed else None
    if found is None:
        return None
    after = asked["which"] == "next after"
    side = [one for one in story.said() if (one.start_s > found.start_s) == after]
    side = [one for one in side if abs(one.start_s - found.start_s) < 62]
    return _nearest(side[0 if after else -1].said, options) if side else None


def _nearest(said: str, options: Sequence[str]) -> str:
    """The option that a line, as it was read, stands for; the line itself where none does."""
    return next((option for option in options if _alike(said, option)), said)


def _ask_over(attribute: str, words: dict[str, str], text: str) -> object:
    """Asks of light or weather while something is done."""

    def ask(plot: Plot, rng: random.Random) -> Iterator[Draft]:
        by_value: dict[str, list[Shown]] = {}
        for shown in shuffled(plot.once("place"), rng):
            if shown.deed.place in OUTDOORS:
                value = getattr(shown.film.view(shown.span.middle_s), attribute)
                by_value.setdefault(value, []).append(shown)
        fair = min((len(own) for own in by_value.values()), default=0)
        for value, own in by_value.items():
            for shown in own[: fair if len(by_value) > 1 else 1]:
                yield Draft(
                    kind="",
                    text=f"{text} while {plot.named(shown.deed.who)} {plot.doing(shown.deed)}?",
                    answer=words[value],
                    wrong=tuple(said for key, said in words.items() if key != value),
                    evidence=(plot.clue(shown),),
                )

    return ask


def _solve_over(attribute: str, words: dict[str, str]) -> object:
    def solve(asked: Mapping[str, str], options: Sequence[str], story: Story) -> str | None:
        deed = wanted(asked)
        found = only(story.like(deed)) if deed else None
        if found is None:
            return None
        for reach_s in (0.8, 3.0):
            near = [g.view for g in story.glances if abs(g.time_s - found.middle_s) < reach_s]
            value = commonest((getattr(v, attribute) if v.place else "") or None for v in near)
            if value:
                return words.get(value)
        return None

    return solve


def _ask_talk_of(plot: Plot, rng: random.Random) -> Iterator[Draft]:
    """What somebody says at all, where that is one thing."""
    lines = sorted({one.deed.said for one in plot.said})
    for who in rng.sample(plot.seen, len(plot.seen)):
        own = [one for one in plot.said if one.deed.who == who]
        if len(own) == 1:
            shown = own[0]
            yield Draft(
                kind="",
                text=f"What does {plot.named(who)} say?",
                answer=shown.deed.said,
                wrong=tuple(said for said in lines if said != shown.deed.said),
                evidence=(
                    Clue(video=shown.film.name, span=shown.span, frames_s=frames(shown.span)),
                ),
                needs=("picture", "writing"),
            )


def _solve_talk_of(asked: Mapping[str, str], options: Sequence[str], story: Story) -> str | None:
    who = who_in(asked["who"])
    own: list[Deed] = [line for line in story.said() if line.who == who]
    return _nearest(own[0].said, options) if own else None


LINE = rf"What is said (?P<which>next after|last before) the moment when {WHO} {DOING}\?"
LIGHT_TEXT, WEATHER_TEXT = "What time of day is it", "What is the weather like"

KINDS = (
    StoryKind(
        "board",
        "text",
        False,
        r"What is written on the board with the (?P<frame>\w+) frame at the (?P<place>\w+)\?",
        _ask_sign,
        _solve_sign,
    ),
    StoryKind(
        "name",
        "text",
        False,
        r"What is the name of (?P<person>the person in the .+?)\?",
        _ask_name,
        _solve_name,
    ),
    StoryKind(
        "who-says", "text", False, r'Who says "(?P<said>.+)"\?', _ask_speaker, _solve_speaker
    ),
    StoryKind("says", "text", False, rf"What does {WHO} say\?", _ask_talk_of, _solve_talk_of),
    StoryKind("line-after", "order", True, LINE, _ask_line(True), _solve_line),  # type: ignore[arg-type]
    StoryKind("line-before", "order", True, LINE, _ask_line(False), _solve_line),  # type: ignore[arg-type]
    StoryKind(
        "weather",
        "state",
        False,
        rf"{WEATHER_TEXT} while {WHO} {DOING}\?",
        _ask_over("weather", WEATHERS, WEATHER_TEXT),  # type: ignore[arg-type]
        _solve_over("weather", WEATHERS),  # type: ignore[arg-type]
    ),
    StoryKind(
        "light",
        "state",
        False,
        rf"{LIGHT_TEXT} while {WHO} {DOING}\?",
        _ask_over("light", LIGHTS, LIGHT_TEXT),  # type: ignore[arg-type]
        _solve_over("light", LIGHTS),  # type: ignore[arg-type]
    ),
)
