"""Names for the questions of benchmarks whose files give them none.

A question is called by its video and a hash of what is asked, `clip7_3f9a2c`, so that a file of
predictions in another order, or of a part, is still matched to what it answers.
"""

from __future__ import annotations

from collections import Counter
from hashlib import blake2b
from pathlib import PurePath

from longtake.bench.files import Row, Table

BYTES = 3


def called(rows: Table, video: str | tuple[str, ...], *asked: str) -> Table:
    """Rows with an `id`; those that have one keep it.

    `video` is its field, or several of which the first that a row has is taken; `asked` are the
    fields that tell questions of one video apart. What is asked twice gets `_2` in the order of the
    file.
    """
    names = (video,) if isinstance(video, str) else video
    seen: Counter[str] = Counter()
    found: list[Row] = []
    for row in rows.rows:
        name = str(row["id"]) if "id" in row else _name(row, names, asked)
        seen[name] += 1
        again = f"_{seen[name]}" if seen[name] > 1 and "id" not in row else ""
        found.append({**row, "id": name + again})
    return Table(rows.path, found)


def _name(row: Row, videos: tuple[str, ...], asked: tuple[str, ...]) -> str:
    video = next((str(row[name]) for name in videos if name in row), "")
    told = "\n".join(str(row.get(name, "")).strip() for name in asked)
    digest = blake2b(told.encode(), digest_size=BYTES).hexdigest()
    return f"{PurePath(video).stem}_{digest}"
