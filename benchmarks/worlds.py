"""The certificate of the worlds' questions: answerable from their evidence, and from nothing else.

    python benchmarks/worlds.py [WORLD …] [--minutes 20] [--seeds 3] [--out benchmarks/worlds.md]

Plans each world at several levels with several seeds, asks, drops what is not certified, balances
what is left as `longtake make` does, and examines it anew. No video is rendered: questions are
examined on what the plan says is to be seen. Prints the table and writes it; exits with 1 when a
promise is not kept.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from longtake.errors import LongtakeError
from longtake.registry import BUILT_IN, find
from longtake.worlds.asking.blind import GUESSERS, HELD_OUT, chance, guessed
from longtake.worlds.asking.certificate import Report, report
from longtake.worlds.asking.certify import Result, certified, examined
from longtake.worlds.asking.drafting import balanced, candidates
from longtake.worlds.questions import Question
from longtake.worlds.world import Film, Order, World

LEVELS = (1, 3, 5)
OUT = Path(__file__).parent / "worlds.md"
READING = """Answerable: a solver is right from the evidence alone; what is not so is dropped
before it is asked, and the last table says how much that was. Without evidence, one frame: silence
counts as a guess among the options. Blind: the best of eleven guessers that read only the
text; questions that these get right too often were left out, so that they are at chance because
they were brought there. Those that learn are judged by other folds
than were balanced against. A single kind may exceed chance by 3 points (one frame: 5) and by what
luck does to as few questions (1.64 standard errors; 2.5 for the best guesser); all kinds together
may not."""


@dataclass
class Asked:
    """What came of one world."""

    results: list[Result] = field(default_factory=list)
    dropped: Counter[str] = field(default_factory=Counter)
    """Questions that are not asked, by kind and reason."""
    candidates: int = 0
    took_s: float = 0.0


def ask(world: World, orders: Sequence[Order]) -> Asked:
    """Ask and certify, order after order; balance all together; examine what is left anew."""
    asked, started = Asked(), time.perf_counter()
    sound: list[Question] = []
    films: dict[str, Film] = {}
    for number, order in enumerate(orders):
        for group in world.groups(order):
            names = {film.name: f"{number}/{film.name}" for film in group}
            films |= {names[film.name]: film for film in group}
            drafted = candidates(world, order, group, asked.candidates, names)
            kept, fallen = certified(drafted, films, world.kinds)
            sound += (_apart(question, number) for question in kept)
            asked.candidates += len(drafted)
            asked.dropped.update(f"{question.kind}: {why}" for question, why in fallen)
    even = balanced(sound, orders[0].seed)
    stays = {question.id for question in even}
    gone = (question for question in sound if question.id not in stays)
    asked.dropped.update(f"{question.kind}: balance" for question in gone)
    asked.results += examined(even, films, world.kinds)
    asked.took_s = time.perf_counter() - started
    return asked


def _apart(question: Question, number: int) -> Question:
    """Films of different orders have the same names; their pairs and chains are not the same."""
    ties = {name: getattr(question, name) for name in ("pair", "chain")}
    return question.model_copy(update={n: tie and f"{number}/{tie}" for n, tie in ties.items()})


def page(told: Report, worlds: dict[str, Asked], skipped: dict[str, str], command: str) -> str:
    """The tables, how they are to be read, and what is not kept."""
    lines = ["# Certificate of the worlds' questions", "", f"`{command}`", "", READING, ""]
    lines += [told.table(), "", *_over(told), *_held_out(worlds)]
    lines += ["| world | drafted | not certified | left out by balance | asked | seconds |"]
    lines += ["|---|--:|--:|--:|--:|--:|"]
    for name, asked in worlds.items():
        balance = sum(n for why, n in asked.dropped.items() if why.endswith(": balance"))
        unsound = asked.dropped.total() - balance
        cells = (asked.candidates, unsound, balance, len(asked.results))
        row = " | ".join(f"{cell:,}" for cell in cells)
        lines.append(f"| {name} | {row} | {asked.took_s:.0f} |")
    lines += ["", "Not kept:" if told.missed or skipped else "Every promise is kept.", ""]
    lines += [f"- {line}" for line in told.missed]
    lines += [f"- {name}: {why}" for name, why in skipped.items()]
    return "\n".join(lines).rstrip() + "\n"


def _over(told: Report) -> list[str]:
    """How many kinds are guessed more often than chance and 3 points, luck not allowed for."""
    asked = [row for row in told.rows if row.options]
    over = [row for row in asked if row.blind > row.chance + 0.03]
    large = sum(row.units >= 100 for row in over)
    return [
        f"Of {len(asked)} kinds with options, the luckiest of the {len(GUESSERS)} guessers beats "
        f"chance by more than 3 points in {len(over)}; {large} of them have 100 questions or more.",
        "",
    ]


def _held_out(worlds: dict[str, Asked]) -> list[str]:
    """Guessers that nothing was balanced against, over all questions with options."""
    asked = [r.question for one in worlds.values() for r in one.results if r.question.options]
    even = sum(map(chance, asked)) / len(asked)
    lines = [
        "Guessers that nothing was balanced against, over all questions with options "
        f"(chance: {even:.1%}), and the world that each knows best:",
        "",
        "| guesser | all | best in |",
        "|---|--:|---|",
    ]
    for name, hits in guessed(asked, guessers=HELD_OUT).items():
        by_world: dict[str, list[tuple[float, float]]] = {}
        for question, hit in zip(asked, hits, strict=True):
            by_world.setdefault(question.world, []).append((hit, chance(question)))
        rates = {
            world: (sum(h for h, _ in pairs) / len(pairs), sum(c for _, c in pairs) / len(pairs))
            for world, pairs in by_world.items()
        }
        world = max(rates, key=lambda world: rates[world][0] - rates[world][1])
        rate, by_chance = rates[world]
        share = sum(hits) / len(hits)
        lines.append(f"| {name} | {share:.1%} | {world}: {rate:.1%} (chance: {by_chance:.1%}) |")
    return [*lines, ""]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("worlds", nargs="*", default=list(BUILT_IN["worlds"]))
    parser.add_argument("--minutes", type=float, default=20.0)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    orders = [
        Order(seed=10 * seed + level, minutes=options.minutes, level=level)
        for seed in range(options.seeds)
        for level in LEVELS
    ]
    worlds: dict[str, Asked] = {}
    skipped: dict[str, str] = {}
    for name in options.worlds:
        try:
            worlds[name] = ask(find("worlds", name)(), orders)
        except LongtakeError as error:
            skipped[name] = str(error)
            print(f"{name}: {error}", file=sys.stderr)
            continue
        for why, count in sorted(worlds[name].dropped.items()):
            print(f"{name}: dropped {count:,} {why}", file=sys.stderr)
    if not any(asked.results for asked in worlds.values()):
        sys.exit("no world asked anything")
    told = report(result for asked in worlds.values() for result in asked.results)
    command = " ".join(["python benchmarks/worlds.py", *sys.argv[1:]])
    text = page(told, worlds, skipped, command)
    print(text)
    options.out.write_text(text, "utf-8")
    sys.exit(bool(told.missed or skipped))


if __name__ == "__main__":
    main()
