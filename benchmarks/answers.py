"""How long it takes to start, and to answer from a large library.

    python benchmarks/answers.py LIBRARY [--rounds 20]

LIBRARY is a folder such as benchmarks/memory.py keeps. Starting is timed as whole processes, beside
a Python that does nothing. Answers, to questions of which no two are alike, are timed warm, in one
process, without a model and without the second look (the files of that library do not exist).
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from memory import TOPICS

import longtake as lt

FORMS = (
    "When was {} first described?",
    "What do they say about {}?",
    "Why does {} matter?",
    "How many people depend on {}?",
    "Who talks about {}?",
)


def questions(count: int) -> list[str]:
    """No two alike, so that nothing is remembered from one to the next."""
    topics = [" ".join(topic.split()) for topic in TOPICS.split(";")]
    return [
        FORMS[place // len(topics) % len(FORMS)].format(topics[place % len(topics)])
        for place in range(count)
    ]


def milliseconds(work: Callable[[], object], rounds: int) -> list[float]:
    taken = []
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        taken.append(1000 * (time.perf_counter() - started))
    return sorted(taken)


def row(what: str, taken: list[float]) -> None:
    p95 = taken[min(len(taken) - 1, int(0.95 * len(taken)))]
    print(f"| {what} | {statistics.median(taken):.0f} | {p95:.0f} |")


def started(*words: str) -> Callable[[], object]:
    return lambda: subprocess.run([sys.executable, *words], capture_output=True, check=True)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("library", type=Path)
    parser.add_argument("--rounds", type=int, default=20)
    options = parser.parse_args()
    print("| what | median ms | p95 ms |\n|---|---|---|")
    row("python that does nothing", milliseconds(started("-c", "pass"), options.rounds))
    row("import longtake", milliseconds(started("-c", "import longtake"), options.rounds))
    row("longtake --help", milliseconds(started("-m", "longtake", "--help"), options.rounds))
    library = lt.open_library(options.library)
    videos = [lt.Video(info, library) for info in library.videos()]
    warm_up, *asked = questions(1 + 5 * options.rounds)
    videos[0].ask(warm_up, verified=False)
    answers = [
        partial(videos[place % len(videos)].ask, question, verified=False)
        for place, question in enumerate(asked)
    ]
    row("ask, warm, quote", sorted(taken for one in answers for taken in milliseconds(one, 1)))
    searches = [partial(lt.search, question, library=library) for question in reversed(asked)]
    row("search, warm", sorted(taken for one in searches for taken in milliseconds(one, 1)))


if __name__ == "__main__":
    main()
