from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from asking import SAMPLE
from odd_files import number_in, plain

from longtake.bench.asking.controls import CONTROLS, FULL, controls_of, fits, put
from longtake.bench.asking.cuts import Cut, one_frame, only, reordered, until, whole, without
from longtake.bench.asking.edited import EditedMedia, EditedStore
from longtake.errors import BenchError, DecodeError
from longtake.media import open_media
from longtake.memory.library import Library
from longtake.models.hashing import Hashing
from longtake.types import Filter, Observation, Span

TEN_S = {"v.mp4": 10.0}


def moments(name: str, count: int = 10) -> list[float]:
    cut = put(name, SAMPLE, TEN_S, count, 7).cuts["v.mp4"]
    return [round(cut.source_s(time_s), 3) for time_s in cut.times_s(count)]


def test_controls_show_what_they_say_and_nothing_else() -> None:
    full = moments(FULL)
    assert full == [n + 0.5 for n in range(10)]
    assert moments("blind") == []
    assert moments("one-frame") == [5.0]
    assert moments("reverse") == full[::-1]
    assert sorted(moments("shuffle")) == full != moments("shuffle")
    assert moments("shuffle") == moments("shuffle")
    assert not any(4.0 <= time_s < 6.0 for time_s in moments("no-evidence"))
    assert all(4.0 <= time_s < 6.0 for time_s in moments("evidence-only"))
    assert len(moments("no-evidence")) == len(moments("evidence-only")) == 10


@pytest.mark.parametrize("control", ["rotate-1", "rotate-2", "rotate-3", "option-shuffle"])
def test_options_in_another_order_keep_the_right_one(control: str) -> None:
    asked = put(control, SAMPLE, TEN_S, 4, 7)
    assert asked.sample.options != SAMPLE.options
    assert asked.sample.choice is not None
    assert asked.sample.options[asked.sample.choice] == "Carl"
    assert [SAMPLE.options[place] for place in asked.order] == list(asked.sample.options)


def test_the_longest_option_is_taken_without_asking() -> None:
    sample = SAMPLE.model_copy(update={"options": ("Anna", "Benjamin", "Carl", "Dora")})
    assert put("longest-option", sample, TEN_S, 4, 7).settled == "B"
    assert not fits("longest-option", SAMPLE.model_copy(update={"options": ("yes", "no")}))


def test_controls_that_would_change_nothing_are_not_run() -> None:
    binary = SAMPLE.model_copy(update={"options": ("yes", "no"), "choice": 0, "evidence": {}})
    kept = {name for name in CONTROLS if fits(name, binary)}
    assert kept == {"blind", "one-frame", "shuffle", "reverse", "option-shuffle", "rotate-1"}


def test_rotate_stands_for_all_rotations_and_what_is_no_control_is_told() -> None:
    assert controls_of(["all"]) == CONTROLS
    assert controls_of(["rotate", "blind"]) == ("rotate-1", "rotate-2", "rotate-3", "blind")
    with pytest.raises(BenchError, match="'blond' is no control: use blind"):
        controls_of(["blond"])


def test_only_the_stretch_that_is_asked_about_is_shown() -> None:
    asked = SAMPLE.model_copy(update={"span": Span(2.0, 4.0)})
    cut = put(FULL, asked, TEN_S, 4, 7).cuts["v.mp4"]
    assert cut.times_s(2) == [2.5, 3.5]


def test_nothing_after_the_moment_of_the_question_can_be_reached() -> None:
    asked = SAMPLE.model_copy(update={"until_s": 6.0})
    cut = put(FULL, asked, TEN_S, 4, 7).cuts["v.mp4"]
    assert cut.duration_s == 6.0
    assert max(cut.times_s(100)) < 6.0
    assert cut.source_s(9.0) < 6.0
    assert until(cut, 3.0).duration_s == 3.0
    assert max(until(cut, 3.0).times_s(100)) < 3.0


def test_a_stretch_is_shown_where_its_pieces_are() -> None:
    cut = whole(10.0)
    hidden = without(cut, [Span(4.0, 6.0)])
    assert hidden.shown(Span(1.0, 3.0)) == Span(1.0, 3.0)
    assert hidden.shown(Span(3.0, 5.0)) is None
    assert hidden.shown(Span(3.0, 5.0), partly=True) == Span(3.0, 4.0)
    assert hidden.shown(Span(4.5, 5.0), partly=True) is None
    swapped = reordered(cut, [1, 0])
    assert swapped.shown(Span(6.0, 7.0)) == Span(1.0, 2.0)
    assert swapped.when(6.0) == 1.0
    assert only(cut, [Span(4.0, 6.0)]).left_s == 2.0


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return plain(tmp_path_factory.mktemp("cuts"), "v.mp4", count=200).path


def shown(video: Path, cut: Cut, times_s: list[float]) -> list[float]:
    """The second in the video of each frame that is shown."""
    with open_media(video) as media:
        frames = EditedMedia(media, cut).frames_at(times_s)
        return [number_in(frame.image) / 25 for frame in frames]


def test_edited_media_show_the_frames_of_the_cut(video: Path) -> None:
    cut = whole(8.0)
    assert shown(video, cut, [0.4, 3.4, 7.4]) == [0.4, 3.4, 7.4]
    assert shown(video, reordered(cut, [1, 0]), [0.4, 4.4]) == [4.4, 0.4]
    assert shown(video, until(cut, 2.0), [7.4]) == [1.96]
    hidden = without(cut, [Span(0.0, 2.0), Span(4.0, 8.0)])
    assert shown(video, hidden, [1.0, 3.0, 5.0, 7.0]) == [2.24, 2.72, 3.24, 3.72]
    assert shown(video, one_frame(cut), [1.0, 3.0, 5.0]) == [4.0, 4.0, 4.0]
    with open_media(video) as media:
        ahead = EditedMedia(media, until(cut, 3.0))
        assert ahead.info.duration_s == 3.0
        assert [round(frame.time_s, 1) for frame in ahead.frames(fps=1)] == [0.0, 1.0, 2.0]
        assert all(frame.time_s < 3.0 for frame in ahead.keyframes())
        assert list(ahead.packets()) == []
        with pytest.raises(DecodeError, match=r"nothing of v\.mp4 is shown"):
            list(EditedMedia(media, until(cut, 0.0)).frames_at([1.0]))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[EditedStore]:
    library = Library.open(tmp_path / "library", Hashing())
    kinds = {"speech": (1.0, 3.0), "text": (3.0, 5.0), "caption": (3.0, 5.0), "file": (0.0, 8.0)}
    library.store.add(
        Observation(video="v", span=Span(*span), kind=kind, text=f"the {kind}", source="s@1")  # type: ignore[arg-type]
        for kind, span in kinds.items()
    )
    yield EditedStore(library.store, {"v": without(whole(8.0), [Span(4.0, 6.0)])})
    library.close()


def test_what_was_read_in_a_hidden_stretch_is_not_remembered(store: EditedStore) -> None:
    seen = {one.kind: one.span for one in store.scan(Filter())}
    assert seen == {"speech": Span(1.0, 3.0), "text": Span(3.0, 4.0), "file": Span(0.0, 8.0)}
    found = [hit.observation.kind for hit in store.search("the caption", Filter())]
    assert "caption" not in found
    assert "text" in found
    assert [one.kind for one in store.scan(Filter(span=Span(3.5, 3.8)))] == ["file", "text"]


def test_of_one_frame_only_what_is_written_in_it_is_remembered(tmp_path: Path) -> None:
    library = Library.open(tmp_path / "library", Hashing())
    library.store.add(
        Observation(video="v", span=Span(*span), kind=kind, text=f"{kind} {span}", source="s@1")  # type: ignore[arg-type]
        for kind in ("text", "speech")
        for span in ((0.0, 3.0), (3.0, 6.0))
    )
    store = EditedStore(library.store, {"v": one_frame(whole(8.0))})
    assert [one.text for one in store.scan(Filter())] == ["text (3.0, 6.0)"]
    library.close()


def test_what_is_said_of_the_whole_file_is_not_known_before_its_end(tmp_path: Path) -> None:
    library = Library.open(tmp_path / "library", Hashing())
    library.store.add(
        [Observation(video="v", span=Span(0.0, 8.0), kind="file", text="8 s long", source="s@1")]
    )
    assert list(EditedStore(library.store, {"v": until(whole(8.0), 5.0)}).scan(Filter())) == []
    assert list(EditedStore(library.store, {}).scan(Filter())) == []
    library.close()
