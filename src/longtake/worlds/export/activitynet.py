"""ActivityNet Captions (Krishna et al. 2017): every event of a video with its sentence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from longtake.worlds.export.written import Written, moments, seconds, to_json, windows
from longtake.worlds.made import FilmAtHand, Made


def write(made: Made, out: Path) -> Written:
    """`val_1.json`; video ids begin with `v_`, as in the original."""
    told = {f"v_{film.name}": _told(film) for film in made.films}
    rows = sum(len(one["sentences"]) for one in told.values())
    return Written(files=[to_json(out / "val_1.json", told)], rows=rows)


def _told(film: FilmAtHand) -> dict[str, Any]:
    events = sorted(
        (event for _, events in moments(film) for event in events), key=lambda event: event.span
    )
    return {
        "duration": seconds(film.truth.film.duration_s),
        "timestamps": windows([event.span for event in events]),
        "sentences": [event.text for event in events],
    }
