"""A report as Markdown: the same figures as the page, without the samples.

Figures come in, Markdown goes out. What comes out of files and models is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from longtake.bench.reports import several, words
from longtake.bench.reports.figures import Figures
from longtake.bench.reports.scores import Row, Scores
from longtake.bench.reports.several import Curve, Pair
from longtake.bench.reports.words import counted, percent, spread
from longtake.bench.statistics.controls import ControlRow
from longtake.bench.task import Scores as Published

ERRORS = 20
"""Messages that are listed; the rest is counted."""


def markdown(figures: Sequence[Figures]) -> str:
    """All runs: what tells them apart first, then each."""
    lines: list[str] = []
    if len(figures) > 1:
        lines += ["# Runs compared", "", *_runs(figures), "", *_compared(figures)]
    for one in figures:
        lines += [*_run(one)]
    return "\n".join(lines).rstrip() + "\n"


def difference(found: Pair) -> str:
    """Two runs beside each other."""
    return "\n".join(_table(("", ""), words.pair_rows(found))) + "\n"


def _run(one: Figures) -> Iterator[str]:
    yield from (f"# {_escaped(words.title(one))}", "")
    for note in words.notes(one):
        yield from (_escaped(note), "")
    yield from _scores(one.scores)
    if one.run.published:
        yield from ("## The benchmark's own table", "")
        yield from (*_published(one.run.published), "")
    if one.controls:
        yield from ("## What the score needs", "")
        if sentence := words.needs_video(one):
            yield from (sentence, "")
        yield from (*_controls(one.controls), "")
    yield from _trust(one)
    yield from ("## Cost", "", *_costs(one), "")
    yield from _errors(one)


def _scores(scores: Scores) -> Iterator[str]:
    if not scores.rows:
        yield from ("No reply yet.", "")
        return
    kinds = [row for kind in scores.kinds if (row := scores.row(kind))]
    lengths = [row for length in scores.lengths if (row := scores.row(length=length))]
    total = scores.row()
    head = ["samples", "score", "95 %", *_reading_names(scores), "chance", "unread"]
    shown = [*kinds, *(lengths if len(lengths) > 1 else ()), *([total] if total else ())]
    rows = ((row.kind or row.length or "all", *_cells(row, scores)) for row in shown)
    yield from (*_table((scores.column or "questions", *head), rows), "")
    if len(kinds) > 1 and len(lengths) > 1:
        rows = ((kind, *_across(scores, kind)) for kind in scores.kinds)
        yield from (*_table((scores.column, *scores.lengths), rows), "")


def _published(table: Published) -> Iterator[str]:
    rows = ((name, *cells) for name, cells in words.table(table))
    yield from _table(("metric", *words.columns(table)), rows)
    for note in table.notes:
        yield from ("", _escaped(note))


def _reading_names(scores: Scores) -> list[str]:
    return [*(["robust"] if scores.is_judged else []), "strict", "official"]


def _cells(row: Row, scores: Scores) -> Iterator[str]:
    yield from (f"{row.samples:,}", percent(row.score.estimate), spread(row.score))
    if scores.is_judged:
        yield percent(row.robust)
    for share, count in ((row.strict, row.strict_samples), (row.official, row.official_samples)):
        yield percent(share) + (f" of {count:,}" if 0 < count < row.samples else "")
    yield from (percent(row.chance), f"{row.unread:,}")


def _across(scores: Scores, kind: str) -> Iterator[str]:
    for length in scores.lengths:
        row = scores.row(kind, length)
        told = (
            f"{percent(row.score.estimate)} ({spread(row.score)}), n {row.samples:,}" if row else ""
        )
        yield told or words.NONE


def _controls(rows: Sequence[ControlRow]) -> Iterator[str]:
    head = ("control", "what it shows", "samples", "full", "left", "lost, points", "above chance")
    return _table(
        head,
        (
            (
                row.control,
                row.shows,
                f"{row.samples:,}",
                percent(row.full),
                f"{percent(row.score.estimate)} ({spread(row.score)})",
                words.points(row.lost),
                words.points(row.above_chance) if row.above_chance else words.NONE,
            )
            for row in rows
        ),
        worded=2,
    )


def _trust(one: Figures) -> Iterator[str]:
    if one.confidence:
        yield from ("## Confidence", "")
        for sentence in words.confidence(one.confidence):
            yield from (sentence, "")
        bins = one.confidence.calibration.equal_width.bins
        rows = (
            (
                f"{b.low:.2f} – {b.high:.2f}",
                f"{b.samples:,}",
                percent(b.confidence),
                percent(b.accuracy.estimate),
                spread(b.accuracy),
            )
            for b in bins
        )
        yield from (*_table(("confidence", "answers", "mean", "right", "95 %"), rows), "")
    if one.abstention:
        yield from ("## Declined", "", words.abstention(one.abstention), "")
    if one.grounding:
        yield from ("## Evidence", "", words.grounding(one.grounding), "")
        told = ((name, str(r), str(w)) for name, r, w in words.grounding_rows(one.grounding))
        yield from (*_table(("what is cited lies", "right", "wrong"), told), "")


def _costs(one: Figures) -> Iterator[str]:
    head = ("control", "attempts", "no reply", "tokens in", "tokens out", "seconds", "median s")
    return _table(
        head,
        (
            (
                cost.control or "all",
                f"{cost.attempts:,}",
                f"{cost.errors:,}",
                f"{cost.input_tokens:,}",
                f"{cost.output_tokens:,}",
                f"{cost.seconds:,.0f}",
                f"{cost.median_s:.2f}",
            )
            for cost in one.costs
        ),
    )


def _errors(one: Figures) -> Iterator[str]:
    for message, count in one.errors[:ERRORS]:
        yield f"- {count:,} × {_escaped(message)}"
    if len(one.errors) > ERRORS:
        yield f"- and {counted(len(one.errors) - ERRORS, 'other message')}"
    yield ""


def _runs(figures: Sequence[Figures]) -> Iterator[str]:
    rows = []
    for one in figures:
        total, blind = one.scores.row(), one.control("blind")
        if total:
            told = (f"{total.samples:,}", percent(total.score.estimate), spread(total.score))
            read = (percent(total.strict), percent(total.official))
            left = percent(blind.score.estimate) if blind else words.NONE
            rows.append((one.name, *told, *read, left, f"{one.failed:,}"))
    head = ("run", "samples", "score", "95 %", "strict", "official", "blind", "no reply")
    return _table(head, rows)


def _compared(figures: Sequence[Figures]) -> Iterator[str]:
    for found in several.against_first(figures):
        yield from (f"## {_escaped(found.first)} – {_escaped(found.second)}", "")
        yield from (*_table(("", ""), words.pair_rows(found)), "")
    if apart := several.alone(figures):
        yield from (_escaped(words.ALONE.format("; ".join(apart))), "")
    if len(figures) > 2:
        yield from (words.MANY, "")
    for curve in several.by_frames(figures):
        yield from (f"## {_escaped(curve.name)}: score by frames", "", *_curve(curve, "frames"), "")


def _curve(curve: Curve, what: str) -> Iterator[str]:
    rows = ((p.label, percent(p.score.estimate), spread(p.score)) for p in curve.points)
    return _table((what, "score", "95 %"), rows)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]], worded: int = 1) -> Iterator[str]:
    """The first columns, which hold words, to the left; the others to the right."""
    yield f"| {' | '.join(map(_escaped, head))} |"
    yield f"|{'---|' * worded}{'--:|' * (len(head) - worded)}"
    for row in rows:
        yield f"| {' | '.join(map(_escaped, row))} |"


def _escaped(text: str) -> str:
    """On one line, and nothing in it means anything to Markdown or HTML."""
    plain = " ".join(text.split())
    for mark, written in (("\\", "\\\\"), ("<", "&lt;"), ("|", "\\|"), ("`", "\\`"), ("*", "\\*")):
        plain = plain.replace(mark, written)
    return plain.replace("[", "\\[").replace("_", "\\_")
