"""The crew: processes that do tasks, and give back what came of them as it is done.

With one worker everything is done in this process. More are Python processes of their own that are
told the order and then one task after the other: nothing is forked, so threads and event loops of
the caller do not matter, nor whether its main module is guarded. They end when the caller ends.
"""

from __future__ import annotations

import os
import pickle
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType
from typing import IO, Any, Protocol

from longtake.errors import LongtakeError, WorldError
from longtake.worlds.making.part import Part
from longtake.worlds.making.shooting import Done, Shooting, Task, open_world
from longtake.worlds.world import Order

SERVE = """
import signal, sys
signal.signal(signal.SIGINT, signal.SIG_IGN)
sys.path[:] = {path!r}
from longtake.worlds.making.crew import serve
serve()
"""
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
LOOKS_UP_S = 0.3


class WorkerLost(WorldError):
    """A process ended in the midst of its task; the others' work is kept."""


class Crew(Protocol):
    """Takes tasks, and does them in whatever order."""

    def add(self, task: Task) -> None:
        """One more to do."""
        ...

    def done(self) -> Iterator[Done]:
        """What came of the tasks, until none is left; more may be added meanwhile."""
        ...


class Alone:
    """Does everything itself."""

    def __init__(self, shooting: Shooting) -> None:
        self._shooting = shooting
        self._tasks: list[Task] = []

    def add(self, task: Task) -> None:
        self._tasks.append(task)

    def done(self) -> Iterator[Done]:
        while self._tasks:
            yield self._shooting.do(self._tasks.pop(0))


class Together:
    """So many processes. Use it as a context manager."""

    def __init__(self, world: str, order: Order, out: Path, workers: int) -> None:
        self._start = (world, order, out)
        self._threads = ThreadPoolExecutor(workers)
        self._mine = threading.local()
        self._workers: list[Worker] = []
        self._going = 0
        self._finished: SimpleQueue[Future[Done]] = SimpleQueue()

    def __enter__(self) -> Together:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
        for worker in self._workers:
            worker.end()
        self._threads.shutdown()

    def add(self, task: Task) -> None:
        self._going += 1
        self._threads.submit(self._do, task).add_done_callback(self._finished.put)

    def done(self) -> Iterator[Done]:
        while self._going:
            future = self._finished.get()
            self._going -= 1
            yield future.result()

    def _do(self, task: Task) -> Done:
        """In one of the threads: each has a process that it talks to."""
        if not hasattr(self._mine, "worker"):
            self._mine.worker = Worker(*self._start)
            self._workers.append(self._mine.worker)
        worker: Worker = self._mine.worker
        return worker.do(task)


class Worker:
    """A process that does one task at a time, seen from this side."""

    def __init__(self, world: str, order: Order, out: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", SERVE.format(path=sys.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | ONE_THREAD,
            start_new_session=True,  # Ctrl-C is for the caller, which ends its workers
        )
        self._tell((world, order, out))

    def do(self, task: Task) -> Done:
        """Raises what the task raised; WorldError when the process has died over it."""
        try:
            self._tell(task)
            assert self._process.stdout
            done, error = _receive(self._process.stdout)
        except (EOFError, BrokenPipeError):
            code = self._process.wait()
            raise WorkerLost(
                f"a worker ended ({code}) at {str(task)!r}, perhaps for want of memory: "
                "go on with --resume and fewer --workers"
            ) from None
        if error is not None:
            raise error
        return Done(*done)

    def end(self) -> None:
        """At once, whatever it is doing."""
        self._process.kill()
        self._process.communicate()

    def _tell(self, what: Any) -> None:
        assert self._process.stdin
        _send(self._process.stdin, what)


def _send(pipe: IO[bytes], what: Any) -> None:
    packed = pickle.dumps(what)
    pipe.write(struct.pack("=I", len(packed)) + packed)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> Any:
    head = pipe.read(4)
    if len(head) < 4:
        raise EOFError
    return pickle.loads(pipe.read(struct.unpack("=I", head)[0]))


def serve() -> None:
    """The other side: do tasks until there are no more. What is printed goes to stderr."""
    import cv2

    cv2.setNumThreads(1)
    told, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    try:
        world, order, out = _receive(told)
        shooting: Shooting | None = None
        while True:
            task = _receive(told)
            try:
                shooting = shooting or Shooting(open_world(world), order, Part(out))
                _send(answers, (shooting.do(task), None))
            except Exception as error:
                _send(answers, (None, _portable(error)))
    except (EOFError, BrokenPipeError):
        pass


def _end_with(parent: int) -> None:
    """A process whose parent was killed would go on to the end of its task: it ends, too."""
    import time

    while os.getppid() == parent:
        time.sleep(LOOKS_UP_S)
    os._exit(1)


def _portable(error: Exception) -> Exception:
    """An error that another process can be sent: ours and the system's as they are."""
    import traceback

    if isinstance(error, LongtakeError):
        return WorldError(str(error))
    if isinstance(error, OSError):
        return OSError(error.errno or 0, error.strerror or str(error), error.filename)
    return RuntimeError("a worker failed:\n" + "".join(traceback.format_exception(error)))
