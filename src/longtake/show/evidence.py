"""The evidence page: an answer, and everything a person needs to check it.

Knows how an answer is shown, and nothing of how it was reached. A Question, its Answer, and a way
to open the videos come in; the text of a self-contained page goes out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from longtake.errors import LongtakeError
from longtake.protocols import Media, Opener
from longtake.show.page import render
from longtake.show.pictures import clip, jpeg, loudness, waveform
from longtake.show.timeline import boxes
from longtake.types import Answer, Evidence, MediaInfo, Question, Span, Step, Usage

MOST_PIECES = 24
FRAME_PX = 540
"""Height of an evidence frame."""

BARS = 160
"""Of a waveform."""

SENSES: dict[str, str] = {
    "container": "the file itself",
    "glance": "first look",
    "signature": "the look of each shot",
    "text": "writing in the picture",
}
"""What a sense is called on the page, where its name alone would puzzle."""


@dataclass(frozen=True, kw_only=True)
class Piece:
    """One piece of evidence, with what can be seen or heard of it."""

    number: int
    evidence: Evidence
    info: MediaInfo
    picture: str = ""
    picture_s: float = 0.0
    wave: str = ""
    sound: str = ""
    problem: str = ""
    """Why there is nothing to show, in a sentence."""

    @property
    def tall(self) -> bool:
        """Whether the picture is higher than wide."""
        return bool(self.info.video and self.info.video.height_px > self.info.video.width_px)


@dataclass(frozen=True, kw_only=True)
class Strip:
    """One video that is cited, and where."""

    info: MediaInfo
    marks: str


def evidence_page(
    question: Question, answer: Answer, videos: Mapping[str, MediaInfo], open: Opener
) -> str:
    """A self-contained page with each piece of evidence: its frame, its box, its words, its second.

    `videos` holds every video that may be cited, by id. A video that cannot be opened any more is
    said to be so in the place of its frames.
    """
    pieces = list(_pieces(answer.evidence[:MOST_PIECES], videos, open))
    short, _, rest = answer.text.partition(" — ")
    cited = [info for key, info in videos.items() if any(p.info.id == key for p in pieces)]
    return render(
        "evidence.html",
        title=question.text,
        question=question,
        answer=answer,
        short=short,
        rest=rest,
        percent=int(100 * answer.confidence),
        pieces=pieces,
        left_out=len(answer.evidence) - len(pieces),
        videos=cited or list(videos.values()),
        strips=[_strip(info, answer) for info in cited],
        coverage=[(SENSES.get(s, s), int(100 * f)) for s, f in answer.coverage.seen.items()],
        costs=_costs(answer.usage),
        steps=[_told(step) for step in answer.trace],
    )


def _pieces(
    cited: tuple[Evidence, ...], videos: Mapping[str, MediaInfo], open: Opener
) -> Iterator[Piece]:
    """The evidence in the answer's order; each video is opened once."""
    made: dict[int, Piece] = {}
    for video in dict.fromkeys(one.video for one in cited):
        info = videos[video]
        own = [(n, one) for n, one in enumerate(cited, 1) if one.video == video]
        try:
            with open(video) as media:
                made |= {n: _piece(n, one, info, media) for n, one in own}
        except LongtakeError as error:
            made |= {
                n: Piece(number=n, evidence=one, info=info, problem=str(error)) for n, one in own
            }
    for number in sorted(made):
        yield made[number]


def _piece(number: int, evidence: Evidence, info: MediaInfo, media: Media) -> Piece:
    heard = evidence.kind in ("speech", "sound", "subtitle") and bool(info.of("audio"))
    try:
        frame = None
        if info.video:
            frame = next(iter(media.frames_at([evidence.span.middle_s], FRAME_PX)), None)
        return Piece(
            number=number,
            evidence=evidence,
            info=info,
            picture=jpeg(frame.image, 80) if frame else "",
            picture_s=frame.time_s if frame else 0.0,
            wave=waveform(loudness(media, evidence.span, BARS)) if heard else "",
            sound=clip(media, evidence.span) if heard else "",
        )
    except LongtakeError as error:
        return Piece(number=number, evidence=evidence, info=info, problem=str(error))


def _strip(info: MediaInfo, answer: Answer) -> Strip:
    spans: list[Span] = [one.span for one in answer.evidence if one.video == info.id]
    return Strip(info=info, marks=boxes(spans, info.span))


def _costs(usage: Usage) -> list[tuple[str, str]]:
    """What the answer cost, leaving out what was not used."""
    told = [
        ("frames looked at", f"{usage.frames:,}" if usage.frames else ""),
        ("pixels", f"{usage.pixels / 1e6:.1f} million" if usage.pixels else ""),
        ("calls to a model", f"{usage.calls:,}" if usage.calls else "none"),
        ("tokens in", f"{usage.input_tokens:,}" if usage.input_tokens else ""),
        ("tokens out", f"{usage.output_tokens:,}" if usage.output_tokens else ""),
        ("time", f"{usage.seconds:.2f} s"),
    ]
    return [(name, value) for name, value in told if value]


def _told(step: Step) -> tuple[str, str]:
    detail = json.dumps(dict(step.detail), ensure_ascii=False, default=str)
    return step.kind, detail if len(detail) <= 600 else detail[:600] + " …"
