"""The baseline: the engine and its strategies on stories of 5, 30 and 120 minutes, all controls on.

    OPENBLAS_NUM_THREADS=1 python benchmarks/baseline.py --folder KEPT [--minutes 5 30 120]

Makes the stories, indexes them, and asks as many of their questions as --limit says of each
strategy: `uniform` and `direct` with the seer, who sees what it is shown and guesses nothing else,
and `quote`, which needs no model. What is kept in the folder is not made or asked again. Writes
`docs/results/baseline.md` and a page of every reply for each story.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from pathlib import Path

import longtake as lt
from longtake.bench.asking.controls import CONTROLS
from longtake.bench.reports import report
from longtake.bench.runs.attempts import Log
from longtake.bench.runs.command import carry_out
from longtake.bench.runs.preparing import Wanted, prepare
from longtake.worlds.making.make import make
from longtake.worlds.world import Order

MODELS = {"uniform": "seer:sharp", "direct": "seer:sharp", "quote": ""}
RESULTS = Path(__file__).resolve().parents[1] / "docs" / "results"
HEAD = """\
# The baseline

    OPENBLAS_NUM_THREADS=1 python benchmarks/baseline.py --folder KEPT \\
        --limit {limit} --frames {frames}

What the engine and its strategies reach on made stories today, all controls on; everything that
comes after must beat it. The seer answers what the pictures that it is shown say, and nothing
else: where it is shown too few, it declines or guesses. `quote` reads what is written and said,
and has no eyes. Every reply can be looked at in [story-5](story-5.html),
[story-30](story-30.html) and [story-120](story-120.html).

{index}
"""


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--folder", type=Path, required=True, help="where films and runs are kept")
    asked.add_argument("--minutes", type=int, nargs="+", default=[5, 30, 120])
    asked.add_argument("--limit", type=int, default=100, help="questions of each story")
    asked.add_argument("--frames", type=int, default=64)
    asked.add_argument("--seed", type=int, default=7)
    told = asked.parse_args()
    RESULTS.mkdir(parents=True, exist_ok=True)
    index = ["| story | length | index | × real time |", "|---|--:|--:|--:|"]
    tables = []
    for minutes in told.minutes:
        film = made(told.folder, minutes, told.seed)
        index.append(indexed(film, told.folder / "library", minutes))
        logs = list(runs(film, told.folder, told.limit, told.frames))
        tables.append(report(logs, "markdown").replace("\n#", "\n##").replace("# ", "## ", 1))
        (RESULTS / f"{film.name}.html").write_text(report(logs, "html"), encoding="utf-8")
    head = HEAD.format(limit=told.limit, frames=told.frames, index="\n".join(index))
    (RESULTS / "baseline.md").write_text("\n\n".join([head, *tables]), encoding="utf-8")


def made(folder: Path, minutes: int, seed: int) -> Path:
    film = folder / f"story-{minutes}"
    if not film.exists():
        make("story", film, Order(seed=seed, minutes=minutes), workers=2)
    return film


def indexed(film: Path, library: Path, minutes: int) -> str:
    """How long the index took, the first time."""
    kept = film.with_suffix(".index_s")
    started_s = time.perf_counter()
    length_s = lt.index(film / "video.mp4", library=library).info.duration_s
    if not kept.exists():
        kept.write_text(str(time.perf_counter() - started_s))
    took_s = float(kept.read_text())
    return f"| {minutes} min | {length_s:,.0f} s | {took_s:,.1f} s | {length_s / took_s:.1f} |"


def runs(film: Path, folder: Path, limit: int, frames: int) -> Iterator[Log]:
    for strategy, model in MODELS.items():
        out = folder / f"{film.name}-{strategy}"
        wanted = Wanted(
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
        yield carry_out(prepare(wanted))
        print(out, flush=True)


if __name__ == "__main__":
    main()
