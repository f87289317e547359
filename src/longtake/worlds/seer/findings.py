"""Findings: what can be put into a reply, by the commonest names of fields.

A `Thought` comes in; citations, verdicts and captions go out as plain facts. Knows nothing of JSON
schemas.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from longtake.worlds.asking.replies import plain, spans
from longtake.worlds.seer.chance import Chance
from longtake.worlds.seer.describing import thing_in_words, view_in_words, views_in_words
from longtake.worlds.seer.dials import Dials
from longtake.worlds.seer.mind import Thought, solved
from longtake.worlds.seer.support import box_of, content_words, subject
from longtake.worlds.seer.views import Sight

Facts = Mapping[str, Any]

SURE, GUESSED = 0.9, 0.1
MOST_CITED = 8
BORNE_OUT = 0.6
"""Share of a claim's words that must be seen again."""

NEAR_S = 0.05
"""Citations of a picture reach so far around it: times are told to a tenth of a second."""

UNKNOWN = "I cannot tell from what I was shown."


def answer_facts(thought: Thought) -> dict[str, Any]:
    """What there is to say of the answer."""
    options, choice = thought.asked.options, thought.choice
    cited = citations(thought)
    found = [(span.start_s, span.end_s) for span in spans(thought.answer)]
    first = cited[0] if cited else {}
    return {
        "shown": thought.known,
        "answer": thought.answer or UNKNOWN,
        "option": letter(choice) if choice is not None else "",
        "index": choice if choice is not None else -1,
        "options": options,
        "confidence": SURE if thought.known else GUESSED,
        "reason": reason(thought),
        "text": views_in_words([one.view for one in thought.sights]) or UNKNOWN,
        "spans": found or [(one["start_s"], one["end_s"]) for one in cited],
        **{
            name: first.get(name)
            for name in ("start_s", "end_s", "time_s", "box", "source", "quote")
        },
    }


def letter(choice: int) -> str:
    """What an option is called."""
    return chr(ord("A") + choice)


def reason(thought: Thought) -> str:
    """One sentence on what the answer rests on."""
    if not thought.known or not thought.support:
        return "Nothing that I was shown tells."
    times = ", ".join(f"{one.view.time_s:.1f} s" for one in thought.support[:4])
    return f"At {times}: {_seen(thought.support[0], thought)}."


def citations(thought: Thought) -> list[dict[str, Any]]:
    """Where to look: neighbouring pictures of the support together, quotes one by one."""
    if not thought.known:
        return []
    return [_citation(run, thought) for run in _joined(list(_runs(thought)))]


def verdicts(thought: Thought, dials: Dials, chance: Chance) -> list[dict[str, Any]]:
    """For each piece of evidence, whether a second look bears it out."""
    contradicted = _contradicted(_solved_again(thought), thought.shown.claimed)
    return [
        _verdict(group, thought, contradicted, dials, chance)
        for group in dict.fromkeys(thought.shown.groups)
    ]


def captions(thought: Thought) -> list[dict[str, Any]]:
    """For each clip, what is to be seen."""
    return [
        {
            "clip": int(group) if group.isdigit() else group,
            "text": views_in_words([one.view for one in thought.sights if one.group == group])
            or "Nothing is to be seen.",
        }
        for group in dict.fromkeys(thought.shown.groups)
    ]


def _runs(thought: Thought) -> Iterator[list[Sight]]:
    """The support, in runs of pictures that follow each other among those shown."""
    place = {id(one): index for index, one in enumerate(thought.sights)}
    run: list[Sight] = []
    for one in sorted(thought.support, key=lambda one: place.get(id(one), 0)):
        follows = run and place.get(id(one), 0) == place.get(id(run[-1]), 0) + 1
        if run and not (
            follows and one.label == run[-1].label and not (one.words or run[-1].words)
        ):
            yield run
            run = []
        run.append(one)
    if run:
        yield run


def _joined(runs: list[list[Sight]]) -> list[list[Sight]]:
    """At most as many runs as are cited: those nearest to each other become one."""
    while len(runs) > MOST_CITED:
        gaps = [
            (later[0].view.time_s - earlier[-1].view.time_s, place)
            for place, (earlier, later) in enumerate(pairwise(runs))
            if earlier[-1].label == later[0].label and not (earlier[-1].words or later[0].words)
        ]
        if not gaps:
            return runs[:MOST_CITED]
        place = min(gaps)[1]
        runs[place : place + 2] = [runs[place] + runs[place + 1]]
    return runs


def _citation(run: Sequence[Sight], thought: Thought) -> dict[str, Any]:
    first, last = run[0], run[-1]
    if first.words:
        quote, source = first.words.text, first.words.id
        start_s, end_s = first.words.start_s, first.words.end_s
    else:
        quote, source = _seen(first, thought), first.label or "v1"
        start_s = max(0.0, first.view.time_s - NEAR_S)
        end_s = last.view.time_s + NEAR_S
    thing = subject(first.view, f"{thought.asked.text} {thought.answer}")
    box = box_of(thing) if thing and not first.words else None
    return {
        "source": source,
        "quote": quote,
        "start_s": round(start_s, 2),
        "end_s": round(end_s, 2),
        "time_s": round(first.view.time_s, 2),
        "box": [round(edge, 4) for edge in (box.left, box.top, box.right, box.bottom)]
        if box
        else None,
    }


def _seen(sight: Sight, thought: Thought) -> str:
    """What of a sight the question is about."""
    thing = subject(sight.view, f"{thought.asked.text} {thought.answer}")
    said = thing_in_words(thing) if thing else view_in_words(sight.view).rstrip(".")
    return said if len(said) <= 160 else said[:159] + "…"


def _solved_again(thought: Thought) -> str | None:
    looked = [one.view for one in thought.sights if one.words is None]
    every = [one.view for one in thought.sights]
    return solved(thought.asked, looked) or solved(thought.asked, every)


def _contradicted(again: str | None, claimed: str) -> bool:
    """Whether a second look says otherwise; a lower count does not, as few pictures miss some."""
    if again is None or plain(again) == plain(claimed):
        return False
    return not (again.isdecimal() and claimed.isdecimal() and int(again) < int(claimed))


def _verdict(
    group: str, thought: Thought, contradicted: bool, dials: Dials, chance: Chance
) -> dict[str, Any]:
    mine = [one for one in thought.sights if one.group == group]
    bearing = [one for one in mine if _bears_out(one, thought.shown.claims.get(group, ""))]
    supported = bool(bearing) and not contradicted
    if chance.share(f"verdict {group}") < (dials.errors if supported else dials.hallucinates):
        supported = not supported
    times = [one.view.time_s for one in bearing if one.words is None]
    otherwise = "a second look gives another answer"
    told = otherwise if contradicted else "the claim is not to be seen"
    return {
        "evidence": group,
        "supported": supported,
        "start_s": min(times) if supported and len(times) > 1 else None,
        "end_s": max(times) if supported and len(times) > 1 else None,
        "reason": "it is to be seen again" if supported else told,
    }


def _bears_out(sight: Sight, claim: str) -> bool:
    wanted = content_words(claim)
    seen = content_words(view_in_words(sight.view))
    for words in (sight.view.told, sight.view.heard, sight.view.subtitle):
        seen |= content_words(words)
    if sight.words:
        seen |= content_words(sight.words.text)
    return bool(wanted) and len(wanted & seen) >= BORNE_OUT * len(wanted)
