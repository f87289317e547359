"""Fills a library with made-up work in processes that are killed: `doomed.py FOLDER KILLS WORKERS`.

Run as a program by test_killed.py. Starts `WORKERS` processes that plan and do the same jobs,
kills them (SIGKILL) `KILLS` times after a few random milliseconds, and lets the last ones finish.
Prints how many were killed in the midst of it.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from pathlib import Path

from longtake.memory.jobs import new_owner
from longtake.memory.library import Library
from longtake.models.hashing import Hashing
from longtake.types import Job, MediaInfo, Observation, Span

VIDEOS = ("a1" * 8, "b2" * 8)
PIECES = 30
PIECE_S = 10.0
SENSES = ("glance@1", "text@1", "speech@1")
WORK_S = 0.004


def observed(job: Job) -> list[Observation]:
    """What the job always finds."""
    chance = random.Random(repr((job.video, job.perceiver, job.span.start_s)))
    sense = job.perceiver.split("@")[0]
    return [
        Observation(
            video=job.video,
            span=Span(at, at + chance.uniform(0, 5)),
            kind="text" if sense != "speech" else "speech",
            text=f"{sense} {chance.randrange(1000)} 北京 at {at:.1f}",
            source=job.perceiver,
            score=chance.random(),
        )
        for at in (job.span.start_s + chance.uniform(0, PIECE_S) for _ in range(5))
    ]


def work(folder: Path) -> None:
    """Index as the real thing does: remember, plan, and do jobs until none is left."""
    with Library.open(folder, Hashing(64)) as library:
        for video in VIDEOS:
            library.remember(
                MediaInfo(
                    id=video,
                    source=f"/videos/{video}.mp4",
                    container="mp4",
                    duration_s=PIECES * PIECE_S,
                    size_bytes=1,
                    streams=(),
                )
            )
            library.jobs.plan(
                Job(
                    video=video,
                    perceiver=sense,
                    span=Span(piece * PIECE_S, (piece + 1) * PIECE_S),
                    priority=priority,
                )
                for priority, sense in enumerate(SENSES)
                for piece in range(PIECES)
            )
        owner = new_owner()
        while job := library.jobs.lease(owner):
            found = observed(job)
            time.sleep(WORK_S)
            replaces = "glance" if job.perceiver == "text@1" else ""
            library.jobs.finish(job, owner, found, replaces)


def start(folder: Path) -> int:
    """A new process at work; its id."""
    child = os.fork()
    if child == 0:
        try:
            work(folder)
        except BaseException:
            sys.excepthook(*sys.exc_info())
            os._exit(1)
        os._exit(0)
    return child


def main(folder: Path, kills: int, workers: int) -> None:
    chance, killed = random.Random(kills), 0
    while killed < kills:
        children = [start(folder) for _ in range(workers)]
        time.sleep(chance.uniform(0.0, 0.05))
        for child in children:
            os.kill(child, signal.SIGKILL)
            _, status = os.waitpid(child, 0)
            if not os.WIFSIGNALED(status):
                sys.exit(f"the work was over, or failed, after {killed} kills: {status}")
            killed += 1
    last = [start(folder) for _ in range(workers)]
    if any(os.waitpid(child, 0)[1] for child in last):
        sys.exit("the last workers failed")
    print(killed)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
