"""Frames at 64 random times against torchcodec and OpenCV, in one run on one machine.

    python benchmarks/exact_frames.py [FILM.mp4 ...] [--height 720] [--peer-python PYTHON]

Each side opens the film and gives RGB images of the same times, in a process of its own, in turn,
several times; imports are not counted, opening is, and the table gives medians. OpenCV is given
the times both as drawn and sorted. Every returned time is compared with the timestamps of a plain
decode, and every image with the frame due then and its neighbours. With `--height` each film is
also scaled to that height (kept in benchmarks/kept/); without a film a test pattern is made.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import subprocess
import sys
from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import numpy as np

TIMES, ROUNDS, SEED = 64, 5, 20
GRID = (9, 16)
TIE = 0.3
"""Grey levels by which a neighbour may be nearer, for pictures that hardly change."""
KEPT = Path(__file__).parent / "kept"

LOOK = """
import json, sys, time
import numpy as np
def looks(images):
    return [[round(float(np.mean(part)), 2) for row in np.array_split(image, 9)
             for part in np.array_split(row, 16, axis=1)] for image in images]
film, times = sys.argv[1], json.loads(sys.argv[2])
"""

SIDES = {
    "longtake": """
from longtake.media import open_media
import longtake.media.recording
started = time.perf_counter()
with open_media(film) as media:
    frames = list(media.frames_at(times))
took = time.perf_counter() - started
print(json.dumps([took, [f.time_s for f in frames], looks([f.image for f in frames])]))
""",
    "torchcodec, exact": """
from torchcodec.decoders import VideoDecoder
started = time.perf_counter()
decoder = VideoDecoder(film, seek_mode="exact", dimension_order="NHWC")
batch = decoder.get_frames_played_at(times)
took = time.perf_counter() - started
print(json.dumps([took, batch.pts_seconds.tolist(), looks(batch.data.numpy())]))
""",
    "OpenCV, as drawn": """
import cv2
started = time.perf_counter()
capture, images = cv2.VideoCapture(film), []
for at in times:
    capture.set(cv2.CAP_PROP_POS_MSEC, at * 1000)
    images.append(cv2.cvtColor(capture.read()[1], cv2.COLOR_BGR2RGB))
took = time.perf_counter() - started
print(json.dumps([took, [], looks(images)]))
""",
    "OpenCV, sorted": """
import cv2
started = time.perf_counter()
capture, images = cv2.VideoCapture(film), {}
for at in sorted(times):
    capture.set(cv2.CAP_PROP_POS_MSEC, at * 1000)
    images[at] = cv2.cvtColor(capture.read()[1], cv2.COLOR_BGR2RGB)
took = time.perf_counter() - started
print(json.dumps([took, [], looks([images[at] for at in times])]))
""",
}
NEEDS = {"torchcodec, exact": "torchcodec", "OpenCV, as drawn": "cv2", "OpenCV, sorted": "cv2"}


@dataclass
class Truth:
    """When each frame is shown, and how those due at the times asked for look."""

    shown_s: list[float]
    looks: dict[int, np.ndarray]

    def due(self, time_s: float) -> int:
        return max(0, bisect_right(self.shown_s, time_s) - 1)


def plainly_decoded(film: Path, times_s: list[float]) -> Truth:
    """The truth, by decoding the whole film once from its start."""
    with av.open(str(film)) as container:
        stream = container.streams.video[0]
        packets = [packet.pts for packet in container.demux(stream) if packet.size]
        start, scale = (container.start_time or 0) / av.time_base, float(stream.time_base)
        truth = Truth([pts * scale - start for pts in sorted(packets)], {})
    near = {truth.due(time_s) + step for time_s in times_s for step in (-1, 0, 1)}
    with av.open(str(film)) as container:
        container.streams.video[0].thread_type = "AUTO"
        for rank, frame in enumerate(container.decode(video=0)):
            if rank in near:
                truth.looks[rank] = look(frame.to_ndarray(format="rgb24"))
    return truth


def look(image: np.ndarray) -> np.ndarray:
    """The mean grey of each field of a coarse grid."""
    rows = np.array_split(image, GRID[0])
    return np.array([part.mean() for row in rows for part in np.array_split(row, GRID[1], axis=1)])


def right_images(truth: Truth, times_s: list[float], looks: list[list[float]]) -> int:
    """How many images are the frame due, and not one of its neighbours."""
    right = 0
    for time_s, seen in zip(times_s, looks, strict=True):
        due = truth.due(time_s)
        apart = {
            rank: float(np.abs(truth.looks[rank] - seen).mean())
            for rank in (due - 1, due, due + 1)
            if rank in truth.looks
        }
        right += apart[due] <= min(apart.values()) + TIE
    return right


def right_times(truth: Truth, times_s: list[float], returned_s: list[float]) -> str:
    if not returned_s:
        return "gives none"
    due_s = [truth.shown_s[truth.due(time_s)] for time_s in times_s]
    right = sum(abs(a - b) < 1e-4 for a, b in zip(due_s, returned_s, strict=True))
    return f"{right} of {len(times_s)}"


def run(python: str, code: str, film: Path, times_s: list[float]) -> list[Any]:
    """Seconds, returned times and looks of one side."""
    done = subprocess.run(
        [python, "-c", LOOK + code, str(film), json.dumps(times_s)],
        capture_output=True,
        text=True,
        check=True,
    )
    return list(json.loads(done.stdout.splitlines()[-1]))


def measure(film: Path, pythons: dict[str, str], rounds: int) -> None:
    """Print the table of one film."""
    with av.open(str(film)) as container:
        end_s = (container.duration or 0) / av.time_base
        size = "{0.width}×{0.height}".format(container.streams.video[0])
    chance = random.Random(SEED)
    times_s = [round(chance.uniform(0, end_s - 0.1), 3) for _ in range(TIMES)]
    truth = plainly_decoded(film, times_s)
    seconds: dict[str, list[float]] = {name: [] for name in pythons}
    checked: dict[str, tuple[str, int]] = {}
    for _ in range(rounds):
        for name, python in pythons.items():
            took_s, returned_s, looks = run(python, SIDES[name], film, times_s)
            seconds[name].append(took_s)
            right = right_images(truth, times_s, looks)
            checked[name] = right_times(truth, times_s, returned_s), right
    print(f"\n{film.name}, {size}, {TIMES} times in {end_s:.0f} s, median of {rounds}\n")
    print("| | seconds | times ours | times right | images right |\n|---|---|---|---|---|")
    ours_s = statistics.median(seconds["longtake"])
    for name, each in seconds.items():
        median_s = statistics.median(each)
        times, images = checked[name]
        ratio = f"{median_s / ours_s:.1f}"
        print(f"| {name} | {median_s:.2f} | {ratio} | {times} | {images} of {TIMES} |")


def encoded(frames: Any, target: Path, width: int, height: int, rate: Any) -> Path:
    """Frames as H.264 with the encoder's defaults, made once."""
    if target.exists():
        return target
    KEPT.mkdir(exist_ok=True)
    part = target.with_suffix(".part.mp4")
    with av.open(str(part), "w") as out:
        stream = out.add_stream("libx264", rate=rate, options={"preset": "veryfast", "crf": "23"})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for frame in frames:
            scaled = frame.reformat(width, height, "yuv420p")
            scaled.pts, scaled.time_base = frame.pts, frame.time_base
            out.mux(stream.encode(scaled))
        out.mux(stream.encode(None))
    return part.rename(target)


def scaled(film: Path, height: int) -> Path:
    """The film at this height."""
    with av.open(str(film)) as container:
        stream = container.streams.video[0]
        width = 2 * round(stream.width * height / stream.height / 2)
        target = KEPT / f"{film.stem}_{height}p.mp4"
        rate = stream.guessed_rate
        return encoded(container.decode(stream), target, width, height, rate)


def pattern(seconds: int = 180) -> Path:
    """A moving test pattern, for when there is no film."""
    graph = av.filter.Graph()
    source = graph.add("testsrc2", f"size=1280x720:rate=25:duration={seconds}")
    graph.link_nodes(source, graph.add("buffersink")).configure()

    def frames() -> Any:
        while True:
            try:
                yield graph.pull()
            except EOFError:
                return

    return encoded(frames(), KEPT / "pattern.mp4", 1280, 720, 25)


def installed(peer_python: str) -> dict[str, str]:
    """Which interpreter runs each side; sides that are not installed are named and left out."""
    pythons = {"longtake": sys.executable}
    for name, module in NEEDS.items():
        asked = subprocess.run([peer_python, "-c", f"import {module}"], capture_output=True)
        if asked.returncode == 0:
            pythons[name] = peer_python
        else:
            print(f"{name}: not installed, left out (pip install 'longtake[peers]')")
    return pythons


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("films", type=Path, nargs="*")
    parser.add_argument("--height", type=int, help="also measure each film at this height")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--peer-python", default=sys.executable, help="interpreter with the peers")
    options = parser.parse_args()
    pythons = installed(options.peer_python)
    for film in options.films or [pattern()]:
        measure(film, pythons, options.rounds)
        if options.height:
            measure(scaled(film, options.height), pythons, options.rounds)


if __name__ == "__main__":
    main()
