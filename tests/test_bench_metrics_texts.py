from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from measured import golden

from longtake.bench.metrics.captions import (
    best_in_order,
    best_soda,
    event_captions,
    event_detection,
    mean_soda,
    soda_c,
    tiou,
)
from longtake.bench.metrics.cider import cider_d, mean_cider_d, words
from longtake.bench.metrics.wording import normalised, same, set_f1, token_f1, tokens


def test_dense_captioning_iou_comes_out_as_the_official_code_has_it() -> None:
    for (first, second), expected in golden("densevid_iou"):
        assert tiou([first], [second])[0, 0] == expected


def test_fill_in_answers_come_out_as_the_official_code_has_them() -> None:
    for (predicted, references), expected in golden("fiber_em"):
        assert same(predicted, references) == expected
    for (predicted, references), expected in golden("fiber_f1"):
        assert set_f1(tokens(predicted), [tokens(one) for one in references]) == expected


def test_events_are_found_above_and_captions_compared_from_the_threshold() -> None:
    truth = {"v": [[[0, 10], [20, 30]]], "w": [[[0, 10]]]}
    made = event_detection(truth, {"v": [[0, 10], [1, 10], [50, 60]]})
    assert made[0.5].recall == pytest.approx((1 / 2 + 0) / 2)
    assert made[0.5].precision == pytest.approx((2 / 3 + 0) / 2)
    assert made[0.9].precision == pytest.approx((1 / 3 + 0) / 2)  # 9 of 10 s is not above .9
    assert made[0.5].f1 == pytest.approx(2 * (1 / 3) * 0.25 / (1 / 3 + 0.25))


def test_the_best_annotator_counts() -> None:
    truth = {"v": [[[0, 10]], [[20, 30], [40, 50]]]}
    made = event_detection(truth, {"v": [[20, 30]]})[0.3]
    assert (made.precision, made.recall) == (1.0, 0.5)


def test_captions_are_scored_with_each_event_they_meet() -> None:
    seen: list[tuple[list[str], list[list[str]]]] = []

    def scorer(captions: list[str], references: list[list[str]]) -> float:
        seen.append((captions, references))
        return sum(bool(one) for one in references) / len(captions)

    truth = {"v": [[(0, 10, "a"), (0, 10, "b")]], "w": [[(0, 1, "c")]]}
    predicted = {"v": [(0, 10, "x"), (50, 60, "y")]}
    made = event_captions(truth, predicted, scorer, thresholds=(0.5,))
    assert seen == [(["x", "x", "y"], [["a"], ["b"], []])]
    assert made[0.5] == pytest.approx((2 / 3 + 0) / 2)


def by_trying_all(worth: np.ndarray) -> float:
    rows, columns = worth.shape
    best = 0.0
    for size in range(1, min(rows, columns) + 1):
        for r in itertools.combinations(range(rows), size):
            for c in itertools.combinations(range(columns), size):
                best = max(best, float(worth[list(r), list(c)].sum()))
    return best


@pytest.mark.parametrize("seed", range(15))
def test_the_best_matching_in_order_is_found(seed: int) -> None:
    rng = np.random.default_rng(seed)
    worth = rng.integers(0, 5, (int(rng.integers(1, 6)), int(rng.integers(1, 6)))) / 4
    assert best_in_order(worth) == pytest.approx(by_trying_all(worth))


def test_soda_rewards_order_and_costs_what_is_too_much() -> None:
    spans = [[0, 10], [10, 20]]
    right = soda_c(spans, spans, np.eye(2))
    assert (right.precision, right.recall, right.f1) == (1.0, 1.0, 1.0)
    crossed = soda_c([[0, 10], [0, 10]], [[0, 10], [0, 10]], [[0, 1], [1, 0]])
    assert crossed.f1 == 0.5  # only one of two crossing matches can be kept
    more = soda_c(spans, [*spans, [5, 15]], [[1, 0], [0, 1], [0, 0]])
    assert (more.precision, more.recall, more.f1) == (pytest.approx(2 / 3), 1.0, pytest.approx(0.8))
    shuffled = soda_c(spans, spans[::-1], [[0, 1], [1, 0]])
    assert shuffled.f1 == 1.0


def test_soda_of_nothing_and_of_several_annotators() -> None:
    nothing = soda_c([[0, 1]], [], np.empty((0, 1)))
    assert nothing.f1 == 0.0
    right = soda_c([[0, 1]], [[0, 1]], [[1.0]])
    assert best_soda([nothing, right]) == right
    assert mean_soda([nothing, right]).f1 == 0.5
    assert math.isnan(mean_soda([]).f1)
    with pytest.raises(ValueError, match="prediction 0: similarity is NaN"):
        soda_c([[0, 1]], [[0, 1]], [[math.nan]])


def test_cider_d_of_the_reference_itself_is_ten() -> None:
    texts = ["a man rides a brown horse", "two dogs play in the snow", "a train leaves the station"]
    scores = cider_d(texts, [[text] for text in texts])
    assert scores == pytest.approx([10.0] * 3)
    assert mean_cider_d(texts, [[texts[1]], [texts[2]], [texts[0]]]) < 1


def test_cider_d_by_hand() -> None:
    # Unigrams: idf is ln 2 for all words. Caption "red ball" against "red ball bounces":
    # 1-grams 2 / (sqrt 2 sqrt 3), 2-grams 1 / sqrt 2, no 3- or 4-grams; lengths differ by one.
    made = cider_d(["red ball", "x"], [["red ball bounces"], ["blue sky"]])
    agreed = (2 / math.sqrt(6) + 1 / math.sqrt(2)) / 4 * math.exp(-1 / 72)
    assert made == pytest.approx([10 * agreed, 0.0])


def test_cider_d_does_not_pay_for_repetition() -> None:
    references = [["a cat sleeps on the red sofa"], ["a dog runs"]]
    once = cider_d(["a cat sleeps on the sofa", ""], references)[0]
    often = cider_d(["cat cat cat cat sleeps sleeps sofa sofa", ""], references)[0]
    assert often < once
    assert cider_d(["", "x"], [["y"], []]) == [0.0, 0.0]


def test_cider_d_of_one_sample_has_no_weights() -> None:
    assert cider_d(["the same"], [["the same"]]) == [0.0]
    assert math.isnan(mean_cider_d([], []))
    with pytest.raises(ValueError, match="1 captions need as many samples, got 2"):
        cider_d(["a"], [["a"], ["b"]])


def test_words_are_split_without_punctuation() -> None:
    assert words("Don't stop – l’été, ОЙ!") == ["don't", "stop", "l’été", "ой"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The  Red, car!", "red car"),
        ("ＡＢＣ １２", "abc 12"),
        ("ﬁne", "fine"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("an Ananas", "ananas"),
        ("«Да»…", "да"),
        ("", ""),
    ],
)
def test_text_is_normalised(text: str, expected: str) -> None:
    assert normalised(text) == expected


def test_token_f1_counts_words_as_often_as_they_occur() -> None:
    assert token_f1("a red red car", ["the red car"]) == pytest.approx(0.8)
    assert token_f1("赤い車", ["青い車"]) == pytest.approx(2 / 3)
    assert token_f1("", [""]) == 1.0
    assert token_f1("", ["x"]) == 0.0
    assert token_f1("x", []) == 0.0


@pytest.mark.parametrize("seed", range(5))
def test_f1s_are_symmetric_and_bounded(seed: int) -> None:
    rng = np.random.default_rng(seed)
    for _ in range(20):
        one, other = (" ".join(rng.choice(list("bcd"), 4)) for _ in range(2))
        assert token_f1(one, [other]) == token_f1(other, [one])
        assert 0 <= set_f1(one.split(), [other.split()]) <= 1
        assert set_f1(one.split(), [other.split()]) == set_f1(other.split(), [one.split()])
