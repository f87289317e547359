"""`longtake seer`, and `longtake ask --model seer:sharp` on a real small video."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from typer.testing import CliRunner

from longtake.cli.app import app
from longtake.models.chat import open_chat
from longtake.reason.direct import Reply
from longtake.reason.prompts import ANSWERING
from longtake.types import Frame
from longtake.worlds.drawing.paint import paint
from longtake.worlds.stage import Thing, View

WORLD = """
from seeing import KINDS

class Tiny:
    name, version, summary, kinds = "tiny", "1", "Balls.", KINDS
"""


def view(time_s: float) -> View:
    """A red ball at first, then a blue one."""
    colour = "red" if time_s < 4 else "blue"
    ball = Thing(look="ball", x=0.3, y=0.7, size=0.12, colour=colour)
    return View(time_s=time_s, place="market", things=(ball,))


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("films") / "film.mp4"
    with av.open(str(path), "w") as file:
        stream = file.add_stream("libx264", rate=2)
        stream.width, stream.height, stream.pix_fmt = 480, 270, "yuv420p"
        for index in range(16):
            image = paint(view(index / 2), 480, 270)
            file.mux(stream.encode(av.VideoFrame.from_ndarray(image, format="rgb24")))
        file.mux(stream.encode())
    return path


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """With a world installed as a plugin, as somebody else would."""
    site = tmp_path_factory.mktemp("site")
    (site / "tinyworld.py").write_text(WORLD)
    about = site / "tinyworld-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: tinyworld\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text("[longtake.worlds]\ntiny = tinyworld:Tiny\n")
    paths = os.pathsep.join([str(site), str(Path(__file__).parent)])
    return {**os.environ, "PYTHONPATH": paths, "LONGTAKE_LIBRARY": str(site / "library")}


FIRST = "Which ball comes first, the blue or the red one?"


def test_a_video_is_asked_about_on_the_command_line(
    environment: dict[str, str], film: Path
) -> None:
    command = [sys.executable, "-m", "longtake", "ask", str(film), FIRST, "--option", "blue"]
    command += ["--option", "red", "--model", "seer:sharp", "--json", "--quiet"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    answer = json.JSONDecoder().raw_decode(done.stdout)[0]
    assert (answer["choice"], answer["abstained"]) == (1, False)
    assert [one["verified"] for one in answer["evidence"]] == [True, True]
    assert "a red ball" in answer["evidence"][0]["quote"]


def test_and_over_the_served_model(environment: dict[str, str]) -> None:
    command = [sys.executable, "-m", "longtake", "seer", "serve", "--port", "0"]
    serving = subprocess.Popen(
        command,
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    try:
        assert serving.stderr is not None
        url = serving.stderr.readline().split(" at ")[1].split(";")[0]
        shown = [Frame(time_s=t, image=paint(view(t), 480, 270)) for t in (1.0, 5.0)]
        chat = open_chat("openai:seer", url)
        asked = f"Question: {FIRST}\nA. blue\nB. red"
        reply, usage = asyncio.run(chat.ask([*shown, asked], Reply, ANSWERING))
        assert (reply.shown, reply.option) == (True, "B")
        assert [one.start_s for one in reply.citations] == pytest.approx([0.95])
        assert usage.input_tokens > 500
    finally:
        serving.send_signal(signal.SIGINT)
        assert serving.wait(10) == 130
        serving.stderr.close()


def test_looking_at_pictures(tmp_path: Path) -> None:
    ball, black = tmp_path / "ball.png", tmp_path / "black.png"
    cv2.imwrite(str(ball), cv2.cvtColor(paint(view(0), 640, 360), cv2.COLOR_RGB2BGR))
    cv2.imwrite(str(black), np.zeros((90, 160, 3), np.uint8))
    done = CliRunner().invoke(app, ["seer", "look", str(ball), str(black)])
    first, second = done.stdout.splitlines()
    assert first.endswith("ball.png: At the market: a red ball at the bottom left.")
    assert second.endswith("black.png: Nothing that I know.")
    (row,) = json.loads(CliRunner().invoke(app, ["seer", "look", str(ball), "--json"]).stdout)
    assert row["view"]["things"][0]["colour"] == "red"
    broken = CliRunner().invoke(app, ["seer", "look", __file__])
    assert (broken.exit_code, "cannot be decoded" in str(broken.exception)) == (1, True)
    missing = str(tmp_path / "missing.jpg")
    nothing = CliRunner().invoke(app, ["seer", "look", missing])
    assert nothing.exit_code == 1
    assert f"{missing!r} cannot be read" in str(nothing.exception)
    assert "name a JPEG or PNG file" in str(nothing.exception)
