"""How fast worlds are made, and how much memory that takes.

    python benchmarks/making.py [--minutes 10] [--clips 200] [--long 60]

Each row is `longtake make` as a whole process: planning, drawing, speaking, encoding, asking and
certifying. The first row is the floor beside it in the same run: libx264 alone, on one core, fed
with one picture that is drawn already. Memory is the peak of the largest process.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av

from longtake.worlds.drawing.paint import paint
from longtake.worlds.making.filming import CODING
from longtake.worlds.stage import Thing, View

MEASURED = """
import resource, subprocess, sys
done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
sys.stderr.write(done.stderr)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(done.returncode)
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that was made."""

    what: str
    film_s: float
    took_s: float
    peak_mb: float

    def __str__(self) -> str:
        speed = f"{self.film_s / self.took_s:.0f}×"
        peak = f"{self.peak_mb:.0f} MB" if self.peak_mb else "–"
        return f"| {self.what} | {self.film_s:,.0f} s | {self.took_s:.1f} s | {speed} | {peak} |"


def encoding(seconds: float) -> Row:
    """The encoder alone, with the settings of films and a thing that moves."""
    pictures = [paint(_moving(number), 640, 360) for number in range(50)]
    started = time.perf_counter()
    with av.open("/dev/null", "w", format="mp4", options={"movflags": "frag_keyframe"}) as out:
        stream = out.add_stream("libx264", rate=10)
        stream.width, stream.height, stream.pix_fmt = 640, 360, "yuv420p"
        stream.options = dict(CODING)
        stream.codec_context.thread_count = 1
        for number in range(round(seconds * 10)):
            frame = av.VideoFrame.from_ndarray(pictures[number % 50], format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, 10)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return Row("libx264 alone, one core", seconds, time.perf_counter() - started, 0.0)


def _moving(number: int) -> View:
    person = Thing(
        look="person", x=0.2 + 0.01 * number, y=0.7, size=0.3, colour="red", accent="blue"
    )
    return View(time_s=number / 10, place="harbour", things=(person,))


def made(what: str, folder: Path, *words: str) -> Row:
    """One call of the command."""
    place = folder / what.replace(" ", "-").replace(",", "")
    command = [sys.executable, "-m", "longtake", "make", *words, "-o", str(place), "--quiet"]
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, *command], capture_output=True, text=True, check=True
    )
    took_s = time.perf_counter() - started
    counts = json.loads((place / "world.json").read_text())["counts"]
    return Row(what, counts["seconds"], took_s, int(done.stdout) / 1024)


def main() -> None:
    """Make, and print the table row by row."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--long", type=float, default=60.0)
    parser.add_argument("--clips", type=int, default=200)
    chosen = parser.parse_args()
    print("| made | film | took | real time | peak memory |\n|---|---|---|---|---|")
    print(encoding(300.0), flush=True)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        short, long = f"{chosen.minutes:g}", f"{chosen.long:g}"
        orders = {
            f"story, {short} min, mute": ("story", "--minutes", short, "--no-voices"),
            f"story, {short} min": ("story", "--minutes", short),
            f"story, {long} min": ("story", "--minutes", long),
            f"lecture, {short} min": ("lecture", "--minutes", short),
            f"{chosen.clips} latent-state clips": ("latent-state", "--count", str(chosen.clips)),
            "20 motion clips": ("motion", "--count", "20"),
        }
        for what, words in orders.items():
            print(made(what, folder, *words), flush=True)


if __name__ == "__main__":
    main()
