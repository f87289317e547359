"""Indexes in a child process that is killed again and again; run as a script by its test.

    python killing.py FOLDER KILLS CLIP...

Imports once and forks, so that nearly all of a child's life is indexing. Prints how often the child
was killed before it came to its end.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time

import av
import cv2
import onnxruntime
import rapidocr

import longtake.api
import longtake.perceive.text

PRELOADED = (av, cv2, onnxruntime, rapidocr, longtake.perceive.text)
LONGEST_S = 4.0


def index_in_child(folder: str, clips: list[str]) -> int:
    """Start indexing in a child process; returns its process id."""
    child = os.fork()
    if child:
        return child
    for clip in clips:
        longtake.api.index(clip, library=folder)
    os._exit(0)


def killed(child: int, after_s: float) -> bool:
    """Kill the child after a while; False when it came to its end before that."""
    deadline_s = time.monotonic() + after_s
    while time.monotonic() < deadline_s:
        if os.waitpid(child, os.WNOHANG)[0]:
            return False
        time.sleep(0.01)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return True


def main() -> None:
    """Kill at random moments until that has been done often enough, or there is nothing left."""
    folder, most, *clips = sys.argv[1:]
    chance = random.Random(folder[-1])
    kills = 0
    while kills < int(most) and killed(index_in_child(folder, clips), chance.uniform(0, LONGEST_S)):
        kills += 1
    if kills == int(most):
        os.waitpid(index_in_child(folder, clips), 0)
    print(kills)


main()
