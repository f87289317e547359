"""The engine on made worlds: every sense and answer against exact truth.

    python benchmarks/engine.py [--minutes 5] [--seeds 3] [--level 3] [--folder KEPT]

Makes stories (cuts, fades, dissolves, wipes, subtitles, voices, signs) and lectures, indexes them
without a model and compares: shot boundaries by how they begin, writing, subtitles, where somebody
speaks, the first moment that `ground` finds for a line that was said or written, and how often a
question about what is not there is abstained from. With the seer as model, `direct` is asked what
is to be seen: recall is the share of right answers, precision that of those it gives at all.
"""

from __future__ import annotations

import argparse
import re
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path

import longtake as lt
from longtake.types import Observation, Span
from longtake.worlds.asking.replies import plain
from longtake.worlds.made import FilmAtHand, Made, open_made
from longtake.worlds.making.make import make
from longtake.worlds.questions import Question
from longtake.worlds.truth import Truth
from longtake.worlds.world import Order

CLOSE_S = 0.25
"""How far a boundary may lie from the truth."""
SAME_TEXT = 0.8
LEAST_WRITTEN_S = 1.0
"""Writing shown for less is not asked of the text sense, which looks about once a second."""
NOTHING = re.compile(r"^no$|\b(?:nobody|nothing|not)\b")
"""The right answers to questions about what is not there."""
FRAMES = (32, 300)
"""Budgets of the answers with the seer: a glance, and a good look."""
ASKED = 30


@dataclass
class Tally:
    """Found, wanted and claimed, over all films."""

    found: Counter[str] = field(default_factory=Counter)
    wanted: Counter[str] = field(default_factory=Counter)
    claimed: Counter[str] = field(default_factory=Counter)

    def row(self, name: str) -> str:
        """One line: recall, precision where something is claimed, and both together."""
        recall = self.found[name] / max(1, self.wanted[name])
        line = f"| {name} | {self.found[name]} of {self.wanted[name]} | {recall:.1%} |"
        if not self.claimed[name]:
            return line + " – | – |"
        precision = self.found[name] / self.claimed[name]
        both = 2 * recall * precision / max(1e-9, recall + precision)
        return line + f" {precision:.1%} | {both:.3f} |"


def boundaries(tally: Tally, truth: Truth, seen: Sequence[Observation]) -> None:
    """Shot boundaries, each counted under the way it begins; found ones are used once."""
    found = sorted(one.span.start_s for one in seen if one.span.start_s > 0)
    tally.claimed["shots: all"] += len(found)
    for shot in truth.shots[1:]:
        slack = CLOSE_S + shot.transition_s / 2
        near = [time_s for time_s in found if abs(time_s - shot.span.start_s) <= slack]
        for name in ("shots: all", f"shots: {shot.begins}"):
            tally.wanted[name] += 1
            tally.found[name] += bool(near)
        if near:
            found.remove(min(near, key=lambda time_s: abs(time_s - shot.span.start_s)))


def writing(tally: Tally, truth: Truth, seen: Sequence[Observation]) -> None:
    """Lines in the picture: read at the right time, with nearly the right letters."""
    for one in truth.writing:
        if one.span.duration_s < LEAST_WRITTEN_S:
            continue
        name = f"writing: {one.kind}"
        texts = " ".join(text.text for text in seen if text.span.touches(one.span))
        tally.wanted[name] += 1
        tally.found[name] += _contains(texts, one.text)


def _contains(texts: str, wanted: str) -> bool:
    """Whether all words, or nearly all letters of the line are there."""
    words = re.findall(r"\w+", wanted.casefold())
    there = set(re.findall(r"\w+", texts.casefold()))
    if all(word in there for word in words):
        return True
    squeezed, line = _letters(texts), _letters(wanted)
    match = SequenceMatcher(None, squeezed, line, autojunk=False)
    return sum(block.size for block in match.get_matching_blocks()) >= SAME_TEXT * len(line) > 0


def _letters(text: str) -> str:
    return "".join(re.findall(r"\w", text.casefold()))


def lines(tally: Tally, truth: Truth, subtitles: Sequence[Observation]) -> None:
    """Subtitles: the words, and start and end to a tenth of a second."""
    for line in truth.speech:
        tally.wanted["subtitles"] += 1
        tally.found["subtitles"] += any(
            plain(one.text) == plain(line.text) and one.span.iou(line.span) > 0.9
            for one in subtitles
        )
    tally.claimed["subtitles"] += len(subtitles)


def voices(tally: Tally, truth: Truth, sounds: Sequence[Observation]) -> None:
    """Tenths of a second in which somebody speaks."""
    spoken = _tenths(line.span for line in truth.speech if line.voice)
    heard = _tenths(one.span for one in sounds)
    tally.wanted["speech (tenths of a second)"] += len(spoken)
    tally.claimed["speech (tenths of a second)"] += len(heard)
    tally.found["speech (tenths of a second)"] += len(spoken & heard)


def _tenths(spans: Iterable[Span]) -> set[int]:
    return {n for span in spans for n in range(round(span.start_s * 10), round(span.end_s * 10))}


def grounding(tally: Tally, truth: Truth, ground: Callable[[str], Span | None]) -> None:
    """The first moment found for a line: R@1 at intersection over union 0.3 and 0.5."""
    said = Counter(line.text for line in truth.speech)
    for line in truth.speech:
        if said[line.text] == 1:
            found = ground(line.text)
            for least in (0.3, 0.5):
                name = f"ground a line, R@1 IoU {least}"
                tally.wanted[name] += 1
                tally.found[name] += found is not None and found.iou(line.span) >= least


def absent(tally: Tally, video: lt.Video, asked: Sequence[Question]) -> None:
    """Questions about what is not there: no answer is the right one, or that there is none.

    Beside each stands one about what is there, which looks the same; it is not counted here.
    """
    for question in [one for one in asked if NOTHING.search(str(one.answer))][:ASKED]:
        if "Is that right?" not in question.text:
            answer = video.ask(question.text)
            tally.wanted["abstains on what is absent"] += 1
            tally.found["abstains on what is absent"] += answer.abstained


def with_seer(tally: Tally, video: lt.Video, asked: Sequence[Question], frames: int) -> None:
    """Questions by option, put to `direct` with the seer; where it is silent, it claims nothing."""
    name = f"direct, seer:sharp, {frames} frames"
    for question in asked[:ASKED]:
        answer = video.ask(
            question.text,
            question.options,
            model="seer:sharp",
            budget=lt.Budget(frames=frames),
            verified=False,
        )
        tally.wanted[name] += 1
        tally.found[name] += answer.choice == question.choice
        if answer.abstained:
            continue
        tally.claimed[name] += 1
        clues = [clue.span for clue in question.evidence]
        right = any(one.span.overlap(clue) for one in answer.evidence for clue in clues)
        tally.wanted[f"{name}: answers cite the evidence"] += 1
        tally.found[f"{name}: answers cite the evidence"] += right


def measure(tally: Tally, made: Made, film: FilmAtHand, library: Path) -> None:
    """Index one film and compare everything."""
    video = lt.index(str(film.video), library=library)
    by_kind: dict[str, list[Observation]] = defaultdict(list)
    for one in video.observations():
        by_kind[one.kind].append(one)
    truth = film.truth
    boundaries(tally, truth, by_kind["shot"])
    writing(tally, truth, by_kind["text"])
    lines(tally, truth, by_kind["subtitle"])
    voices(tally, truth, by_kind["sound"])

    def ground(query: str) -> Span | None:
        found = video.ground(query, limit=1)
        return found[0].span if found else None

    grounding(tally, truth, ground)
    own = [one for one in made.questions if one.videos == (film.file,)]
    absent(tally, video, [one for one in own if one.family in ("absent", "false-premise")])
    chosen = [one for one in own if one.form == "choice"][:: max(1, len(own) // 200)]
    for frames in FRAMES:
        with_seer(tally, video, chosen, frames)


def worlds(folder: Path, seeds: int, minutes: float, level: int) -> Iterator[Made]:
    """Stories and lectures of several seeds."""
    for world in ("story", "lecture"):
        for seed in range(1, seeds + 1):
            place = folder / f"{world}-{seed}"
            if not place.exists():
                make(world, place, Order(seed=seed, minutes=minutes, level=level), workers=2)
            yield open_made(place)


def main() -> None:
    """Make, index, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--level", type=int, default=3)
    parser.add_argument("--folder", type=Path)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = chosen.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        tallies: dict[str, Tally] = defaultdict(Tally)
        for made in worlds(folder, chosen.seeds, chosen.minutes, chosen.level):
            for film in made.films:
                measure(tallies[made.manifest.world], made, film, folder / "library")
    for world, tally in tallies.items():
        print(f"\n| {world} | found | recall | precision | F1 |\n|---|---|---|---|---|")
        for name in sorted(tally.wanted):
            print(tally.row(name))


if __name__ == "__main__":
    main()
