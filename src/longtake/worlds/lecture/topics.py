"""The ordinary topics: lists, tables, charts, comparisons, names, sayings.

A `Desk` comes in; a `Topic` goes out.
"""

from __future__ import annotations

from longtake.worlds.lecture.courses import Measure
from longtake.worlds.lecture.topic import Desk, Said, Topic, columns, sentence


def points(desk: Desk) -> Topic:
    """Names and what is told of them, line by line."""
    count = desk.rng.randint(3, 6)
    patterns = [desk.rng.choice(desk.subject.points) for _ in range(count)]
    items = [desk.names.new() for _ in patterns]
    filled = [desk.fill(pattern, item) for pattern, item in zip(patterns, items, strict=True)]
    people = tuple(name for line, name in filled if name in line)
    return desk.topic(
        "points", "Notes", [line for line, _ in filled],
        said=(desk.aside(items[0]),), items=tuple(items), people=people,
    )  # fmt: skip


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


def table(desk: Desk) -> Topic:
    """Two numbers of each of some things."""
    first, second = desk.rng.sample(desk.subject.measures, 2)
    return _tabled(desk, "table", "Table", (first, second))


def chart(desk: Desk) -> Topic:
    """One number of each of some things, above bars."""
    return _tabled(desk, "chart", "Chart", (desk.rng.choice(desk.subject.measures),))


def silent(desk: Desk) -> Topic:
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


def compared(desk: Desk) -> Topic:
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


def handwriting(desk: Desk) -> Topic:
    """Names that are written one after another."""
    words = [desk.names.new() for _ in range(desk.rng.randint(4, 5))]
    said = Said(f"These are the names that {desk.names.new()} wrote on the wall.")
    return desk.topic("hand", "Hand", words, said=(said,), items=tuple(words))


def quote(desk: Desk) -> Topic:
    """What somebody says."""
    who, deed, when = sentence(desk)
    speaker = f"{desk.names.new()} {desk.names.new()}"
    lines = [f"{who} {deed}", f"{when},", "and nobody ever knew why."]
    return desk.topic(
        "quote", "Saying", [*lines, f"{speaker}"], said=(desk.aside(who),), answer=speaker,
        people=(who, *speaker.split()),
    )  # fmt: skip
