"""Searching shows what was asked for, and nothing rather than noise."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from longtake.memory.library import Library
from longtake.models.minilm import MiniLM
from longtake.tasks.find import moments, quoted
from longtake.types import Filter, Observation, Span

LONG_SCREEN = "\n".join([*(f"Installing party-{n}" for n in range(9)), "Done! 29 packages."])
SCREENS = (
    (0, 1, "./packages"),
    (4, 6, LONG_SCREEN),
    (20, 21, "w"),
    (40, 43, "It's a whale of an island"),
)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with Library.open(tmp_path_factory.mktemp("library"), MiniLM()) as opened:
        opened.store.add(
            Observation(video="v", span=Span(*span), kind="text", text=text, source="test")
            for *span, text in SCREENS
        )
        yield opened


def test_a_word_on_a_long_screen_is_found_and_its_line_shown(library: Library) -> None:
    found = moments(library.store, "packages", Filter())
    assert {moment.span for moment in found} == {Span(0, 1), Span(4, 6)}
    long = next(moment for moment in found if moment.span == Span(4, 6))
    assert quoted(long, "packages") == "Done! 29 packages."


@pytest.mark.parametrize("query", ["invoice number", "OR"])
def test_what_is_not_there_is_not_found(library: Library, query: str) -> None:
    assert moments(library.store, query, Filter()) == []


def test_other_words_for_the_same_are_found(library: Library) -> None:
    found = moments(library.store, "a large sea animal", Filter())
    assert found
    assert "whale" in quoted(found[0], "a large sea animal")
