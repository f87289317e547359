"""How well the seer does, by frames and by picture size: what makes it fail as real models fail.

    python benchmarks/seer.py [WORLD …] [--minutes 3] [--plot docs/seer.png]

Makes each world, decodes its films, sends every picture through JPEG and the seer's eyes, and has
the kinds' solvers answer from what was seen. What is not known is guessed among the options, and
counts with its chance. The rows: all frames, fewer frames spread evenly, all frames at smaller
sizes, and black frames.
"""

from __future__ import annotations

import argparse
import math
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np

from longtake.media import open_media
from longtake.worlds.asking.blind import chance
from longtake.worlds.asking.replies import reply, right
from longtake.worlds.made import Made, open_made
from longtake.worlds.making.make import make
from longtake.worlds.questions import Question
from longtake.worlds.seeing.eyes import see
from longtake.worlds.seer.knowledge import all_kinds
from longtake.worlds.stage import View
from longtake.worlds.world import Order

FRAMES = (1, 4, 16, 64, 256, 0)
"""How many are shown, spread evenly; 0: all there are."""
HEIGHTS = (360, 270, 180, 120, 90)
QUALITY = 85


@dataclass(frozen=True, slots=True)
class Row:
    """One condition and its score."""

    world: str
    condition: str
    questions: int
    chance: float
    right: float


class Watched:
    """A made folder as the seer sees it at one height: every frame once, kept as Views."""

    def __init__(self, made: Made, height_px: int, black: bool = False):
        self.made, self.height_px, self.black = made, height_px, black
        self.views = lru_cache(256)(self._views)

    def _views(self, file: str) -> list[View]:
        with open_media(str(self.made.film(file).video)) as media:
            frames = media.frames(height_px=self.height_px)
            return [see(self._sent(frame.image), frame.time_s, file) for frame in frames]

    def _sent(self, image: np.ndarray) -> np.ndarray:
        """The picture as it arrives: a JPEG, or nothing but black."""
        image = np.zeros_like(image) if self.black else image
        coded = cv2.imencode(".jpg", image[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, QUALITY])[1]
        return np.ascontiguousarray(cv2.imdecode(coded, cv2.IMREAD_COLOR)[..., ::-1])

    def shown(self, question: Question, frames: int) -> list[View]:
        """What is shown for a question: so many frames of each of its videos."""
        seen: list[View] = []
        for file in question.videos:
            views = [view for view in self.views(file) if view.time_s <= _until(question)]
            seen += _spread(views, frames)
        return seen


def _until(question: Question) -> float:
    """Until when pictures are shown: all along, or as long as the answer is in time."""
    asked = [moment for moment in (question.asked_at_s, question.too_late_s) if moment is not None]
    return max(asked, default=math.inf)


def _spread(views: Sequence[View], frames: int) -> list[View]:
    if not frames or len(views) <= frames:
        return list(views)
    return [views[int((place + 0.5) * len(views) / frames)] for place in range(frames)]


def score(watched: Watched, questions: Sequence[Question], frames: int) -> float:
    """Mean share of right answers; what is not known counts with its chance."""
    kinds = {kind.name: kind for kind in all_kinds()}
    got = []
    for question in questions:
        kind = kinds[question.kind]
        said = reply(kind, question.text, question.options, watched.shown(question, frames))
        got.append(chance(question) if said is None else float(right(kind, question, said)))
    return float(np.mean(got))


def measured(world: str, minutes: float, folder: Path) -> Iterator[Row]:
    """Every condition for one world."""
    order = Order(seed=11, minutes=minutes, voices=False)
    make(world, folder / world, order, workers=2)
    made = open_made(folder / world)
    questions = [one for one in made.questions if set(one.needs) <= {"picture", "writing"}]
    guess = float(np.mean([chance(one) for one in questions]))
    row = Row(world, "", len(questions), guess, 0.0)
    sharp = Watched(made, HEIGHTS[0])
    for frames in reversed(FRAMES):
        name = f"{frames} frames" if frames else "all frames"
        yield replace(row, condition=name, right=score(sharp, questions, frames))
    for height_px in HEIGHTS[1:]:
        small = score(Watched(made, height_px), questions, 0)
        yield replace(row, condition=f"{height_px} px", right=small)
    black = score(Watched(made, HEIGHTS[0], black=True), questions, 0)
    yield replace(row, condition="black frames", right=black)


def plot(rows: Sequence[Row], path: Path) -> None:
    """Two panels: by frames and by height; one line a world."""
    page = np.full((420, 1160, 3), 252, np.uint8)
    _panel(page, 70, rows, [f"{n} frames" for n in FRAMES[:-1]] + ["all frames"], "frames shown")
    sizes = [f"{px} px" for px in reversed(HEIGHTS[1:])] + ["all frames"]
    _panel(page, 640, rows, sizes, "height of the picture")
    cv2.imwrite(str(path), page[..., ::-1])


INKS = ((36, 84, 226), (226, 42, 52), (36, 148, 58), (142, 48, 204), (214, 120, 0), (0, 140, 150))


def _panel(page: np.ndarray, left: int, rows: Sequence[Row], ticks: list[str], title: str) -> None:
    face = cv2.FontFace("sans")
    wide, top, high = 420, 60, 280
    cv2.putText(page, title, (left, 36), (40, 40, 48), face, 18, 600)
    for share in (0, 25, 50, 75, 100):
        y = top + high - share * high // 100
        cv2.line(page, (left, y), (left + wide, y), (224, 224, 228), 1)
        cv2.putText(page, f"{share} %", (left - 46, y + 5), (110, 110, 118), face, 13)
    for place, tick in enumerate(ticks):
        x = left + place * wide // (len(ticks) - 1)
        label = "360" if "px" in ticks[0] and tick == "all frames" else tick.split()[0]
        cv2.putText(page, label, (x - 12, top + high + 24), (110, 110, 118), face, 13)
    labels: list[int] = []
    for number, world in enumerate(dict.fromkeys(row.world for row in rows)):
        by = {row.condition: row.right for row in rows if row.world == world}
        points = [
            (left + place * wide // (len(ticks) - 1), round(top + high * (1 - by[tick])))
            for place, tick in enumerate(ticks)
        ]
        ink = INKS[number % len(INKS)]
        cv2.polylines(page, [np.array(points, np.int32)], False, ink, 2, cv2.LINE_AA)
        for point in points:
            cv2.circle(page, point, 4, ink, -1, cv2.LINE_AA)
        y = points[-1][1] + 5
        while any(abs(y - other) < 16 for other in labels):
            y += 1
        labels.append(y)
        cv2.putText(page, world, (left + wide + 8, y), ink, face, 14)


def main() -> None:
    """Measure, print the table, draw the plot."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("worlds", nargs="*", default=["story", "motion", "latent-state"])
    parser.add_argument("--minutes", type=float, default=3.0)
    parser.add_argument("--plot", type=Path)
    chosen = parser.parse_args()
    rows: list[Row] = []
    print("| world | condition | questions | chance | right |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for world in chosen.worlds:
            for row in measured(world, chosen.minutes, Path(folder)):
                rows.append(row)
                print(
                    f"| {row.world} | {row.condition} | {row.questions} | {row.chance:.1%} "
                    f"| {row.right:.1%} |",
                    flush=True,
                )
    if chosen.plot:
        plot(rows, chosen.plot)


if __name__ == "__main__":
    main()
