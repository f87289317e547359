"""Topics that take some working out: programs, equations, and writing that is hard to read.

The kinds of hard writing are those of MME-VideoOCR (Shi et al. 2025, arXiv 2505.21333). A `Desk`
comes in; a `Topic` goes out.
"""

from __future__ import annotations

import re

from longtake.worlds.lecture.courses import DAWNS
from longtake.worlds.lecture.topic import Desk, Said, Topic, sentence

PRINT = re.compile(r"print.(?P<name>\w).?")
"""Brackets are easily misread."""


def program(desk: Desk) -> Topic:
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
    last = PRINT.fullmatch(lines[-1].strip()) if lines else None
    return states(lines[:-1]).get(last["name"]) if last else None


def equation(desk: Desk) -> Topic:
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


def ticker(desk: Desk) -> Topic:
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


def flash(desk: Desk) -> Topic:
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


def alternate(desk: Desk) -> Topic:
    """A word of which one frame shows the odd letters and the next one the even ones."""
    letters = [desk.rng.sample("BDFGKMNPRSTVXZ", 2) for _ in range(6)]
    every = ["".join(letters[place][(odd, even)[place % 2]] for place in range(6))
             for odd in (0, 1) for even in (0, 1)]  # fmt: skip
    answer = every.pop(desk.rng.randrange(4))
    return desk.topic(
        "alternate", "Cipher", [answer], said=(desk.aside(desk.names.new()),),
        answer=answer, wrong=tuple(every),
    )  # fmt: skip


def blur(desk: Desk) -> Topic:
    """A line that is sharp for a moment only, among others that stay sharp."""
    who, deed, when = sentence(desk)
    lines = [" ".join(sentence(desk)) for _ in range(3)]
    answer = f"{who} {deed} {when}"
    return desk.topic(
        "blur", "Seal", [*lines, answer], said=(desk.aside(who),), answer=answer,
        wrong=tuple(lines),
    )  # fmt: skip


def tiny(desk: Desk) -> Topic:
    """Large lines, and a small one at the foot with the name that matters."""
    keepers = [desk.names.new() for _ in range(4)]
    lines = [f"{desk.names.new()} was kept by {keeper}" for keeper in keepers[:3]]
    return desk.topic(
        "tiny", "Deed", [*lines, f"all this was signed by {keepers[3]}"],
        said=(desk.aside(desk.names.new()),), answer=keepers[3], wrong=tuple(keepers[:3]),
    )  # fmt: skip
