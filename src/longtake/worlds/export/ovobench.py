"""OVO-Bench (Li et al. 2025): questions on the time line of a video that is still running.

Backward (`EPM`, `ASI`, `HLD`) and real-time questions (`OCR`, `ACR`, `ATR`, `STU`, `FPD`, `OJR`)
have options and the moment at which they are asked; forward ones are asked again and again: how
often it happened so far (`REC`), whether a step is being shown (`SSR`), and whether there is enough
to answer by (`CRR`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from longtake.worlds.export.written import Written, moments, seconds, to_json
from longtake.worlds.made import FilmAtHand, Made
from longtake.worlds.questions import Question

TASKS: Mapping[str, str] = {
    "absent": "HLD",
    "false-premise": "HLD",
    "order": "ASI",
    "steps": "ASI",
    "attribute": "ATR",
    "place": "STU",
    "direction": "STU",
    "state": "OJR",
    "future": "FPD",
    "predict": "FPD",
}
"""Families by task; of the others, what is going on when it is asked is `ACR`, the rest `EPM`."""

NOW_S = 5.0
LATER_S = (2.0, 10.0, 30.0)
"""Forward questions are asked again so long after it could first be answered."""

MOST_STEPS = 24


def write(made: Made, out: Path) -> Written:
    """`ovo_bench_new.json`."""
    left: dict[str, int] = {}
    rows: list[dict[str, Any]] = []
    for question in made.questions:
        row = _row(question, made) if len(question.videos) == 1 else None
        if row:
            rows.append(row)
        else:
            why = f"form {question.form}" if len(question.videos) == 1 else "several videos"
            left[why] = left.get(why, 0) + 1
    for film in made.films:
        rows += [*_repeated(film), *_steps(film)]
    numbered = [{"id": number, **row} for number, row in enumerate(rows)]
    file = to_json(out / "ovo_bench_new.json", numbered)
    return Written(files=[file], rows=len(rows), left_out=left)


def _row(question: Question, made: Made) -> dict[str, Any] | None:
    film = made.film(question.videos[0])
    asked_s, from_s = question.asked_at_s, question.answerable_from_s
    if asked_s is not None and from_s is not None and from_s > asked_s:
        return _waiting(question, film, asked_s, from_s)
    if question.form != "choice" or question.rotation:
        return None
    return {
        "task": _task(question),
        "video": film.file,
        "realtime": seconds(film.truth.film.duration_s if asked_s is None else asked_s),
        "question": question.text,
        "answer": question.answer,
        "options": list(question.options),
        "gt": question.choice,
    }


def _task(question: Question) -> str:
    if question.family in TASKS:
        return TASKS[question.family]
    if "writing" in question.needs:
        return "OCR"
    ends_s = [clue.span.end_s for clue in question.evidence]
    recent = (
        question.asked_at_s is not None and max(ends_s, default=0) + NOW_S > question.asked_at_s
    )
    return "ACR" if recent else "EPM"


def _waiting(question: Question, film: FilmAtHand, asked_s: float, from_s: float) -> dict[str, Any]:
    """`CRR`: too early at first, then answerable."""
    early = (asked_s, (asked_s + from_s) / 2)
    until_s = film.truth.film.duration_s
    late = [from_s + later for later in LATER_S if from_s + later <= until_s] or [until_s]
    return {
        "task": "CRR",
        "video": film.file,
        "question": question.text,
        "answer": question.answer,
        "ask_time": seconds(asked_s),
        "clue_time": seconds(from_s),
        "test_info": [
            *({"realtime": seconds(time_s), "type": 0} for time_s in early),
            *({"realtime": seconds(time_s), "type": 1} for time_s in late),
        ],
    }


def _repeated(film: FilmAtHand) -> Iterator[dict[str, Any]]:
    """`REC`: how often something happened so far."""
    for text, events in moments(film):
        if len(events) < 2:
            continue
        spans = sorted(event.span for event in events)
        times_s = [span.end_s + 1 for span in spans if span.end_s + 1 <= film.truth.film.duration_s]
        yield {
            "task": "REC",
            "video": film.file,
            "activity": text,
            "start_times": [seconds(span.start_s) for span in spans],
            "end_times": [seconds(span.end_s) for span in spans],
            "test_info": [
                {
                    "realtime": seconds(time_s),
                    "count": sum(span.end_s <= time_s for span in spans),
                }
                for time_s in times_s
            ],
        }


def _steps(film: FilmAtHand) -> Iterator[dict[str, Any]]:
    """`SSR`: whether a step is being shown just now."""
    told = [(text, events[0].span) for text, events in moments(film) if len(events) == 1]
    if film.truth.world != "steps" or not 2 <= len(told) <= MOST_STEPS:
        return
    told.sort(key=lambda step: step[1])
    yield {
        "task": "SSR",
        "video": film.file,
        "tutorial": film.truth.scenes[0].title if film.truth.scenes else film.name,
        "all_steps": [text for text, _ in told],
        "start_time": [seconds(span.start_s) for _, span in told],
        "end_time": [seconds(span.end_s) for _, span in told],
        "test_info": [
            {"realtime": seconds(time_s), "step": text, "type": int(time_s in span)}
            for text, span in told
            for time_s in (max(0.0, span.start_s - 1), span.middle_s)
        ],
    }
