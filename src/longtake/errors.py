"""The failures, in one tree.

    LongtakeError
    ├── MediaError            a file, URL or stream
    │   ├── OpenError         cannot be opened as video or sound
    │   └── DecodeError       opened, but this part cannot be read
    ├── LibraryError          the memory on disk
    ├── ModelError            a chat model
    │   └── BadReply          answered, but not with what was asked for
    ├── QuestionError         a question that cannot be asked as it stands
    ├── WorldError            a video that cannot be made as it was ordered
    ├── BenchError            a benchmark's files that cannot be scored as they are
    └── MissingExtra          an optional part that is not installed

Each message says what went wrong, with the value, and what to do about it. They are caught only
at the edges: a job, a tool call, the command line.
"""


class LongtakeError(Exception):
    """Anything Longtake reports on purpose. Its text is written for the person at the keyboard."""


class MediaError(LongtakeError):
    """A source of pictures or sound cannot be used."""


class OpenError(MediaError):
    """It is missing, empty, unreachable, or not a recording."""


class DecodeError(MediaError):
    """It opened, but what was asked for cannot be read from it."""


class LibraryError(LongtakeError):
    """The library cannot be opened, read or written."""


class ModelError(LongtakeError):
    """A chat model cannot be used: no key, unknown name, refusal, time-out."""


class BadReply(ModelError):
    """The model answered, but not in the form that was asked for."""


class QuestionError(LongtakeError):
    """The question cannot be asked as it stands."""


class WorldError(LongtakeError):
    """A video cannot be made as it was ordered."""


class BenchError(LongtakeError):
    """Annotations or predictions cannot be scored as they are."""


class MissingExtra(LongtakeError):
    """An optional part is needed and not installed."""

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(f"{what} needs an optional part: pip install 'longtake[{extra}]'")
