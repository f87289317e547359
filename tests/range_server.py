"""A web server on this machine that serves one folder, in parts if asked, and counts the bytes."""

from __future__ import annotations

import re
import socket
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from typing import Any


@dataclass
class Served:
    """A running server."""

    address: str
    sent_bytes: int = 0
    requests: int = 0
    lock: Lock = field(default_factory=Lock)

    def url(self, name: str) -> str:
        return f"{self.address}/{name}"


@contextmanager
def serving(folder: Path, ranges: bool = True, login: str = "") -> Iterator[Served]:
    """Serve the folder until the block ends; without `ranges`, whole files only.

    With a login, `user:password`, it answers only those who give it.
    """
    key = f"Basic {b64encode(login.encode()).decode()}"
    served = Served("")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = folder / self.path.lstrip("/").split("?")[0]
            with served.lock:
                served.requests += 1
            if login and self.headers.get("Authorization") != key:
                self.send_response(401)
                self.send_header("WWW-Authenticate", 'Basic realm="films"')
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            if not path.is_file():
                self.send_error(404)
                return
            size = path.stat().st_size
            first, last = 0, size - 1
            asked = re.match(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
            if asked and ranges:
                first = int(asked[1])
                last = min(int(asked[2] or last), size - 1)
                if first >= size:
                    self.send_error(416)
                    return
                self.send_response(206)
                self.send_header("Content-Range", f"bytes {first}-{last}/{size}")
            else:
                self.send_response(200)
            if ranges:
                self.send_header("Accept-Ranges", "bytes")
            self.send_header("Content-Length", str(last - first + 1))
            self.end_headers()
            self._send(path, first, last + 1)

        def _send(self, path: Path, first: int, end: int) -> None:
            with path.open("rb") as file:
                file.seek(first)
                while first < end:
                    piece = file.read(min(16_384, end - first))
                    try:
                        self.wfile.write(piece)
                    except OSError:  # the reader has what it wants
                        self.close_connection = True
                        return
                    first += len(piece)
                    with served.lock:
                        served.sent_bytes += len(piece)

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def get_request(self) -> tuple[socket.socket, Any]:
            """As on a real network, little is under way when the reader hangs up."""
            connection, address = super().get_request()
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 65_536)
            return connection, address

        def handle_error(self, *_: object) -> None:
            """A reader that hangs up is no error."""

    server = Server(("127.0.0.1", 0), Handler)
    served.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
