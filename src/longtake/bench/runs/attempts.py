"""The log of a run: one JSON line for each attempt, only ever added to.

`run.json` says what is run; `attempts.jsonl` what came of it. A line that a crash has torn is left
out when it is read again, so that a resumed run loses no more than the sample in flight.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from longtake.errors import BenchError

ABOUT, ATTEMPTS = "run.json", "attempts.jsonl"


class Setting(BaseModel):
    """What is run. Runs of the same setting ask the same."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    benchmark: str
    """The folder that was made, or the benchmark's name."""
    questions: str
    """Hash of what is asked."""
    model: str
    frames: int
    height_px: int
    seed: int
    limit: int
    """The first so many samples; 0: all."""

    @property
    def hash(self) -> str:
        """Of everything that may change an answer; not of where the folder lies."""
        told = self.model_dump(exclude={"benchmark", "limit"})
        return digest(json.dumps(told, sort_keys=True))


class Attempt(BaseModel):
    """One question, put once."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    sample: str
    control: str
    kind: str
    family: str
    group: str
    """The videos, for clustered intervals."""
    setting: str
    """Hash of the setting."""
    prompt: str = ""
    """Hash of the words that were put; empty where it did not come to that."""
    frames_s: tuple[float, ...] = ()
    """The times of the frames that were shown."""
    raw: str = ""
    """What the model replied, word for word."""
    said: int | None = None
    """Index of the option that it plainly names (`letters.robust`); None: none."""
    said_strictly: int | None = None
    """The same where only a well-formed reply counts (`letters.strict`)."""
    choice: int = 0
    """Index of the right option, in the order they were put."""
    options: int = 0
    tries: int = 1
    input_tokens: int = 0
    output_tokens: int = 0
    seconds: float = 0.0
    error: str = ""
    """Why there is no reply: counted apart, never scored as wrong."""

    @property
    def right(self) -> bool:
        """A reply that says no option is wrong; one that never came is neither."""
        return self.said is not None and self.said == self.choice


class Log:
    """The folder of a run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def setting(self) -> Setting:
        """Raises BenchError where the folder is no run."""
        try:
            return Setting.model_validate_json((self.folder / ABOUT).read_bytes())
        except (OSError, ValidationError) as error:
            raise BenchError(f"{str(self.folder)!r} is no run of `longtake bench run`") from error

    def begin(self, setting: Setting, resume: bool) -> None:
        """Note the setting, or see that it is the one that was begun. Raises BenchError."""
        if (self.folder / ABOUT).exists():
            if not resume:
                raise BenchError(f"{str(self.folder)!r} was begun before: add --resume")
            if self.setting.hash != setting.hash:
                raise BenchError(f"{str(self.folder)!r} is a run of another setting: name another")
        elif self.folder.exists() and any(self.folder.iterdir()):
            raise BenchError(f"{str(self.folder)!r} is taken: choose another folder")
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / ABOUT).write_text(setting.model_dump_json(indent=1) + "\n", "utf-8")
        _mend(self.folder / ATTEMPTS)

    def add(self, attempts: Iterable[Attempt]) -> None:
        """Append, and see it to the disk."""
        with (self.folder / ATTEMPTS).open("ab") as log:
            for attempt in attempts:
                log.write(attempt.model_dump_json().encode() + b"\n")
            log.flush()
            os.fsync(log.fileno())

    def attempts(self) -> list[Attempt]:
        """The last of each sample and control; torn lines are left out."""
        last: dict[tuple[str, str], Attempt] = {}
        path = self.folder / ATTEMPTS
        for line in path.read_bytes().splitlines() if path.exists() else ():
            try:
                attempt = Attempt.model_validate_json(line)
            except ValidationError:
                continue
            last[attempt.sample, attempt.control] = attempt
        return list(last.values())


def _mend(path: Path) -> None:
    """End a torn last line, so that the next attempt has a line of its own."""
    if path.exists() and (text := path.read_bytes()) and not text.endswith(b"\n"):
        with path.open("ab") as log:
            log.write(b"\n")


def digest(text: str) -> str:
    """Short and stable."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]
