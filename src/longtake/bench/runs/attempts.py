"""The log of a run: one JSON line for each attempt, only ever added to.

`run.json` says what is run, `samples.jsonl` what is asked, `attempts.jsonl` what came of it: enough
to score, report and export the run anywhere. A line that a crash has torn is left out when it is
read again, so that a resumed run loses no more than the samples in flight.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path, PurePath

from pydantic import BaseModel, ConfigDict, ValidationError

from longtake.bench.asking.asker import Cited
from longtake.bench.sample import Sample
from longtake.errors import BenchError

ABOUT, SAMPLES, ATTEMPTS = "run.json", "samples.jsonl", "attempts.jsonl"


class Setting(BaseModel):
    """What is run. Runs of the same setting ask the same."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    benchmark: str
    """Its name, or the folder that was made."""
    data: str = ""
    """Where its videos lie."""
    questions: str
    """Hash of what is asked."""
    strategy: str = "uniform"
    model: str
    frames: int
    height_px: int
    seed: int
    limit: int
    """So many samples, spread evenly; 0: all."""

    @property
    def title(self) -> str:
        """The benchmark; of worlds, the folder."""
        folder = PurePath(self.data).name if self.benchmark == "made" else ""
        return folder or self.benchmark

    @property
    def hash(self) -> str:
        """Of everything that may change an answer; not of where the folder lies."""
        return digest(json.dumps(self._telling(), sort_keys=True))

    def differences(self, other: Setting) -> Iterator[str]:
        """What would be answered otherwise there, as `frames 30, not 31`."""
        theirs = other._telling()
        for name, value in self._telling().items():
            if value != theirs[name]:
                yield f"{name} {value}, not {theirs[name]}"

    def _telling(self) -> dict[str, object]:
        return self.model_dump(exclude={"benchmark", "data", "limit"})


class Attempt(BaseModel):
    """One question, put once."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    sample: str
    control: str
    setting: str
    """Hash of the setting."""
    prompt: str = ""
    """Hash of the words that were put; empty where it did not come to that."""
    order: tuple[int, ...] = ()
    """The options as they were put, by their place in the sample; empty: as they are there."""
    frames_s: tuple[float, ...] = ()
    """The times of the frames that were shown, those of several videos one after the other."""
    newest_s: tuple[float, ...] = ()
    """Of a question that stands: the newest of them at each poll."""
    duration_s: float = 0.0
    """Of all the sample's videos."""
    raw: str = ""
    """What was replied, word for word."""
    said: int | None = None
    """The option that it plainly names, as it was put (`letters.robust`); None: none."""
    said_strictly: int | None = None
    """The same where only a well-formed reply counts (`letters.strict`)."""
    score: float | None = None
    """0 to 1, of what the reply plainly says; None: it says nothing, which is worth 0."""
    strict: float | None = None
    """The same of a well-formed reply."""
    official: float | None = None
    """The same by the benchmark's own rule; None where it has none, or leaves the reply out."""
    judged: float | None = None
    """The same by a model that judged it; it then stands for `score`."""
    confidence: float | None = None
    """What the answer claims for itself, 0 to 1."""
    abstained: bool = False
    cited: tuple[Cited, ...] = ()
    tries: int = 1
    input_tokens: int = 0
    output_tokens: int = 0
    seconds: float = 0.0
    error: str = ""
    """Why there is no reply: counted apart, never scored as wrong."""

    @property
    def worth(self) -> float:
        """What the reply is worth, 0 to 1: judged, where it was; else as it plainly says."""
        return (self.score if self.judged is None else self.judged) or 0.0

    @property
    def right(self) -> bool:
        """Whether it is worth more than half; a reply that says nothing is wrong."""
        return self.worth > 0.5


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

    @cached_property
    def setting_hash(self) -> str:
        """Of the setting, read once."""
        return self.setting.hash

    def begin(self, setting: Setting, samples: Iterable[Sample], resume: bool) -> None:
        """Note setting and samples, or see that they are what was begun; samples may be added.

        Raises BenchError.
        """
        if (self.folder / ABOUT).exists():
            if not resume:
                raise BenchError(f"{str(self.folder)!r} was begun before: add --resume")
            if others := ", ".join(self.setting.differences(setting)):
                raise BenchError(f"{str(self.folder)!r} was begun with {others}: name another")
            known, wanted = self.samples(), {one.id: one for one in samples}
            samples = ({**known, **wanted} if len(wanted) > len(known) else known).values()
        elif self.folder.exists() and any(self.folder.iterdir()):
            raise BenchError(f"{str(self.folder)!r} is taken: choose another folder")
        self.folder.mkdir(parents=True, exist_ok=True)
        asked = "".join(one.model_dump_json(exclude_defaults=True) + "\n" for one in samples)
        _replace(self.folder / SAMPLES, asked)
        _replace(self.folder / ABOUT, setting.model_dump_json(indent=1) + "\n")
        _mend(self.folder / ATTEMPTS)

    def samples(self) -> dict[str, Sample]:
        """What is asked, by id. Raises BenchError."""
        if not (self.folder / ABOUT).exists():
            raise BenchError(f"{str(self.folder)!r} is no run of `longtake bench run`")
        try:
            lines = (self.folder / SAMPLES).read_bytes().splitlines()
            samples = [Sample.model_validate_json(line) for line in lines]
        except (OSError, ValidationError) as error:
            raise BenchError(f"{str(self.folder)!r} has no {SAMPLES} that can be read") from error
        return {one.id: one for one in samples}

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


def _replace(path: Path, text: str) -> None:
    """Whole or not at all: other processes of the run may be reading it."""
    made = path.with_name(f".{path.name}.{os.getpid()}")
    made.write_text(text, "utf-8")
    made.replace(path)


def _mend(path: Path) -> None:
    """End a torn last line, so that the next attempt has a line of its own."""
    if path.exists() and (text := path.read_bytes()) and not text.endswith(b"\n"):
        with path.open("ab") as log:
            log.write(b"\n")


def digest(text: str) -> str:
    """Short and stable."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]
