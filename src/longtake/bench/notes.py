"""What a reader of scores must know, in a line each: ids and replies, counted and named.

Ids and replies come in, lines go out. Knows no benchmark.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from longtake.bench.metrics.ids import IdMatch

NAMED = 3
"""Ids that a note names; the rest is counted."""


def told_of(ids: Sequence[object], what: str) -> list[str]:
    """A note that counts them and names the first; none where there are none."""
    first = ", ".join(map(str, ids[:NAMED]))
    return [f"{len(ids):,} {what}: {first}{' …' * (len(ids) > NAMED)}"] if ids else []


def is_empty(reply: str | None) -> bool:
    """Whether nothing was said."""
    return reply is None or not reply.strip()


def unsaid(replies: Mapping[Any, str | None], unread: Mapping[str, int]) -> list[str]:
    """What the replies leave out, and which readings find nothing in any of them.

    `unread` is, by the name of the reading, in how many replies it reads no answer.
    """
    none = [id for id, reply in replies.items() if reply is None]
    empty = [id for id, reply in replies.items() if reply is not None and is_empty(reply)]
    said = len(replies) - len(none) - len(empty)
    blind = [name for name, count in unread.items() if said and count >= len(replies)]
    verb = "reads" if len(blind) == 1 else "read"
    return [
        *told_of(none, "without a reply"),
        *told_of(empty, "replies are empty: wrong in every column that counts them"),
        *([f"{' and '.join(blind)} {verb} none of the {said:,} replies"] if blind else []),
    ]


def strangers(match: IdMatch) -> str:
    """That no prediction is of these annotations, with the first ids of both."""
    given, wanted = (
        ", ".join(map(repr, ids[:NAMED])) or "none" for ids in (match.unknown, match.missing)
    )
    hint = "write them as the annotations do" if match.kinds_differ else "are they of this split?"
    ids = f"predicted {given}; annotated {wanted}"
    return f"no prediction has an id of the annotations ({ids}): {hint}"
