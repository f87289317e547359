"""Answers and moments as lines of text, and as JSON.

Text that comes out of a video is stripped of control characters before it reaches a terminal.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    from longtake.types import Answer, Coverage, Evidence, MediaInfo, Moment

LONGEST_TOLD = 1_000
"""Characters of an error message."""

MARKS = {True: "  verified", False: "  not confirmed", None: ""}


def print_json(value: Any) -> None:
    """To stdout; names that are not valid Unicode are escaped, so that any reader takes it."""
    text = json.dumps(value, ensure_ascii=False, indent=1)
    typer.echo(text.encode("utf-8", "backslashreplace").decode("utf-8"))


def plain(text: str) -> str:
    """One line of valid Unicode without control characters."""
    line = " ".join(text.encode("utf-8", "replace").decode("utf-8").split())
    return "".join(c for c in line if unicodedata.category(c) not in ("Cc", "Cf"))


def told(error: object) -> str:
    """What a message says, on lines of its own, with the middle of endless ones left out."""
    message = "\n".join(map(plain, str(error).splitlines()))
    if len(message) > LONGEST_TOLD:
        message = f"{message[: LONGEST_TOLD // 2]} … {message[-LONGEST_TOLD // 2 :]}"
    return f"error: {message}"


def answer_lines(answer: Answer) -> list[str]:
    """The answer, its confidence, its evidence, and what it does not rest on.

    Beside "it is not there" a confidence would read as that of an answer, and is left out.
    """
    lines = [plain(answer.text)]
    lines += [] if answer.abstained else [f"confidence {answer.confidence:.2f}"]
    if answer.evidence:
        lines += ["", "evidence", *(f"  {evidence_line(one)}" for one in answer.evidence)]
    if not answer.coverage.complete:
        lines += ["", f"so far: {coverage_line(answer.coverage)}"]
    if answer.missing:
        lines += ["", *(f"not perceived: {plain(one)}" for one in answer.missing)]
    return lines


def evidence_line(evidence: Evidence) -> str:
    """`mm:ss–mm:ss  kind  "quote"`, and whether a second look confirmed it."""
    mark = MARKS[evidence.verified]
    return f'{evidence.span}  {evidence.kind}  "{plain(evidence.quote)}"{mark}'


def coverage_line(coverage: Coverage) -> str:
    """How much of the video each sense has taken in."""
    return ", ".join(f"{sense} {seen:.0%}" for sense, seen in coverage.seen.items())


def counts_line(counts: DataclassInstance, nothing: str = "nothing") -> str:
    """How many of what, without the zeros: `2 videos, 131 observations`."""
    some = [f"{count:,} {noun}" for noun, count in asdict(counts).items() if count]
    return ", ".join(some) or nothing


def answer_json(answer: Answer) -> dict[str, Any]:
    """The stable schema of docs/cli.md."""
    row = asdict(answer)
    row["coverage"] = dict(answer.coverage.seen)
    row.pop("trace")
    return row


def moment_lines(
    moments: list[Moment], query: str, names: Mapping[str, str] | None = None
) -> list[str]:
    """Ranked moments, one line each, with what in it says most of the query."""
    from longtake.tasks.find import quoted

    return [
        f"{rank:>2}. {moment.span}  {_name(moment, names)}{moment.hits[0].observation.kind}  "
        f'"{plain(quoted(moment, query))[:160]}"'
        for rank, moment in enumerate(moments, 1)
    ]


def moment_json(moment: Moment, info: MediaInfo | None) -> dict[str, Any]:
    """One moment with all its hits."""
    return {
        "video": moment.video,
        "source": info.source if info else None,
        "span": asdict(moment.span),
        "score": moment.score,
        "hits": [
            {
                "kind": hit.observation.kind,
                "quote": hit.observation.text,
                "span": asdict(hit.observation.span),
                "score": hit.score,
                "observation": hit.observation.id,
            }
            for hit in moment.hits
        ],
    }


def _name(moment: Moment, names: Mapping[str, str] | None) -> str:
    return f"{names.get(moment.video, moment.video)}  " if names else ""
