"""What is put before a model: pictures under their times, words between marks, then the question.

Gathers it within a budget and remembers it, so that citations can be held against it. Knows neither
which model will see it nor what it will say.
"""

from __future__ import annotations

from longtake.errors import MediaError
from longtake.protocols import Context
from longtake.reason.cite import Pictures, Shown
from longtake.reason.look import MOST_FPS, look, plan
from longtake.reason.prompts import letters, quoted
from longtake.reason.recall import recall, record
from longtake.reason.spending import Spending
from longtake.types import Frame, MediaInfo, Observation, Question, Step


class View:
    """Filled by `add_words` and `add_pictures`, read through `parts` and `shown`."""

    def __init__(self, question: Question, context: Context, spending: Spending):
        self.question = question
        self.lacks: list[str] = []
        """What could not be shown, each with the way to change that."""
        self._context = context
        self._spending = spending
        self._labels = {info.id: f"v{place}" for place, info in enumerate(context.videos, 1)}
        self._quotes: dict[str, Observation] = {}
        self._pictures: dict[str, Pictures] = {}
        self._frames: dict[str, list[Frame]] = {}

    @property
    def shown(self) -> Shown:
        return Shown(quotes=dict(self._quotes), pictures=dict(self._pictures))

    @property
    def parts(self) -> list[str | Frame]:
        """Everything, in the order in which a model is to see it."""
        parts: list[str | Frame] = []
        for label, frames in self._frames.items():
            parts += [f"Pictures from the video {label}:", *frames]
        files = [_about(self._labels[info.id], info) for info in self._context.videos]
        words = [record(label, self._labels[o.video], o) for label, o in self._quotes.items()]
        return [*parts, quoted([*files, *words]), put(self.question)]

    def add_words(self, tokens: int) -> None:
        """The words kept that bear on the question, at most `tokens` of them, about."""
        found = recall(self._context.store, self.question, list(self._labels), tokens)
        self._quotes = {f"s{place}": seen for place, seen in enumerate(found.observations, 1)}
        detail = {"found": [seen.id for seen in found.observations], "complete": found.complete}
        self._context.trace.note(Step(kind="search", detail=detail))

    async def add_pictures(self, info: MediaInfo, frames: int, tokens: int) -> None:
        """Frames spread evenly over the part of a video that is asked about."""
        span = self.question.span.clip(info.span) if self.question.span else info.span
        chosen = plan(info, span, frames, tokens)
        if info.video and frames <= 0:
            self._lack_frames("frames", 0, info)
        if chosen.limited:
            self._lack_frames("tokens", len(chosen.times_s), info)
        if not chosen.times_s:
            return
        try:
            with self._context.open(info.id) as media:
                seen, complete = await look(media, chosen, self._spending.seconds_left / 2)
        except MediaError as error:
            self.lacks.append(f"the pictures of {info.name} could not be looked at: {error}")
            return
        if not complete:
            self._lack_frames("seconds", len(seen), info)
        times_s = tuple(frame.time_s for frame in seen)
        detail = {"video": info.id, "times_s": times_s, "height_px": chosen.height_px}
        self._context.trace.note(Step(kind="look", detail=detail))
        if seen:
            label = self._labels[info.id]
            self._frames[label] = seen
            self._pictures[label] = Pictures(video=info.id, whole=span, times_s=times_s)

    @property
    def sparse(self) -> list[str]:
        """Of which videos the frames lay so far apart that something may have fallen between."""
        steps_s = {
            label: seen.whole.duration_s / len(seen.times_s)
            for label, seen in self._pictures.items()
        }
        names = {self._labels[info.id]: info.name for info in self._context.videos}
        return [
            f"of {names[label]} one frame every {step_s:.1f} s was looked at: raise the budget of "
            "frames to see what lies between"
            for label, step_s in steps_s.items()
            if step_s > 1.5 / MOST_FPS
        ]

    def _lack_frames(self, limit: str, frames: int, info: MediaInfo) -> None:
        self.lacks.append(
            f"the budget of {limit} allowed {frames} frames of {info.name}: raise it to see more"
        )


def _about(label: str, info: MediaInfo) -> dict[str, object]:
    """What a model is told of the file; its name is data too."""
    return {"video": label, "name": info.name, "duration_s": round(info.duration_s, 1)}


def put(question: Question) -> str:
    """The question as a model is asked it."""
    lines = [f"Question: {question.text}"]
    lines += [f"{letter}. {option}" for letter, option in letters(question.options).items()]
    if question.span:
        start_s, end_s = question.span.start_s, question.span.end_s
        lines.append(f"Asked about {start_s:.1f} s to {end_s:.1f} s only.")
    return "\n".join(lines)
