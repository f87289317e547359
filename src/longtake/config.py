"""Where things live and which models are used: environment in, plain values out.

Command-line options override these; nothing else in the package reads the environment.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field
from pathlib import Path


def data_folder() -> Path:
    """The platform's folder for user data, without creating it."""
    home = Path.home()
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "longtake"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", home / "AppData" / "Local")) / "longtake"
    return Path(os.environ.get("XDG_DATA_HOME", home / ".local" / "share")) / "longtake"


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What the user has set. `Config.from_environment()` is the usual way to get one."""

    library: Path
    """Folder of the library (`LONGTAKE_LIBRARY`)."""
    models: Path
    """Folder that `longtake models pull` fills (`LONGTAKE_MODELS`)."""
    model: str = ""
    """Chat model that answers (`LONGTAKE_MODEL`); empty: answer by quoting."""
    eyes: str = ""
    """Chat model that captions (`LONGTAKE_EYES`); empty: no captions."""
    base_url: str = ""
    """Address of an OpenAI-compatible server (`LONGTAKE_BASE_URL`)."""
    api_key: str = field(default="", repr=False)
    """Key for that server (`LONGTAKE_API_KEY`); the other providers have variables of their own."""
    debug: bool = False
    """Show tracebacks (`LONGTAKE_DEBUG=1`)."""

    @classmethod
    def from_environment(cls) -> Config:
        """Read the variables named above; what is not set keeps its default."""
        get = os.environ.get
        return cls(
            library=Path(get("LONGTAKE_LIBRARY") or data_folder() / "library").expanduser(),
            models=Path(get("LONGTAKE_MODELS") or data_folder() / "models").expanduser(),
            model=get("LONGTAKE_MODEL", ""),
            eyes=get("LONGTAKE_EYES", ""),
            base_url=get("LONGTAKE_BASE_URL", ""),
            api_key=get("LONGTAKE_API_KEY", ""),
            debug=get("LONGTAKE_DEBUG", "") not in ("", "0"),
        )
