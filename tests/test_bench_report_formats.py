from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import made_run
import pytest
from made_run import attempt, sample, written
from tiny_folder import write_tiny

from longtake.bench.reports import pictures_of, report
from longtake.bench.reports.browser import chosen, shown
from longtake.bench.reports.figures import figures_of
from longtake.bench.reports.replies import Reply, read
from longtake.bench.runs.attempts import Attempt, Log
from longtake.bench.sample import Sample
from longtake.types import Span

EVIL = "</script><img src=x onerror=alert(1)><!-- 日本語 🎬 \u2028 <script>"


def numbers(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def browsed(page: str) -> dict[str, object]:
    """The data of the page, as its script reads it."""
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.S)
    assert found
    told: dict[str, object] = json.loads(found[1])
    return told


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Log:
    return made_run.large(tmp_path_factory.mktemp("runs") / "large", 80)


def test_nothing_out_of_a_model_can_act_on_the_page(tmp_path: Path) -> None:
    asked = sample(
        0, text=EVIL, options=(EVIL, "b"), choice=0, kinds={EVIL: EVIL}, videos=(f"{EVIL}.mp4",)
    )
    made = [attempt("s0", 1.0, raw=EVIL), attempt("s0", None, "blind", error=EVIL)]
    log = written(tmp_path / "run", [asked], made, model=EVIL, benchmark=EVIL)
    page = report([log], "html")
    assert "<img" not in page
    assert page.count("<script") == page.count("</script>") == 2
    told = browsed(page)
    assert told["attempts"][0]["raw"] == EVIL  # type: ignore[index]
    assert told["samples"][0]["text"] == EVIL  # type: ignore[index]
    assert "<img" not in report([log], "markdown")


def test_the_page_needs_nothing_from_elsewhere(large: Log) -> None:
    page = report([large], "html")
    assert re.findall(r'(?:src|href)="(?!#)', page) == []
    assert "default-src &#39;none&#39;" in page
    assert "url(" not in page
    assert "@import" not in page


def test_the_page_holds_every_attempt_and_says_what_is_odd_about_it(large: Log) -> None:
    told = browsed(report([large], "html"))
    attempts: list[dict[str, object]] = told["attempts"]  # type: ignore[assignment]
    logged = large.attempts()
    assert len(attempts) == len(logged)
    assert told["controls"] == ["full", "blind", "rotate-1", "rotate-2", "rotate-3"]
    loose = [one for one in logged if one.score == 1 and one.strict is None]
    assert sum("disagree" in one for one in attempts) == len(loose) > 0
    found = figures_of(read(large), "run").grounding
    assert found
    assert sum("beside" in one for one in attempts) == len(found.suspicious) > 0
    assert sum("error" in one for one in attempts) == sum(bool(one.error) for one in logged)


def test_options_that_were_put_in_another_order_are_told_by_their_own_place(tmp_path: Path) -> None:
    made = attempt("s0", 1.0, "rotate-1", order=(1, 2, 3, 0), said=3)
    log = written(tmp_path / "run", [sample(0)], [attempt("s0", 1.0, said=0), made])
    told: list[dict[str, object]] = browsed(report([log], "html"))["attempts"]  # type: ignore[assignment]
    assert [one["said"] for one in told] == [0, 0]


def test_a_csv_holds_numbers_only_and_no_formula(large: Log, tmp_path: Path) -> None:
    other = written(tmp_path / "b", [sample(0)], [attempt("s0", 1.0)], model="=HYPERLINK(1)")
    for text in (report([large], "csv"), report([other], "csv")):
        lines = numbers(text)
        assert lines
        for line in lines:
            float(line["value"])
        assert not re.search(r"\b(nan|inf|none)\b", text, re.I)
        assert not any(cell.startswith("=") for line in lines for cell in line.values())


def test_several_runs_are_in_one_report(large: Log, tmp_path: Path) -> None:
    other = made_run.large(tmp_path / "b", 80, skill=0.4, seed=2, frames=8, rotations=False)
    told = report([large, other], "markdown")
    assert "## seer:sharp, 32 frames – seer:sharp, 8 frames" in told
    assert "# made: seer:sharp, 8 frames" in told
    assert browsed(report([large, other], "html"))["runs"] == [
        "seer:sharp, 32 frames",
        "seer:sharp, 8 frames",
    ]
    assert {one["table"] for one in numbers(report([large, other], "csv"))} >= {"difference"}


@pytest.mark.parametrize("format", ["markdown", "html", "csv"])
def test_a_run_without_a_reply_has_a_report(tmp_path: Path, format: str) -> None:
    log = written(tmp_path / "run", [sample(0)], [])
    told = report([log], format)  # type: ignore[arg-type]
    assert ("No reply yet." in told) == (format != "csv")


def test_attempts_of_samples_that_are_no_longer_asked_are_left_out(tmp_path: Path) -> None:
    log = written(tmp_path / "run", [sample(0)], [attempt("s0", 1.0), attempt("gone", 0.0)])
    total = figures_of(read(log), "run").scores.row()
    assert total
    assert total.samples == 1
    assert "1 attempt of other samples: left out." in report([log], "markdown")


@pytest.mark.parametrize(
    ("strategy", "times_s", "told"),
    [
        ("direct", (1.0, 5.0, 2.0), [("a", 1.0), ("a", 5.0), ("b", 2.0)]),
        ("direct", (1.0, 2.0, 3.0), []),
        ("uniform", (1.0, 2.0, 3.0), [("a", 1.0), ("a", 2.0), ("b", 3.0)]),
        ("uniform", (4.0, 1.0, 3.0, 2.0), [("a", 4.0), ("a", 1.0), ("b", 3.0), ("b", 2.0)]),
        ("uniform", (), []),
    ],
)
def test_frames_are_told_apart_by_video_where_that_is_plain(
    strategy: str, times_s: tuple[float, ...], told: list[tuple[str, float]]
) -> None:
    made = attempt("s0", 1.0, frames_s=times_s)
    assert shown(Reply(sample(0, videos=("a", "b")), made), strategy) == told


def test_pictures_are_spread_and_those_of_the_evidence_are_kept() -> None:
    one = sample(0, videos=("a",), evidence={"a": (Span(30.0, 31.0),)})
    frames = [("a", float(n)) for n in range(32)]
    kept = [time_s for _, time_s in chosen(one, frames)]
    assert kept == [2.0, 6.0, 10.0, 14.0, 18.0, 22.0, 26.0, 30.0]
    other = one.model_copy(update={"evidence": {"a": (Span(3.0, 5.0),)}})
    assert [s for _, s in chosen(other, frames)][:4] == [2.0, 3.0, 4.0, 6.0]


def test_pictures_are_fetched_once_within_the_limit_and_shown(tmp_path: Path) -> None:
    film = write_tiny(tmp_path / "tiny", count=1)[0]
    video = f"{film.name}/video.mp4"
    samples = [sample(n, videos=(video,)) for n in range(2)]
    samples.append(sample(2, videos=("not/there.mp4",)))
    made = [attempt(one.id, 1.0, frames_s=(0.5, 1.5)) for one in samples]
    log = written(tmp_path / "run", samples, made, data=str(tmp_path / "tiny"))
    pictures = pictures_of([log])
    assert sorted(pictures) == [(video, 0.5), (video, 1.5)]
    assert all(one.startswith(b"\xff\xd8") for one in pictures.values())
    page = report([log], "html", pictures)
    assert "1 sample without pictures" in page
    assert len(browsed(page)["pictures"]) == 2  # type: ignore[arg-type]
    assert pictures_of([log], limit_bytes=len(pictures[video, 0.5])).keys() <= {(video, 0.5)}
    bare = Path(video).with_suffix("")
    unnamed: list[Sample] = [sample(0, videos=(str(bare),))]
    replies: list[Attempt] = [attempt("s0", 1.0, frames_s=(0.5,))]
    other = written(tmp_path / "other", unnamed, replies, data=str(tmp_path / "tiny"))
    assert list(pictures_of([other])) == [(str(bare), 0.5)]
