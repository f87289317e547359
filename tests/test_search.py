"""Searching where there is much: what is near is found, and what is common does not drown it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from zlib import crc32

import numpy as np
import pytest

from longtake.memory.library import Library
from longtake.memory.vectors import CLOSEST
from longtake.memory.words import RANKED_ROWS
from longtake.types import Filter, Kind, Observation, Span

ROWS = max(CLOSEST, RANKED_ROWS) + 1_000
KINDS: tuple[Kind, ...] = ("speech", "text", "caption")


class Scattered:
    """Texts that begin with the same word point in about the same direction, others anywhere."""

    name, version, dimensions = "scattered", "1", 48

    def embed_text(self, texts: Sequence[str]) -> np.ndarray:
        def direction(text: str) -> np.ndarray:
            return np.random.default_rng(crc32(text.encode())).normal(size=self.dimensions)

        vectors = [direction(text.split()[0]) + 0.5 * direction(text) for text in texts]
        return np.stack([v / np.linalg.norm(v) for v in vectors]).astype(np.float32)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """Every row says "usual", every tenth "often", every 750th "seldom"."""
    with Library.open(tmp_path_factory.mktemp("large"), Scattered()) as library:
        library.store.add(
            Observation(
                video=f"{number // 1000:04}",
                span=Span(number, number + 1),
                kind=KINDS[number % len(KINDS)],
                text=f"group{number % 500} usual {'often' * (number % 10 == 0)} "
                f"{'seldom' * (number % 750 == 0)}",
                source="test",
            )
            for number in range(ROWS)
        )
        yield library


def test_the_rare_word_leads_and_the_common_ones_order(large: Library) -> None:
    hits = large.store.search("usual often seldom", Filter(), 60)
    ranked = sorted((hit for hit in hits if hit.words), key=lambda hit: -hit.words)
    seldom = len(range(0, ROWS, 750))
    texts = [hit.observation.text for hit in ranked[:seldom]]
    assert all("seldom" in text and "often" in text for text in texts)
    assert ranked[seldom - 1].words > ranked[seldom].words


def test_a_word_that_all_rows_hold_still_finds_some(large: Library) -> None:
    assert len([hit for hit in large.store.search("usual", Filter(), 20) if hit.words]) > 5


@pytest.mark.parametrize(
    "where",
    [
        Filter(),
        Filter(kinds=("text",)),
        Filter(videos=("0003", "0004")),
        Filter(span=Span(2000, 2600)),
        Filter(kinds=("caption", "text"), videos=("0001",), span=Span(1200, 1900)),
    ],
    ids=["all", "kind", "videos", "span", "all three"],
)
def test_the_nearest_of_those_let_through_are_found(large: Library, where: Filter) -> None:
    query = "group7 ???"
    seen = list(large.store.scan(where))
    vectors = Scattered().embed_text([query, *(one.text for one in seen)])
    cosines = {one.id: float(c) for one, c in zip(seen, vectors[1:] @ vectors[0], strict=True)}
    nearest = sorted(cosines.values(), reverse=True)[:5]
    hits = large.store.search(query, where, 200)
    assert hits
    assert all(hit.meaning == pytest.approx(cosines[hit.observation.id], abs=0.01) for hit in hits)
    found = sorted((hit.meaning for hit in hits), reverse=True)[: len(nearest)]
    assert found == pytest.approx(nearest, abs=0.01)


def test_rows_that_are_all_alike_do_not_push_out_the_nearest(tmp_path: Path) -> None:
    with Library.open(tmp_path, Scattered()) as library:
        library.store.add(
            Observation(
                video="v", span=Span(at, at + 1), kind="sound", text="[Music]", source="test"
            )
            for at in range(CLOSEST + 500)
        )
        library.store.add(
            [Observation(video="v", span=Span(9e4, 9e4), kind="text", text="needle", source="t")]
        )
        assert library.store.search("needle", Filter())[0].observation.text == "needle"
        assert library.store.search("needle ???", Filter())[0].meaning > 0.7
