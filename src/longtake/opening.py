"""Opening the parts by name: a library, the senses, a strategy, a model.

Knows where each is found and what it is called; knows none of their insides. Names, folders and
import paths come in; what they stand for goes out, or an error that says what to use instead.
"""

from __future__ import annotations

import atexit
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from longtake.config import Config
from longtake.errors import LibraryError, LongtakeError
from longtake.indexing import SENSES, Indexer, Watcher
from longtake.memory.library import Library
from longtake.protocols import Chat, Perceiver, Strategy
from longtake.registry import find

if TYPE_CHECKING:
    from longtake.perceive.speech import Speech


def open_library(library: str | Path | Library | None = None, *, create: bool = True) -> Library:
    """The library in a folder; opened once per process, closed at its end.

    Raises LibraryError, also when there is none and it is not to be created.
    """
    if isinstance(library, Library):
        return library
    folder = folder_of(library)
    if not create:
        Library.require(folder)
    return _opened(folder.absolute())


def open_indexer(
    library: str | Path | Library | None = None,
    senses: Iterable[str] = (),
    watch: Watcher | None = None,
) -> Indexer:
    """An indexer with the built-in senses, or those named."""
    if isinstance(senses, str):
        raise LongtakeError(f"senses={senses!r} is one text: give a list, [{senses!r}]")
    wanted = list(senses) or [sense.name for sense in SENSES if not sense.on_request]
    return Indexer(open_library(library), {name: open_sense(name) for name in wanted}, watch)


def open_model(model: str | Chat, base_url: str = "") -> Chat:
    """The model behind a name such as `openai:gpt-5`. Raises ModelError, MissingExtra."""
    if not isinstance(model, str):
        return model
    from longtake.models.chat import open_chat

    return open_chat(model, base_url, Config.from_environment().api_key)


def open_strategy(name: str) -> Strategy:
    """The strategy of a name or import path. Raises LongtakeError when it is none."""
    found = find("strategies", name)
    if not hasattr(found, "answer"):
        raise LongtakeError(
            f"{name!r} is not a strategy, it has no method answer(): use quote, direct, or the "
            "import path of a class that has one"
        )
    strategy: Strategy = found()
    return strategy


def open_sense(name: str) -> Perceiver:
    """The sense of a name or import path. Raises LongtakeError when it is none."""
    if name == "caption":
        raise LongtakeError("the sense 'caption' needs a model that sees: name it as `eyes`")
    if name == "speech":
        return open_speech()
    found = find("perceivers", name)
    if not hasattr(found, "observe"):
        raise LongtakeError(
            f"{name!r} is not a sense, it has no method observe(): use "
            f"{', '.join(sense.name for sense in SENSES)}, or the import path of a class that has"
        )
    sense: Perceiver = found()
    return sense


def open_speech() -> Speech:
    """The sense of hearing, with the best model that has been pulled."""
    from longtake.models.catalog import installed
    from longtake.perceive.speech import Speech

    here = installed(Config.from_environment().models)
    return Speech(list(here.values())[-1] if here else None)


def folder_of(library: str | Path | None) -> Path:
    """The folder that is meant; None is the one that the user has set, or the default."""
    if str(library) == "":
        raise LibraryError("the name of the library is empty: give a folder, or leave it out")
    return Config.from_environment().library if library is None else Path(library).expanduser()


@cache
def _opened(folder: Path) -> Library:
    from longtake.models.minilm import MiniLM

    library = Library.open(folder, MiniLM())
    atexit.register(library.close)
    return library
