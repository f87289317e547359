"""Where an official script stops with an exception instead of a score."""

from __future__ import annotations

from longtake.errors import BenchError


class OfficialFailure(BenchError):
    """The official code cannot score this input; other readings still can."""

    def __init__(self, benchmark: str, quirk: str) -> None:
        super().__init__(f"{benchmark}: the official script fails on this: {quirk}")
        self.benchmark = benchmark
        self.quirk = quirk
        """What in the code does it, and on what."""
