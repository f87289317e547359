"""The baseline: the engine and its strategies on stories of 5, 30 and 120 minutes, all controls on.

    OPENBLAS_NUM_THREADS=1 python benchmarks/baseline.py --folder KEPT [--minutes 5 30 120]

Makes the stories, indexes them, and asks as many of their questions as --limit says of each
strategy: `uniform` and `direct` with the seer, who sees what it is shown and guesses nothing else,
and `quote`, which needs no model. What is kept in the folder is not made or asked again. Writes
`docs/results/baseline.md`, `.csv` and `.html`.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import longtake as lt
from longtake.bench.asking.controls import CONTROLS
from longtake.bench.reports import FORMATS, report
from longtake.bench.runs.attempts import Log
from longtake.bench.runs.command import Wanted, carry_out
from longtake.worlds.making.make import make
from longtake.worlds.world import Order

MODELS = {"uniform": "seer:sharp", "direct": "seer:sharp", "quote": ""}
RESULTS = Path(__file__).resolve().parents[1] / "docs" / "results"
COMMAND = "OPENBLAS_NUM_THREADS=1 python benchmarks/baseline.py --folder KEPT"


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--folder", type=Path, required=True, help="where films and runs are kept")
    asked.add_argument("--minutes", type=int, nargs="+", default=[5, 30, 120])
    asked.add_argument("--limit", type=int, default=100, help="questions of each story")
    asked.add_argument("--frames", type=int, default=64)
    asked.add_argument("--seed", type=int, default=7)
    told = asked.parse_args()
    lines = ["| story | length | index | × real time |", "|---|--:|--:|--:|"]
    logs: list[Log] = []
    for minutes in told.minutes:
        film = made(told.folder, minutes, told.seed)
        lines.append(indexed(film, told.folder / "library", minutes))
        logs += runs(film, told.folder, told.limit, told.frames)
    written(logs, lines, told.limit, told.frames)


def made(folder: Path, minutes: int, seed: int) -> Path:
    film = folder / f"story-{minutes}"
    if not film.exists():
        make("story", film, Order(seed=seed, minutes=minutes), workers=2)
    return film


def indexed(film: Path, library: Path, minutes: int) -> str:
    """How long the index takes; nothing where it was there."""
    started_s = time.perf_counter()
    video = lt.index(film / "video.mp4", library=library)
    took_s = time.perf_counter() - started_s
    length_s = video.info.duration_s
    return f"| {minutes} min | {length_s:,.0f} s | {took_s:,.1f} s | {length_s / took_s:.1f} |"


def runs(film: Path, folder: Path, limit: int, frames: int) -> Iterator[Log]:
    for strategy, model in MODELS.items():
        out = folder / f"{film.name}-{strategy}"
        yield carry_out(
            Wanted(
                benchmark=str(film),
                out=out,
                strategy=strategy,
                model=model,
                frames=frames,
                controls=CONTROLS,
                limit=limit,
                library=folder / "library",
                resume=out.exists(),
            )
        )
        print(out, flush=True)


def written(logs: Sequence[Log], index: Sequence[str], limit: int, frames: int) -> None:
    RESULTS.mkdir(parents=True, exist_ok=True)
    head = f"`{COMMAND} --limit {limit} --frames {frames}`\n\n" + "\n".join(index) + "\n\n"
    for suffix, form in FORMATS.items():
        text = report(logs, form)
        text = head + text if form == "markdown" else text
        (RESULTS / f"baseline{suffix}").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
