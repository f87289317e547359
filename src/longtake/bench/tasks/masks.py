"""Masks over time: MeViS and Ref-DAVIS by expression, MOSE by object.

Both sides are folders of PNG: `VIDEO/EXPRESSION/FRAME.png`, anything but 0 belonging to what is
meant (the authors' run-length masks of MeViS have to be written so), or, for MOSE,
`VIDEO/FRAME.png` in which the number of a pixel is that of its object.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from longtake.bench.metrics.ids import match_ids
from longtake.bench.metrics.masks import MaskScores, mask_scores
from longtake.bench.task import Card, Scores, scores_of, told_of
from longtake.errors import BenchError

Picture = NDArray[Any]
Frames = Mapping[str, Path]
NOTHING = MaskScores(0.0, 0.0, 0)


class _Masks:
    """J&F of everything that is to be followed, averaged; what was not answered counts 0."""

    card: Card
    ends: ClassVar[bool] = True
    """Whether the first and the last frame count."""

    def score(self, predictions: Path, annotations: Path) -> Scores:
        """J, F and J&F; a frame that was not predicted is empty, and noted. Raises BenchError."""
        truth, given = _folders(annotations), _folders(predictions)
        scores: list[MaskScores] = []
        holes: list[str] = []
        for name, frames in truth.items():
            found = given.get(name)
            holes += [name] if found and not frames.keys() <= found.keys() else []
            scores += self._objects(frames, found)
        columns = {"J": [one.region for one in scores], "F": [one.boundary for one in scores]}
        values = {name: 100 * float(np.mean(some)) for name, some in columns.items()}
        values = {"J&F": (values["J"] + values["F"]) / 2, **values}
        notes = told_of(holes, "lack frames (taken as empty)")
        return scores_of(values, match_ids(truth, given), len(truth), *notes)

    def _objects(self, truth: Frames, given: Frames | None) -> Iterator[MaskScores]:
        gold = [_picture(path) for path in truth.values()]
        made = (
            None if given is None else [_like(given.get(n), gold[at]) for at, n in enumerate(truth)]
        )
        for one in self.numbers(gold):
            if made is None:
                yield NOTHING
            else:
                yield self._of(self.where(gold, one), self.where(made, one))

    def _of(self, gold: NDArray[np.bool_], made: NDArray[np.bool_]) -> MaskScores:
        counted = slice(None) if self.ends or len(gold) < 3 else slice(1, -1)
        return mask_scores(gold[counted], made[counted])

    def numbers(self, gold: Sequence[Picture]) -> list[int]:
        """Of the objects of a video; one, whatever its number, where all are one."""
        return [0]

    def where(self, pictures: Sequence[Picture], number: int) -> NDArray[np.bool_]:
        """The masks of one of them."""
        return np.stack([picture > 0 for picture in pictures])


class MeViS(_Masks):
    """What moves as it is said."""

    card = Card(
        name="mevis",
        title="MeViS (Ding et al. 2023)",
        measures="segmentation by an expression of motion: J, F, J&F",
        size="see the authors",
        licence="see the authors",
        source="henghuiding/MeViS",
        annotations="a folder of VIDEO/EXPRESSION/FRAME.png",
        predictions="a folder of the same names",
    )


class RefDAVIS(_Masks):
    """DAVIS 2017 with expressions."""

    card = Card(
        name="ref-davis",
        title="Ref-DAVIS17 (Khoreva et al. 2018)",
        measures=MeViS.card.measures.replace(" of motion", ""),
        size="see the authors",
        licence="see the authors",
        source="davischallenge.org, expressions from the authors",
        annotations=MeViS.card.annotations,
        predictions=MeViS.card.predictions,
    )


class MOSE(_Masks):
    """Objects that are shown once and followed through crowds."""

    card = Card(
        name="mose",
        title="MOSE (Ding et al. 2023)",
        measures="objects followed from their mask in the first frame: J, F, J&F",
        size="see the authors",
        licence="see the authors",
        source="henghuiding/MOSE-api",
        annotations="a folder of VIDEO/FRAME.png, pixels numbered by object",
        predictions=MeViS.card.predictions,
    )
    ends: ClassVar[bool] = False  # as in semi-supervised DAVIS: the first is given

    def numbers(self, gold: Sequence[Picture]) -> list[int]:
        """All that occur, but 0, the background, and 255, which is nothing."""
        found = sorted({int(number) for picture in gold for number in np.unique(picture)})
        return [number for number in found if number not in (0, 255)]

    def where(self, pictures: Sequence[Picture], number: int) -> NDArray[np.bool_]:
        return np.stack([picture == number for picture in pictures])


def _folders(root: Path) -> Mapping[str, Frames]:
    """Frames by name, of each folder that holds any; folders by their path below the root."""
    if not root.is_dir():
        raise BenchError(f"{str(root)!r} is no folder of masks")
    found: dict[str, dict[str, Path]] = {}
    for path in sorted(root.rglob("*.png")):
        found.setdefault(path.parent.relative_to(root).as_posix(), {})[path.stem] = path
    if not found:
        raise BenchError(f"{str(root)!r} holds no PNG")
    return found


def _picture(path: Path) -> Picture:
    """Numbers of pixels `(H, W)`: of the palette where there is one. Raises BenchError."""
    try:
        picture = np.asarray(Image.open(path))
    except (OSError, SyntaxError, ValueError) as error:
        raise BenchError(f"{path} is no picture: {error}") from error
    if picture.ndim == 2:
        return picture
    raise BenchError(f"{path} is coloured: write one number a pixel, with a palette or in grey")


def _like(path: Path | None, gold: Picture) -> Picture:
    if path is None:
        return np.zeros_like(gold)
    picture = _picture(path)
    if picture.shape != gold.shape:
        raise BenchError(f"{path} is of {picture.shape}, the true mask of {gold.shape}: scale it")
    return picture
