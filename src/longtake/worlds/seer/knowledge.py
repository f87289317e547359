"""Knowledge: the kinds of question of all worlds there are, in the order of the registry.

Patterns and solvers only; no plan is made and no truth is read. A world whose module is there but
cannot be imported is an error, never left out in silence.
"""

from __future__ import annotations

from functools import cache
from importlib.metadata import entry_points
from importlib.util import find_spec

from longtake.registry import BUILT_IN, find
from longtake.worlds.world import Kind


@cache
def all_kinds() -> tuple[Kind, ...]:
    """The kinds of the built-in worlds, then of those that others have installed, each once.

    Raises LongtakeError when a world cannot be imported.
    """
    names = [name for name, path in BUILT_IN["worlds"].items() if _is_there(path)]
    names += sorted({plugin.name for plugin in entry_points(group="longtake.worlds")})
    found: dict[str, Kind] = {}
    for name in names:
        for kind in find("worlds", name)().kinds:
            found.setdefault(f"{kind.name} {kind.pattern}", kind)
    return tuple(found.values())


def _is_there(path: str) -> bool:
    try:
        return find_spec(path.partition(":")[0]) is not None
    except ModuleNotFoundError:
        return False
