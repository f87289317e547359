"""The sprites: everything that can stand in a picture, by the name of its look.

Each module draws one family and lists it in its own `LOOKS`. Knows nothing of pictures or time.
"""

from __future__ import annotations

from importlib import import_module

from longtake.worlds.sprites.look import Look

FAMILIES: dict[str, tuple[str, ...]] = {
    "people": (),
    "objects": (),
    "fixtures": (),
    "slides": ("board",),
    "table": ("table",),
    "screens": (),
    "kitchen": ("counter",),
}
"""Each family, and the grounds on which alone it occurs; none: on any."""

LOOKS: dict[str, Look] = {}
WHERE: dict[str, tuple[str, ...]] = {}
"""For each look, the grounds of its family."""
for _family, _grounds in FAMILIES.items():
    for _name, _look in import_module(f"{__name__}.{_family}").LOOKS.items():
        if _name in LOOKS:
            raise ValueError(f"two families have a look {_name!r}: rename the one in {_family!r}")
        LOOKS[_name], WHERE[_name] = _look, _grounds
