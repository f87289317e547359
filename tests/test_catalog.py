"""Fetching models: from a local server that plays the hub, with all that can go wrong."""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from longtake.errors import ModelError
from longtake.models.catalog import MODELS, installed, pull

NAME = "whisper-base"
WEIGHTS = bytes(range(256)) * 20_000  # 5 MB: several chunks
FILES = {
    "model.bin": WEIGHTS,
    "config.json": b'{"layers": 6}',
    "tokenizer.json": b"{}",
    "vocabulary.txt": b"a\nb\n",
    "README.md": b"not wanted",
}


@dataclass
class Mirror:
    """A server with the files of one model, and the ways in which it may fail."""

    files: dict[str, bytes] = field(default_factory=lambda: dict(FILES))
    url: str = ""
    requests: list[tuple[str, str | None]] = field(default_factory=list)
    broken_off_after: int | None = None
    """Bytes of each file after which the connection is lost."""
    losses: int = 1
    """How often it is."""
    ranges: bool = True
    failures: list[int] = field(default_factory=list)
    """Statuses to answer the next requests with."""
    listing: Any = None

    def listed(self) -> Any:
        if self.listing is not None:
            return self.listing
        return [{"type": "directory", "path": "assets", "oid": "0", "size": 0}] + [
            {"type": "file", "path": name, "size": len(content)} | _checksum(name, FILES[name])
            for name, content in self.files.items()
        ]


def _checksum(name: str, content: bytes) -> dict[str, Any]:
    git = hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()
    if name != "model.bin":
        return {"oid": git}
    return {"oid": git, "lfs": {"oid": hashlib.sha256(content).hexdigest(), "size": len(content)}}


@pytest.fixture
def mirror() -> Iterator[Mirror]:
    hub = Mirror()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            hub.requests.append((self.path, self.headers["Range"]))
            if hub.failures:
                self.send_error(hub.failures.pop(0))
            elif self.path == "/api/models/Systran/faster-whisper-base/tree/main":
                self.send(200, json.dumps(hub.listed()).encode())
            else:
                self.file(self.path.rpartition("/resolve/main/")[2])

        def file(self, name: str) -> None:
            wanted = re.fullmatch(r"bytes=(\d+)-", self.headers["Range"] or "")
            start = int(wanted[1]) if wanted and hub.ranges else 0
            self.send(206 if start else 200, hub.files[name][start:])

        def send(self, status: int, content: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            cut = hub.broken_off_after
            if cut is not None and len(content) > cut and hub.losses:
                hub.losses -= 1
                content = content[:cut]
                self.close_connection = True
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            pass

    class Quiet(ThreadingHTTPServer):
        def handle_error(self, *_: Any) -> None:
            """A client that hangs up is what some tests are about."""

    server = Quiet(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    hub.url = f"http://127.0.0.1:{server.server_port}"
    yield hub
    server.shutdown()
    thread.join()
    server.server_close()


def fetch(mirror: Mirror, folder: Path, **more: Any) -> Path:
    return pull(NAME, folder, base_url=mirror.url, pause_s=0.0, **more)


def test_a_model_is_fetched_whole_and_under_its_name(mirror: Mirror, tmp_path: Path) -> None:
    folder = tmp_path / "models"
    told: list[tuple[str, int, int]] = []
    path = fetch(mirror, folder, progress=lambda *step: told.append(step))
    assert path == folder / NAME
    assert {file.name: file.read_bytes() for file in path.iterdir()} == {
        name: content for name, content in FILES.items() if name != "README.md"
    }
    total = sum(len(content) for name, content in FILES.items() if name != "README.md")
    assert told[-1][1:] == (total, total)
    assert [done for _, done, _ in told] == sorted(done for _, done, _ in told)
    assert installed(folder) == {NAME: path}
    assert list(folder.iterdir()) == [path]


def test_what_is_there_is_not_fetched_again(mirror: Mirror, tmp_path: Path) -> None:
    fetch(mirror, tmp_path)
    before = len(mirror.requests)
    fetch(mirror, tmp_path)
    assert len(mirror.requests) == before


def test_a_lost_connection_is_continued_where_it_broke_off(mirror: Mirror, tmp_path: Path) -> None:
    mirror.broken_off_after, mirror.losses = 1_000_000, 2
    path = fetch(mirror, tmp_path)
    assert (path / "model.bin").read_bytes() == WEIGHTS
    ranges = [wanted for url, wanted in mirror.requests if url.endswith("model.bin")]
    assert ranges == [None, "bytes=1000000-", "bytes=2000000-"]


def test_giving_up_leaves_no_model_and_the_next_pull_goes_on(
    mirror: Mirror, tmp_path: Path
) -> None:
    mirror.broken_off_after, mirror.losses = 700_000, 5
    with pytest.raises(ModelError, match=r"failed 5 times .*: pull again later, it will go on"):
        fetch(mirror, tmp_path)
    assert installed(tmp_path) == {}
    assert not (tmp_path / NAME).exists()
    mirror.requests.clear()
    path = fetch(mirror, tmp_path)
    assert (path / "model.bin").read_bytes() == WEIGHTS
    assert ("/Systran/faster-whisper-base/resolve/main/model.bin", "bytes=3500000-") in (
        mirror.requests
    )


def test_a_server_without_ranges_is_begun_anew(mirror: Mirror, tmp_path: Path) -> None:
    mirror.broken_off_after, mirror.ranges = 1_000_000, False
    assert (fetch(mirror, tmp_path) / "model.bin").read_bytes() == WEIGHTS


@pytest.mark.parametrize("name", ["model.bin", "config.json"])
def test_a_file_that_was_changed_on_the_way_is_refused_and_removed(
    name: str, mirror: Mirror, tmp_path: Path
) -> None:
    mirror.files[name] = b"X" * len(FILES[name])
    with pytest.raises(ModelError, match="does not match its checksum"):
        fetch(mirror, tmp_path)
    assert installed(tmp_path) == {}
    mirror.files[name] = FILES[name]
    assert (fetch(mirror, tmp_path) / name).read_bytes() == FILES[name]


def test_a_busy_server_is_tried_again(mirror: Mirror, tmp_path: Path) -> None:
    mirror.failures = [503, 429]
    assert fetch(mirror, tmp_path).is_dir()


def test_a_model_that_is_gone_is_not_tried_again(mirror: Mirror, tmp_path: Path) -> None:
    mirror.failures = [404]
    with pytest.raises(ModelError, match="cannot be fetched: 404"):
        fetch(mirror, tmp_path)
    assert len(mirror.requests) == 1


@pytest.mark.parametrize("listing", [{"error": "no"}, [{"type": "file"}], "html"])
def test_a_server_that_is_no_hub(listing: Any, mirror: Mirror, tmp_path: Path) -> None:
    mirror.listing = listing
    with pytest.raises(ModelError, match="is this the hub"):
        fetch(mirror, tmp_path)


def test_names_that_lead_out_of_the_folder_are_left_alone(mirror: Mirror, tmp_path: Path) -> None:
    listing = mirror.listed()
    mirror.listing = [*listing, listing[1] | {"path": "../config.json"}]
    fetch(mirror, tmp_path / "models")
    assert not (tmp_path / "config.json").exists()


def test_a_model_without_weights_has_moved(mirror: Mirror, tmp_path: Path) -> None:
    mirror.listing = [{"type": "file", "path": "config.json", "size": 1, "oid": "0"}]
    with pytest.raises(ModelError, match="the model has moved"):
        fetch(mirror, tmp_path)


def test_a_disk_too_small_is_noticed_before_anything_is_fetched(
    mirror: Mirror, tmp_path: Path
) -> None:
    listing = mirror.listed()
    listing[1]["size"] = 10**18
    mirror.listing = listing
    with pytest.raises(ModelError, match=r"needs 1,000,000,000,000 MB more .* make room"):
        fetch(mirror, tmp_path)
    assert len(mirror.requests) == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_disk_that_fills_up_says_so(mirror: Mirror, tmp_path: Path) -> None:
    part = tmp_path / f".{NAME}.part"
    part.mkdir()
    (part / "model.bin").symlink_to("/dev/full")
    with pytest.raises(ModelError, match="the disk is full: make room for whisper-base"):
        fetch(mirror, tmp_path)


def test_a_folder_that_cannot_be_written(mirror: Mirror, tmp_path: Path) -> None:
    (tmp_path / "models").write_text("a file")
    with pytest.raises(ModelError, match="set LONGTAKE_MODELS to a folder that can be written"):
        fetch(mirror, tmp_path / "models")


def test_no_network(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"cannot be reached .*: connect to the network, or fetch"):
        pull(NAME, tmp_path, base_url="http://127.0.0.1:9")
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_name_lists_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"no model 'whisper-huge' .* whisper-tiny, whisper-base"):
        pull("whisper-huge", tmp_path)


def test_only_web_addresses_are_fetched_from(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="use https://HOST"):
        pull(NAME, tmp_path, base_url="file:///etc")


def test_every_model_says_what_it_is_and_how_large() -> None:
    assert list(MODELS) == [f"whisper-{s}" for s in ("tiny", "base", "small", "medium", "large-v3")]
    assert all("MB" in model.what for model in MODELS.values())
