"""Containers, codecs and clocks: frames, sound and subtitles at the times asked for.

Knows nothing of what a picture means. A path or URL comes in; a `Media` goes out.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from longtake.media.recording import Recording


def open_media(source: str | Path) -> Recording:
    """Open a file or an http(s) URL. Use it as a context manager, or call `close`.

    A login in the URL (`https://user:password@host/…`) is used, and not kept in `info.source`.
    Raises OpenError when it is missing, empty, unreachable, or not a recording.
    """
    from longtake.media.login import without_login
    from longtake.media.recording import Recording

    return Recording(without_login(str(source)))
