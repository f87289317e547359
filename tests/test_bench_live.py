from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from asking import SAMPLE, Fake, begun, carried_out
from odd_files import number_in, plain

from longtake.bench.asking.asker import Said
from longtake.bench.asking.controls import FULL, Put, put
from longtake.bench.asking.engine import Engine
from longtake.bench.asking.live import Live
from longtake.bench.asking.videos import Videos
from longtake.bench.turns import read_turns
from longtake.opening import open_strategy
from longtake.types import Frame, Span, Usage

STANDING = SAMPLE.model_copy(
    update={"form": "open", "options": (), "polls_s": (2.0, 4.0, 6.0), "text": "Say when it is 100"}
)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight seconds of which every picture carries its number, 25 a second."""
    folder = tmp_path_factory.mktemp("live")
    plain(folder, "v.mp4", count=200)
    return folder


class Watcher(Fake):
    """Says the number of the last picture it is shown once that is 100 or more."""

    async def ask(
        self, parts: Sequence[str | Frame], reply: type[Any], instructions: str
    ) -> tuple[Any, Usage]:
        self.asked.append(parts)
        latest = max(number_in(part.image) for part in parts if isinstance(part, Frame))
        return (f"it is {latest}" if latest >= 100 else "Wait."), Usage(calls=1)


def test_a_standing_question_is_put_again_until_it_is_answered(data: Path, tmp_path: Path) -> None:
    watcher = Watcher()
    (attempt,) = carried_out(begun(tmp_path / "run", [STANDING]), data, watcher)
    turns = read_turns(attempt.raw)
    assert [turn.time_s for turn in turns] == [6.0]
    assert 100 <= int(turns[0].text.split()[-1]) < 150
    assert len(watcher.asked) == 3


def test_a_question_with_several_replies_due_stands_to_the_end(data: Path, tmp_path: Path) -> None:
    sample = STANDING.model_copy(update={"replies_due": 0, "polls_s": (5.0, 6.0, 7.0)})
    (attempt,) = carried_out(begun(tmp_path / "run", [sample]), data, Watcher())
    assert [turn.time_s for turn in read_turns(attempt.raw)] == [5.0, 6.0, 7.0]


def test_no_poll_shows_anything_later(data: Path, tmp_path: Path) -> None:
    watcher = Watcher()
    carried_out(begun(tmp_path / "run", [STANDING]), data, watcher, ["shuffle", "reverse"])
    seen = [
        max(number_in(part.image) / 25 for part in parts if isinstance(part, Frame))
        for parts in watcher.asked[:3]
    ]
    assert all(time_s < poll_s for time_s, poll_s in zip(seen, STANDING.polls_s, strict=True))
    for times_s in watcher.frames_s:
        assert max(times_s) < 6.0


def test_who_never_speaks_has_no_turn(data: Path, tmp_path: Path) -> None:
    (attempt,) = carried_out(begun(tmp_path / "run", [STANDING]), data, Fake("wait"))
    assert read_turns(attempt.raw) == []
    assert len(attempt.newest_s) == 3
    assert all(
        poll_s - 0.1 < newest_s < poll_s
        for newest_s, poll_s in zip(attempt.newest_s, STANDING.polls_s, strict=True)
    )


def test_a_strategy_that_remembers_cannot_look_ahead(data: Path, tmp_path: Path) -> None:
    """The whole video is indexed; the context that the strategy gets ends at the question."""
    seen: list[Any] = []

    class Curious:
        name, version = "curious", "1"

        async def answer(self, question: Any, context: Any) -> Any:
            from longtake.types import Answer, Filter

            seen.extend(context.store.scan(Filter()))
            with context.open(context.videos[0].id) as media:
                seen.append(next(iter(media.frames_at([7.9]))))
            return Answer(text="?", confidence=0.0, abstained=True)

    engine = Engine(Curious(), Fake(), Videos(data), tmp_path / "library", frames=4)
    asked = put(FULL, SAMPLE.model_copy(update={"until_s": 3.0}), {"v.mp4": 8.0}, 4, 7)
    said = asyncio.run(engine.ask(asked))
    *observations, frame = seen
    assert observations
    assert all(one.span.end_s <= 3.0 for one in observations)
    assert number_in(frame.image) / 25 < 3.0
    assert (said.raw, said.abstained) == ("", True)


def test_without_a_model_spans_are_grounded_in_what_is_remembered(
    data: Path, tmp_path: Path
) -> None:
    sample = SAMPLE.model_copy(update={"form": "spans", "options": (), "spans": (Span(0.0, 1.0),)})
    engine = Engine(open_strategy("quote"), None, Videos(data), tmp_path / "lib", frames=4)
    asked = put("blind", sample, {"v.mp4": 8.0}, 4, 7)
    assert asyncio.run(engine.ask(asked)).raw == "none"


def test_questions_without_polls_are_put_once() -> None:
    class Once:
        calls = 0

        async def ask(self, put: Put) -> Said:
            self.calls += 1
            return Said(raw="B")

    once = Once()
    assert asyncio.run(Live(once).ask(put(FULL, SAMPLE, {"v.mp4": 8.0}, 4, 7))).raw == "B"
    assert once.calls == 1
