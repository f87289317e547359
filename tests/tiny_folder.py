"""A made folder of the tiny world, written here without the maker."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from tiny_world import Tiny, TinyFilm

from longtake.types import Box, Span
from longtake.worlds.asking.drafting import questions
from longtake.worlds.making.folder import Counts, MadeFilm, Manifest, jsonl, pretty
from longtake.worlds.making.rle import encode
from longtake.worlds.truth import Track
from longtake.worlds.world import Order


def write_tiny(path: Path, count: int = 2, seed: int = 7) -> list[TinyFilm]:
    """Films of a few seconds with truth, tracks, masks and questions, each in its own folder."""
    order = Order(seed=seed, count=count)
    asked, films, rows = [], [], []
    for number, (film,) in enumerate(Tiny().groups(order)):
        folder = path / film.name
        folder.mkdir(parents=True)
        _video(film, folder / "video.mp4")
        (folder / "truth.json").write_bytes(pretty(film.truth))
        (folder / "tracks.jsonl").write_bytes(jsonl(_tracks(film)))
        names = {film.name: f"{film.name}/video.mp4"}
        asked += questions(Tiny(), order, [film], len(asked), names)[0]
        rows.append(
            MadeFilm(
                name=film.name,
                group=number,
                video=f"{film.name}/video.mp4",
                truth=f"{film.name}/truth.json",
                tracks=f"{film.name}/tracks.jsonl",
                duration_s=film.truth.film.duration_s,
            )
        )
        films.append(film)
    (path / "questions.jsonl").write_bytes(jsonl(asked))
    manifest = Manifest(
        schema="longtake-world/1",
        world="tiny",
        version="1",
        order=order,
        films=rows,
        counts=Counts(films=count, questions=len(asked)),
    )
    (path / "world.json").write_bytes(pretty(manifest))
    return films


def _video(film: TinyFilm, path: Path) -> None:
    file = film.truth.film
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=Fraction(int(file.fps)))
        stream.width, stream.height, stream.pix_fmt = file.width_px, file.height_px, "yuv420p"
        for image in film.pictures(Span(0.0, file.duration_s)):
            out.mux(stream.encode(av.VideoFrame.from_ndarray(image, format="rgb24")))
        out.mux(stream.encode(None))


def _tracks(film: TinyFilm) -> list[Track]:
    return [_track(film, turn) for turn in range(film.shows)]


def _track(film: TinyFilm, turn: int) -> Track:
    file, span = film.truth.film, film.span(turn)
    times_s = [span.start_s + number / file.fps for number in range(int(2 * file.fps))]
    boxes, masks = [], []
    for time_s in times_s:
        (ball,) = film.view(time_s).things
        x, y = int(ball.x * file.width_px), int(ball.y * file.height_px)
        mask = np.zeros((file.height_px, file.width_px), bool)
        mask[y - 8 : y + 8, x - 8 : x + 8] = True
        masks.append(encode(mask))
        boxes.append(
            Box(
                (x - 8) / file.width_px,
                (y - 8) / file.height_px,
                (x + 8) / file.width_px,
                (y + 8) / file.height_px,
            )
        )
    return Track(video=film.name, entity=f"ball-{turn}", times_s=times_s, boxes=boxes, masks=masks)
