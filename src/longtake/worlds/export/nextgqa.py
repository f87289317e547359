"""NExT-GQA (Xiao et al. 2024): five options, and the spans that ground the answer.

`val.csv` holds the questions, `gsub_val.json` the grounding.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from longtake.worlds.asking.replies import merged
from longtake.worlds.export.written import Written, by_option, seconds, to_json, windows
from longtake.worlds.made import Made
from longtake.worlds.questions import Question

OPTIONS = 5
FILLING = "none of these"
"""The fifth option where there are four; it is never right."""

COLUMNS = (
    *("video_id", "frame_count", "width", "height", "question", "answer", "qid", "type"),
    *(f"a{place}" for place in range(OPTIONS)),
)


def write(made: Made, out: Path) -> Written:
    """Questions with options and evidence, and their grounding."""
    fit, left = by_option(made, most=OPTIONS)
    grounded = [(question, film) for question, film in fit if question.evidence]
    if len(fit) > len(grounded):
        left["no evidence"] = len(fit) - len(grounded)
    rows: list[dict[str, Any]] = []
    found: dict[str, dict[str, Any]] = {}
    for question, film in grounded:
        file = film.truth.film
        about = {"duration": seconds(file.duration_s), "fps": file.fps}
        location = found.setdefault(film.name, {**about, "location": {}})["location"]
        qid = str(len(location))
        location[qid] = windows(merged(clue.span for clue in question.evidence))
        rows.append(
            {
                "video_id": film.name,
                "frame_count": round(file.duration_s * file.fps),
                "width": file.width_px,
                "height": file.height_px,
                **_asked(question),
                "qid": qid,
            }
        )
    with (out / "val.csv").open("w", encoding="utf-8", newline="") as lines:
        table = csv.DictWriter(lines, COLUMNS, lineterminator="\n")
        table.writeheader()
        table.writerows(rows)
    files = ["val.csv", to_json(out / "gsub_val.json", found)]
    return Written(files=files, rows=len(rows), left_out=left)


def _asked(question: Question) -> dict[str, str]:
    options = [*question.options, *(FILLING for _ in range(OPTIONS - len(question.options)))]
    return {
        "question": question.text.rstrip("?"),
        "answer": question.answer,
        "type": _type(question),
        **{f"a{place}": option for place, option in enumerate(options)},
    }


def _type(question: Question) -> str:
    """Causal why or how, or temporal next, previous or current."""
    words = set(question.text.casefold().replace("?", " ").split())
    if question.family in ("cause", "counterfactual") or "why" in words:
        return "CH" if "how" in words else "CW"
    if "before" in words:
        return "TP"
    return "TN" if "after" in words else "TC"
