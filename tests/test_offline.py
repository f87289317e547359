"""The default needs no network, and does not try to reach one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SAMPLE = Path(__file__).parents[1] / "examples" / "sample.mp4"

SCRIPT = """
import sys
tried = []
def watch(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto", "urllib.Request"):
        tried.append((event, arguments))
sys.addaudithook(watch)
import longtake as lt
video = lt.index(sys.argv[1], library=sys.argv[2])
answer = video.ask("What does the project cost?")
video.ground("the slide about risks")
video.show(sys.argv[2] + "/page.html")
print(answer.text)
assert not tried, tried
"""


def test_indexing_and_asking_try_no_connection(tmp_path: Path) -> None:
    command = [sys.executable, "-c", SCRIPT, str(SAMPLE), str(tmp_path)]
    result = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert result.returncode == 0, result.stderr
    assert "forty-two thousand" in result.stdout or "42,000" in result.stdout
