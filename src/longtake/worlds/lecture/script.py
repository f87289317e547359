"""What a lecture says: topics, each with the lines of one slide and what the voice adds.

Everything is invented from the seed. Knows nothing of layout or time. A random generator and a
level come in; `Topic`s go out.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from longtake.worlds.lecture.courses import BEASTS, DAWNS, SUBJECTS, Measure, Names, Subject

HARD = {"ticker": 1, "blur": 1, "silent": 2, "flash": 2, "tiny": 2, "alternate": 3}
"""Slides whose text is hard to read (Shi et al. 2025, MME-VideoOCR), and from which level on."""
PLAIN = ("points", "table", "chart", "program", "sum", "hand", "compared", "quote", "table")
EVERY = (3, 3, 2, 2, 1)
"""Of each level: after how many plain slides a hard one follows."""
COURSE_SLIDES = 8


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of the narration."""

    text: str
    only_heard: bool = False
    """Whether it is kept out of the subtitles, so that only the sound tells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What one slide is about."""

    kind: str
    title: str
    course: str
    noun: str
    lines: tuple[str, ...] = ()
    """From top to bottom; of slides that show one thing at a time, one after another."""
    said: tuple[Said, ...] = ()
    measures: tuple[Measure, ...] = ()
    items: tuple[str, ...] = ()
    values: tuple[tuple[int, ...], ...] = ()
    """Of each item, of each measure."""
    people: tuple[str, ...] = ()
    """Names that only this slide mentions."""
    answer: str = ""
    """What the program prints, what x is, what was to be put together …"""
    wrong: tuple[str, ...] = ()
    changed: tuple[int, str] | None = None
    """Which line turns into what while nobody says so."""


class Scribe:
    """Writes the topics of one film, course after course."""

    def __init__(self, rng: random.Random, level: int):
        self._rng = rng
        self._level = level
        self._names = Names(rng)
        self._kinds = self._deck()
        self._titles: set[str] = set()

    def courses(self) -> Iterator[tuple[str, Iterator[Topic]]]:
        """The title of each course and its topics, without end."""
        while True:
            for subject in self._rng.sample(SUBJECTS, len(SUBJECTS)):
                title = subject.title.format(place=self._names.new())
                yield title, self._topics(subject, title)

    def person(self) -> str:
        """Somebody who does not exist."""
        return f"{self._names.new()} {self._names.new()}"

    def strangers(self, count: int) -> list[str]:
        """Names that the lecture never uses."""
        return [self._names.new() for _ in range(count)]

    def _deck(self) -> Iterator[str]:
        """Kinds of slides: all of them come up before any comes again."""
        hard_kinds = [kind for kind, least in HARD.items() if least <= self._level]
        plain: list[str] = []
        hard: list[str] = []
        while True:
            for _ in range(EVERY[self._level - 1]):
                plain = plain or self._rng.sample(PLAIN, len(PLAIN))
                yield plain.pop()
            hard = hard or self._rng.sample(hard_kinds, len(hard_kinds))
            yield hard.pop()

    def _topics(self, subject: Subject, course: str) -> Iterator[Topic]:
        for _ in range(COURSE_SLIDES):
            kind = next(self._kinds)
            desk = Desk(self._rng, self._names, subject, course, self._level)
            topic = MAKERS[kind](desk)
            while topic.title in self._titles:
                topic = MAKERS[kind](desk)
            self._titles.add(topic.title)
            yield topic


@dataclass(frozen=True, slots=True)
class Desk:
    """What is at hand when one topic is written."""

    rng: random.Random
    names: Names
    subject: Subject
    course: str
    level: int

    def fill(self, pattern: str, item: str) -> tuple[str, str]:
        """A line with names in it, and the name that is new."""
        name = self.names.new()
        return pattern.format(item=item, place=name, person=name), name

    def aside(self, item: str) -> Said:
        """Something that is only said."""
        pattern = self.rng.choice(self.subject.asides)
        beast = self.rng.choice(BEASTS)
        return Said(pattern.format(item=item, beast=beast, person=self.names.new()))

    def topic(self, kind: str, subtitle: str, lines: list[str], **more: object) -> Topic:
        """A topic of this course."""
        return Topic(
            kind=kind,
            title=f"{subtitle} of {self.names.new()}",
            course=self.course,
            noun=self.subject.noun,
            lines=tuple(lines),
            **more,  # type: ignore[arg-type]
        )


def sentence(desk: Desk) -> tuple[str, str, str]:
    """`Orvale met Linnea before dawn` in its three parts."""
    deed = desk.rng.choice(("met", "paid", "saw", "hid", "fed", "lost"))
    return desk.names.new(), f"{deed} {desk.names.new()}", desk.rng.choice(DAWNS)


def _points(desk: Desk) -> Topic:
    count = desk.rng.randint(3, 6)
    patterns = [desk.rng.choice(desk.subject.points) for _ in range(count)]
    items = [desk.names.new() for _ in patterns]
    filled = [desk.fill(pattern, item) for pattern, item in zip(patterns, items, strict=True)]
    people = tuple(name for line, name in filled if name in line)
    return desk.topic(
        "points", "Notes", [line for line, _ in filled],
        said=(desk.aside(items[0]),), items=tuple(items), people=people,
    )  # fmt: skip


def columns(cells: list[list[str]]) -> list[str]:
    """Rows of a table as lines whose columns stand below each other, two spaces apart at least."""
    wide = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return ["  ".join(c.ljust(w) for c, w in zip(row, wide, strict=True)).rstrip() for row in cells]


def _tabled(desk: Desk, kind: str, subtitle: str, measures: tuple[Measure, ...]) -> Topic:
    items = [desk.names.new() for _ in range(desk.rng.randint(4, 5))]
    drawn = [desk.rng.sample(range(m.low, m.high + 1), len(items)) for m in measures]
    values = tuple(zip(*drawn, strict=True))
    head = [desk.subject.noun, *(measure.header for measure in measures)]
    rows = [[item, *map(str, row)] for item, row in zip(items, values, strict=True)]
    return desk.topic(
        kind, subtitle, columns([head, *rows]), said=(desk.aside(desk.rng.choice(items)),),
        measures=measures, items=tuple(items), values=values,
    )  # fmt: skip


def _table(desk: Desk) -> Topic:
    first, second = desk.rng.sample(desk.subject.measures, 2)
    return _tabled(desk, "table", "Table", (first, second))


def _chart(desk: Desk) -> Topic:
    return _tabled(desk, "chart", "Chart", (desk.rng.choice(desk.subject.measures),))


def _silent(desk: Desk) -> Topic:
    """A table in which one number becomes another while nobody says so."""
    topic = _tabled(desk, "silent", "Record", (desk.rng.choice(desk.subject.measures),))
    measure, row = topic.measures[0], desk.rng.randrange(len(topic.items))
    taken = {value for values in topic.values for value in values}
    free = [n for n in range(measure.low, measure.high + 1) if n not in taken]
    new = desk.rng.choice(free)
    line = topic.lines[row + 1]
    changed = row + 1, line[: len(line) - len(line.split()[-1])] + str(new)
    return desk.topic(
        "silent", "Record", list(topic.lines), said=topic.said, measures=topic.measures,
        items=topic.items, values=topic.values, changed=changed, answer=str(new),
    )  # fmt: skip


def _compared(desk: Desk) -> Topic:
    """The slide gives a ratio, the voice gives one value: neither alone gives the other value."""
    measure = desk.rng.choice(desk.subject.measures)
    one, other = desk.names.new(), desk.names.new()
    half = desk.rng.randint(6, 22)
    value = 2 * half
    more = desk.rng.randint(3, 9)
    ways = {
        f"{other} has twice that of {one}": 2 * value,
        f"{other} has half that of {one}": half,
        f"{other} has {more} more than {one}": value + more,
        f"{other} has {more} fewer than {one}": value - more,
    }
    line = desk.rng.choice(list(ways))
    spare = [desk.names.new() for _ in range(2)]
    lines = [f"Compared: {measure.header}", line, f"{spare[0]} is not counted"]
    told = f"{one} has a {measure.name} of {value} {measure.unit}."
    near = {2 * value, half, value + more, value - more, value, value + 2 * more}
    return desk.topic(
        "compared", "Scale", lines, said=(Said(told, desk.rng.random() < 0.5),),
        measures=(measure,), items=(other, one), answer=str(ways[line]),
        wrong=tuple(map(str, sorted(near - {ways[line]}))),
    )  # fmt: skip


def _program(desk: Desk) -> Topic:
    """A program of sums and products, small enough to be run in the head."""
    rng = desk.rng
    first, second = rng.sample("abcdkmnpxy", 2)
    lines = [f"{first} = {rng.randint(2, 9)}", f"{second} = {first} + {rng.randint(2, 9)}"]
    steps = [
        f"{first} = {first} + {second}", f"{second} = {second} * {rng.randint(2, 3)}",
        f"{first} = {second} - {first}", f"{second} = {second} + {rng.randint(1, 9)}",
        f"{first} = {first} * {rng.randint(2, 4)}",
    ]  # fmt: skip
    lines += rng.sample(steps, min(len(steps), 1 + desk.level // 2))
    lines.append(f"print({rng.choice((first, second))})")
    printed = run(lines)
    assert printed is not None
    passed = {value for end in range(2, len(lines)) for value in states(lines[:end]).values()}
    near = {printed + step for step in (-6, -3, -2, -1, 1, 2, 3, 6)} | passed
    return desk.topic(
        "program", "Program", lines, said=(Said(f"This is how {desk.names.new()} did it."),),
        answer=str(printed), wrong=tuple(map(str, sorted(near - {printed}))),
    )  # fmt: skip


def states(lines: list[str]) -> dict[str, int]:
    """The variables after these lines; a line that cannot be understood is passed over."""
    known: dict[str, int] = {}
    for line in lines:
        name, sign, rest = line.partition("=")
        parts = rest.split()
        if not sign or len(parts) not in (1, 3):
            continue
        numbers = [_number(part, known) for part in parts[::2]]
        if None in numbers:
            known.pop(name.strip(), None)
            continue
        left, right = numbers[0] or 0, numbers[-1] or 0
        done = {"+": left + right, "-": left - right, "*": left * right}
        known[name.strip()] = left if len(parts) == 1 else done.get(parts[1], left)
    return known


def _number(part: str, known: dict[str, int]) -> int | None:
    return int(part) if part.lstrip("-").isdigit() else known.get(part)


def run(lines: list[str]) -> int | None:
    """What a program prints; None where its last line prints nothing that is known."""
    last = lines[-1] if lines else ""
    if not (last.startswith("print(") and last.endswith(")")):
        return None
    return states(lines[:-1]).get(last[6:-1].strip())


def _sum(desk: Desk) -> Topic:
    """An equation solved step by step; the last step is left to who watches."""
    rng = desk.rng
    x, times, plus = rng.randint(2, 12), rng.randint(2, 9), rng.randint(2, 30)
    more = rng.randint(1, 3)
    lines = [
        f"{times + more}x + {plus} = {more}x + {times * x + plus}",
        f"{times}x + {plus} = {times * x + plus}",
        f"{times}x = {times * x}",
    ]
    near = {x + step for step in (-4, -3, -2, -1, 1, 2, 3, 4) if x + step > 0}
    return desk.topic(
        "sum", "Equation", lines, said=(Said(f"The rest is left to {desk.names.new()}."),),
        answer=str(x), wrong=tuple(map(str, sorted(near))),
    )  # fmt: skip


def _hand(desk: Desk) -> Topic:
    words = [desk.names.new() for _ in range(desk.rng.randint(4, 5))]
    said = Said(f"These are the names that {desk.names.new()} wrote on the wall.")
    return desk.topic("hand", "Hand", words, said=(said,), items=tuple(words))


def _quote(desk: Desk) -> Topic:
    who, deed, when = sentence(desk)
    speaker = f"{desk.names.new()} {desk.names.new()}"
    lines = [f"{who} {deed}", f"{when},", "and nobody ever knew why."]
    return desk.topic(
        "quote", "Saying", [*lines, f"{speaker}"], said=(desk.aside(who),), answer=speaker,
        people=(who, *speaker.split()),
    )  # fmt: skip


def _ticker(desk: Desk) -> Topic:
    """A sentence that runs through a window too small for it: two heads by two tails."""
    heads = [desk.names.new() for _ in range(2)]
    tails = desk.rng.sample(DAWNS, 2)
    middle = f"told {desk.names.new()} to sell the last {desk.subject.noun}"
    every = [f"{head} {middle} {tail}" for head in heads for tail in tails]
    answer = every.pop(desk.rng.randrange(4))
    return desk.topic(
        "ticker", "News", ["Please read on"], said=(desk.aside(desk.names.new()),),
        answer=answer, wrong=tuple(every),
    )  # fmt: skip


def _flash(desk: Desk) -> Topic:
    """A sentence that is shown word by word: the same words in another order say another thing."""
    one, two, three = (desk.names.new() for _ in range(3))
    deed, when = desk.rng.choice(("met", "paid", "saw", "fed")), desk.rng.choice(DAWNS)
    orders = [(a, b) for a in (one, two, three) for b in (one, two, three) if a != b]
    every = []
    for a, b in orders:
        c = ({one, two, three} - {a, b}).pop()
        every.append(f"{a} {deed} {b} and {c} {when}")
    answer = every.pop(desk.rng.randrange(len(every)))
    return desk.topic(
        "flash", "Motto", answer.split(), said=(desk.aside(desk.names.new()),),
        answer=answer, wrong=tuple(every),
    )  # fmt: skip


def _alternate(desk: Desk) -> Topic:
    """A word of which one frame shows the odd letters and the next one the even ones."""
    letters = [desk.rng.sample("BDFGKMNPRSTVXZ", 2) for _ in range(6)]
    every = ["".join(letters[place][(odd, even)[place % 2]] for place in range(6))
             for odd in (0, 1) for even in (0, 1)]  # fmt: skip
    answer = every.pop(desk.rng.randrange(4))
    return desk.topic(
        "alternate", "Cipher", [answer], said=(desk.aside(desk.names.new()),),
        answer=answer, wrong=tuple(every),
    )  # fmt: skip


def _blur(desk: Desk) -> Topic:
    """A line that is sharp for a moment only, among others that stay sharp."""
    who, deed, when = sentence(desk)
    lines = [" ".join(sentence(desk)) for _ in range(3)]
    answer = f"{who} {deed} {when}"
    return desk.topic(
        "blur", "Seal", [*lines, answer], said=(desk.aside(who),), answer=answer,
        wrong=tuple(lines),
    )  # fmt: skip


def _tiny(desk: Desk) -> Topic:
    """Large lines, and a small one at the foot with the name that matters."""
    keepers = [desk.names.new() for _ in range(4)]
    lines = [f"{desk.names.new()} was kept by {keeper}" for keeper in keepers[:3]]
    return desk.topic(
        "tiny", "Deed", [*lines, f"all this was signed by {keepers[3]}"],
        said=(desk.aside(desk.names.new()),), answer=keepers[3], wrong=tuple(keepers[:3]),
    )  # fmt: skip


MAKERS: dict[str, Callable[[Desk], Topic]] = {
    "points": _points, "table": _table, "chart": _chart, "silent": _silent,
    "compared": _compared, "program": _program, "sum": _sum, "hand": _hand, "quote": _quote,
    "ticker": _ticker, "flash": _flash, "alternate": _alternate, "blur": _blur, "tiny": _tiny,
}  # fmt: skip
