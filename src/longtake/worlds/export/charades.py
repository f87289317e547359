"""Charades-STA (Gao et al. 2017): one sentence, one window.

The original lines `video start end##sentence`, and the JSON lines that newer code reads.
"""

from __future__ import annotations

from pathlib import Path

from longtake.worlds.export.written import Written, moments, seconds, to_lines, windows
from longtake.worlds.made import Made


def write(made: Made, out: Path) -> Written:
    """Both forms. A sentence that is true more than once cannot be asked for and is left out."""
    told = [(film, text, events) for film in made.films for text, events in moments(film)]
    single = [(film, text, events[0].span) for film, text, events in told if len(events) == 1]
    lines = [
        f"{film.name} {span.start_s:.1f} {span.end_s:.1f}##{text}\n" for film, text, span in single
    ]
    (out / "charades_sta_test.txt").write_text("".join(lines), "utf-8")
    rows = [
        {
            "qid": number,
            "query": text,
            "duration": seconds(film.truth.film.duration_s),
            "vid": film.name,
            "relevant_windows": windows([span]),
        }
        for number, (film, text, span) in enumerate(single, 1)
    ]
    left = len(told) - len(single)
    return Written(
        files=["charades_sta_test.txt", to_lines(out / "charades_test_release.jsonl", rows)],
        rows=len(rows),
        left_out={"happens more than once": left} if left else {},
    )
