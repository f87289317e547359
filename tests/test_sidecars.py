"""Subtitle files beside a video: found by name, read in any encoding, well or badly written."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from longtake.media.encoding import decode
from longtake.media.sidecar import find_sidecars, read_sidecars
from longtake.types import Cue

SRT = "1\n00:00:01,000 --> 00:00:02,500\nHello there\n\n2\n00:00:03,000 --> 00:00:04,000\nBye\n"

SPOKEN = {
    ("fr", "cp1252"): "Où étiez-vous hier soir ? Je ne sais pas, j'étais à la maison.",
    ("es", "latin-1"): "¿Dónde está el niño? Mañana será otro día, señor. ¡Qué sorpresa!",
    ("pl", "cp1250"): "Nie wiem, dlaczego to się stało. Proszę, zostań ze mną. Źle się czuję.",
    ("tr", "cp1254"): "Dün gece neredeydin? Bilmiyorum, şimdi gitmeliyiz. İyi akşamlar.",
    ("ru", "cp1251"): "Где ты был вчера вечером? Я не знаю, о чём ты говоришь. Пойдём домой.",
    ("ru", "koi8-r"): "Где ты был вчера вечером? Я не знаю, о чём ты говоришь. Пойдём домой.",
    ("el", "cp1253"): "Πού ήσουν χθες το βράδυ; Δεν ξέρω τι λες. Πάμε σπίτι τώρα.",
    ("he", "cp1255"): "איפה היית אתמול בלילה? אני לא יודע על מה אתה מדבר. בוא נלך הביתה.",
    ("ar", "cp1256"): "أين كنت الليلة الماضية؟ لا أعرف عما تتحدث. دعنا نذهب إلى البيت الآن.",
    ("ja", "shift_jis"): "昨日の夜はどこにいたの？何を言っているのか分からない。",
    ("ja", "euc_jp"): "昨日の夜はどこにいたの？何を言っているのか分からない。",
    ("zh", "gb18030"): "昨天晚上你在哪里？我不知道你在说什么。我们现在回家吧，好吗？",
    ("zh", "big5"): "昨天晚上你在哪裡？我不知道你在說什麼。我們現在回家吧，好嗎？",
    ("ko", "euc_kr"): "어젯밤에 어디에 있었어? 네가 무슨 말을 하는지 모르겠어.",
}


def beside(tmp_path: Path, text: str | bytes, name: str = "talk.srt") -> list[Cue]:
    raw = text.encode() if isinstance(text, str) else text
    (tmp_path / name).write_bytes(raw)
    return list(read_sidecars(str(tmp_path / "talk.mp4")))


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("talk.srt", ""),
        ("talk.en.srt", "en"),
        ("talk.pt-BR.forced.vtt", "pt-BR"),
        ("talk.zh_Hans.ass", "zh_Hans"),
        ("talk.sdh.eng.ssa", "eng"),
        ("talk.English.srt", "en"),
        ("talk.hi.srt", "hi"),
        ("talk.en.hi.SRT", "en"),
        ("talk.mp4.srt", ""),
    ],
)
def test_a_file_belongs_by_its_name(name: str, language: str, tmp_path: Path) -> None:
    (tmp_path / name).touch()
    assert find_sidecars(tmp_path / "talk.mp4") == [(tmp_path / name, language)]


@pytest.mark.parametrize(
    "name", ["talk2.srt", "talk_en.srt", "talk.part2.srt", "talk.txt", "t.srt"]
)
def test_files_of_other_videos_are_left_alone(name: str, tmp_path: Path) -> None:
    (tmp_path / name).touch()
    assert find_sidecars(tmp_path / "talk.mp4") == []


def test_a_url_has_none() -> None:
    assert list(read_sidecars("https://example.org/talk.mp4")) == []


def test_subrip(tmp_path: Path) -> None:
    cues = beside(tmp_path, SRT, "talk.en.srt")
    assert [(c.span.start_s, c.span.end_s, c.text) for c in cues] == [
        (1.0, 2.5, "Hello there"),
        (3.0, 4.0, "Bye"),
    ]
    assert cues[0].track == "talk.en.srt"
    assert cues[0].language == "en"


def test_subrip_as_people_write_it(tmp_path: Path) -> None:
    text = (
        "00:01.000 --> 00:02.000 X1:40 Y1:20\n<i>No number,</i>\npoints &amp; no hours\n"
        "7\n0:00:03,5 -> 0:00:04,25\n{\\an8}no blank line before\n\nbut one inside\n\n"
        "99\n00:00:02,000 --> 00:00:06,000\nout of order, overlapping\n\n"
        "100\n00:00:07,000 --> 00:00:08,000\n42\n"
    )
    assert [(c.span.start_s, c.text) for c in beside(tmp_path, text.replace("\n", "\r\n"))] == [
        (1.0, "No number,\npoints & no hours"),
        (2.0, "out of order, overlapping"),
        (3.5, "no blank line before\nbut one inside"),
        (7.0, "42"),
    ]


def test_what_cannot_be_used_is_counted(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    text = (
        SRT + "\n3\n00:00:09,000 --> 00:00:08,000\nends first\n\n4\n00:00:10,000 --> 00:00:11,000\n"
    )
    with caplog.at_level(logging.WARNING):
        assert len(beside(tmp_path, text)) == 2
    assert "talk.srt: 2 entries" in caplog.text


def test_webvtt(tmp_path: Path) -> None:
    text = (
        "WEBVTT - talk\nKind: captions\n\nNOTE\na note --> not a time\n\n"
        "STYLE\n::cue { color: red }\n\n"
        "intro\n00:01.000 --> 00:02.000 align:start position:0%\n"
        "<v.loud Ann>It's <c.red>me</c>!</v>\n\n"
        "01:00:00.000 --> 01:00:01.000\nso<00:00:01.500><c> on</c> &lt;3\n"
    )
    assert [(c.span.start_s, c.text) for c in beside(tmp_path, text, "talk.vtt")] == [
        (1.0, "Ann: It's me!"),
        (3600.0, "so on <3"),
    ]


def test_ass(tmp_path: Path) -> None:
    text = (
        "[Script Info]\nTitle: x\n\n[Events]\n"
        "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
        "Comment: 0,0:00:00.00,0:00:01.00,Default,,0,0,0,,not shown\n"
        "Dialogue: 0,0:00:01.50,0:00:02.00,Default,Ann,0,0,0,,{\\i1}Well{\\i0}, yes\\Nand no\n"
    )
    cues = beside(tmp_path, text, "talk.ass")
    assert [(c.span.start_s, c.span.end_s, c.text) for c in cues] == [
        (1.5, 2.0, "Well, yes\nand no")
    ]


@pytest.mark.parametrize(
    "codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_unicode_with_and_without_a_mark(codec: str, tmp_path: Path) -> None:
    text = SRT.replace("Hello", "Grüße 你好 Здравствуйте")
    assert beside(tmp_path, text.encode(codec))[0].text == "Grüße 你好 Здравствуйте there"


@pytest.mark.parametrize("named", [True, False], ids=["named", "unnamed"])
@pytest.mark.parametrize(("language", "codec"), SPOKEN)
def test_legacy_encodings(language: str, codec: str, named: bool) -> None:
    text = SRT.replace("Hello there", SPOKEN[language, codec])
    assert decode(text.encode(codec), language if named else "") == text


def test_a_broken_letter_does_not_spoil_the_rest() -> None:
    raw = ("Grüße aus Köln, schöne Straße " * 20).encode() + b"\xff!"
    assert decode(raw).startswith("Grüße aus Köln")


def test_bytes_that_are_no_text_are_no_cues(tmp_path: Path) -> None:
    assert beside(tmp_path, bytes(range(256)) * 20) == []
    assert beside(tmp_path, b"") == []
