"""Work spread over threads gives the results of working through it in order."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import av
import pytest
from odd_files import plain

from longtake.media import open_media
from longtake.media.fanout import in_order

WORKERS = [1, 2, 4]


def three_of(piece: int) -> Iterator[tuple[int, int]]:
    time.sleep(0.002 * (piece % 3))
    yield from ((piece, number) for number in range(3))


@pytest.mark.parametrize("workers", WORKERS)
def test_in_order(workers: int) -> None:
    expected = [one for piece in range(20) for one in three_of(piece)]
    assert list(in_order(range(20), three_of, workers, 2)) == expected
    assert list(in_order([], three_of, workers, 2)) == []


@pytest.mark.parametrize("workers", WORKERS)
def test_an_error_comes_where_its_results_would_have(workers: int) -> None:
    def failing(piece: int) -> Iterator[int]:
        yield piece
        if piece == 3:
            raise KeyError(piece)

    results = in_order(range(10), failing, workers, 1)
    seen = [next(results) for _ in range(4)]
    with pytest.raises(KeyError):
        next(results)
    assert seen == [0, 1, 2, 3]


@pytest.mark.parametrize("workers", WORKERS)
def test_an_error_among_the_pieces_is_raised_too(workers: int) -> None:
    def pieces() -> Iterator[int]:
        yield 1
        raise KeyError

    with pytest.raises(KeyError):
        list(in_order(pieces(), three_of, workers, 1))


@pytest.mark.parametrize("workers", [2, 4])
def test_workers_wait_for_a_slow_reader_and_stop_with_it(workers: int) -> None:
    made = []

    def work(piece: int) -> Iterator[int]:
        for number in range(100):
            made.append(number)
            yield number

    before = threading.active_count()
    results = in_order(range(1000), work, workers, ahead=3)
    next(results)
    time.sleep(0.1)
    assert len(made) <= 2 * workers * 4 + 1
    results.close()
    assert threading.active_count() == before


def test_frames_are_let_go_as_they_are_read(tmp_path: Path) -> None:
    with open_media(plain(tmp_path, count=250).path) as media:
        gc.collect()
        gc.disable()
        try:
            for _ in media.frames():
                pass
            held = sum(isinstance(one, av.VideoFrame) for one in gc.get_objects())
        finally:
            gc.enable()
    assert held < 10
