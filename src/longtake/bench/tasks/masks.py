"""Masks over time: MeViS and Ref-DAVIS by expression, MOSE by object.

Both sides are folders of PNG: `VIDEO/EXPRESSION/FRAME.png`, anything but 0 belonging to what is
meant, or, for MOSE, `VIDEO/FRAME.png` in which the number of a pixel is that of its object. The
annotations of MeViS may be the authors' folder of `meta_expressions.json` and `mask_dict.json`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from longtake.bench.metrics.ids import match_ids
from longtake.bench.metrics.masks import MaskScores, mask_scores
from longtake.bench.shapes.mask_files import MASKS, NOWHERE, Frames, Picture, expressions, folders
from longtake.bench.task import Card, Scores, scores_of, told_of
from longtake.errors import BenchError

NOTHING = MaskScores(0.0, 0.0, 0)


class _Masks:
    """J&F of everything that is to be followed, averaged; what was not answered counts 0."""

    card: Card
    ends: ClassVar[bool] = True
    """Whether the first and the last frame count."""

    def score(self, predictions: Path, annotations: Path) -> Scores:
        """J, F and J&F; a frame that was not predicted is empty, and noted. Raises BenchError."""
        truth, given = self.truth(annotations), folders(predictions)
        scores: list[MaskScores] = []
        holes: list[str] = []
        for name, frames in truth.items():
            found = given.get(name)
            holes += [name] if found and not frames.keys() <= found.keys() else []
            scores += self._objects(name, frames, found)
        columns = {"J": [one.region for one in scores], "F": [one.boundary for one in scores]}
        values = {name: 100 * float(np.mean(some)) for name, some in columns.items()}
        values = {"J&F": (values["J"] + values["F"]) / 2, **values}
        notes = told_of(holes, "lack frames (taken as empty)")
        return scores_of(values, match_ids(truth, given), len(truth), *notes)

    def truth(self, annotations: Path) -> Mapping[str, Frames]:
        """What is to be followed, by name. Raises BenchError."""
        return folders(annotations)

    def _objects(self, name: str, truth: Frames, given: Frames | None) -> Iterator[MaskScores]:
        seen = [read() for read in truth.values()]
        said = [None if given is None or at not in given else given[at]() for at in truth]
        size = _size(name, seen, [one for one in said if one is not None])
        gold, made = _filled(seen, size), _filled(said, size)
        for one in self.numbers(gold):
            followed = self.where(gold, one), self.where(made, one)
            yield NOTHING if given is None else self._of(*followed)

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
        annotations="mask_dict.json",
        predictions="a folder of VIDEO/EXPRESSION/FRAME.png",
        example="VIDEO/0/00000.png",
    )

    def truth(self, annotations: Path) -> Mapping[str, Frames]:
        """The folder of the two files, or of PNGs. Raises BenchError."""
        root = annotations.parent if annotations.name == MASKS else annotations
        return expressions(root) if (root / MASKS).exists() else folders(root)


class RefDAVIS(_Masks):
    """DAVIS 2017 with expressions."""

    card = Card(
        name="ref-davis",
        title="Ref-DAVIS17 (Khoreva et al. 2018)",
        measures=MeViS.card.measures.replace(" of motion", ""),
        size="see the authors",
        licence="see the authors",
        source="davischallenge.org, expressions from the authors",
        annotations="a folder of VIDEO/EXPRESSION/FRAME.png",
        predictions=MeViS.card.predictions,
        example="blackswan/0/00000.png",
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
        predictions="a folder of the same names",
        example="VIDEO/00000.png",
    )
    ends: ClassVar[bool] = False  # as in semi-supervised DAVIS: the first is given

    def numbers(self, gold: Sequence[Picture]) -> list[int]:
        """All that occur, but 0, the background, and 255, which is nothing."""
        found = sorted({int(number) for picture in gold for number in np.unique(picture)})
        return [number for number in found if number not in (0, 255)]

    def where(self, pictures: Sequence[Picture], number: int) -> NDArray[np.bool_]:
        return np.stack([picture == number for picture in pictures])


def _size(name: str, gold: Sequence[Picture], made: Sequence[Picture]) -> tuple[int, ...]:
    """Of the true masks, or where nothing is ever seen that of the others. Raises BenchError."""
    wanted = {one.shape for one in gold} - {NOWHERE} or {one.shape for one in made[:1]}
    given = {one.shape for one in made} - wanted
    if len(wanted) > 1 or given:
        raise BenchError(
            f"{name}: masks are of {wanted}, predictions of {given or wanted}: scale them"
        )
    return min(wanted, default=NOWHERE)


def _filled(pictures: Sequence[Picture | None], size: tuple[int, ...]) -> list[Picture]:
    """Nothing stands for an empty picture."""
    empty = np.zeros(size, np.uint8)
    return [empty if one is None or one.shape == NOWHERE else one for one in pictures]
