"""Writes `docs/schemas/`: the JSON Schema of every file that `longtake make` makes.

    python scripts/schemas.py

Goes in: the rows as they are declared in `longtake.worlds`. A test says when it is to be run again.
"""

from __future__ import annotations

import json
from pathlib import Path

from longtake.worlds.making.folder import schemas

PUBLISHED = Path(__file__).parents[1] / "docs" / "schemas"


def main() -> None:
    """One file a kind of row."""
    PUBLISHED.mkdir(exist_ok=True)
    for name, schema in schemas().items():
        (PUBLISHED / f"{name}.schema.json").write_text(json.dumps(schema, indent=1) + "\n")


if __name__ == "__main__":
    main()
