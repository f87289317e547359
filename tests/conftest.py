"""What every test may use: the shared real media where present, and a network that is shut."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared_media() -> Callable[[str], Path]:
    """Path of a file in the shared media folder; skips the test when it is not there."""

    def find(name: str) -> Path:
        path = SHARED / "media" / name
        if not path.exists():
            pytest.skip(f"shared media not present: {name}")
        return path

    return find


@pytest.fixture(autouse=True)
def _no_network() -> Iterator[None]:
    """Any connection that leaves this machine fails the test that tries it."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        local = self.family == socket.AF_UNIX or (
            isinstance(address, tuple) and address[0] in ("127.0.0.1", "::1", "localhost")
        )
        if not local:
            raise AssertionError(f"the network is shut in tests, tried {address!r}")
        connect(self, address)  # type: ignore[arg-type]

    socket.socket.connect = guarded  # type: ignore[method-assign,assignment]
    yield
    socket.socket.connect = connect  # type: ignore[method-assign]
