"""Serves the seer over HTTP in the wording of OpenAI's API, on the standard library alone.

`POST /v1/chat/completions` (pictures as data URIs, tools, structured output, streams, usage) and
`GET /v1/models`. Requests come in, completions or errors in OpenAI's form go out.
"""

from __future__ import annotations

import errno
import hmac
import json
import socket
import threading
from collections.abc import Iterable
from contextlib import suppress
from functools import lru_cache
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from longtake.errors import ModelError
from longtake.worlds.seer.completion import CREATED, Seer, pieces
from longtake.worlds.seer.dials import PRESETS, read_dials
from longtake.worlds.seer.messages import Refusal

MOST_BYTES = 512 * 1024 * 1024
"""Largest request that is read."""

MODELS = 64
"""Seers with other dials that are kept."""

IDLE_S = 60.0
"""How long a connection may stay silent."""


class Server(ThreadingHTTPServer):
    """The seer at an address. `start()` serves in the background, `close()` ends it."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(
        self,
        host: str,
        port: int,
        model: str = "seer:sharp",
        key: str = "",
        seer: Seer | None = None,
    ) -> None:
        self.model, self.key = model, key
        self._seer = seer or Seer(read_dials(model))
        self._other = lru_cache(MODELS)(lambda name: Seer(read_dials(name)))
        self._thread: threading.Thread | None = None
        try:
            super().__init__((host, port), _Handler)
        except (OSError, OverflowError) as error:
            wrong = f"the seer cannot be served at {host}:{port} ({error})"
            raise ModelError(f"{wrong}: {_way_out(error)}") from error

    @property
    def url(self) -> str:
        """Where clients reach it: their base URL."""
        return f"http://{self.server_address[0]!s}:{self.server_port}/v1"

    def names(self) -> list[str]:
        """What clients may call the model; dials can be added to each."""
        return list(dict.fromkeys(["seer", self.model, *(f"seer:{name}" for name in PRESETS)]))

    def seer(self, name: str) -> Seer:
        """The seer of that name. Raises Refusal when there is none."""
        if name in ("seer", self.model):
            return self._seer
        try:
            if name.startswith("seer:"):
                return self._other(name)
            wrong = f"use one of {', '.join(self.names())}"
        except ModelError as error:
            wrong = str(error)
        said = f"The model {name!r} does not exist: {wrong}"
        raise Refusal(said, "model_not_found", "model", 404)

    def start(self) -> None:
        """Serve in a thread of its own."""
        self._thread = threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop serving. Safe to call twice."""
        if self._thread is not None:
            self.shutdown()
            self._thread.join()
            self._thread = None
        self.server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no error of the server's."""


def _way_out(error: OSError | OverflowError) -> str:
    """What to do where an address cannot be served at: its host or its port is at fault."""
    host = isinstance(error, socket.gaierror) or getattr(error, "errno", 0) == errno.EADDRNOTAVAIL
    return "give an address of this machine as --host" if host else "give a free --port"


class _Handler(BaseHTTPRequestHandler):
    """One connection."""

    server: Server
    protocol_version = default_request_version = "HTTP/1.1"
    server_version = "longtake-seer"
    timeout = IDLE_S

    def do_GET(self) -> None:
        self._replied(self._got)

    def do_POST(self) -> None:
        self._replied(self._posted)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """In OpenAI's form, too: what is no request at all, or one of another method."""
        self.close_connection = True
        if code != HTTPStatus.NOT_IMPLEMENTED:
            return self._json(code, Refusal(message or "The request is not valid.").body())
        with suppress(Refusal):
            self._body()
        said = f"{self.command} is not answered here: use GET or POST"
        refusal = Refusal(said, "method_not_supported", status=HTTPStatus.METHOD_NOT_ALLOWED)
        self._json(refusal.status, refusal.body())

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the one who asks knows what it asked."""

    def _replied(self, work: Any) -> None:
        try:
            self._check_key()
            work()
        except Refusal as refusal:
            self._json(refusal.status, refusal.body())
        except (BrokenPipeError, ConnectionResetError, TimeoutError):
            self.close_connection = True

    def _check_key(self) -> None:
        if not self.server.key:
            return
        given = (self.headers["Authorization"] or "").removeprefix("Bearer ")
        if not hmac.compare_digest(given.encode(), self.server.key.encode()):
            self.close_connection = True
            raise Refusal("Incorrect API key provided.", "invalid_api_key", status=401)

    def _got(self) -> None:
        path = self._path()
        rows = [
            {"id": name, "object": "model", "created": CREATED, "owned_by": "longtake"}
            for name in self.server.names()
        ]
        if path == "/v1/models":
            return self._json(200, {"object": "list", "data": rows})
        for row in rows:
            if path == f"/v1/models/{row['id']}":
                return self._json(200, row)
        raise Refusal(f"Unknown address: GET {path}", "unknown_url", status=404)

    def _path(self) -> str:
        return self.path.partition("?")[0].rstrip("/") or "/"

    def _posted(self) -> None:
        raw = self._body()
        path = self._path()
        if path != "/v1/chat/completions":
            raise Refusal(f"Unknown address: POST {path}", "unknown_url", status=404)
        try:
            body = json.loads(raw)
        except (ValueError, RecursionError) as error:
            raise Refusal(f"The body is not valid JSON: {error}") from error
        name = body.get("model") if isinstance(body, dict) else None
        status, said = self.server.seer(name if isinstance(name, str) else "seer").reply(body)
        if status == 200 and body.get("stream"):
            options = body.get("stream_options") or {}
            self._stream(pieces(said, bool(options.get("include_usage"))))
        else:
            self._json(status, said)

    def _body(self) -> bytes:
        """The whole body; the connection ends where it cannot be read to its end."""
        length = self.headers["Content-Length"] or ""
        if not length.isdigit():
            self.close_connection = True
            raise Refusal("The request needs a Content-Length", status=411)
        if int(length) > MOST_BYTES:
            self.close_connection = True
            raise Refusal(f"The request is larger than {MOST_BYTES:,} bytes", status=413)
        raw = self.rfile.read(int(length))
        if len(raw) < int(length):
            raise ConnectionResetError
        return raw

    def _json(self, status: int, body: Any) -> None:
        raw = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        if status >= 500:
            self.send_header("x-should-retry", "false")
        if status == HTTPStatus.METHOD_NOT_ALLOWED:
            self.send_header("Allow", "GET, POST")
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(raw)

    def _stream(self, chunks: Iterable[dict[str, Any]]) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-cache")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for chunk in chunks:
            self._chunk(f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n")
        self._chunk("data: [DONE]\n\n")
        self.wfile.write(b"0\r\n\r\n")

    def _chunk(self, text: str) -> None:
        raw = text.encode("utf-8", "replace")
        self.wfile.write(f"{len(raw):x}\r\n".encode() + raw + b"\r\n")
