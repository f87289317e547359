"""The baseline: the engine and its strategies on stories of 5, 30 and 120 minutes, all controls on.

    OPENBLAS_NUM_THREADS=1 python benchmarks/baseline.py --folder KEPT [--minutes 5 30 120]

Makes the stories, indexes them, and asks as many of their questions as --limit says of each
strategy: `uniform` and `direct` with the seer, who sees what it is shown and guesses nothing else,
and `quote`, which needs no model. What is kept in the folder is not made or asked again. Writes
`docs/results/baseline.md` and `baseline.html`, a page with every reply.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import longtake as lt
from longtake.bench.asking.controls import CONTROLS
from longtake.bench.reports import report
from longtake.bench.reports.figures import figures_of
from longtake.bench.reports.replies import read
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
and has no eyes. Every reply can be looked at in [one page](baseline.html).

| story | strategy | score | 95 % | {shown} |
|---|---|--:|--:|--:|--:|--:|--:|--:|
{scores}

Index times are of whatever the machine was doing; `docs/performance.md` has quiet ones.

| story | length | index | × real time |
|---|--:|--:|--:|
{index}
"""
SHOWN = ("blind", "one-frame", "shuffle", "no-evidence", "evidence-only")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--folder", type=Path, required=True, help="where films and runs are kept")
    asked.add_argument("--minutes", type=int, nargs="+", default=[5, 30, 120])
    asked.add_argument("--limit", type=int, default=50, help="questions of each story")
    asked.add_argument("--frames", type=int, default=64)
    asked.add_argument("--seed", type=int, default=7)
    chosen = asked.parse_args()
    index, logs = [], {}
    for minutes in chosen.minutes:
        film = made(chosen.folder, minutes, chosen.seed)
        index.append(indexed(film, chosen.folder / "library", minutes))
        logs[minutes] = list(runs(film, chosen.folder, chosen.limit, chosen.frames))
    write(index, logs, chosen.limit, chosen.frames)


def write(index: Sequence[str], logs: Mapping[int, Sequence[Log]], limit: int, frames: int) -> None:
    """The tables, and the page with every reply."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    scores = [row(minutes, log) for minutes, own in logs.items() for log in own]
    head = HEAD.format(
        limit=limit,
        frames=frames,
        shown=" | ".join(SHOWN),
        scores="\n".join(scores),
        index="\n".join(index),
    )
    parts = [head]
    for minutes, own in logs.items():
        told = report(own, "markdown").replace("\n#", "\n##")
        parts.append(told.replace("# Runs compared", f"## {minutes} minutes", 1))
    every = [log for own in logs.values() for log in own]
    (RESULTS / "baseline.html").write_text(report(every, "html"), encoding="utf-8")
    (RESULTS / "baseline.md").write_text("\n\n".join(parts), encoding="utf-8")


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


def row(minutes: int, log: Log) -> str:
    """What a run reaches, and what is left under some controls, in percent."""
    figures = figures_of(read(log), "")
    total = figures.scores.row()
    assert total, f"{log.folder} has no reply"
    left = [f"{100 * one.score.estimate:.1f}" for name in SHOWN if (one := figures.control(name))]
    low, high = 100 * total.score.low, 100 * total.score.high
    score = f"{100 * total.score.estimate:.1f} | {low:.1f} – {high:.1f}"
    return f"| {minutes} min | `{log.setting.strategy}` | {score} | {' | '.join(left)} |"


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
