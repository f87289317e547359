"""What one reply is worth, read strictly and robustly: by option, by spans, or in words.

These readings stand beside the official rule of a benchmark, which is its own. A sample and a reply
come in; a Mark goes out. Knows no benchmark.
"""

from __future__ import annotations

from dataclasses import dataclass

from longtake.bench.metrics.spans import merged_iou
from longtake.bench.metrics.times import read_spans, well_formed_spans
from longtake.bench.metrics.wording import same, token_f1
from longtake.bench.official.answers import Answer, said_robustly, said_strictly
from longtake.bench.sample import Sample
from longtake.bench.turns import Turn, turns_said


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Scores from 0 to 1; None where that reading finds no answer, which is worth nothing."""

    strict: float | None
    """Of a well-formed reply; in words: whether it is the right one."""
    robust: float | None
    """Of what the reply plainly says: right or not, the IoU of the spans, the F1 of the words."""
    said: int | None = None
    """The option that it plainly names."""
    said_strictly: int | None = None


def mark(sample: Sample, reply: str) -> Mark:
    """By the sample's form; options in the order in which they were put.

    Of a sample that is polled the last turn is read, whenever it was said.
    """
    if sample.polls_s:
        reply = (turns_said(reply) or [Turn(0.0, "")])[-1].text
    if sample.form in ("choice", "grounded"):
        option = reply.partition(";")[0] if sample.form == "grounded" else reply
        return _by_option(sample, option)
    if sample.form == "spans":
        truth = [(span.start_s, span.end_s) for span in sample.spans]
        strict, robust = (read(reply) for read in (well_formed_spans, read_spans))
        return Mark(
            strict=None if strict is None else merged_iou(truth, strict),
            robust=None if robust is None else merged_iou(truth, robust),
        )
    right = (sample.gold, *sample.accepts)
    if not reply.strip():
        return Mark(strict=None, robust=None)
    return Mark(strict=float(same(reply, right)), robust=token_f1(reply, right))


def _by_option(sample: Sample, reply: str) -> Mark:
    answer = Answer(text=reply, gold=sample.gold, options=sample.options)
    strictly, robustly = said_strictly(answer), said_robustly(answer)
    return Mark(
        strict=None if strictly is None else float(strictly == sample.choice),
        robust=None if robustly is None else float(robustly == sample.choice),
        said=robustly,
        said_strictly=strictly,
    )
