"""Pages and pictures: complete in themselves, true to what they are given, safe to open."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import cv2
import numpy as np
import pytest
from showing import SAMPLE, SHOTS_S, Page, cited, make_flicker, make_tune, seen, shots

from longtake.errors import OpenError
from longtake.media import open_media
from longtake.media.recording import Recording
from longtake.show.evidence import evidence_page
from longtake.show.storyboard import MOST_LINES, MOST_PICTURES, storyboard_page
from longtake.types import Answer, Box, Coverage, Question, Step, Usage

EVIL = '<script>alert("1")</script>&<img src=x onerror=alert(2)>'


@pytest.fixture(scope="module")
def sample() -> Iterator[Recording]:
    with open_media(SAMPLE) as media:
        yield media


@pytest.fixture(scope="module")
def tune(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Recording]:
    path = tmp_path_factory.mktemp("show") / "tune.wav"
    make_tune(path)
    with open_media(path) as media:
        yield media


@pytest.fixture(scope="module")
def flicker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Recording]:
    path = tmp_path_factory.mktemp("show") / "flicker.mp4"
    make_flicker(path)
    with open_media(path) as media:
        yield media


def ask(
    media: Recording, answer: Answer, question: str = "What does it cost?", *options: str
) -> str:
    @contextmanager
    def opener(video: str) -> Iterator[Recording]:
        assert video == media.info.id
        yield media

    asked = Question(text=question, options=options)
    return evidence_page(asked, answer, {media.info.id: media.info}, opener)


def addresses(page: Page) -> set[str]:
    found = {tag.get("src") or tag.get("href") or "" for _, tag in page.tags} - {""}
    return {one for one in found if not one.startswith(("data:image/jpeg;base64,", "data:audio/"))}


@pytest.fixture(scope="module")
def storyboard(sample: Recording) -> Page:
    info = sample.info
    known = [
        *shots(info, SHOTS_S),
        *(seen(info, c.span.start_s, c.span.end_s, "subtitle", c.text) for c in sample.subtitles()),
        replace(seen(info, 10.9, 20.6, "text", "Total €42,000"), box=Box(0.1, 0.7, 0.9, 0.8)),
        replace(seen(info, 10.9, 20.6, "text", "What it costs"), box=Box(0.1, 0.1, 0.4, 0.2)),
        seen(info, 30.0, 31.0, "speech", EVIL),
        replace(seen(info, 0.4, 2.9, "sound", "somebody speaks"), data={"voice": True}),
        seen(info, 56.0, 57.0, "gap", "damaged data"),
    ]
    return Page(storyboard_page(info, known, sample))


@pytest.fixture(scope="module")
def evidence(sample: Recording) -> Page:
    pieces = (
        cited(sample.info, 11.0, 20.6, "Total €42,000", boxes=(Box(0.08, 0.69, 0.89, 0.76),)),
        cited(sample.info, 11.4, 15.0, EVIL, kind="subtitle", verified=True),
    )
    answer = Answer(
        text="€42,000",
        confidence=0.93,
        evidence=pieces,
        choice=1,
        missing=("speech found, not transcribed",),
        usage=Usage(frames=3, pixels=2_764_800, seconds=0.4),
        coverage=Coverage(seen={"container": 1.0, "text": 0.62}),
        strategy="quote@1",
        trace=(Step(kind="search", detail={"query": EVIL}),),
    )
    return Page(ask(sample, answer, f"What does it cost? {EVIL}", "€24,000", "€42,000", EVIL))


@pytest.mark.parametrize("name", ["storyboard", "evidence"])
def test_a_page_loads_nothing_but_the_video_it_is_about(
    name: str, request: pytest.FixtureRequest
) -> None:
    page: Page = request.getfixturevalue(name)
    own = SAMPLE.as_uri()
    strangers = {a for a in addresses(page) if not a.startswith((own, "#", "./sample.mp4"))}
    assert not strangers
    assert "url(" not in page.inside["style"]
    assert "@import" not in page.inside["style"]


@pytest.mark.parametrize("name", ["storyboard", "evidence"])
def test_a_page_runs_no_script_but_its_own(name: str, request: pytest.FixtureRequest) -> None:
    page: Page = request.getfixturevalue(name)
    policy = next(m["content"] for m in page.all("meta") if "content" in m and "http-equiv" in m)
    for tag in ("script", "style"):
        digest = base64.b64encode(hashlib.sha256(page.inside[tag].encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert len(page.all("script")) == 1
    assert EVIL in page.text
    assert not page.having("onerror")
    assert not page.having("style")


@pytest.mark.parametrize("name", ["storyboard", "evidence"])
def test_a_page_can_be_used_from_the_keyboard(name: str, request: pytest.FixtureRequest) -> None:
    page: Page = request.getfixturevalue(name)
    items = page.having("data-item")
    assert len(items) == {"storyboard": 9, "evidence": 2}[name]
    assert all(item["tabindex"] == "-1" and item["data-start"] for item in items)
    assert all(key in page.inside["script"] for key in ("j:", "k:", "Enter:", '"/":'))
    assert ":focus-visible" in page.inside["style"]
    assert all("alt" in image for image in page.all("img"))
    assert page.all("html")[0]["lang"] == "en"


def test_the_storyboard_shows_each_shot_with_what_is_said_and_written_in_it(
    storyboard: Page,
) -> None:
    assert len(storyboard.all("img")) == 9 + 1  # one per shot, one for the timeline's preview
    for words in ("The whole project costs forty-two thousand euros.", "damaged data"):
        assert words in storyboard.text
    assert "somebody speaks" not in storyboard.text
    third = storyboard.text.index("00:11–00:20")
    fourth = storyboard.text.index("00:20–00:26")
    card = storyboard.text[third:fourth]
    assert card.index("What it costs") < card.index("Total €42,000"), "top to bottom"
    assert "00:59" in storyboard.text
    assert storyboard.text.count(" cut") == 8
    assert "1280×720, 25 fps, h264" in storyboard.text
    assert [lane["aria-label"] for lane in storyboard.all("svg") if "aria-label" in lane] == [
        "9 × shots",
        "11 × said",
        "2 × on screen",
        "1 × sound",
        "1 × unreadable",
    ]


def test_a_link_plays_the_file_at_its_second(storyboard: Page, evidence: Page) -> None:
    starts = {link["data-play"] for link in storyboard.having("data-play")}
    assert {"0", "5", "11", "20.6", "30"} <= starts
    link = next(link for link in evidence.having("data-play") if link["data-play"] == "11")
    assert link["href"] == f"{SAMPLE.as_uri()}#t=11,20.6"
    assert evidence.all("video")[0]["data-player"] == "0"


def test_the_storyboard_without_shots_says_so(sample: Recording) -> None:
    page = Page(storyboard_page(sample.info, [], sample))
    assert "shots are not found yet" in page.text
    assert len(page.having("data-item")) == 12


def test_the_storyboard_of_a_long_film_stays_small_and_says_what_it_leaves_out(
    flicker: Recording,
) -> None:
    edges_s = [number / 25 for number in range(1701)]
    chatter = [seen(flicker.info, 2.0, 2.01, "text", f"line {n}") for n in range(MOST_LINES + 7)]
    html = storyboard_page(flicker.info, [*shots(flicker.info, edges_s), *chatter], flicker)
    page = Page(html)
    assert len(page.having("data-item")) == 1700
    assert sum(i.get("src", "").startswith("data:") for i in page.all("img")) == MOST_PICTURES
    assert "the 100 shortest of 1,700 shots have no picture" in page.text
    assert "and 7 more, left out" in page.text
    assert all(image.get("loading") == "lazy" for image in page.all("img") if "src" in image)
    assert "content-visibility: auto" in page.inside["style"]
    assert len(html) < 4_000_000


def test_the_evidence_page_shows_the_answer_and_what_supports_it(evidence: Page) -> None:
    for words in (
        "€42,000",
        "93 %",
        "00:11–00:20",
        "Total €42,000",
        "confirmed by a second look",
        "nobody looked again",
        "speech found, not transcribed",
        "writing in the picture",
        "62 %",
        "2.8 million",
        "quote@1",
        "How it was reached",
    ):
        assert words in evidence.text
    chosen = [item for item in evidence.all("li") if item.get("class") == "chosen"]
    assert len(chosen) == 1
    assert re.search(r"B\s+€42,000\s+chosen", evidence.text)
    assert "abstained" not in evidence.all("body")[0]["class"]


def test_a_box_lies_on_its_frame(evidence: Page) -> None:
    drawn = [rect for rect in evidence.all("rect") if rect.get("x") == "0.08"]
    assert drawn
    for rect in drawn:
        assert float(rect["y"]) == pytest.approx(0.69)
        assert float(rect["width"]) == pytest.approx(0.81)
        assert float(rect["height"]) == pytest.approx(0.07)
    picture = next(i for i in evidence.all("img") if i["src"].startswith("data:image/jpeg"))
    data = np.frombuffer(base64.b64decode(picture["src"].partition(",")[2]), np.uint8)
    assert cv2.imdecode(data, cv2.IMREAD_COLOR).shape == (540, 960, 3)


def test_an_abstained_answer_looks_different(sample: Recording) -> None:
    answer = Answer(text="That is not in what I could read.", confidence=0.1, abstained=True)
    page = Page(ask(sample, answer, "Who wrote the music?", "Bach", "nobody"))
    assert page.all("body")[0]["class"] == "evidence abstained"
    assert "Question, not answered" in page.text
    assert "What came closest" not in page.text
    assert not [item for item in page.all("li") if item.get("class") == "chosen"]


def test_evidence_that_is_only_heard_can_be_seen_and_played(tune: Recording) -> None:
    answer = Answer(
        text="a tone",
        confidence=0.8,
        evidence=(cited(tune.info, 0.0, 3.0, "a tone", kind="sound"),),
    )
    page = Page(ask(tune, answer, "What is heard?"))
    assert not page.all("img")
    assert [svg for svg in page.all("svg") if svg.get("aria-label") == "Loudness"]
    embedded = [tag for tag in page.all("audio") if tag.get("src", "").startswith("data:audio/mp4")]
    assert len(embedded) == 1
    assert not page.all("video")


def test_the_storyboard_of_a_sound_recording_has_stretches_and_loudness(tune: Recording) -> None:
    known = [seen(tune.info, 1.0, 2.0, "speech", "la la la")]
    page = Page(storyboard_page(tune.info, known, tune))
    assert page.all("audio")
    assert not page.all("video")
    assert "la la la" in page.text
    assert "loudness" in page.text
    assert "shots are not found" not in page.text


def test_a_video_that_is_gone_is_said_to_be_gone(sample: Recording) -> None:
    @contextmanager
    def gone(video: str) -> Iterator[Recording]:
        raise OpenError("'/films/talk.mp4' is not there any more")
        yield

    answer = Answer(text="x", confidence=0.5, evidence=(cited(sample.info, 1.0, 2.0, "words"),))
    html = evidence_page(Question(text="q"), answer, {sample.info.id: sample.info}, gone)
    page = Page(html)
    assert "is not there any more" in page.text
    assert "words" in page.text
    assert not page.all("img")


def test_a_video_on_the_web_is_played_from_there(sample: Recording) -> None:
    info = replace(sample.info, source="https://films.example:8443/a%20talk.mp4?key=1&b=2")
    page = Page(storyboard_page(info, shots(info, SHOTS_S), sample))
    policy = next(m["content"] for m in page.all("meta") if "http-equiv" in m)
    assert "media-src data: https://films.example:8443" in policy
    assert page.all("source")[0]["src"] == info.source
    assert all(a.startswith((info.source, "#", "./")) for a in addresses(page))


def test_odd_names_stay_inside_their_attributes(sample: Recording) -> None:
    info = replace(sample.info, source="/films/\"><b>&'#1?.mp4", tags={"title": EVIL})
    page = Page(storyboard_page(info, shots(info, SHOTS_S), sample))
    assert not page.all("b")
    assert EVIL in page.text
    assert page.all("source")[0]["src"] == "file:///films/%22%3E%3Cb%3E%26%27%231%3F.mp4"
