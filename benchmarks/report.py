"""How long the report of a large run takes to build, how large it is, and how soon it is on screen.

    python benchmarks/report.py [--samples 10000] [--keep FOLDER]

The run is made up: every sample in full, blind and in three rotations, with cited spans and
confidence. Where chromium is installed, the page is opened in it without a screen; a page that
holds nothing is opened, too, and its time taken off.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from made_run import large

from longtake.bench.reports import FORMATS, report

EMPTY = "<!doctype html><title>empty</title>"


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--samples", type=int, default=10_000)
    asked.add_argument("--keep", type=Path, help="where run and reports are kept")
    told = asked.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        measured(told.keep or Path(temporary), told.samples)


def measured(folder: Path, samples: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    log = large(folder / "run", samples)
    print(f"{samples:,} samples, {len(log.attempts()):,} attempts\n")
    print("| report | MB | built in s |\n|---|--:|--:|")
    for suffix, name in FORMATS.items():
        started = time.perf_counter()
        text = report([log], name).encode()
        built = time.perf_counter() - started
        (folder / f"report{suffix}").write_bytes(text)
        print(f"| {name} | {len(text) / 1e6:.2f} | {built:.2f} |")
    browser = shutil.which("chromium")
    if browser is None:
        print("\nchromium is not installed: opening is not timed")
        return
    (folder / "empty.html").write_text(EMPTY)
    page = folder / "report.html"
    rows = shown(browser, page, "--dump-dom").count('class="item ')
    times = [(painted(browser, folder / "empty.html"), painted(browser, page)) for _ in range(5)]
    empty_s, page_s = (min(column) for column in zip(*times, strict=True))
    print(f"\npainted, with its first {rows} samples, after {page_s - empty_s:.2f} s")


def painted(browser: str, page: Path) -> float:
    """Seconds until the page is loaded, its script has run and a picture of it is taken."""
    started = time.perf_counter()
    shown(browser, page, f"--screenshot={page.with_suffix('.png')}")
    return time.perf_counter() - started


def shown(browser: str, page: Path, wanted: str) -> str:
    """What chromium writes when it is asked for something of a page."""
    words = [browser, "--headless", "--no-sandbox", "--disable-gpu", wanted, page.as_uri()]
    return subprocess.run(words, capture_output=True, check=True, text=True).stdout


if __name__ == "__main__":
    main()
