"""Who a recording is, whatever it is called: a hash of its content.

The size and sixteen blocks are read, the first at the head, the last at the tail, the others evenly
between: at most 1 MB of any file, so that a film of 100 GB is known as fast as a clip, and a URL by
a few range requests. Files of up to 1 MB are hashed whole.

Two different recordings get one id only if they agree in length to the byte and in every block. A
new encode, cut or remux moves the bytes behind it and is always noticed. What is not noticed is a
patch of the same length that falls between the blocks of a large file, as a damaged disk or a
deliberate forger makes; neither matters to a library that only wants to recognise its videos.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

from longtake.errors import OpenError
from longtake.media.login import authorization

BLOCK_BYTES = 64 * 1024
BLOCKS = 16
TIMEOUT_S = 20.0
AT_ONCE = 4
PARTIAL_CONTENT = 206

Read = Callable[[int, int], bytes]


def content_id(source: str | Path) -> str:
    """24 hex digits, stable under renaming, copying and serving over http(s)."""
    with reader(str(source)) as (size, read):
        return hash_blocks(size, read)


def hash_blocks(size: int, read: Read) -> str:
    """The id of `size` bytes that `read(start, count)` gives access to."""
    if size <= BLOCK_BYTES * BLOCKS:
        places = [(0, size)]
    else:
        step = size - BLOCK_BYTES
        places = [(number * step // (BLOCKS - 1), BLOCK_BYTES) for number in range(BLOCKS)]
    digest = hashlib.blake2b(size.to_bytes(8, "big"), digest_size=12)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for block in pool.map(lambda place: read(*place), places):
            digest.update(block)
    return digest.hexdigest()


@contextmanager
def reader(source: str) -> Iterator[tuple[int, Read]]:
    """The size of a file or URL, and a way to read parts of it from several threads.

    Raises OpenError when a URL cannot be reached, or its server does not send parts.
    """
    if source.startswith(("http://", "https://")):
        yield _remote(source)
        return
    with open(source, "rb") as file:
        size = file.seek(0, os.SEEK_END)
        yield size, lambda start, count: _at(file.fileno(), start, count)


def _at(descriptor: int, start: int, count: int) -> bytes:
    pieces = []
    while count > 0 and (piece := os.pread(descriptor, count, start)):
        pieces.append(piece)
        start, count = start + len(piece), count - len(piece)
    return b"".join(pieces)


def _remote(url: str) -> tuple[int, Read]:
    size = int(_part(url, 0, 1)[1])
    return size, lambda start, count: _part(url, start, min(count, size - start))[0]


def _part(url: str, start: int, count: int) -> tuple[bytes, str]:
    """Some bytes of a URL, and the length of the whole as the server tells it."""
    if count <= 0:
        return b"", ""
    wanted = Request(url, headers={"Range": f"bytes={start}-{start + count - 1}"})
    for name, value in authorization(url).items():
        wanted.add_unredirected_header(name, value)
    try:
        with urlopen(wanted, timeout=TIMEOUT_S) as reply:
            total = reply.headers.get("Content-Range", "").rpartition("/")[2]
            if reply.status == PARTIAL_CONTENT and total.isdigit():
                return bytes(reply.read(count)), total
    except (URLError, OSError) as error:
        raise OpenError(f"{url} cannot be read ({error}); check the address") from error
    raise OpenError(f"{url} cannot be read in parts, its server sends only all of it; download it")
