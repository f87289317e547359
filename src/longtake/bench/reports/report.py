"""The entry: runs come in, a report goes out as Markdown, HTML or CSV.

Everything is computed once, in `figures` and `several`; the formats only print it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from longtake.bench.reports import markdown, several
from longtake.bench.reports.browser import NO_PICTURES, Pictures
from longtake.bench.reports.figures import figures_of, names_of
from longtake.bench.reports.page import page
from longtake.bench.reports.replies import read
from longtake.bench.reports.tables import tables
from longtake.bench.runs.attempts import Log
from longtake.errors import BenchError

Format = Literal["markdown", "html", "csv"]
FORMATS: dict[str, Format] = {".md": "markdown", ".html": "html", ".csv": "csv"}
"""By the suffix of the file it is written to."""


def report(logs: Sequence[Log], format: Format, pictures: Pictures = NO_PICTURES) -> str:
    """The report of one run or of several; the first is the one others are compared with.

    `pictures` (see `pictures_of`) are shown on the page and nowhere else. Raises BenchError where a
    folder is no run, or holds no sample in common with the first.
    """
    if not logs:
        raise BenchError("there is no run to report: name one or more")
    runs = [read(log) for log in logs]
    figures = [figures_of(*one) for one in zip(runs, names_of(runs), strict=True)]
    if format == "html":
        return page(figures, pictures)
    return markdown.markdown(figures) if format == "markdown" else tables(figures)


def difference(one: Log, other: Log) -> str:
    """Two runs over the samples that both have, as Markdown. Raises BenchError."""
    first, second = read(one), read(other)
    return markdown.difference(several.pair(first, second, (first.folder, second.folder)))
