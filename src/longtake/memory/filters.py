"""What a Filter means, once for SQL and once for a single Observation."""

from __future__ import annotations

from longtake.types import Filter, Observation, Span


def conditions(where: Filter) -> tuple[str, list[str | float]]:
    """An SQL condition on `observation`, and the values for its question marks."""
    clauses: list[str] = []
    values: list[str | float] = []
    for column, allowed in (("video", where.videos), ("kind", where.kinds)):
        if allowed:
            clauses.append(f"observation.{column} IN ({', '.join('?' * len(allowed))})")
            values += allowed
    if where.span is not None:
        start_s, end_s = where.span.start_s, where.span.end_s
        clauses.append("(observation.start_s < ? OR observation.start_s = ?)")
        clauses.append("(observation.end_s > ? OR observation.start_s >= ?)")
        values += [end_s, start_s, start_s, start_s]
    return " AND ".join(clauses) or "TRUE", values


def overlaps(span: Span, asked: Span) -> bool:
    """Whether they share time; an instant counts as inside the span that begins with it."""
    begun = span.start_s < asked.end_s or span.start_s == asked.start_s
    lasting = span.end_s > asked.start_s or span.start_s >= asked.start_s
    return begun and lasting


def matches(observation: Observation, where: Filter) -> bool:
    """Whether the Observation is one of those the filter lets through."""
    return (
        (not where.videos or observation.video in where.videos)
        and (not where.kinds or observation.kind in where.kinds)
        and (where.span is None or overlaps(observation.span, where.span))
    )
