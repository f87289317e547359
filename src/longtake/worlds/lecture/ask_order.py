"""Questions about which slide comes when."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence

from longtake.worlds.lecture.evidence import lectures, whole
from longtake.worlds.lecture.film import LectureFilm
from longtake.worlds.lecture.plan import Slide
from longtake.worlds.lecture.reading import among, page_titled, pages, place_of, shown, title_of
from longtake.worlds.questions import Draft
from longtake.worlds.stage import View
from longtake.worlds.world import Film

LEADING = ("opening", "agenda", "part", "closing")
NEAR_S = 1.0
"""How far from the moment that is asked about a frame may be."""


def body(film: LectureFilm) -> list[Slide]:
    """The slides that tell something."""
    return [slide for slide in film.slides if slide.topic.kind not in LEADING]


def neighbours(film: LectureFilm) -> Iterator[tuple[Slide, Slide]]:
    """Slides that follow each other directly."""
    for one, other in zip(film.slides, film.slides[1:], strict=False):
        if one.topic.kind not in LEADING and other.topic.kind not in LEADING:
            yield one, other


def titles(slides: Sequence[Slide], but: Sequence[Slide], rng: random.Random) -> tuple[str, ...]:
    """Some titles of other slides."""
    others = [slide.topic.title for slide in slides if slide not in but]
    return tuple(rng.sample(others, min(9, len(others))))


class After:
    """Which slide follows another directly."""

    name = "lecture-after"
    family = "order"
    temporal = True
    pattern = r'Which slide is shown directly after the slide "(?P<title>[^"]+)"\?'

    def ask(self, films: Sequence[Film], rng: random.Random) -> Iterator[Draft]:
        for film in lectures(films):
            for one, other in neighbours(film):
                yield Draft(
                    kind=self.name,
                    text=f'Which slide is shown directly after the slide "{one.topic.title}"?',
                    answer=other.topic.title,
                    wrong=titles(body(film), (one, other), rng),
                    evidence=(whole(film, one), whole(film, other)),
                    level=film.order.level,
                )

    def solve(
        self, asked: Mapping[str, str], options: Sequence[str], seen: Sequence[View]
    ) -> str | None:
        found = pages(seen)
        place = place_of(asked["title"], found)
        if place is None or place + 1 >= len(found):
            return None
        return among(found[place + 1].title, options)


class First:
    """Which of four slides comes first."""

    name = "lecture-first"
    family = "order"
    temporal = True
    pattern = (
        r"Which of these slides is shown (?P<end>first|last): "
        r'"(?P<a>[^"]+)", "(?P<b>[^"]+)", "(?P<c>[^"]+)" or "(?P<d>[^"]+)"\?'
    )

    def ask(self, films: Sequence[Film], rng: random.Random) -> Iterator[Draft]:
        for film in lectures(films):
            slides = body(film)
            for _ in range(len(slides) if len(slides) >= 4 else 0):
                four = rng.sample(slides, 4)
                end = rng.choice(("first", "last"))
                pick = min if end == "first" else max
                right = pick(four, key=lambda slide: slide.span)
                named = [f'"{slide.topic.title}"' for slide in four]
                yield Draft(
                    kind=self.name,
                    text=f"Which of these slides is shown {end}: "
                    f"{', '.join(named[:3])} or {named[3]}?",
                    answer=right.topic.title,
                    wrong=tuple(slide.topic.title for slide in four if slide is not right),
                    evidence=tuple(whole(film, slide) for slide in four),
                    level=film.order.level,
                )

    def solve(
        self, asked: Mapping[str, str], options: Sequence[str], seen: Sequence[View]
    ) -> str | None:
        found = [(page_titled(seen, asked[name]), asked[name]) for name in "abcd"]
        times = [(page.start_s, title) for page, title in found if page]
        if len(times) < 4:
            return None
        return (min if asked["end"] == "first" else max)(times)[1]


def clock(time_s: float) -> str:
    """`3:07`."""
    return f"{int(time_s) // 60}:{int(time_s) % 60:02}"


def seconds(text: str) -> float:
    """The seconds of a clock's time."""
    minutes, _, rest = text.partition(":")
    return int(minutes) * 60.0 + int(rest)


def moments(film: LectureFilm, least_s: float = 3.0) -> Iterator[tuple[int, float]]:
    """The place of each slide that tells something, and a whole second in its middle."""
    for place, slide in enumerate(film.slides):
        now_s = float(int(slide.span.middle_s))
        clear = min(now_s - slide.span.start_s, slide.span.end_s - now_s) > NEAR_S + 0.5
        if place and clear and slide.topic.kind not in LEADING and slide.span.duration_s > least_s:
            yield place, now_s


class Now:
    """What is on the screen when somebody asks."""

    name = "lecture-now"
    family = "present"
    temporal = False
    pattern = r"It is (?P<clock>\d+:\d\d) now: what is the title of the slide on the screen\?"

    def ask(self, films: Sequence[Film], rng: random.Random) -> Iterator[Draft]:
        for film in lectures(films):
            for place, now_s in moments(film):
                slide = film.slides[place]
                yield Draft(
                    kind=self.name,
                    text=f"It is {clock(now_s)} now: what is the title of the slide on the screen?",
                    answer=slide.topic.title,
                    wrong=titles(body(film), (slide,), rng),
                    evidence=(whole(film, slide, (now_s,)),),
                    asked_at_s=now_s,
                    answerable_from_s=slide.span.start_s,
                    too_late_s=slide.span.end_s,
                    level=film.order.level,
                )

    def solve(
        self, asked: Mapping[str, str], options: Sequence[str], seen: Sequence[View]
    ) -> str | None:
        now_s = seconds(asked["clock"])
        near = [view for view in seen if abs(view.time_s - now_s) <= NEAR_S and view.things]
        if not near:
            return None
        view = min(near, key=lambda view: abs(view.time_s - now_s))
        title = title_of(shown(view))
        return among(title, options) if title else None


class Before:
    """What was on the screen before, when somebody asks."""

    name = "lecture-before"
    family = "past"
    temporal = True
    pattern = r"It is (?P<clock>\d+:\d\d) now: which slide was shown before the one on the screen\?"

    def ask(self, films: Sequence[Film], rng: random.Random) -> Iterator[Draft]:
        for film in lectures(films):
            for place, now_s in moments(film):
                slide, past = film.slides[place], film.slides[place - 1]
                if past.topic.kind in LEADING:
                    continue
                yield Draft(
                    kind=self.name,
                    text=f"It is {clock(now_s)} now: which slide was shown before the one on "
                    "the screen?",
                    answer=past.topic.title,
                    wrong=titles(body(film), (slide, past), rng),
                    evidence=(whole(film, past), whole(film, slide, (now_s,))),
                    asked_at_s=now_s,
                    answerable_from_s=slide.span.start_s,
                    too_late_s=slide.span.end_s,
                    level=film.order.level,
                )

    def solve(
        self, asked: Mapping[str, str], options: Sequence[str], seen: Sequence[View]
    ) -> str | None:
        now_s = seconds(asked["clock"])
        found = pages([view for view in seen if view.time_s <= now_s + 1e-3])
        if len(found) < 2 or now_s - found[-1].views[-1].time_s > NEAR_S:
            return None
        return among(found[-2].title, options)


ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")
