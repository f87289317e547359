"""MeViS (Ding et al. 2023): sentences about motion, and the masks of who moves.

One shot is one video of the benchmark: `meta_expressions.json`, `mask_dict.json` with COCO's run
lengths for each frame, and the frames as `JPEGImages/<video>/00000.jpg`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from longtake.types import Span
from longtake.worlds.export.written import Written, to_json
from longtake.worlds.made import FilmAtHand, Made
from longtake.worlds.truth import Track

MOST_FRAMES = 200
"""Of one shot; more are thinned out evenly."""

JPEG_QUALITY = 92


def write(made: Made, out: Path) -> Written:
    """Every shot in which something with a mask is told of; frames are decoded in order."""
    videos: dict[str, Any] = {}
    masks: dict[str, list[dict[str, Any] | None]] = {}
    bare = 0
    for film in made.films:
        tracks = list(film.tracks())
        bare += sum(not track.masks for track in tracks)
        masked = [track for track in tracks if track.masks]
        for name, span, told in _shots(film, masked):
            times_s = _times(told)
            numbers = {track.entity: len(masks) + n for n, track in enumerate(told)}
            for track in told:
                masks[str(numbers[track.entity])] = _masks(track, times_s, film)
            videos[name] = {
                "expressions": _expressions(film, span, numbers),
                "vid_id": len(videos),
                "frames": [f"{number:05}" for number in range(len(times_s))],
            }
            _pictures(film, times_s, out / "JPEGImages" / name)
    rows = sum(len(video["expressions"]) for video in videos.values())
    files = [
        to_json(out / "meta_expressions.json", {"videos": videos}),
        to_json(out / "mask_dict.json", masks),
    ]
    return Written(files=files, rows=rows, left_out={"tracks without masks": bare} if bare else {})


def _shots(film: FilmAtHand, tracks: Sequence[Track]) -> Iterator[tuple[str, Span, list[Track]]]:
    """Each shot with something to tell: its name, its span, one track for each thing in it."""
    for number, shot in enumerate(film.truth.shots):
        told: dict[str, Track] = {}
        for track in tracks:
            if track.times_s and track.times_s[0] in shot.span:
                told.setdefault(track.entity, track)
        if _expressions(film, shot.span, dict.fromkeys(told, 0)):
            yield f"{film.name}-{number:04}", shot.span, list(told.values())


def _expressions(film: FilmAtHand, span: Span, numbers: dict[str, int]) -> dict[str, Any]:
    """Sentences of what happens in the span, with everyone of whom each is true."""
    who: dict[str, list[str]] = {}
    for event in film.truth.events:
        seen = event.visible and event.actor in numbers and event.span.overlap(span) > 0
        if seen and event.text and event.actor not in who.get(event.text, []):
            who.setdefault(event.text, []).append(event.actor)
    order = {entity: place for place, entity in enumerate(numbers)}
    return {
        str(place): {
            "exp": text.rstrip("."),
            "obj_id": [order[actor] for actor in actors],
            "anno_id": [numbers[actor] for actor in actors],
        }
        for place, (text, actors) in enumerate(who.items())
    }


def _times(tracks: Sequence[Track]) -> list[float]:
    times_s = sorted({time_s for track in tracks for time_s in track.times_s})
    step = -(-len(times_s) // MOST_FRAMES)
    return times_s[::step]


def _masks(track: Track, times_s: Sequence[float], film: FilmAtHand) -> list[dict[str, Any] | None]:
    size = [film.truth.film.height_px, film.truth.film.width_px]
    at = dict(zip(track.times_s, track.masks, strict=True))
    return [{"size": size, "counts": at[t]} if at.get(t) else None for t in times_s]


def _pictures(film: FilmAtHand, times_s: Sequence[float], folder: Path) -> None:
    import cv2

    from longtake.media import open_media

    folder.mkdir(parents=True)
    quality = [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY]
    with open_media(film.video) as media:
        for number, frame in enumerate(media.frames_at(times_s)):
            cv2.imwrite(str(folder / f"{number:05}.jpg"), frame.image[..., ::-1], quality)
