"""Giving memory back: what glibc keeps of freed memory otherwise grows with the length of a video.

Pictures and tensors of every size leave holes in its heaps, one heap for each thread. Does nothing
where another C library is used, which has its own ways.
"""

from __future__ import annotations

import ctypes
from functools import cache
from typing import Any

M_MMAP_THRESHOLD, LARGE_BYTES = -3, 4 << 20


def trim() -> None:
    """Return what is free to the system now; takes some milliseconds."""
    if c := _glibc():
        c.malloc_trim(0)


@cache
def return_large_blocks() -> None:
    """From now on return blocks of some megabytes as soon as they are freed."""
    if c := _glibc():
        c.mallopt(M_MMAP_THRESHOLD, LARGE_BYTES)


@cache
def _glibc() -> Any:
    try:
        c = ctypes.CDLL(None)
        return c if hasattr(c, "malloc_trim") and hasattr(c, "mallopt") else None
    except (OSError, TypeError):
        return None
