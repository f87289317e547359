"""Questions that ask why, and what came of it: by what is said, and by what was to be seen before.

Two acts are cause and effect for a solver when a rule of the town links their verbs and somebody or
something takes part in both.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from longtake.worlds.questions import Draft
from longtake.worlds.story.ask_order import both
from longtake.worlds.story.ask_recall import DOING, WHO, only, people_but, shuffled, wanted
from longtake.worlds.story.deeds import Deed
from longtake.worlds.story.kind import Story, StoryKind, moved
from longtake.worlds.story.lines import DOINGS
from longtake.worlds.story.plot import Plot, Shown
from longtake.worlds.story.recount import deed_of, person, told

SOON_S = 25.0
"""How long before an act its reason is given, or its cause is seen."""
STATED = re.compile(r"I (?P<doing>.+?) because (?P<reason>.+)\.")
GONE = re.compile(r"The (?P<colour>\w+) (?P<look>\w+) is gone\.")


def _states_reason(line: Deed, deed: Deed) -> bool:
    """Whether somebody says, just before, why they do it."""
    stated = STATED.fullmatch(line.said)
    if not stated or line.who != deed.who or deed.verb not in DOINGS:
        return False
    early = 0 <= deed.start_s - line.start_s <= SOON_S
    words = re.escape(DOINGS[deed.verb])
    words = words.replace(r"\{object\}", r"[\w ]+").replace(r"\{to\}", r"[\w ]+")
    return early and bool(re.fullmatch(words, stated["doing"]))


def _other_reasons(plot: Plot, reason: str) -> set[str]:
    """The same reason with other people and things of the town; empty where it names none."""
    names = [plot.named(who).split(" (")[0] for who in plot.seen]
    things = [f"{colour} {look}" for colour, look in plot.handled]
    made = {reason}
    for words in (names, things):
        said = [word for word in words if word in reason]
        made |= {one.replace(word, new) for one in made for word in said for new in words}
    return made - {reason}


def _names(plot: Plot, reason: str) -> list[str]:
    names = [plot.named(who).split(" (")[0] for who in plot.seen]
    return [name for name in names if name in reason]


def _ask_why(plot: Plot, rng: random.Random) -> Iterator[Draft]:
    for shown in shuffled(plot.once("place"), rng):
        lines = [one for one in plot.said if _states_reason(one.deed, shown.deed)]
        if not lines or lines[-1].film is not shown.film:
            continue
        stated = STATED.fullmatch(lines[-1].deed.said)
        who = plot.named(shown.deed.who)
        text = f"Why is it, in that person's own words, that {who} {plot.doing(shown.deed)}?"
        if stated is None or any(name in text for name in _names(plot, stated["reason"])):
            continue
        yield Draft(
            kind="",
            text=text,
            answer=stated["reason"],
            wrong=tuple(sorted(_other_reasons(plot, stated["reason"]))),
            evidence=both(plot, lines[-1], shown),
            needs=("picture", "writing"),
        )


def _solve_why(asked: Mapping[str, str], options: Sequence[str], story: Story) -> str | None:
    deed = wanted(asked)
    found = only(story.like(deed)) if deed else None
    if found is None:
        return None
    lines = [line for line in story.said() if _states_reason(line, found)]
    stated = STATED.fullmatch(lines[-1].said) if lines else None
    return stated["reason"] if stated else None


Link = Callable[[Deed, Deed], bool]

LINKS: dict[tuple[str, str], Link] = {
    ("fall", "help"): lambda cause, deed: deed.to == cause.who,
    ("help", "wave"): lambda cause, deed: (deed.who, deed.to) == (cause.to, cause.who),
    ("arrive", "wave"): lambda cause, deed: deed.to == cause.who,
    ("give", "cheer"): lambda cause, deed: deed.who == cause.to,
    ("give", "read"): lambda cause, deed: (deed.who, deed.what) == (cause.to, cause.what),
    ("give", "eat"): lambda cause, deed: (deed.who, deed.what) == (cause.to, cause.what),
    ("open", "take out"): lambda cause, deed: deed.at == cause.at,
    ("open", "store"): lambda cause, deed: deed.at == cause.at,
}
"""Which deed brings about which, and who or what has to be the same."""


PLAIN = {("fall", "help"), ("help", "wave"), ("arrive", "wave")}
"""Where the effect says already what the cause was."""
OPEN_ENDED = {("fall", "help"), ("open", "take out"), ("open", "store")}
"""Where the cause does not say what the effect is, only of which kind."""


def _variants(plot: Plot, deed: Deed, other: Deed) -> set[str]:
    """The same deed by other people and with other things."""
    people = [who for who in plot.seen if who not in (other.who, other.to, deed.to)]
    made = {told(moved(deed, who=who)) for who in people}
    if deed.what and deed.what != other.what:
        whats = [what for what in plot.handled if what != deed.what]
        made |= {told(moved(deed, what=what)) for what in whats}
        made |= {told(moved(deed, what=what, who=who)) for what in whats for who in people[:3]}
    return made - {told(deed)}


def _linked(cause: Deed, deed: Deed) -> bool:
    link = LINKS.get((cause.verb, deed.verb))
    soon = 0 < deed.start_s - cause.start_s <= SOON_S
    return bool(link and soon and cause.place == deed.place and link(cause, deed))


def _ask_cause(plot: Plot, rng: random.Random) -> Iterator[Draft]:
    by_id = {one.act.id: one for one in plot.done}
    once = {id(one) for one in plot.once()}
    for shown in shuffled(plot.once("place"), rng):
        cause = by_id.get(shown.act.because)
        if cause is None or id(cause) not in once or not _linked(cause.deed, shown.deed):
            continue
        if (cause.deed.verb, shown.deed.verb) in PLAIN:
            continue
        wrong = _variants(plot, cause.deed, shown.deed)
        who = plot.named(shown.deed.who)
        yield Draft(
            kind="",
            text=f"What happened before and brought it about that {who} {plot.doing(shown.deed)}?",
            answer=told(cause.deed),
            wrong=tuple(sorted(wrong - {told(cause.deed), told(shown.deed)})),
            evidence=both(plot, cause, shown),
        )


def _solve_cause(asked: Mapping[str, str], options: Sequence[str], story: Story) -> str | None:
    deed = wanted(asked)
    found = only(story.like(deed)) if deed else None
    if found is None:
        return None
    causes = [one for one in story.done() if _linked(one, found)]
    return told(causes[-1]) if causes else None


def _ask_effect(plot: Plot, rng: random.Random) -> Iterator[Draft]:
    followers: dict[str, list[Shown]] = {}
    for one in plot.done:
        followers.setdefault(one.act.because, []).append(one)
    once = {id(one) for one in plot.once()}
    for shown in shuffled(plot.once("place"), rng):
        effects = followers.get(shown.act.id, [])
        linked = [one for one in plot.done if _linked(shown.deed, one.deed)]
        if len(effects) != 1 or linked != effects or id(effects[0]) not in once:
            continue
        if (shown.deed.verb, effects[0].deed.verb) not in OPEN_ENDED:
            continue
        wrong = _variants(plot, effects[0].deed, shown.deed)
        who = plot.named(shown.deed.who)
        yield Draft(
            kind="",
            text=f"What comes of it that {who} {plot.doing(shown.deed)}?",
            answer=told(effects[0].deed),
            wrong=tuple(sorted(wrong - {told(effects[0].deed)})),
            evidence=both(plot, shown, effects[0]),
        )


def _solve_effect(asked: Mapping[str, str], options: Sequence[str], story: Story) -> str | None:
    deed = wanted(asked)
    found = only(story.like(deed)) if deed else None
    if found is None:
        return None
    effects = [one for one in story.done() if _linked(found, one)]
    return told(effects[0]) if effects else None


def _ask_taker(plot: Plot, rng: random.Random) -> Iterator[Draft]:
    """Who took what somebody misses: to be inferred, perhaps minutes later."""
    for line in shuffled(iter(plot.said), rng):
        gone = GONE.fullmatch(line.deed.said)
        same = [one for one in plot.said if one.deed.said == line.deed.said]
        if not gone or len(same) > 1:
            continue
        what = gone["colour"], gone["look"]
        takes = [
            one
            for one in plot.done
            if one.deed.what == what and one.span.start_s < line.span.start_s
        ]
        takes = [one for one in takes if one.deed.verb in ("pick up", "take out", "eat")]
        if not takes or takes[-1].deed.who == line.deed.who:
            continue
        yield Draft(
            kind="",
            text=f"{plot.named(line.deed.who)} says that the {what[0]} {what[1]} is gone. "
            "Who was seen taking or eating it last before that?",
            answer=person(takes[-1].deed.who),
            wrong=people_but(plot, takes[-1].deed.who, line.deed.who),
            evidence=(plot.clue(takes[-1]), plot.clue(line)),
            needs=("picture", "writing"),
        )


def _solve_taker(asked: Mapping[str, str], options: Sequence[str], story: Story) -> str | None:
    what = asked["colour"], asked["look"]
    lines = [one for one in story.said() if one.said == f"The {what[0]} {what[1]} is gone."]
    if not lines:
        return None
    takes = [
        deed
        for deed in story.done()
        if deed.what == what
        and deed.start_s < lines[0].start_s
        and deed.verb in ("pick up", "take out", "eat")
    ]
    return person(takes[-1].who) if takes else None


def _ask_because(plot: Plot, rng: random.Random) -> Iterator[Draft]:
    """Facts and fibs about reasons."""
    for draft in _ask_cause(plot, rng):
        found = re.fullmatch(r"What happened before .* that (.+)\?", draft.text)
        if found is None or not draft.wrong:
            continue
        effect, pair = found[1], f"because {draft.text}"
        for cause, right in ((draft.answer, "yes"), (rng.choice(draft.wrong), "no")):
            text = f"Is this the reason that {effect}: {cause}?"
            yield draft.model_copy(
                update={"text": text, "answer": right, "form": "binary", "wrong": (), "pair": pair}
            )


def _solve_because(asked: Mapping[str, str], options: Sequence[str], story: Story) -> str | None:
    deed, cause = wanted(asked), deed_of(asked["cause"])
    found = only(story.like(deed)) if deed else None
    if found is None or cause is None:
        return None
    known = [one for one in story.done() if _linked(one, found)]
    if not known:
        return None
    return "yes" if told(known[-1]) == told(cause) else "no"


KINDS = (
    StoryKind(
        "why",
        "cause",
        True,
        rf"Why is it, in that person's own words, that {WHO} {DOING}\?",
        _ask_why,
        _solve_why,
    ),
    StoryKind(
        "cause",
        "cause",
        True,
        rf"What happened before and brought it about that {WHO} {DOING}\?",
        _ask_cause,
        _solve_cause,
    ),
    StoryKind(
        "effect",
        "cause",
        True,
        rf"What comes of it that {WHO} {DOING}\?",
        _ask_effect,
        _solve_effect,
    ),
    StoryKind(
        "who-took",
        "cause",
        True,
        rf"{WHO} says that the (?P<colour>\w+) (?P<look>\w+) is gone\. "
        r"Who was seen taking or eating it last before that\?",
        _ask_taker,
        _solve_taker,
    ),
    StoryKind(
        "because",
        "cause",
        True,
        rf"Is this the reason that {WHO} {DOING}: (?P<cause>.+)\?",
        _ask_because,
        _solve_because,
    ),
)
