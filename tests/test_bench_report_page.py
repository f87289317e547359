"""The page of a report as a browser has it; without chromium these tests are skipped."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import made_run
import pytest
from made_run import attempt, sample, written

from longtake.bench.asking.asker import Cited
from longtake.bench.reports import report
from longtake.types import Span

BROWSER = shutil.which("chromium")
EVIL = "</script><img src=x onerror=document.title='owned'><b>bold</b>"
OPEN = 'document.querySelectorAll(".item").forEach((one) => (one.open = true));'
INPUT = """
const fields = document.forms[0].elements;
CHANGE;
fields.words.dispatchEvent(new Event("input", {bubbles: true}));
"""
PRESS = """
document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {key: "j", bubbles: true}));
"""
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')

pytestmark = pytest.mark.skipif(BROWSER is None, reason="chromium is not installed")


def opened(page: str, folder: Path, act: str = "") -> str:
    """What the page holds once it has been opened and acted upon by a script."""
    if act:
        page = POLICY.sub("", page).replace("</body>", f"<script>{act}</script></body>")
    file = folder / "page.html"
    file.write_text(page, encoding="utf-8")
    words = [str(BROWSER), "--headless", "--no-sandbox", "--disable-gpu"]
    words += ["--virtual-time-budget=2000", "--dump-dom", file.as_uri()]
    dom = subprocess.run(words, capture_output=True, check=True, timeout=60).stdout.decode()
    return re.sub(r"<script.*?</script>", "", dom, flags=re.S)


def rows(dom: str) -> int:
    return dom.count('class="item ')


def test_words_stay_words(tmp_path: Path) -> None:
    asked = sample(0, text=EVIL, options=(EVIL, "b"), choice=0, kinds={EVIL: EVIL})
    made = [attempt("s0", 1.0, raw=EVIL), attempt("s0", 0.0, "blind", raw=EVIL)]
    page = report([written(tmp_path / "run", [asked], made, model=EVIL)], "html")
    dom = opened(page, tmp_path, OPEN)
    assert rows(dom) == 1
    assert "<img" not in dom
    assert "<b>bold" not in dom
    assert "owned</title>" not in dom
    assert dom.count("&lt;b&gt;bold&lt;/b&gt;") > 5


def test_rows_come_as_they_are_asked_for(tmp_path: Path) -> None:
    page = report([made_run.large(tmp_path / "run", 400, rotations=False)], "html")
    assert rows(opened(page, tmp_path)) == 50
    assert rows(opened(page, tmp_path, "document.querySelector('[data-more]').click();")) > 50


def test_filters_and_search_narrow_the_list(tmp_path: Path) -> None:
    samples = [sample(n, kinds={"task": "who" if n else "when"}) for n in range(5)]
    made = [
        attempt("s0", 1.0, raw="A needle"),
        attempt("s1", 0.0),
        attempt("s2", 1.0, strict=None),
        attempt("s3", None, error="busy", raw=""),
        attempt("s4", None, raw="hm"),
    ]
    page = report([written(tmp_path / "run", samples, made)], "html")
    assert rows(opened(page, tmp_path)) == 5
    for value, count in (("wrong", 2), ("right", 2), ("disagree", 1), ("errors", 1), ("unread", 1)):
        act = f"document.querySelector('.chips [value={value}]').click();"
        assert rows(opened(page, tmp_path, act)) == count, value
    found = opened(page, tmp_path, INPUT.replace("CHANGE", "fields.words.value = 'NEEDLE'"))
    assert (rows(found), "1 of 5 samples" in found) == (1, True)
    found = opened(page, tmp_path, INPUT.replace("CHANGE", "fields.kind.value = 'who'"))
    assert rows(found) == 4


def test_a_sample_shows_what_was_shown_what_is_true_and_what_was_cited(tmp_path: Path) -> None:
    asked = sample(0, videos=("a.mp4", "b.mp4"), evidence={"b.mp4": (Span(2, 4),)})
    cited = Cited(video="b.mp4", span=Span(2, 3), quote="a door opens")
    made = attempt("s0", 1.0, said=0, cited=[cited], frames_s=(1.0, 3.0, 0.5, 2.5))
    log = written(tmp_path / "run", [asked], [made])
    page = report([log], "html", {("b.mp4", 2.5): b"\xff\xd8picture"})
    dom = opened(page, tmp_path, OPEN)
    assert dom.count('class="tape"') == 2
    assert 'aria-label="2 frames, 0 true spans, 0 cited"' in dom
    assert 'aria-label="2 frames, 1 true spans, 1 cited"' in dom
    assert dom.count("<img") == 1
    assert 'class="held"' in dom
    assert "a door opens" in dom
    assert "right, said" in dom


def test_keys_move_through_the_list(tmp_path: Path) -> None:
    log = written(tmp_path / "run", [sample(0), sample(1)], [attempt(f"s{n}", 1.0) for n in (0, 1)])
    told = "document.title = document.activeElement.textContent;"
    dom = opened(report([log], "html"), tmp_path, PRESS + PRESS + told)
    assert re.search(r"<title>.*What is seen in place 1", dom)
