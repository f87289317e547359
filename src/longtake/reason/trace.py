"""The record of how an answer was reached, written while it happens.

Keeps the steps in memory and, given a path, appends each as one line of JSON at once, so that the
file is complete up to the moment at which anything went wrong. Knows nothing of what a step means.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from longtake.errors import LongtakeError
from longtake.types import Step


class Trace:
    """Keeps steps; see `protocols.Trace`. A file that is already there is started anew."""

    def __init__(self, path: str | Path | None = None):
        self.steps: list[Step] = []
        self.path = Path(path) if path is not None else None
        if self.path is not None:
            self._write(self.path, "w", "")

    def note(self, step: Step) -> None:
        """Add a step, on disk too before this returns."""
        self.steps.append(step)
        if self.path is not None:
            line = json.dumps(asdict(step), ensure_ascii=False, default=str)
            self._write(self.path, "a", line + "\n")

    def _write(self, path: Path, mode: str, text: str) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open(mode, encoding="utf-8") as file:
                file.write(text)
        except OSError as error:
            raise LongtakeError(
                f"the trace cannot be written to {str(path)!r} ({error.strerror}): "
                "choose another file, or do without"
            ) from error
