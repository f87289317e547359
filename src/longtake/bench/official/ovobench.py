"""OVO-Bench (Li et al., CVPR 2025): what is said of the past, the present and the future.

Rules as in JoeLeelyf/OVO-Bench `utils/OVOBenchScore.py`, quirks included:

- multiple choice: right where the gold letter occurs anywhere in the response, so that `"Cannot
  tell"` answers C;
- REC (how often so far): all digits of the response, put together, are the count: `"2 or 3"` is 23;
- SSR and CRR (is it shown yet?): `Yes` or `No` anywhere, case-sensitively; `"Not yet"` and `"None"`
  count as No, and `"Yes and No"` is right either way;
- no response is wrong. A task is the mean of its answers, a group the mean of its tasks, the total
  the mean of the groups. How long after the fact an answer comes is not scored.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

GROUPS: Mapping[str, tuple[str, ...]] = {
    "Backward Avg.": ("EPM", "ASI", "HLD"),
    "Realtime Avg.": ("OCR", "ACR", "ATR", "STU", "FPD", "OJR"),
    "Forward Avg.": ("REC", "SSR", "CRR"),
}
TOTAL = "Total Avg."


def choice_right(response: str | None, gold: str) -> bool:
    """Whether the gold letter is anywhere in the response."""
    return response is not None and gold in response


def count_right(response: str | None, count: int) -> bool:
    """Whether the digits of the response, put together, are the count."""
    return response is not None and "".join(re.findall(r"\d+", response)) == str(count)


def shown_right(response: str | None, shown: int) -> bool:
    """Whether the response says Yes (`shown` is 1) or No (0)."""
    if response is None:
        return False
    word, letter = ("Yes", "Y") if shown else ("No", "N")
    return word in response or response == letter


def scores(right: Mapping[str, Sequence[bool]]) -> dict[str, float]:
    """Of each task, group and in total, from 0 to 100; groups without any task are left out.

    Raises ValueError for a task that is none of OVO-Bench's.
    """
    known = {task for tasks in GROUPS.values() for task in tasks}
    for task in right:
        if task not in known:
            raise ValueError(f"{task!r} is no task of OVO-Bench: {', '.join(sorted(known))}")
    values: dict[str, float] = {}
    groups: list[float] = []
    for name, tasks in GROUPS.items():
        own = {task: 100 * sum(right[task]) / len(right[task]) for task in tasks if right.get(task)}
        if own:
            groups.append(sum(own.values()) / len(own))
            values |= {**own, name: groups[-1]}
    if groups:
        values[TOTAL] = sum(groups) / len(groups)
    return values
