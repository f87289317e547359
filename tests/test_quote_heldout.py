"""174 questions, 41 of them unanswerable, that `quote` was not fitted on; no pixels are decoded.

`data/heldout.json` holds nine invented recordings (a talk, a film, a phone app, a song …): what is
said, subtitled and written in each, and questions with accepted answers and true spans, worded
otherwise than the recording. They share nothing with the questions of `test_questions` or with
`data/calibration.json`, on which the weights were fitted. They were written before the code that
they judge was last changed, some of them about things then known to fail: times, terse questions
about the file. In the half called "seen", wrong answers were looked at and their causes mended; of
the half "kept back" only the score was, before the change and after it.

What is aimed at is 85 % of what can be answered and 90 % of what cannot. That is not reached:
`REACHED` says what is. Most of what is missed asks in words that share none with the answer
("Which room had water coming through the ceiling?"), which needs a language model.
"""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from marking import Marks, right, shares, table

from longtake.memory.library import Library
from longtake.models.minilm import MiniLM
from longtake.perceive.container import facts
from longtake.protocols import Context
from longtake.reason.quote import Quote
from longtake.reason.trace import Trace
from longtake.types import MediaInfo, Observation, Question, Span, Stream

REACHED = {"seen": (0.743, 0.809), "kept back": (0.777, 0.900)}
"""Of each half: the share answered rightly, and of the unanswerable the share abstained from."""
SLACK = 0.03
"""Other processors round the embedder's arithmetic otherwise, which tips a question or two."""
RECORDINGS = json.loads((Path(__file__).parent / "data" / "heldout.json").read_text())


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """A library that holds every recording."""
    with Library.open(tmp_path_factory.mktemp("heldout"), MiniLM()) as opened:
        for recording in RECORDINGS:
            info = described(recording)
            opened.remember(info)
            opened.store.add(observed(recording, info))
        yield opened


def described(recording: Mapping[str, Any]) -> MediaInfo:
    """What the file of a recording says of itself."""
    streams = [Stream(index=0, type="video", codec="h264", width_px=640, height_px=360, fps=25.0)]
    streams += [
        Stream(index=1, type="audio", codec=codec, channels=2, layout="stereo", rate_hz=48_000)
        for codec in recording["audio"]
    ]
    streams += [
        Stream(index=2, type="subtitle", codec="mov_text", language=language)
        for language in recording["subtitles"]
    ]
    return MediaInfo(
        id=recording["name"],
        source=f"/recordings/{recording['name']}.mp4",
        container="mov,mp4,m4a,3gp,3g2,mj2",
        duration_s=recording["duration_s"],
        size_bytes=1_000_000,
        streams=tuple(streams),
    )


def observed(recording: Mapping[str, Any], info: MediaInfo) -> Iterator[Observation]:
    for kind, start_s, end_s, text in recording["seen"]:
        yield Observation(
            video=info.id, span=Span(start_s, end_s), kind=kind, text=text, source=f"{kind}@test"
        )
    for name, value, text, more in facts(info):
        data = {"fact": name, "value": value, **more}
        yield Observation(
            video=info.id, span=info.span, kind="file", text=text, source="container@1", data=data
        )


def marks(library: Library, half: str) -> Marks:
    """How the questions of one half are answered."""
    quote = Quote()
    found: Marks = defaultdict(list)
    for recording in (one for one in RECORDINGS if one["half"] == half):
        for asked in recording["questions"]:
            context = Context(
                videos=(described(recording),),
                store=library.store,
                open=unopened,
                trace=Trace(),
                embedder=library.embedder,
            )
            question = Question(text=asked["question"], options=tuple(asked.get("options", ())))
            answer = asyncio.run(quote.answer(question, context))
            told = f"{recording['name']}: {asked['question']} -> {answer.text!r}"
            found[asked["kind"]].append((told, right(asked, answer)))
    return found


def unopened(video: str) -> Any:
    raise AssertionError(f"quoting opened {video}")


@pytest.mark.parametrize("half", REACHED)
def test_no_fewer_are_right_than_were(library: Library, half: str) -> None:
    marked = marks(library, half)
    print("\n" + table(marked))
    answered, abstained = shares(marked)
    assert answered >= REACHED[half][0] - SLACK
    assert abstained >= REACHED[half][1] - SLACK
