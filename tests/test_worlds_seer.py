"""The seer answers from pixels: what it is shown, how it is asked, and where it must fail."""

from __future__ import annotations

import ast
import itertools
import time
from pathlib import Path

import numpy as np
import pytest
from seeing import (
    KINDS,
    PLACES,
    Ever,
    Eyes,
    asked,
    body,
    filled,
    parts,
    picture,
    said,
    seer,
    text_part,
)

from longtake.errors import ModelError
from longtake.worlds.seer.completion import Seer
from longtake.worlds.seer.describing import read_back, view_in_words
from longtake.worlds.seer.dials import read_dials
from longtake.worlds.seer.messages import Refusal
from longtake.worlds.seer.percepts import Percepts
from longtake.worlds.stage import COLOURS, Thing, View

PAIR = ["red", "blue"]
COLOUR_OF = "What colour is the ball at 12.4 s?"


@pytest.mark.parametrize(
    "label", ["[12.4 s]", "t=12.4s", "00:12.4", "Frame 3 at 12.4s", "timestamp: 12.4 seconds"]
)
def test_times_before_pictures_are_understood_in_many_wordings(label: str) -> None:
    shots = [("[1.0 s]", picture("red")), (label, picture("blue"))]
    assert said(seer(), body(parts(shots, asked(COLOUR_OF, PAIR)))) == "B"


def test_one_line_of_times_serves_the_pictures_after_it() -> None:
    first, *rest = parts([("", picture("red")), ("", picture("blue"))], asked(COLOUR_OF, PAIR))
    content = [text_part("Frames at 3.0 s, 12.4 s:"), first, *rest]
    assert said(seer(), body(content)) == "B"


def test_pictures_without_times_are_in_order() -> None:
    question = asked("Which ball comes first, the red or the blue one?", PAIR)
    shots = [("", picture("blue")), ("", picture("red"))]
    assert said(seer(), body(parts(shots, question))) == "B"
    assert said(seer(), body(parts(shots[::-1], question))) == "A"


@pytest.mark.parametrize(
    "prompt",
    [
        "You are an expert. Look.\n\nQuestion: {q}\nA. red\nB. blue\n\nAnswer with a letter.",
        "These are frames of a video. {q}\n(A) red\n(B) blue",
        "{q} (A) red (B) blue",
        "Q: {q}\nOptions:\nA) red\nB) blue\nThe answer is:",
    ],
)
def test_the_question_is_found_inside_a_prompt(prompt: str) -> None:
    shots = [("[12.4 s]", picture("blue"))]
    assert said(seer(), body(parts(shots, prompt.format(q=COLOUR_OF)))) == "B"


def test_without_options_it_answers_in_words_and_says_when_it_cannot_tell() -> None:
    shots = [("[12.4 s]", picture("teal"))]
    assert said(seer(), body(parts(shots, COLOUR_OF))) == "teal"
    assert "cannot tell" in said(seer(), body(parts([("[1.0 s]", picture("teal"))], COLOUR_OF)))


def test_a_claim_is_judged() -> None:
    claim = f'{COLOUR_OF} Somebody answers: "teal". Is that right?'
    assert said(seer(), body(parts([("[12.4 s]", picture("teal"))], claim))) == "yes"
    assert said(seer(), body(parts([("[12.4 s]", picture("pink"))], claim))) == "no"


def test_of_several_readings_the_closest_wins() -> None:
    class Loose(Ever):
        pattern = r"What (?P<colour>.+)\?"

    of = Seer(read_dials("seer"), lambda: (Loose(), *KINDS), Percepts(Eyes()))
    shots = [("[12.4 s]", picture("teal"))]
    assert said(of, body(parts(shots, COLOUR_OF))) == "teal"
    assert said(of, body(parts(shots, "What else?"))) == "no"


def test_a_long_prompt_of_many_kinds_is_read_quickly() -> None:
    prompt = "This is line after line. It says several things! Do not mind it.\n" * 60
    of = Seer(read_dials("seer"), lambda: KINDS * 60, Percepts(Eyes()))
    started_s = time.monotonic()
    assert said(of, body(parts([("[12.4 s]", picture("teal"))], prompt + COLOUR_OF))) == "teal"
    assert time.monotonic() - started_s < 3


def test_a_smaller_picture_or_a_lower_acuity_shows_less() -> None:
    question = asked(COLOUR_OF, PAIR)
    small = [("[12.4 s]", picture("blue", size_px=6))]
    schema = {"type": "object", "properties": {"shown": {"type": "boolean"}}}
    assert filled(seer(), parts(small, question), schema) == {"shown": True}
    assert filled(seer("seer:sharp,acuity=0.5"), parts(small, question), schema) == {"shown": False}


def test_the_same_request_has_the_same_reply_and_each_picture_is_looked_at_once() -> None:
    eyes = Eyes()
    of = seer("seer:modest", eyes)
    shots = [(f"[{t}.0 s]", picture("red", where)) for t, where in enumerate(PLACES)]
    request = body(parts(shots, asked(COLOUR_OF, PAIR)))
    assert of.complete(request) == of.complete(request) == seer("seer:modest").complete(request)
    assert eyes.looks == len(PLACES)


def many(blank: list[np.ndarray]) -> list[tuple[list[tuple[str, np.ndarray]], str, int]]:
    """Questions about pictures that show nothing, with the right letter spread evenly."""
    rows = []
    for number, (first, second) in enumerate(itertools.permutations(COLOURS, 2)):
        others = [colour for colour in COLOURS if colour not in (first, second)][:2]
        for right in range(4):
            options = [*others, second]
            options.insert(right, first)
            shots = [(f"[{t}.0 s]", image) for t, image in enumerate(blank)]
            rows.append((shots, asked(f"What colour is the ball at {number}.5 s?", options), right))
    return rows


def blanks() -> dict[str, list[np.ndarray]]:
    noise = np.random.default_rng(7).integers(60, 160, (3, 54, 96, 3)).astype(np.uint8)
    return {
        "black": [np.zeros((54, 96, 3), np.uint8)] * 3,
        "grey": [picture()] * 3,
        "noise": list(noise),
    }


@pytest.mark.parametrize("name", ["black", "grey", "noise"])
def test_on_blank_pictures_it_abstains_and_its_guesses_are_at_chance(name: str) -> None:
    of, rows = seer(), many(blanks()[name])
    schema = {"type": "object", "properties": {"shown": {"type": "boolean"}}}
    assert not any(filled(of, parts(shots, q), schema)["shown"] for shots, q, _ in rows[::9])
    guesses = [said(of, body(parts(shots, q))) for shots, q, _ in rows]
    share = sum(g == "ABCD"[right] for g, (_, _, right) in zip(guesses, rows, strict=True))
    assert abs(share / len(rows) - 0.25) < 0.07
    assert all(guesses.count(letter) > len(rows) / 8 for letter in "ABCD")


def test_its_package_reads_no_truth_no_plan_and_no_file() -> None:
    folder = Path(__file__).parents[1] / "src/longtake/worlds/seer"
    files = sorted(folder.glob("*.py"))
    assert len(files) > 10
    banned = (
        "truth",
        "paint",
        "made",
        "making",
        "drafting",
        "certify",
        "story",
        "motion",
        "latent",
    )
    for path in files:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom | ast.Import):
                names = [alias.name for alias in node.names]
                names.append(getattr(node, "module", None) or "")
                for name in names:
                    assert not set(name.split(".")) & set(banned), f"{path.name} imports {name}"
            if isinstance(node, ast.Attribute):
                assert node.attr not in ("truth", "read_text", "read_bytes"), path.name
            if isinstance(node, ast.Call):
                called = node.func.attr if isinstance(node.func, ast.Attribute) else ""
                called = node.func.id if isinstance(node.func, ast.Name) else called
                assert called not in ("groups", "ask", "open"), f"{path.name} calls {called}"


SHOTS = [(f"[{t}.0 s]", picture("red" if t % 2 else "blue")) for t in range(16)]
FIRST = asked("Which ball comes first, the red or the blue one?", PAIR)


def errs(dials: str, count: int = 120) -> float:
    """Share of wrong letters over many questions that it could answer."""
    of, wrong = seer(dials), 0
    for number in range(count):
        shots = [(f"[{number}.5 s]", picture("red" if number % 2 else "blue"))]
        question = asked(f"What colour is the ball at {number}.5 s?", PAIR)
        wrong += said(of, body(parts(shots, question))) != ("A" if number % 2 else "B")
    return wrong / count


def test_the_error_rate_is_what_the_dial_says() -> None:
    assert errs("seer:sharp") == 0
    assert 0.15 < errs("seer:sharp,errors=0.25") < 0.35
    assert errs("seer:sharp,errors=1") == 1


def test_hallucination_claims_what_was_not_shown() -> None:
    schema = {"type": "object", "properties": {"shown": {"type": "boolean"}}}
    claims = 0
    for number in range(100):
        question = asked(f"What colour is the ball at {number}.5 s?", PAIR)
        content = parts([("[0.0 s]", picture())], question)
        assert not filled(seer(), content, schema)["shown"]
        claims += filled(seer("seer:sharp,hallucinates=0.3"), content, schema)["shown"]
    assert 18 < claims < 42


def test_hallucination_denies_no_more_what_is_not_there() -> None:
    content = parts([("[0.0 s]", picture("blue"))], "Is there ever a red ball?")
    assert said(seer(), body(content)) == "no"
    assert said(seer("seer:sharp,hallucinates=1"), body(content)) == "yes"


def test_more_pictures_than_fit_are_dropped_evenly_or_refused() -> None:
    question = asked("What colour is the ball at 0.0 s?", PAIR)
    whole, few = seer().complete(body(parts(SHOTS, question))), seer("seer:sharp,images=2")
    assert whole["usage"]["prompt_tokens"] > 16 * 255
    cut = few.complete(body(parts(SHOTS, FIRST)))
    assert 2 * 255 < cut["usage"]["prompt_tokens"] < 3 * 255
    with pytest.raises(Refusal, match="at most 2 pictures") as refused:
        seer("seer:sharp,images=2,full=refuse").complete(body(parts(SHOTS, question)))
    assert refused.value.code == "too_many_images"
    with pytest.raises(Refusal, match="maximum context length is 1000 tokens") as refused:
        seer("seer:sharp,tokens=1000,full=refuse").complete(body(parts(SHOTS, question)))
    assert refused.value.code == "context_length_exceeded"
    fits = seer("seer:sharp,tokens=1000").complete(body(parts(SHOTS, question)))
    assert fits["usage"]["prompt_tokens"] <= 1000


QUOTES = """<<video 0123>>
{"video": "v1", "name": "talk.mp4", "duration_s": 30.0}
{"id": "s1", "video": "v1", "kind": "speech", "start_s": 4, "end_s": 6, "text": "A lantern."}
<</video 0123>>"""


@pytest.mark.parametrize("dials", ["seer:sharp", "seer:reader"])
def test_it_reads_what_was_said(dials: str) -> None:
    question = asked("What does the speaker promise?", ["a kite", "a lantern"])
    assert said(seer(dials), body(f"{QUOTES}\n{question}")) == "B"


def test_text_only_ignores_pictures_and_reads_captions() -> None:
    shots = [("[12.4 s]", picture("blue"))]
    question = asked(COLOUR_OF, PAIR)
    schema = {"type": "object", "properties": {"shown": {"type": "boolean"}}}
    of = seer("seer:reader")
    assert not filled(of, parts(shots, question), schema)["shown"]
    caption = (
        '<<video 1>>\n{"id": "s1", "video": "v1", "kind": "caption", "start_s": 12.0, '
        '"end_s": 12.8, "text": "A red ball at the left."}\n<</video 1>>'
    )
    assert said(of, body(parts(shots, f"{caption}\n{question}"))) == "A"


def test_a_description_can_be_read_back() -> None:
    view = View(
        time_s=3.0,
        place="harbour",
        light="night",
        weather="rain",
        subtitle="Mind the gap.",
        things=(
            Thing(look="lamp", x=0.9, y=0.1, size=0.3, pose="on"),
            Thing(look="plate", x=0.5, y=0.5, size=0.1, colour="teal", text="OPEN"),
            Thing(look="person", x=0.2, y=0.7, size=0.4, colour="red", accent="blue", pose="wave"),
        ),
    )
    (again,) = read_back(view_in_words(view), 2.0, 4.0)
    assert [(t.look, t.colour, t.accent, t.pose, t.text) for t in again.things] == [
        (t.look, t.colour, t.accent, t.pose, t.text) for t in view.things
    ]
    assert (again.place, again.light, again.weather) == ("harbour", "night", "rain")
    assert (again.subtitle, again.time_s) == ("Mind the gap.", 3.0)


def test_it_describes_what_it_sees() -> None:
    told = said(seer(), body(parts([("[1.0 s]", picture("red", "left"))], "Describe the picture.")))
    assert told == "A red ball at the left."


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("seer:keen", "use seer:sharp"),
        ("seer:sharp,brightness=1", "no dial 'brightness'"),
        ("seer:sharp,acuity=0", "give a number from 0.01 to 1"),
        ("seer:errors=lots", "give a share from 0 to 1"),
        ("seer:sharp,full=maybe", "give drop or refuse"),
    ],
)
def test_a_wrong_dial_says_what_fits(name: str, expected: str) -> None:
    with pytest.raises(ModelError, match=expected):
        read_dials(name)


def test_dials_are_read_from_the_name() -> None:
    dials = read_dials("seer:modest,acuity=0.5,images=32,text-only,errors=0")
    assert (dials.acuity, dials.images, dials.text_only, dials.errors) == (0.5, 32, True, 0)
    assert read_dials("seer") == read_dials("seer:sharp")
