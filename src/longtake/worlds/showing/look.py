"""What was made, for a person to see: a contact sheet of the pictures and a timeline of the truth.

Knows a made folder and opens its videos; knows nothing of how they were planned. The path of a
folder comes in; `look.png` and `timeline.png` in it go out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import cv2
import numpy as np

from longtake.errors import WorldError
from longtake.media import open_media
from longtake.types import Span, clock
from longtake.worlds.made import FilmAtHand, Made, open_made
from longtake.worlds.showing import timeline
from longtake.worlds.showing.panel import MARGIN
from longtake.worlds.showing.paper import ACCENT, INK, LINE, SOFT, Paper, short, width_of, wrapped
from longtake.worlds.truth import Truth

SHEET, TIMELINE = "look.png", "timeline.png"
WIDTH_PX = 1880
COLUMNS, ROWS = 5, 6
GAP_PX = 18
CAPTION_PX = 62
"""Below each picture: its time and what happens, in two lines."""

MOST_CLIPS = 6
"""Of many films so many are shown, a row each."""

MOST_TIMELINES = 3


def look(folder: Path | str) -> list[Path]:
    """Write the contact sheet and the timeline into the folder; returns both paths.

    Raises WorldError when it is no made folder or has no film.
    """
    made = open_made(folder)
    if not made.films:
        raise WorldError(f"{str(folder)!r} holds no film: make it anew with more minutes")
    sheets = {SHEET: _contact_sheet(made), TIMELINE: _timelines(made)}
    for name, png in sheets.items():
        draft = made.path / f".{name}.part"
        draft.write_bytes(png)
        draft.replace(made.path / name)
    return [made.path / name for name in sheets]


def _contact_sheet(made: Made) -> bytes:
    paper = Paper(WIDTH_PX, 2000)
    y = _heading(paper, made)
    alone = len(made.films) == 1
    for film in made.films[:MOST_CLIPS]:
        if not alone:
            paper.room(y + 400)
            paper.write(MARGIN, y + 20, film.name, 16, INK, 600)
            filmed = sum(event.visible for event in film.truth.events)
            events = " ".join(_counted(filmed, "event", "events"))
            about = f"{clock(film.truth.film.duration_s)}, {events}"
            paper.write(MARGIN + width_of(film.name, 16, 600) + 14, y + 20, about, 14, SOFT)
            y += 34
        y = _frames(paper, film, COLUMNS * (ROWS if alone else 1), y)
    return paper.png(_others(paper, len(made.films) - MOST_CLIPS, y) + 16)


def _others(paper: Paper, left: int, y: int) -> int:
    """How many films there are besides those shown."""
    if left <= 0:
        return y
    paper.room(y + 60)
    paper.write(MARGIN, y + 20, "and " + " more ".join(_counted(left, "film", "films")), 16, SOFT)
    return y + 40


def _heading(paper: Paper, made: Made) -> int:
    """What it is and how much there is of everything."""
    manifest, counts = made.manifest, made.manifest.counts
    title = manifest.world.replace("-", " ").capitalize()
    paper.write(MARGIN, 78, title, 46, INK, 650)
    order = f"level {manifest.order.level}, seed {manifest.order.seed}"
    paper.write(MARGIN + width_of(title, 46, 650) + 22, 78, order, 18, SOFT)
    events, entities = happenings(made)
    length_s = counts.seconds or sum(film.row.duration_s for film in made.films)
    told = [
        _counted(counts.films, "film", "films"),
        (clock(length_s), "long"),
        _counted(counts.shots, "shot", "shots"),
        _counted(events, "event", "events"),
        _counted(entities, "person or thing", "people and things"),
        _counted(counts.lines, "line", "lines"),
        _counted(counts.questions, "question", "questions"),
    ]
    x = MARGIN
    for number, what in told:
        if number != "0":
            paper.write(x, 120, number, 20, ACCENT, 600)
            paper.write(x + width_of(number, 20, 600) + 8, 120, what, 16, SOFT)
            x += width_of(number, 20, 600) + width_of(what, 16) + 40
    paper.box(MARGIN, 142, WIDTH_PX - MARGIN, 143, LINE)
    return 166


def happenings(made: Made) -> tuple[int, int]:
    """How many events there are, and people and things: once each, however many films share them.

    Films share them where they are asked about together, as several cameras in one town are.
    """
    counts = made.manifest.counts
    if all(len(question.videos) < 2 for question in made.questions):
        return counts.events, counts.entities
    town = {film.file: film.file for film in made.films}
    for question in made.questions:
        joined = {town[file] for file in question.videos}
        if len(joined) > 1:
            town |= {file: min(joined) for file, own in town.items() if own in joined}
    events, things = set(), set()
    for film in made.films:
        own = town[film.file]
        events |= {(own, event.id, event.span, event.text) for event in film.truth.events}
        things |= {(own, thing.id, thing.name) for thing in film.truth.entities}
    return len(events), len(things)


def _counted(count: int, one: str, many: str) -> tuple[str, str]:
    return f"{count:,}", one if count == 1 else many


def _frames(paper: Paper, film: FilmAtHand, count: int, y: int) -> int:
    """Pictures at moments worth seeing, each with its time and what happens."""
    file = film.truth.film
    wide = (WIDTH_PX - 2 * MARGIN - (COLUMNS - 1) * GAP_PX) // COLUMNS
    high = round(wide * file.height_px / file.width_px)
    moments = list(_moments(film.truth, count))
    rows = -(-len(moments) // COLUMNS)
    paper.room(y + rows * (high + CAPTION_PX) + 60)
    images = _pictures(film, [time_s for time_s, _ in moments], high)
    for place, ((time_s, text), image) in enumerate(zip(moments, images, strict=False)):
        row, column = divmod(place, COLUMNS)
        left, top = MARGIN + column * (wide + GAP_PX), y + row * (high + CAPTION_PX)
        paper.picture(left, top, _sized(image, wide, high), 6)
        stamp = clock(time_s)
        paper.write(left + 1, top + high + 21, stamp, 14, ACCENT, 600)
        indent = width_of(stamp, 14, 600) + 12
        for line, words in enumerate(wrapped(text, wide - indent, 2, 14)):
            paper.write(left + indent, top + high + 21 + 19 * line, words, 14, INK)
    return y + rows * (high + CAPTION_PX) + 6


def _sized(image: np.ndarray, wide: int, high: int) -> np.ndarray:
    """Of exactly that size, so that captions are as wide as their pictures."""
    if image.shape[:2] == (high, wide):
        return image
    way = cv2.INTER_AREA if image.shape[1] > wide else cv2.INTER_CUBIC
    return cv2.resize(image, (wide, high), interpolation=way)


def _moments(truth: Truth, count: int) -> Iterator[tuple[float, str]]:
    """As many times as wanted, evenly spread, each at the most notable event of its stretch."""
    length_s = truth.film.duration_s
    count = max(1, min(count, int(length_s * truth.film.fps)))
    events = sorted((e for e in truth.events if e.visible), key=lambda event: event.span)
    for number in range(count):
        part = Span(number * length_s / count, (number + 1) * length_s / count)
        here = [event for event in events if event.span.middle_s in part]
        best = max(here, key=lambda event: event.salience, default=None)
        if best:
            yield settled(truth, best.span.middle_s), short(best.text or best.verb)
        else:
            time_s = settled(truth, part.middle_s)
            yield time_s, _quiet(truth, time_s)


def settled(truth: Truth, time_s: float) -> float:
    """The nearest time at which no shot is just giving way to another."""
    frame_s = 1 / truth.film.fps
    for shot in truth.shots:
        half_s = shot.transition_s / 2
        away_s = time_s - shot.span.start_s
        if half_s and abs(away_s) < half_s + frame_s:
            back = away_s < 0 and shot.span.start_s > half_s + frame_s
            time_s = shot.span.start_s + (half_s + frame_s) * (-1 if back else 1)
    return min(max(0.0, time_s), max(0.0, truth.film.duration_s - frame_s))


def _quiet(truth: Truth, time_s: float) -> str:
    """What is said or written when nothing happens, or where it is."""
    said = [f"“{line.text}”" for line in truth.speech if time_s in line.span]
    shown = [w.text for w in truth.writing if time_s in w.span and w.kind in ("slide", "screen")]
    where = [shot.place for shot in truth.shots if time_s in shot.span]
    return next(iter([*said, *shown, *where]), "")


def _pictures(film: FilmAtHand, times_s: Sequence[float], high: int) -> Iterator[np.ndarray]:
    if not film.video.is_file():
        raise WorldError(f"{str(film.video)!r} is missing: make the folder anew")
    with open_media(film.video) as media:
        for frame in islice(media.frames_at(times_s, high), len(times_s)):
            yield frame.image


def _timelines(made: Made) -> bytes:
    paper = Paper(WIDTH_PX, 2000)
    y = _heading(paper, made)
    for film in made.films[:MOST_TIMELINES]:
        about = [question for question in made.questions if film.file in question.videos]
        if len(made.films) > 1:
            paper.room(y + 200)
            paper.write(MARGIN, y + 22, film.name, 18, INK, 600)
            y += 36
        y = timeline.draw(paper, film.truth, about, y)
        y += 18
    return paper.png(_others(paper, len(made.films) - MOST_TIMELINES, y) + 16)
