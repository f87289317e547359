"""Conversations about slides, and what the whole lecture or a part of it is about."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence

from longtake.worlds.lecture.ask_order import ORDINALS, body, neighbours, titles
from longtake.worlds.lecture.evidence import lectures, whole
from longtake.worlds.lecture.film import LectureFilm
from longtake.worlds.lecture.plan import Slide
from longtake.worlds.lecture.reading import among, pages, place_of
from longtake.worlds.questions import Draft
from longtake.worlds.stage import View
from longtake.worlds.world import Film


class Talk:
    """A conversation: which slide comes next, and then what stands on that one."""

    name = "lecture-talk"
    family = "chain"
    temporal = True
    pattern = (
        r"(?:(?P<which>Which slide)|And (?:what is the (?P<nth>\w+) point on|"
        r'(?P<count>how many points are on)) the slide that) comes right after "(?P<title>[^"]+)"\?'
    )

    def ask(self, films: Sequence[Film], rng: random.Random) -> Iterator[Draft]:
        for film in lectures(films):
            points = [
                line for s in film.slides if s.topic.kind == "points" for line in s.topic.lines
            ]
            for one, other in neighbours(film):
                if other.topic.kind == "points":
                    yield from self._talk(film, one, other, points, rng)

    def _talk(
        self, film: LectureFilm, one: Slide, other: Slide, points: list[str], rng: random.Random
    ) -> Iterator[Draft]:
        lines = other.topic.lines
        nth = rng.randrange(len(lines))
        tail = f'comes right after "{one.topic.title}"?'
        turns: list[tuple[str, str, tuple[str, ...], bool]] = [
            (
                f"Which slide {tail}",
                other.topic.title,
                titles(body(film), (one, other), rng),
                False,
            ),
            (
                f"And what is the {ORDINALS[nth]} point on the slide that {tail}",
                lines[nth],
                tuple(line for line in points if line != lines[nth]),
                False,
            ),
            (
                f"And how many points are on the slide that {tail}",
                str(len(lines)),
                tuple(str(n) for n in range(1, 10) if n != len(lines)),
                True,
            ),
        ]
        for turn, (text, answer, wrong, in_order) in enumerate(turns):
            yield Draft(
                kind=self.name,
                text=text,
                answer=answer,
                wrong=wrong,
                evidence=(whole(film, one), whole(film, other)),
                keep_order=in_order,
                chain=f"talk {one.id}",
                turn=turn,
                level=film.order.level,
            )

    def solve(
        self, asked: Mapping[str, str], options: Sequence[str], seen: Sequence[View]
    ) -> str | None:
        found = pages(seen)
        place = place_of(asked["title"], found)
        if place is None or place + 1 >= len(found):
            return None
        page = found[place + 1]
        if asked["which"]:
            return among(page.title, options)
        points = page.texts("point")
        if asked["count"]:
            return str(len(points)) if points else None
        nth = ORDINALS.index(asked["nth"]) if asked["nth"] in ORDINALS else len(points)
        return among(points[nth], options) if nth < len(points) else None


class Parts:
    """What the lecture, or one part of it, is about."""

    name = "lecture-summary"
    family = "summary"
    temporal = True
    pattern = (
        r"What is (?:(?P<all>the lecture)|the part \"(?P<part>[^\"]+)\") about\? "
        r"Name its (?:parts|slides) in order\."
    )

    def ask(self, films: Sequence[Film], rng: random.Random) -> Iterator[Draft]:
        for film in lectures(films):
            courses: dict[str, list[Slide]] = {}
            for slide in film.slides:
                if slide.topic.kind not in ("opening", "agenda", "closing"):
                    courses.setdefault(slide.topic.course, []).append(slide)
            heads = [slides[0] for slides in courses.values()]
            if len(heads) > 1:
                text = "What is the lecture about? Name its parts in order."
                yield self._draft(film, text, heads, list(courses))
            for course, slides in courses.items():
                text = f'What is the part "{course}" about? Name its slides in order.'
                yield self._draft(film, text, slides, [s.topic.title for s in slides[1:]])

    def _draft(self, film: LectureFilm, text: str, slides: list[Slide], names: list[str]) -> Draft:
        spans = {slide.span for slide in slides}
        facts = [
            {"text": fact.text, "weight": fact.weight}
            for fact in film.truth.facts
            if any(fact.spans[0].overlap(span) > 0 for span in spans)
        ]
        return Draft(
            kind=self.name,
            text=text,
            form="open",
            answer="; ".join(names),
            accepts=(", ".join(names), " ".join(f"{n}. {name}" for n, name in enumerate(names, 1))),
            evidence=tuple(whole(film, slide) for slide in slides),
            level=film.order.level,
            detail={"facts": facts},
        )

    def solve(
        self, asked: Mapping[str, str], options: Sequence[str], seen: Sequence[View]
    ) -> str | None:
        found = pages(seen)
        heads = [place for place, page in enumerate(found) if _is_head(page.title, page.views)]
        if asked["all"]:
            return "; ".join(found[place].title for place in heads) or None
        first = place_of(asked["part"], found)
        if first is None:
            return None
        end = next((place for place in heads if place > first), len(found))
        inside = [page.title for page in found[first + 1 : end]]
        if end == len(found) and inside and inside[-1].startswith(THANKS):
            inside.pop()
        return "; ".join(inside) or None


THANKS = "Thanks from"
HEAD_Y = 0.4


def _is_head(title: str, views: Sequence[View]) -> bool:
    """Whether a page is the first of a part: its title stands in the middle."""
    if re.match(rf"Lectures of|{THANKS}", title):
        return False
    return any(thing.y > HEAD_Y for view in views for thing in view.of("title"))
