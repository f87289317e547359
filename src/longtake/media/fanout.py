"""Several workers on consecutive pieces of work, their results in the order of the pieces.

Knows nothing of video. Workers run at most a few results ahead of the reader, so that memory stays
the same however much work there is; when the reader stops early, so do they.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from queue import Full, Queue
from threading import Event, Lock, Semaphore, Thread
from typing import Any, TypeVar

Piece = TypeVar("Piece")
Result = TypeVar("Result")

END = object()
POLL_S = 0.05


def in_order(
    pieces: Iterable[Piece],
    work: Callable[[Piece], Iterator[Result]],
    workers: int,
    ahead: int,
) -> Iterator[Result]:
    """Every result of every piece, in order, from `workers` threads.

    At most `ahead` results of each of `2 * workers` pieces wait to be taken. An exception in
    `work` is raised where its results would have come.
    """
    if workers <= 1:
        for piece in pieces:
            yield from work(piece)
        return
    crew = _Crew(iter(pieces), work, ahead, Semaphore(2 * workers))
    threads = [Thread(target=crew.run, name=f"longtake-{n}", daemon=True) for n in range(workers)]
    for thread in threads:
        thread.start()
    try:
        yield from crew.results()
    finally:
        crew.stopped.set()
        for thread in threads:
            thread.join()


class _Crew:
    def __init__(
        self,
        pieces: Iterator[Any],
        work: Callable[[Any], Iterator[Any]],
        ahead: int,
        room: Semaphore,
    ) -> None:
        self.pieces, self.work, self.ahead, self.room = pieces, work, ahead, room
        self.lanes: Queue[Any] = Queue()
        self.turn = Lock()
        self.stopped = Event()

    def run(self) -> None:
        """What each worker does: the next piece, until none is left."""
        while not self.stopped.is_set():
            if not self.room.acquire(timeout=POLL_S):
                continue
            with self.turn:
                lane: Queue[Any] = Queue(self.ahead)
                try:
                    piece = next(self.pieces, END)
                except BaseException as error:  # handed to the reader, who raises it
                    lane.put(error)
                    piece = END
                self.lanes.put(lane)
                if piece is END:
                    self._offer(lane, END)
                    self.lanes.put(END)
                    return
            self._fill(lane, piece)

    def results(self) -> Iterator[Any]:
        """What the reader does: empty the lanes in the order they were opened."""
        while (lane := self.lanes.get()) is not END:
            while (result := lane.get()) is not END:
                if isinstance(result, BaseException):
                    raise result
                yield result
            self.room.release()

    def _fill(self, lane: Queue[Any], piece: Any) -> None:
        try:
            for result in self.work(piece):
                if not self._offer(lane, result):
                    return
        except BaseException as error:  # handed to the reader, who raises it
            self._offer(lane, error)
        self._offer(lane, END)

    def _offer(self, lane: Queue[Any], result: Any) -> bool:
        while not self.stopped.is_set():
            try:
                lane.put(result, timeout=POLL_S)
            except Full:
                continue
            return True
        return False
