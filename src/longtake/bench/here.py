"""Whether a benchmark's annotations are here: files of a fitting name that it can read.

Benchmarks call their files `val.csv` or `test.json`; so a name alone says little, unless the file
lies in a folder of the benchmark's own name. A benchmark and a folder come in, paths go out.
"""

from __future__ import annotations

from pathlib import Path

from longtake.bench.task import Asking, Benchmark, asks
from longtake.errors import LongtakeError


def here(benchmark: Benchmark, data: Path) -> list[Path]:
    """Its annotation files below a folder, those of the folder of its name if there is one."""
    names = benchmark.card.name, benchmark.card.name.replace("-", "")
    own = next((data / name for name in names if (data / name).is_dir()), None)
    found = sorted(path for path in (own or data).rglob(benchmark.card.annotations))
    return [path for path in found if path.is_file() and (own or _reads(benchmark, path))]


def _reads(benchmark: Benchmark, path: Path) -> bool:
    if not isinstance(benchmark, Asking):
        return not benchmark.card.annotations.startswith("*")
    try:
        return bool(asks(benchmark, path))
    except LongtakeError:
        return False
