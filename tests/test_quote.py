"""What `quote` answers about recordings whose words and writing are known; no model, no pixels."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from longtake.errors import QuestionError
from longtake.memory.library import Library
from longtake.models.minilm import MiniLM
from longtake.perceive.container import facts
from longtake.protocols import Context
from longtake.reason.quote import Quote
from longtake.reason.trace import Trace
from longtake.tasks.ask import question as ask_of
from longtake.types import Answer, Kind, MediaInfo, Observation, Question, Span, Stream

PICTURE = Stream(index=0, type="video", codec="h264", width_px=640, height_px=360, fps=25.0)
SOUND = Stream(index=1, type="audio", codec="opus", channels=2, layout="stereo", language="und")
SAID: tuple[tuple[Kind, float, float, str], ...] = (
    ("text", 0, 9, "Harbour renewal\nTalk by Maren Iversen\nTown hall, 4 May"),
    ("speech", 1, 9, "Good evening, the old quay has to go before the winter."),
    ("text", 20, 30, "Risks\nBad weather\nLate delivery of steel\nStrikes"),
    ("speech", 31, 36, "My brother lives on a farm near Hamar."),
    ("speech", 37, 42, "The terns nest here from April to August."),
    ("speech", 43, 48, "The bridge opened in 1932 and was painted green."),
)


class Recording:
    """A recording in a library of its own, which answers questions."""

    def __init__(self, library: Library, *streams: Stream) -> None:
        self.library = library
        self.info = MediaInfo(
            id="talk",
            source="/recordings/talk.mkv",
            container="matroska,webm",
            duration_s=60.0,
            size_bytes=1_000_000,
            streams=streams,
        )
        library.remember(self.info)
        for name, value, text, more in facts(self.info):
            self.saw("file", 0, 60, text, {"fact": name, "value": value, **more})

    def saw(
        self,
        kind: Kind,
        start_s: float,
        end_s: float,
        text: str,
        data: dict[str, Any] | None = None,
    ) -> None:
        span = Span(start_s, end_s)
        seen = Observation(
            video="talk", span=span, kind=kind, text=text, source="test", data=data or {}
        )
        self.library.store.add([seen])

    def cells(self, start_s: float, end_s: float, *cells: tuple[str, float, float]) -> None:
        """A block of writing: texts with their left and top edges."""
        lines = [[text, left, top, left + 0.2, top + 0.06, 0.9] for text, left, top in cells]
        joined = "\n".join(text for text, _, _ in cells)
        self.saw("text", start_s, end_s, joined, {"lines": lines})

    def ask(self, question: str, *options: str) -> Answer:
        context = Context(
            videos=(self.info,),
            store=self.library.store,
            open=self.unopened,
            trace=Trace(),
            embedder=self.library.embedder,
        )
        return asyncio.run(Quote().answer(Question(text=question, options=options), context))

    def unopened(self, video: str) -> Any:
        raise AssertionError(f"quoting opened {video}")


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path, MiniLM()) as opened:
        yield opened


@pytest.fixture
def talk(library: Library) -> Recording:
    recording = Recording(library, PICTURE, SOUND)
    for kind, start_s, end_s, text in SAID:
        recording.saw(kind, start_s, end_s, text)
    return recording


@pytest.mark.parametrize(
    ("question", "quoted", "span"),
    [
        ("What is said at 33 seconds?", "near Hamar", Span(31, 36)),
        ("What happens at 0:45?", "opened in 1932", Span(43, 48)),
        ("What is on screen at 0:25?", "Strikes", Span(20, 30)),
        ("What is said at second 5?", "the old quay", Span(1, 9)),
    ],
)
def test_what_is_there_at_a_time(talk: Recording, question: str, quoted: str, span: Span) -> None:
    answer = talk.ask(question)
    assert quoted in answer.text
    assert {one.span for one in answer.evidence} == {span}


def test_nothing_at_a_time_is_said_with_what_is_nearest(talk: Recording) -> None:
    answer = talk.ask("What is said at 0:15?")
    assert answer.abstained
    assert "Nothing is heard at 00:15" in answer.text
    assert [one.span for one in answer.evidence] == [Span(1, 9), Span(31, 36)]


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("Until when do the terns nest?", "August"),
        ("Since when do the terns nest?", "April"),
        ("Where does he live?", "Hamar"),
        ("Who gives the talk?", "Maren Iversen"),
        ("Who is the speaker?", "Maren Iversen"),
        ("Was the bridge painted green?", "Yes"),
        ("Was the bridge painted red?", "No"),
        ("Which risks are there?", "Bad weather, Late delivery of steel, Strikes"),
    ],
)
def test_the_answer_comes_first(talk: Recording, question: str, begins: str) -> None:
    answer = talk.ask(question)
    assert answer.text.startswith(begins)
    assert answer.evidence


@pytest.mark.parametrize(
    ("question", "options", "choice"),
    [
        ("Did the bridge open in 1932?", ("no", "yes"), 1),
        ("Was the bridge painted red?", ("Yes", "No"), 1),
        ("In which year did the bridge open?", ("1945", "1932"), 1),
        ("Which risk is on the slide?", ("Fire", "Strikes"), 1),
    ],
)
def test_options_are_chosen(
    talk: Recording, question: str, options: tuple[str, ...], choice: int
) -> None:
    assert talk.ask(question, *options).choice == choice


def test_an_abstention_is_not_sure_of_itself(talk: Recording) -> None:
    answer = talk.ask("How much did the ferry cost?")
    assert answer.abstained
    assert answer.confidence < 0.5


def test_the_rows_of_a_table_are_read_together(library: Library) -> None:
    recording = Recording(library, PICTURE)
    recording.cells(0, 10, ("Costs", 0.05, 0.05))
    recording.cells(0, 10, ("Cabling", 0.05, 0.2), ("Paint", 0.05, 0.3), ("Labour", 0.05, 0.4))
    recording.cells(0, 10, ("1,200 €", 0.6, 0.2), ("300 €", 0.6, 0.3), ("4,500 €", 0.6, 0.4))
    answer = recording.ask("How much does the cabling cost?")
    assert answer.text.startswith("1,200 €")
    assert answer.evidence[0].quote == "Cabling  1,200 €"
    assert recording.ask("What is the most expensive?").text == "Labour 4,500 €"
    assert recording.ask("Which costs the least?", "Labour", "Paint").choice == 1


@pytest.mark.parametrize(
    ("question", "text", "quote"),
    [
        ("How long?", "60.0 s (01:00)", "The video is 60.00 seconds long"),
        ("length?", "60.0 s (01:00)", "The video is 60.00 seconds long"),
        ("duration", "60.0 s (01:00)", "The video is 60.00 seconds long"),
        ("Does it have sound?", "Yes: 1 audio track", "The file carries 1 audio track"),
        ("Is the video silent?", "No: 1 audio track", "The file carries 1 audio track"),
        ("Which language is the audio in?", "not stated", "The file carries 1 audio track"),
        ("How many subtitles are there?", "0 subtitle tracks", "The file carries no subtitle"),
        ("What languages are the subtitles in?", "none", "The file carries no subtitle"),
        ("What codec?", "h264", "The picture is coded in H.264"),
        ("Is the file damaged?", "No damage was found", "No damage was found"),
    ],
)
def test_facts_of_the_file_cite_what_states_them(
    talk: Recording, question: str, text: str, quote: str
) -> None:
    answer = talk.ask(question)
    assert answer.text.startswith(text)
    assert answer.evidence[0].quote.startswith(quote)


def test_sound_alone_has_the_codec_of_its_sound(library: Library) -> None:
    assert Recording(library, SOUND).ask("What codec?").text == "opus"


def test_subtitles_beside_the_file_count(library: Library) -> None:
    recording = Recording(library, PICTURE)
    data = {"language": "deu", "track": "talk.de.srt"}
    recording.saw("subtitle", 1, 3, "Der Kai muss weg.", data)
    assert recording.ask("Does it have subtitles?").text.startswith("Yes")
    assert recording.ask("What languages are the subtitles in?").text == "German"


def test_damage_is_cited_where_it_is(talk: Recording) -> None:
    talk.saw("gap", 50, 52, "No picture from 50.00 s to 52.00 s: damaged data")
    answer = talk.ask("Is the file damaged?")
    assert answer.text.startswith("Yes")
    assert answer.evidence[0].span == Span(50, 52)


def test_damage_of_picture_and_sound_at_once_is_told_once(talk: Recording) -> None:
    for start_s, end_s, of in ((20, 26, "picture"), (20, 26, "sound"), (25, 28, "sound")):
        talk.saw("gap", start_s, end_s, f"No {of} here: damaged data")
    assert talk.ask("Is the file damaged?").text == "Yes: it could not be read at 00:20–00:28"


@pytest.mark.parametrize(
    "question",
    [
        "When was the telescope launched?",
        "When will the brother get married?",
        "When did the steel sink?",
        "Who stole the steel?",
        "Who paid for the quay?",
        "Who photographed the bridge?",
        "Who takes the steel?",
        "Who picks up the farm?",
    ],
)
def test_a_time_or_a_name_of_something_else_is_no_answer(talk: Recording, question: str) -> None:
    assert talk.ask(question).abstained


def test_a_time_in_the_world_is_told_apart_from_a_moment(talk: Recording) -> None:
    assert talk.ask("When was the bridge opened?").text.startswith("1932")
    for question in ("When is the bridge mentioned?", "When will we hear about the bridge?"):
        assert talk.ask(question).text.startswith("00:43–00:48")


def test_a_credit_names_who_comes_after_by(library: Library) -> None:
    recording = Recording(library, PICTURE)
    recording.saw("text", 50, 58, "PRODUCED BY LANTERN FILMS, LISBON")
    assert recording.ask("Who produced the film?").text.startswith("LANTERN FILMS")
    recording.saw("text", 40, 48, "Camera and edit by Ana Ruiz, Porto")
    assert recording.ask("Who was behind the camera?").text.startswith("Ana Ruiz")


@pytest.mark.parametrize("text", ["???", "🐰?", " … "])
def test_a_question_without_a_letter_or_digit_is_refused(text: str) -> None:
    with pytest.raises(QuestionError, match="no letter and no digit"):
        ask_of(text)


@pytest.mark.parametrize(
    "question",
    [
        "Does the brother like the sound?",
        "Did the bridge collapse?",
        "Does the brother own a boat?",
    ],
)
def test_what_is_not_spoken_of_is_neither_affirmed_nor_denied(
    talk: Recording, question: str
) -> None:
    assert talk.ask(question).abstained


def test_another_colour_denies_only_of_the_same_thing(talk: Recording) -> None:
    assert talk.ask("Was the bridge painted red?").text.startswith("No — ")
    for question in (
        "Is the woman in the red coat to be seen?",
        "Is a red bridge to be seen?",
        "Is the red drum on the table?",
    ):
        assert talk.ask(question).abstained


def test_the_box_is_where_the_words_stand_in_the_middle_of_their_time(library: Library) -> None:
    recording = Recording(library, PICTURE)
    recording.cells(0, 2, ("The cabling costs 1,200 €", 0.05, 0.2))
    recording.cells(2, 10, ("The cabling costs 1,200 €", 0.05, 0.6))
    [cited] = recording.ask("How much does the cabling cost?").evidence
    assert cited.span == Span(0, 10)
    assert [box.top for box in cited.boxes] == [pytest.approx(0.6)]
