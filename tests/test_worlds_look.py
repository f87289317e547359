import cv2
import numpy as np
import pytest
from tiny_folder import write_tiny

from longtake.errors import WorldError
from longtake.types import Span
from longtake.worlds.showing import timeline
from longtake.worlds.showing.look import look
from longtake.worlds.showing.paper import INK, Paper, fitted, width_of, wrapped
from longtake.worlds.stage import COLOURS
from longtake.worlds.truth import Event, Shot, Truth
from longtake.worlds.truth import Film as File


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("look") / "tiny"
    write_tiny(path, count=3)
    return path


def near(image, colour, slack=40):
    """How many pixels have about that colour."""
    away = np.abs(image[..., ::-1].astype(int) - np.array(colour)).max(axis=-1)
    return int((away < slack).sum())


def day(hours):
    """A truth with an event every ten seconds."""
    spans = [Span(10.0 * n, 10.0 * n + 4) for n in range(int(hours * 360))]
    return Truth(
        world="tiny",
        version="1",
        seed=7,
        level=1,
        film=File(width_px=160, height_px=90, fps=5.0, duration_s=hours * 3600),
        shots=[Shot(span=span, place="table") for span in spans],
        events=[
            Event(id=f"e{n}", verb="cross", span=span, text="A ball crosses.", salience=n % 7 / 7)
            for n, span in enumerate(spans)
        ],
    )


class TestLook:
    def test_it_writes_a_sheet_and_a_timeline_into_the_folder(self, folder):
        made = look(folder)
        assert [path.name for path in made] == ["look.png", "timeline.png"]
        for path in made:
            height, width = cv2.imread(str(path)).shape[:2]
            assert width == 1880
            assert 300 < height < 4000

    def test_the_sheet_shows_the_films_pictures(self, folder):
        films = write_tiny(folder.parent / "again", count=1)
        sheet, _ = look(folder.parent / "again")
        image = cv2.imread(str(sheet))
        shown = films[0].colours[0]
        absent = next(c for c in COLOURS if c not in films[0].colours)
        assert near(image, COLOURS[shown]) > 200
        assert near(image, COLOURS[shown]) > 20 * near(image, COLOURS[absent])

    def test_looking_again_gives_the_same(self, folder):
        first = [path.read_bytes() for path in look(folder)]
        assert [path.read_bytes() for path in look(folder)] == first
        assert not list(folder.glob("*.part"))

    def test_what_is_no_made_folder_is_told(self, tmp_path):
        with pytest.raises(WorldError, match="longtake make"):
            look(tmp_path)

    def test_a_film_without_its_video_is_told(self, tmp_path):
        write_tiny(tmp_path / "made", count=1)
        (tmp_path / "made" / "clip-0000" / "video.mp4").unlink()
        with pytest.raises(WorldError, match=r"video.mp4' is missing"):
            look(tmp_path / "made")
        assert not (tmp_path / "made" / "look.png").exists()


class TestTimeline:
    @pytest.mark.parametrize("hours", [0.02, 1, 24])
    def test_it_fits_on_a_sheet_however_long_the_film(self, hours):
        paper = Paper(1880, 400)
        end = timeline.draw(paper, day(hours), [], 0)
        assert 80 < end < 2400
        assert near(paper.pixels[:end, :, ::-1], INK) > 200

    def test_a_film_in_which_nothing_happens_has_its_axis(self):
        empty = day(1).model_copy(update={"events": [], "shots": []})
        paper = Paper(1880, 400)
        assert timeline.draw(paper, empty, [], 0) > 40


class TestType:
    def test_text_keeps_to_its_room(self):
        text = "The baker gives the key to the fisherman at the harbour."
        assert width_of(fitted(text, 200), 14) <= 200
        assert fitted(text, 200).endswith("…")
        assert fitted(text, 4_000) == text
        lines = wrapped(text, 160, 2)
        assert len(lines) == 2
        assert all(width_of(line) <= 160 for line in lines)
