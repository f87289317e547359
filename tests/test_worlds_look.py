import cv2
import numpy as np
import pytest
from tiny_folder import write_tiny

from longtake.errors import WorldError
from longtake.types import Span
from longtake.worlds.made import open_made
from longtake.worlds.making.make import make
from longtake.worlds.showing import timeline
from longtake.worlds.showing.look import happenings, look, settled
from longtake.worlds.showing.panel import LABEL_PX, LABELS, Bar, Panel
from longtake.worlds.showing.paper import INK, Paper, fitted, squeezed, width_of, wrapped
from longtake.worlds.stage import COLOURS
from longtake.worlds.truth import Entity, Event, Shot, Truth
from longtake.worlds.truth import Film as File
from longtake.worlds.world import Order


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


def person(id, coat, hat, seen_s):
    """Somebody seen from the beginning on."""
    called = f"the person in the {coat} coat and the {hat} hat"
    look = {"coat": coat, "hat": hat}
    span = Span(0.0, seen_s)
    return Entity(id=id, kind="person", name=called, description=called, look=look, appears=[span])


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

    def test_what_cameras_share_is_counted_once(self, tmp_path):
        order = Order(seed=7, minutes=2, level=2, width_px=32, height_px=32, fps=2, voices=False)
        make("cameras", tmp_path / "made", order, workers=1)
        made = open_made(tmp_path / "made")
        truths = [film.truth for film in made.films]
        days = {film.name.rpartition("-")[0]: film.truth for film in made.films}
        assert happenings(made) == (
            sum(len(truth.events) for truth in days.values()),
            len(truths[0].entities),
        )
        assert made.manifest.counts.entities == 4 * len(truths[0].entities)

    def test_clips_share_nothing(self, tmp_path):
        order = Order(seed=7, count=3, width_px=64, height_px=36, fps=5)
        make("latent-state", tmp_path / "made", order, workers=1)
        made = open_made(tmp_path / "made")
        entities = sum(len(film.truth.entities) for film in made.films)
        assert happenings(made)[1] == entities > 0

    def test_no_picture_is_taken_while_one_shot_gives_way_to_another(self):
        shots = [
            Shot(span=Span(0.0, 5.0), begins="start"),
            Shot(span=Span(5.0, 10.0), begins="dissolve", transition_s=1.0),
        ]
        film = day(0.01).model_copy(update={"shots": shots})
        assert settled(film, 4.8) == pytest.approx(4.3)
        assert settled(film, 5.2) == pytest.approx(5.7)
        assert settled(film, 3.0) == 3.0
        assert settled(film, 99.0) < film.film.duration_s

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

    def test_who_does_something_has_a_row_before_those_who_only_walk_by(self):
        film = day(0.02)
        walkers = [person(f"w{n}", "blue", "green", film.film.duration_s) for n in range(12)]
        entities = [*walkers, person("needle", "red", "yellow", 1.0)]
        still = film.model_copy(update={"entities": entities})
        events = [still.events[0].model_copy(update={"actor": "needle"})]
        busy = still.model_copy(update={"events": events})
        drawn = []
        for truth in (still, busy):
            paper = Paper(1880, 400)
            timeline.draw(paper, truth.model_copy(update={"events": truth.events[:1]}), [], 0)
            drawn.append(near(paper.pixels[..., ::-1], COLOURS["yellow"]))
        assert drawn[0] == 0
        assert drawn[1] > 20

    def test_people_without_names_can_be_told_apart(self):
        coats = [person("a", "purple", "yellow", 1.0), person("b", "purple", "orange", 1.0)]
        named = [squeezed(timeline.called(one), LABEL_PX, 13) for one in coats]
        assert named == ["purple coat, yellow hat", "purple coat, orange hat"]
        assert timeline.called(coats[0].model_copy(update={"name": "Ella"})) == "Ella"

    def test_key_moments_are_filmed_ones_and_their_causes(self):
        events = day(0.1).events
        unseen = [
            one.model_copy(update={"id": f"u{n}", "visible": False, "salience": 1.0})
            for n, one in enumerate(events)
        ]
        effect = events[0].model_copy(update={"because": "u3", "salience": 0.9})
        few = timeline.most_notable([effect, *events[1:5], *unseen])
        assert {one.id for one in few} == {"e0", "e1", "e2", "e3", "e4", "u3"}
        assert all(one.visible for one in timeline.most_notable([*events, *unseen]))
        assert len(timeline.most_notable(unseen)) == timeline.KEY_MOMENTS

    def test_a_bar_as_wide_as_the_film_holds_its_text(self):
        bars = [Bar(Span(0.0, 10.0), (255, 255, 0), text) for text in ("", "It falls.")]
        ink = []
        for bar in bars:
            paper = Paper(1880, 400)
            Panel(paper, Span(0.0, 10.0), 20).lanes("events", [bar], 1)
            ink.append(near(paper.pixels[:, LABELS:, ::-1], INK))
        assert ink[0] == 0
        assert ink[1] > 20

    def test_it_is_known_which_bars_have_no_room_for_their_text(self):
        panel = Panel(Paper(1880, 400), Span(0.0, 100.0), 20)
        name, sign = Bar(Span(1.0, 2.0), INK, "ELLA"), Bar(Span(10.0, 90.0), INK, "GATE 16")
        assert panel.tells([sign])
        assert not panel.tells([sign, name])

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
        assert width_of(squeezed(text, 200)) <= 200
        assert squeezed(text, 200).startswith("The baker")
        assert squeezed(text, 200).endswith("harbour.")
        assert squeezed(text, 4_000) == text
        lines = wrapped(text, 160, 2)
        assert len(lines) == 2
        assert all(width_of(line) <= 160 for line in lines)
