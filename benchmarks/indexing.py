"""The whole index, and the first answer on an hour of video that nobody has indexed.

    python benchmarks/indexing.py FILM.mp4 [--loops 6]

Each run is a process of its own over a new library: seconds, times real time, peak memory. The film
is looped by copying its packets, to see whether memory grows with length. There is no peer that
does the same work, so the film is also merely decoded, once, by one process with as many threads as
there are cores: what the least that looks at every picture costs.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import av

KEPT = Path(__file__).parent / "kept"

DECODE = """
import av, sys
with av.open(sys.argv[1]) as film:
    film.streams.video[0].thread_type = "AUTO"
    for frame in film.decode(video=0):
        pass
"""
INDEX = """
import sys, longtake as lt
lt.index(sys.argv[1], library=sys.argv[2])
"""
FIRST_ANSWER = """
import sys, longtake as lt
lt.glance(sys.argv[1], library=sys.argv[2]).ask("Who is the director?")
"""


class Cost(NamedTuple):
    """What a process took."""

    seconds: float
    cpu_s: float
    peak_mb: float


def measured(code: str, film: Path) -> Cost:
    """Run the code on the film in a process of its own, with a new library."""
    with tempfile.TemporaryDirectory() as library:
        started = time.perf_counter()
        process = subprocess.Popen([sys.executable, "-c", code, str(film), library])
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
    if status:
        raise SystemExit(f"failed on {film}")
    return Cost(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def duration_s(film: Path) -> float:
    with av.open(str(film)) as opened:
        return opened.duration / av.time_base


def looped(film: Path, times: int) -> Path:
    """The film several times over, its packets copied; kept in `work/`."""
    target = KEPT / f"{film.stem}_x{times}.mp4"
    if target.exists():
        return target
    KEPT.mkdir(exist_ok=True)
    unfinished = target.with_suffix(".part.mp4")
    with av.open(str(unfinished), "w") as out:
        copies: dict[int, object] = {}
        for lap in range(times):
            with av.open(str(film)) as source:
                lap_s = lap * source.duration / av.time_base
                for stream in source.streams:
                    if lap == 0:
                        copies[stream.index] = out.add_stream_from_template(stream)
                for packet in source.demux():
                    if packet.dts is not None:
                        shift = round(lap_s / packet.time_base)
                        packet.pts, packet.dts = packet.pts + shift, packet.dts + shift
                        packet.stream = copies[packet.stream.index]
                        out.mux(packet)
    shutil.move(unfinished, target)
    return target


def row(what: str, film: Path, cost: Cost) -> None:
    speed = duration_s(film) / cost.seconds
    print(
        f"| {what} | {film.name} | {cost.seconds:.1f} | {cost.cpu_s:.1f} | {speed:.1f}× "
        f"| {cost.peak_mb:.0f} |",
        flush=True,
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("films", type=Path, nargs="+")
    parser.add_argument("--loops", type=int, default=6)
    options = parser.parse_args()
    print("| what | film | seconds | CPU s | real time | peak MB |\n|---|---|---|---|---|---|")
    for film in options.films:
        row("every picture decoded", film, measured(DECODE, film))
        row("whole index", film, measured(INDEX, film))
    long = looped(options.films[0], options.loops)
    row("first answer", long, measured(FIRST_ANSWER, long))
    row("whole index", long, measured(INDEX, long))


if __name__ == "__main__":
    main()
