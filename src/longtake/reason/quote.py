"""`quote`: the strategy that needs no model. It finds, ranks and quotes what is written and said.

Comes from Observations alone, through `Context.store`: no pixels, no language model. What it cannot
support it does not claim: below `FLOOR` it abstains and says what it is missing. It does not reason
over several lines, does not know the world, and understands English questions best.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from longtake.protocols import Context
from longtake.reason.quoting import screen
from longtake.reason.quoting.confidence import FLOOR, doubt, probability, signs_of
from longtake.reason.quoting.extract import LONGEST, short_answer, shown
from longtake.reason.quoting.filefacts import Fact, fact
from longtake.reason.quoting.gather import gather
from longtake.reason.quoting.lexicon import words_of
from longtake.reason.quoting.lines import Line, lines_of
from longtake.reason.quoting.match import Compare, Match, matches
from longtake.reason.quoting.support import not_stated, supported, yes_or_no
from longtake.reason.quoting.understand import Asked, understand
from longtake.types import Answer, Evidence, Filter, Kind, Question, Span, Step

NO_EYES = (
    "nobody looked at the pictures: ask with --model, or index with --eyes, for what is neither "
    "written nor said"
)
NOT_THERE = "The answer is not in what could be seen, read or heard."


@dataclass(slots=True)
class Draft:
    """An answer before it is decided whether it is good enough."""

    text: str
    lines: list[Line]
    signs: dict[str, float] = field(default_factory=dict)
    choice: int | None = None
    sure: float | None = None


class Quote:
    """A Strategy. Deterministic; keeps the vectors of lines it has compared before."""

    name = "quote"
    version = "1"

    def __init__(self) -> None:
        self._vectors: dict[str, object] = {}

    async def answer(self, question: Question, context: Context) -> Answer:
        asked = understand(question.text)
        stated = fact(question.text, context)
        if stated:
            return self._of_fact(question, stated, context)
        hits, observations = gather(asked, context, question.span)
        lines = lines_of(observations)
        draft = self._draft(question, asked, lines, self._comparer(asked, context))
        self.draft = draft
        confidence = 0.0
        if draft and draft.sure is not None:
            confidence = draft.sure
        elif draft and not doubt(asked, draft.signs):
            confidence = probability(draft.signs)
        if draft is None or confidence < FLOOR:
            return self._abstain(question, context, confidence)
        return Answer(
            text=draft.text,
            confidence=round(confidence, 3),
            choice=draft.choice,
            evidence=tuple(_evidence(line, confidence) for line in draft.lines),
            strategy=f"{self.name}@{self.version}",
        )

    def _draft(
        self, question: Question, asked: Asked, lines: list[Line], compare: Compare | None
    ) -> Draft | None:
        if asked.at_s is not None:
            lines = [line for line in lines if _shown_at(line, asked.at_s)]
        found = matches(asked, lines, compare)
        if not found:
            return None
        signs = signs_of(asked, found[0], found, lines)
        if screen.never_chosen(asked, lines):
            return None
        special = _special(asked, lines, found)
        if question.options:
            return _of_options(question, asked, found, signs, lines, special)
        if special:
            return Draft(_worded(asked, special.text, special.lines), list(special.lines), signs, sure=special.sure)
        if asked.wants == "yes_no":
            verdict, held = yes_or_no(asked, found[0])
            if verdict is not None:
                text = shown("Yes" if verdict else "No", found[0].line.text)
                return Draft(text, [found[0].line], {**signs, "support": held})
        if asked.wants == "when" or asked.every:
            return _moments(asked, found, signs)
        return _quoted(asked, found, signs)

    def _comparer(self, asked: Asked, context: Context) -> Compare | None:
        embedder = context.embedder
        if embedder is None:
            return None

        def compare(texts: Sequence[str]) -> Sequence[float]:
            unknown = [t for t in dict.fromkeys([asked.text, *texts]) if t not in self._vectors]
            if unknown:
                self._vectors.update(zip(unknown, embedder.embed_text(unknown), strict=True))
            query = self._vectors[asked.text]
            return [float(self._vectors[text] @ query) for text in texts]  # type: ignore[operator]

        return compare

    def _of_fact(self, question: Question, stated: Fact, context: Context) -> Answer:
        choice = _fact_choice(question.options, stated.text)
        seen = stated.observation
        kind: Kind = "shot" if stated.kind == "shot" else "file"
        evidence = Evidence(
            video=context.videos[0].id, span=stated.span, kind=kind, quote=(seen.text if seen else "") or stated.text,
            score=1.0, observation=seen.id if seen else "",
        )
        return Answer(text=stated.text, confidence=0.95, choice=choice, evidence=(evidence,), strategy=f"{self.name}@{self.version}")

    def _abstain(self, question: Question, context: Context, confidence: float) -> Answer:
        missing = list(context.missing)
        if any(video.video for video in context.videos):
            captions = Filter(kinds=("caption",), videos=tuple(v.id for v in context.videos))
            if not any(True for _ in context.store.scan(captions)):
                missing.insert(0, NO_EYES)
        choice = not_stated(question.options)
        text = question.options[choice] if choice is not None else NOT_THERE
        return Answer(
            text=text, confidence=round(1 - confidence, 3), choice=choice, abstained=True,
            missing=tuple(missing), strategy=f"{self.name}@{self.version}",
        )


def _shown_at(line: Line, time_s: float) -> bool:
    return line.span.start_s - 0.05 <= time_s < line.span.end_s + 0.05


def _special(asked: Asked, lines: list[Line], found: list[Match]) -> screen.Found | None:
    if screen.about_putting_in(asked):
        added = screen.put_in(lines)
        if added:
            return added[0]
    if screen.about_typing(asked) and (
        typed := [line for line in screen.typed(lines) if screen.labelled(asked, line)]
    ):
        return _typed(asked, lines, typed, found)
    if screen.about_choosing(asked) and asked.wants == "text" and not asked.relation:
        picked = screen.chosen(asked, lines)
        if picked:
            return picked
    if asked.relation in ("below", "above", "right after", "right before"):
        beside = screen.beside(asked, lines)
        if beside:
            return beside
    if asked.ordinal and (entry := screen.nth(asked, lines, found[0].line)):
        return entry
    if asked.listing:
        return screen.under(asked, lines, found[0].line)
    return None


def _typed(asked: Asked, lines: list[Line], typed: list[Line], found: list[Match]) -> screen.Found | None:
    if asked.relation in ("after", "right after") and asked.anchor:
        anchor = screen._anchor(asked, lines)
        if anchor:
            later = [line for line in typed if line.span.start_s > anchor.span.start_s + 0.05 and line is not anchor]
            if later:
                return screen.Found(later[0].bare, (later[0],), 0.7)
    if asked.where == "last":
        return screen.Found(typed[-1].bare, (typed[-1],), 0.75)
    if asked.where == "first":
        return screen.Found(typed[0].bare, (typed[0],), 0.75)
    ranked = [match for match in found if any(match.line is line for line in typed)]
    if ranked:
        best = ranked[0].line
        return screen.Found(best.bare, (best,), 0.6)
    return None


def _worded(asked: Asked, text: str, lines: Sequence[Line]) -> str:
    return shown(text, lines[0].text) if text.casefold() not in lines[0].text.casefold() else shown("", lines[0].bare) if len(text) >= len(lines[0].bare) else shown(text, lines[0].bare)


def _quoted(asked: Asked, found: list[Match], signs: dict[str, float]) -> Draft:
    """The best line; with it the second, where that stands beside it or is as good."""
    best, second = found[0], found[1] if len(found) > 1 else None
    lines = [best.line]
    if second and second.score > best.score - (1.0 if _beside(best.line, second.line) else 0.4):
        lines.append(second.line)
    short = short_answer(asked, best.line.bare)
    lines.sort(key=lambda line: line.span)
    joint = " " if len(lines) > 1 and _beside(*lines) else " / "
    return Draft(shown(short, joint.join(line.bare for line in lines)), lines, signs)


def _beside(one: Line, other: Line) -> bool:
    if one.kind != "text":
        return one.after is other or one.before is other
    block = one.blocks[-1].lines
    return other in block and abs(block.index(one) - block.index(other)) == 1


def _moments(asked: Asked, found: list[Match], signs: dict[str, float]) -> Draft:
    best = found[0]
    lines = [best.line]
    for match in found[1:]:
        same = match.line.text.casefold() == best.line.text.casefold()
        if same or (asked.every and match.score > best.score - 0.8 and match.score > 0.6 * best.score):
            lines.append(match.line)
    lines.sort(key=lambda line: line.span)
    spans = ", ".join(str(line.span) for line in lines)
    return Draft(shown(spans, " / ".join(dict.fromkeys(line.bare for line in lines))), lines, signs)


def _of_options(question: Question, asked: Asked, found: list[Match], signs: dict[str, float], lines: list[Line], special: screen.Found | None) -> Draft | None:
    if special:
        only = Line(special.text, "text", "", special.lines[0].span, [])
        only.words = words_of(special.text)
        named = supported(question.options, [Match(only, {}, 0.0)])
        if named and named.strength >= 0.9 and named.margin > 0.3:
            text = shown(question.options[named.choice], special.lines[0].bare)
            return Draft(text, list(special.lines), signs, choice=named.choice, sure=special.sure)
    pick = supported(question.options, found)
    if pick is None:
        return None
    option = question.options[pick.choice]
    text = shown(option, pick.match.line.bare)
    more = signs_of(asked, pick.match, found, lines)
    return Draft(text, [pick.match.line], {**more, "support": pick.strength, "lead": pick.margin, "options": 1.0}, choice=pick.choice)


def _fact_choice(options: Sequence[str], text: str) -> int | None:
    numbers = re.findall(r"\d+(?:\.\d+)?", text)
    for at, option in enumerate(options):
        mine = re.findall(r"\d+(?:\.\d+)?", option)
        if option.casefold() in text.casefold() and (not mine or mine[0] == numbers[0]):
            return at
    for at, option in enumerate(options):
        mine = re.findall(r"\d+(?:\.\d+)?", option)
        if mine and numbers and abs(float(mine[0]) - float(numbers[0])) < 0.5:
            return at
    return None


def _evidence(line: Line, confidence: float) -> Evidence:
    return Evidence(
        video=line.video, span=line.span, kind=line.kind, quote=line.text, score=round(confidence, 3),
        boxes=tuple(line.boxes[:1]), observation=line.seen[-1].id,
    )
