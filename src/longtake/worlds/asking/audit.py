"""Certifies a made folder: its films are planned again, and every question is examined.

Knows that the same order plans the same films; never opens a video. The path of a folder comes in;
a Report goes out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from longtake.errors import WorldError
from longtake.registry import find
from longtake.worlds.asking.certificate import Report, report
from longtake.worlds.asking.certify import Result, examined
from longtake.worlds.made import FilmAtHand, Made, open_made
from longtake.worlds.questions import Question
from longtake.worlds.world import Film, World


def certify_folder(folder: Path | str, world: World | None = None) -> Report:
    """The certificate of a made folder.

    `world` is the one that made it, where it has no name of its own. Raises WorldError when the
    folder is none, holds no question, or was made by another state of its world.
    """
    made = open_made(folder)
    if not made.questions:
        raise WorldError(f"{str(folder)!r} holds no questions: make it anew with more minutes")
    world = world or find("worlds", made.manifest.world)()
    if world.version != made.manifest.version:
        raise WorldError(
            f"{str(folder)!r} was made by version {made.manifest.version} of "
            f"{made.manifest.world!r}, and this is {world.version}: make it anew"
        )
    return report(_examined(made, world))


def _examined(made: Made, world: World) -> Iterator[Result]:
    """Group by group, so that no more than one group's films are at hand."""
    group_of = {row.video: row.group for row in made.manifest.films}
    waiting: dict[int, list[Question]] = defaultdict(list)
    for question in made.questions:
        waiting[group_of[question.videos[0]]].append(question)
    groups = world.groups(made.manifest.order)
    files = {row.name: row.video for row in made.manifest.films}
    for number, questions in sorted(waiting.items()):
        films = {files[film.name]: film for film in groups[number]}
        for file, film in films.items():
            _check_same(film, made.film(file))
        yield from examined(questions, films, world.kinds)


def _check_same(film: Film, made: FilmAtHand) -> None:
    """Raises WorldError when the plan is no longer the one that was filmed."""
    planned, filmed = (
        truth.model_dump(mode="json", include={"shots", "events"})
        for truth in (film.truth, made.truth)
    )
    if planned != filmed:
        raise WorldError(
            f"{made.name!r} was made by another state of {made.truth.world!r} than this one, which "
            "plans it differently: make it anew"
        )
