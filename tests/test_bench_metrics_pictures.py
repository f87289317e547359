from __future__ import annotations

import math

import numpy as np
import pytest
from measured import golden

from longtake.bench.metrics.masks import boundary, grown, mask_scores, outline, region
from longtake.bench.metrics.tubes import (
    box_iou,
    mean_scores,
    stamp_scores,
    stepped,
    tube_scores,
)


def rectangle(spec: list[int]) -> np.ndarray:
    height, width, top, left, bottom, right = spec
    mask = np.zeros((height, width), dtype=bool)
    mask[top:bottom, left:right] = True
    return mask


def test_region_and_boundary_come_out_as_the_official_code_has_them() -> None:
    for (truth, predicted), expected in golden("davis_jf"):
        gold, given = rectangle(truth), rectangle(predicted)
        assert float(region(gold, given)) == expected["J"]
        assert boundary(gold, given) == expected["F"]


@pytest.mark.parametrize("seed", range(10))
def test_region_and_boundary_are_symmetric_and_one_with_themselves(seed: int) -> None:
    rng = np.random.default_rng(seed)
    a, b = rng.random((2, 40, 60)) > 0.9
    assert region(a, b) == region(b, a)
    assert boundary(a, b) == pytest.approx(boundary(b, a))
    assert (float(region(a, a)), boundary(a, a)) == (1.0, 1.0)


@pytest.mark.parametrize("radius", [0, 1, 2, 5])
def test_grown_is_all_within_a_disk(radius: int) -> None:
    mask = np.random.default_rng(radius).random((30, 25)) > 0.98
    rows, columns = np.indices(mask.shape)
    near = np.zeros_like(mask)
    for row, column in np.argwhere(mask):
        near |= (rows - row) ** 2 + (columns - column) ** 2 <= radius**2
    assert np.array_equal(grown(mask, radius), near)


def test_an_outline_lies_towards_the_upper_left() -> None:
    mask = rectangle([6, 6, 2, 2, 4, 4])
    assert np.argwhere(outline(mask)).tolist() == [
        [1, 1], [1, 2], [1, 3], [2, 1], [2, 3], [3, 1], [3, 2], [3, 3]
    ]  # fmt: skip
    assert not outline(np.ones((4, 4), dtype=bool)).any()


def test_empty_masks_agree_and_one_empty_mask_does_not() -> None:
    empty, some = np.zeros((20, 20)), rectangle([20, 20, 5, 5, 10, 10])
    assert (float(region(empty, empty)), boundary(empty, empty)) == (1.0, 1.0)
    assert (float(region(some, empty)), boundary(some, empty)) == (0.0, 0.0)
    assert boundary(empty, some) == 0.0


def test_frames_are_averaged_and_void_pixels_count_nowhere() -> None:
    gold = np.stack([rectangle([20, 20, 5, 5, 10, 10])] * 2)
    given = gold.copy()
    given[1] = False
    made = mask_scores(gold, given)
    assert (made.region, made.boundary, made.both, made.frames) == (0.5, 0.5, 0.5, 2)
    assert mask_scores(gold, given, void=gold).both == 1.0
    assert math.isnan(mask_scores(np.empty((0, 4, 4)), np.empty((0, 4, 4))).both)
    with pytest.raises(ValueError, match=r"\(20, 20\).*\(2, 20, 20\)"):
        mask_scores(gold, given[0])


def test_boxes_at_annotated_moments_come_out_as_the_official_code_has_them() -> None:
    for (truth, predicted), (at, mean) in golden("vstar_spatial"):
        made = stamp_scores(
            {row["timestamp"]: [row[k] for k in ("xmin", "ymin", "xmax", "ymax")] for row in truth},
            {float(time): box for time, box in predicted.items()},
        )
        assert list(made.at.values()) == at
        assert made.mean_iou == mean
    assert math.isnan(stamp_scores({}, {1.0: [0, 0, 1, 1]}).mean_iou)


@pytest.mark.parametrize("seed", range(10))
def test_box_iou_is_symmetric_and_bounded(seed: int) -> None:
    corners = np.random.default_rng(seed).integers(0, 6, (40, 2, 4)).tolist()
    for one, other in corners:
        assert box_iou(one, other) == box_iou(other, one)
        assert 0 <= box_iou(one, other) <= 1
    assert box_iou([0, 0, 2, 2], [0, 0, 2, 2]) == 1.0
    assert box_iou([2, 2, 0, 0], [0, 0, 2, 2]) == 0.0


def test_tubes_are_compared_step_by_step() -> None:
    box, half = (0.0, 0.0, 0.4, 0.4), (0.0, 0.0, 0.4, 0.2)
    made = tube_scores([(0, box), (1000, box)], [(1400, half), (1100, box), (2000, box)])
    # Steps 0, 1 and 2; both have step 1, where the first predicted box counts.
    assert (made.t_iou, made.t_recall, made.t_precision) == (pytest.approx(1 / 3), 0.5, 0.5)
    assert made.v_iou == pytest.approx(0.5 / 3)
    assert (made.v_recall, made.v_precision) == (pytest.approx(0.25), pytest.approx(0.25))
    assert made.v_iou_shared == pytest.approx(0.5)
    assert made.volume_iou == pytest.approx(0.08 / 0.48)


def test_a_missing_tube_scores_zero_where_defined_and_is_left_out_elsewhere() -> None:
    box = (0.1, 0.1, 0.3, 0.3)
    missed = tube_scores([(0, box)], [])
    assert (missed.t_iou, missed.v_iou, missed.v_recall) == (0.0, 0.0, 0.0)
    assert missed.v_precision is None
    whole = tube_scores([(0, box)], [(0, box)])
    means = mean_scores([missed, whole])
    assert means["v_iou"] == pytest.approx(0.5)
    assert means["v_precision"] == pytest.approx(1.0)
    assert all(math.isnan(value) for value in mean_scores([]).values())
    assert tube_scores([], []).t_iou is None


def test_boxes_are_stepped_put_in_order_and_clipped() -> None:
    assert stepped([(499, (0.5, 0.5, 0.1, 1.5)), (500, (0, 0, 1, 1)), (100, (0, 0, 0, 0))]) == {
        0: (0.1, 0.5, 0.5, 1.0),
        1000: (0.0, 0.0, 1.0, 1.0),
    }
    with pytest.raises(ValueError, match="four finite numbers"):
        stamp_scores({1.0: [0, 0, 1, 1]}, {1.0: [0, 0, 1]})
    with pytest.raises(ValueError, match="four finite numbers"):
        stepped([(0, (0.0, math.nan, 1.0, 1.0))])
