"""Shot boundaries against PySceneDetect's AdaptiveDetector, in one run on one machine.

    python benchmarks/shots.py FILM.mp4 --truth truth.json [--peer-python PYTHON]

Each side runs in a process of its own, in turn, several times; the table gives medians. A hard cut
is found when a boundary lies within 0.2 s of it, one to one. Gradual changes are counted apart: one
is found when a gradual change that was found overlaps it. With `--height 720` the film is scaled to
that height first (kept in benchmarks/kept/).

The truth is JSON: `hard_cuts_s`, `uncertain_cuts_s` (scored neither way) and
`gradual_transitions: [{start, end}]`.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

TOLERANCE_S = 0.2
KEPT = Path(__file__).parent / "kept"

OURS = """
import json, sys
from longtake.media import open_media
from longtake.perceive.shots import Shots
with open_media(sys.argv[1]) as media:
    shots = [{"start_s": s.span.start_s, **s.data} for s in Shots().observe(media, media.info.span)]
print(json.dumps(shots))
"""

PEER = """
import json, sys
from scenedetect import AdaptiveDetector, SceneManager, open_video
manager = SceneManager()
manager.add_detector(AdaptiveDetector())
manager.detect_scenes(open_video(sys.argv[1], backend=sys.argv[2]))
print(json.dumps([start.seconds for start, _ in manager.get_scene_list()[1:]]))
"""

BACKENDS = ("opencv", "pyav")


def timed(python: str, code: str, *arguments: str) -> tuple[float, Any]:
    """Seconds for a whole process, and the JSON that it printed."""
    started = time.perf_counter()
    done = subprocess.run(
        [python, "-c", code, *arguments], capture_output=True, text=True, check=True
    )
    return time.perf_counter() - started, json.loads(done.stdout.splitlines()[-1])


def matched(truth_s: Sequence[float], found_s: Sequence[float]) -> int:
    """How many pairs lie within the tolerance, each time used once, nearest first."""
    pairs = sorted(
        (abs(true_s - one_s), i, j)
        for i, true_s in enumerate(truth_s)
        for j, one_s in enumerate(found_s)
        if abs(true_s - one_s) <= TOLERANCE_S
    )
    taken: tuple[set[int], set[int]] = (set(), set())
    for _, i, j in pairs:
        if i not in taken[0] and j not in taken[1]:
            taken[0].add(i)
            taken[1].add(j)
    return len(taken[0])


def scores(truth: dict[str, Any], found_s: Sequence[float]) -> tuple[float, float, float]:
    """F1, precision and recall of hard cuts."""
    open_s = truth.get("uncertain_cuts_s", [])
    sure_s = [t for t in truth["hard_cuts_s"] if t not in open_s]
    counted = [t for t in found_s if all(abs(t - o) > TOLERANCE_S for o in open_s)]
    kept = matched(sure_s, counted)
    precision, recall = kept / max(1, len(counted)), kept / max(1, len(sure_s))
    return 2 * kept / max(1, len(counted) + len(sure_s)), precision, recall


def hard_cuts(shots: list[dict[str, Any]]) -> list[float]:
    """Boundaries at which a shot ends or begins within one picture."""
    return [
        after["start_s"]
        for before, after in pairwise(shots)
        if "cut" in (before["end"], after["start"])
    ]


def gradual(truth: dict[str, Any], shots: list[dict[str, Any]]) -> str:
    """Recall and precision of fades and dissolves, by overlap."""
    spans = {
        (change["start_s"], change["end_s"])
        for shot in shots
        for change in (shot.get("transition"), shot.get("ending"))
        if change
    }
    true = [(one["start"], one["end"]) for one in truth.get("gradual_transitions", [])]

    def hits(some: Sequence[tuple[float, float]], others: Sequence[tuple[float, float]]) -> int:
        return sum(any(a[0] < b[1] and b[0] < a[1] for b in others) for a in some)

    right = hits(sorted(spans), true)
    return f"{hits(true, sorted(spans))} of {len(true)} found, {right} of {len(spans)} right"


def scaled(film: Path, height: int) -> Path:
    """The film at this height, made once."""
    target = KEPT / f"{film.stem}_{height}p.mp4"
    if not target.exists():
        KEPT.mkdir(exist_ok=True)
        part = target.with_suffix(".part.mp4")
        encode = ["-an", "-c:v", "libx264", "-preset", "veryfast", "-crf", "23"]
        scale = ["-vf", f"scale=-2:{height}"]
        subprocess.run(
            ["ffmpeg", "-v", "error", "-y", "-i", film, *encode, *scale, part], check=True
        )
        part.rename(target)
    return target


def measure(film: Path, truth: dict[str, Any], peer_python: str | None, rounds: int) -> None:
    """Print the table of one film."""
    seconds: dict[str, list[float]] = {}
    found: dict[str, list[float]] = {}
    shots: list[dict[str, Any]] = []
    for _ in range(rounds):
        took_s, shots = timed(sys.executable, OURS, str(film))
        seconds.setdefault("longtake", []).append(took_s)
        found["longtake"] = hard_cuts(shots)
        for backend in BACKENDS if peer_python else ():
            name = f"PySceneDetect Adaptive, {backend}"
            took_s, found[name] = timed(peer_python or "", PEER, str(film), backend)
            seconds.setdefault(name, []).append(took_s)
    medians = {name: statistics.median(each) for name, each in seconds.items()}
    print(f"\n{film.name}, {len(truth['hard_cuts_s'])} hard cuts, median of {rounds}\n")
    print("| | seconds | times ours | F1 | precision | recall |\n|---|---|---|---|---|---|")
    for name, median in medians.items():
        f1, precision, recall = scores(truth, found[name])
        ratio = median / medians["longtake"]
        print(
            f"| {name} | {median:.2f} | {ratio:.1f} | {f1:.3f} | {precision:.3f} | {recall:.3f} |"
        )
    print(f"\nFades and dissolves, longtake: {gradual(truth, shots)}.")


def peer(python: str | None) -> str | None:
    """An interpreter that has PySceneDetect, or None with a note."""
    python = python or sys.executable
    asked = subprocess.run([python, "-c", "import scenedetect"], capture_output=True)
    if asked.returncode == 0:
        return python
    print("PySceneDetect is not installed: pip install 'longtake[peers]', or give --peer-python")
    return None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("film", type=Path)
    parser.add_argument("--truth", type=Path, required=True)
    parser.add_argument("--height", type=int, help="scale the film to this height first")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--peer-python", help="interpreter that has PySceneDetect")
    options = parser.parse_args()
    film = scaled(options.film, options.height) if options.height else options.film
    measure(film, json.loads(options.truth.read_text()), peer(options.peer_python), options.rounds)


if __name__ == "__main__":
    main()
