"""How long it takes to start, and to answer from a large library.

    python benchmarks/answers.py LIBRARY [--rounds 20]

LIBRARY is a folder such as benchmarks/memory.py keeps. Starting is timed as whole processes, beside
a Python that does nothing; answers are timed warm, in one process, without a model and without the
second look (the files of that library do not exist).
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

import longtake as lt

QUESTIONS = (
    "When does the harbour light go out?",
    "Who pays for the new bridge?",
    "How many visitors came in spring?",
    "What does she say about the weather?",
    "Where is the old map kept?",
)


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
    videos[0].ask(QUESTIONS[0], verified=False)
    asked = [
        taken
        for place, question in enumerate(QUESTIONS)
        for taken in milliseconds(
            partial(videos[place % len(videos)].ask, question, verified=False), options.rounds
        )
    ]
    row("ask, warm, quote", sorted(asked))
    found = milliseconds(lambda: lt.search(QUESTIONS[1], library=library), options.rounds)
    row("search, warm", found)


if __name__ == "__main__":
    main()
