"""The sprites: everything that can stand in a picture, by the name of its look.

Each module draws one family and lists it in its own `LOOKS`. Knows nothing of pictures or time.
"""

from __future__ import annotations

from importlib import import_module

from longtake.worlds.sprites.look import Look

FAMILIES = ("people", "objects", "fixtures", "slides", "table", "screens")

LOOKS: dict[str, Look] = {}
for _family in FAMILIES:
    LOOKS |= import_module(f"{__name__}.{_family}").LOOKS
