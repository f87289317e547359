"""Fetching files from the Hugging Face hub, or a mirror of it, over plain HTTP.

Lists the files of a repository with sizes and checksums, fetches them, goes on where an earlier
attempt broke off, and checks what arrived. Knows nothing of what the files are for.
"""

from __future__ import annotations

import fnmatch
import hashlib
import http.client
import json
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from longtake.errors import ModelError

HUB = "https://huggingface.co"
TIMEOUT_S = 30.0
TRIES = 5
CHUNK_BYTES = 1 << 20

Progress = Callable[[str, int, int], None]
"""Told which file is being fetched, and how many bytes of how many in all are here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remote:
    """A file as the hub describes it."""

    name: str
    size_bytes: int
    algorithm: str
    """`sha256` for large files; `git`, the SHA-1 of a Git blob, for small ones."""
    digest: str


class ConnectionLost(Exception):
    """The server did not answer, or stopped in the middle; trying again may help."""


class Hub:
    """One repository. All methods raise ModelError."""

    def __init__(self, base_url: str, repository: str, pause_s: float):
        if not base_url.startswith(("https://", "http://")):
            raise ModelError(f"{base_url!r} is no address to fetch models from: use https://HOST")
        self._base_url = base_url.rstrip("/")
        self._repository = repository
        self._pause_s = pause_s

    @property
    def address(self) -> str:
        """For people."""
        return f"{self._base_url}/{self._repository}"

    def files(self, wanted: Sequence[str]) -> list[Remote]:
        """The files whose names match one of the patterns."""
        url = f"{self._base_url}/api/models/{self._repository}/tree/main"
        try:
            listing = json.loads(self._persistently(url, lambda: self._read(url)))
            return [file for file in _described(listing) if _matches(file.name, wanted)]
        except (ValueError, KeyError, TypeError) as error:
            raise ModelError(f"{url} does not list files ({error}): is this the hub?") from error

    def fetch(self, files: Sequence[Remote], folder: Path, progress: Progress) -> None:
        """Fetch what is not there yet into the folder, and check it. Raises OSError for the disk.

        A file that does not match its checksum is removed.
        """
        total, before = sum(file.size_bytes for file in files), 0
        for file in files:
            self._fetch(file, folder / file.name, _counting(progress, file.name, before, total))
            before += file.size_bytes

    def _fetch(self, file: Remote, path: Path, tell: Callable[[int], None]) -> None:
        url = f"{self.address}/resolve/main/{urllib.parse.quote(file.name)}"
        if size_bytes(path) > file.size_bytes:
            path.unlink()
        path.touch()
        tell(size_bytes(path))
        if size_bytes(path) < file.size_bytes:
            self._persistently(url, lambda: self._continue(url, path, file, tell))
        if digest(path, file.algorithm) != file.digest:
            path.unlink()
            raise ModelError(f"{url} does not match its checksum: pull again to fetch it anew")

    def _continue(self, url: str, path: Path, file: Remote, tell: Callable[[int], None]) -> bytes:
        """Append what is missing; a server that cannot begin there is read from the beginning."""
        with (
            self._opened(url, size_bytes(path)) as response,
            path.open("ab" if response.status == 206 else "wb") as part,
        ):
            while chunk := _chunk(response):
                part.write(chunk)
                tell(part.tell())
        if size_bytes(path) < file.size_bytes:
            raise ConnectionLost("it broke off")
        return b""

    def _read(self, url: str) -> bytes:
        with self._opened(url) as response:
            return b"".join(iter(lambda: _chunk(response), b""))

    def _persistently(self, url: str, work: Callable[[], bytes]) -> bytes:
        for attempt in range(TRIES):
            try:
                return work()
            except ConnectionLost as lost:
                why = lost
            if attempt + 1 < TRIES:
                time.sleep(self._pause_s * 3**attempt)
        raise ModelError(f"{url} failed {TRIES} times ({why}): pull again later, it will go on")

    def _opened(self, url: str, start: int = 0) -> http.client.HTTPResponse:
        headers = {"User-Agent": "longtake"} | ({"Range": f"bytes={start}-"} if start else {})
        request = urllib.request.Request(url, headers=headers)
        try:
            response: http.client.HTTPResponse = urllib.request.urlopen(request, timeout=TIMEOUT_S)
            return response
        except urllib.error.HTTPError as error:
            error.close()
            if error.code == 429 or error.code >= 500:
                raise ConnectionLost(f"{error.code} {error.reason}") from error
            raise ModelError(f"{url} cannot be fetched: {error.code} {error.reason}") from error
        except urllib.error.URLError as error:
            if isinstance(error.reason, TimeoutError | ConnectionResetError):
                raise ConnectionLost(str(error.reason)) from error
            raise ModelError(
                f"{self._base_url} cannot be reached ({error.reason}): connect to the network, or "
                f"fetch {self.address} elsewhere and copy its files into the models folder"
            ) from error
        except (http.client.HTTPException, ConnectionError, TimeoutError) as error:
            raise ConnectionLost(str(error) or type(error).__name__) from error


def _chunk(response: http.client.HTTPResponse) -> bytes:
    try:
        return response.read(CHUNK_BYTES)
    except (http.client.HTTPException, ConnectionError, TimeoutError) as error:
        raise ConnectionLost(str(error) or type(error).__name__) from error


def _counting(progress: Progress, name: str, before: int, total: int) -> Callable[[int], None]:
    return lambda here: progress(name, before + here, total)


def _matches(name: str, wanted: Sequence[str]) -> bool:
    return name == PurePosixPath(name).name and any(fnmatch.fnmatch(name, wish) for wish in wanted)


def _described(listing: Any) -> Iterator[Remote]:
    for item in listing:
        if item["type"] == "file":
            large = item.get("lfs")
            yield Remote(
                name=item["path"],
                size_bytes=int(item["size"]),
                algorithm="sha256" if large else "git",
                digest=large["oid"] if large else item["oid"],
            )


def digest(path: Path, algorithm: str) -> str:
    """The checksum of a file, as the hub gives it."""
    made = hashlib.sha256() if algorithm == "sha256" else hashlib.sha1(usedforsecurity=False)
    if algorithm == "git":
        made.update(b"blob %d\0" % size_bytes(path))
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            made.update(chunk)
    return made.hexdigest()


def size_bytes(path: Path) -> int:
    """Of the file; 0 when there is none."""
    return path.stat().st_size if path.exists() else 0
