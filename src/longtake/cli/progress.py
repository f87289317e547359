"""Progress of long work, on stderr: one bar per sense, or one for a download."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from longtake.indexing import Progress, Watcher

MINUTE_S = 60.0


@contextmanager
def watching(quiet: bool, count: Watcher = lambda progress: None) -> Iterator[Watcher]:
    """A watcher that counts, and on a terminal, unless quiet, draws the video's coverage."""
    if quiet or not sys.stderr.isatty():
        yield count
        return
    from rich.console import Console
    from rich.progress import BarColumn, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    from longtake.cli.printing import plain

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=30),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
    )
    tasks: dict[str, TaskID] = {}
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:

        def watch(progress: Progress) -> None:
            count(progress)
            for sense, seen in progress.coverage.seen.items():
                if sense not in tasks:
                    name = f"{plain(progress.video.name)}  {sense}"
                    tasks[sense] = bars.add_task(name, total=1.0, markup=False)
                bars.update(tasks[sense], completed=seen)

        yield watch


@contextmanager
def downloading(name: str, quiet: bool) -> Iterator[Callable[[str, int, int], None] | None]:
    """A function that draws on a terminal which file comes, and how much is here; None if quiet."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, TextColumn, TransferSpeedColumn
    from rich.progress import Progress as Bars

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
    )
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task(name, total=None)
        yield lambda file, done, total: bars.update(
            task, description=f"{name}  {file}", completed=done, total=total
        )


@contextmanager
def counting(quiet: bool, what: str) -> Iterator[Callable[[int, int], None]]:
    """A watcher that is told how many of how many are done; draws on a terminal, unless quiet.

    Elsewhere it writes a line a minute.
    """
    if quiet or not sys.stderr.isatty():
        yield _line_a_minute(what) if not quiet else lambda done, all: None
        return
    from rich.console import Console
    from rich.progress import Progress as Bars

    with Bars(console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task(what, total=None)
        yield lambda done, all: bars.update(task, completed=done, total=all)


def _line_a_minute(what: str) -> Callable[[int, int], None]:
    told_s = time.monotonic()

    def watch(done: int, all: int) -> None:
        nonlocal told_s
        if time.monotonic() - told_s >= MINUTE_S:
            told_s = time.monotonic()
            print(f"{done:,} of {all:,} {what}", file=sys.stderr, flush=True)

    return watch
