"""The work still to do, shared by every process that opens the library.

A job is leased to one owner at a time, by a single statement; the lease lapses with time, or as
soon as its owner's process on this machine is gone. Observations and the mark that the job is done
are written in one transaction: kill any process at any moment and nothing is lost or doubled.
Knows nothing of what a sense does.
"""

from __future__ import annotations

import json
import os
import secrets
import socket
import sqlite3
import time
from collections.abc import Iterable, Sequence
from typing import Any

from longtake.memory.database import Database
from longtake.memory.store import SqliteStore
from longtake.types import Job, Observation, Span

LEASE_S = 120.0
"""How long a lease lasts when it is not renewed."""
COLUMNS = "video, perceiver, start_s, end_s, priority, state, error, attempts"
SAME = "video = ? AND perceiver = ? AND start_s = ? AND end_s = ?"


def new_owner() -> str:
    """A name for whoever takes jobs: machine, process, and something that no other has."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"


def is_gone(owner: str) -> bool:
    """Whether the owner was a process of this machine that does not live any more."""
    host, _, rest = owner.rpartition(":")[0].rpartition(":")
    if host != socket.gethostname() or not rest.isdigit() or os.name == "nt":
        return False
    try:
        os.kill(int(rest), 0)
    except ProcessLookupError:
        return True
    except (PermissionError, OverflowError):
        return False
    return False


def sense_of(job: Job) -> str:
    """The name of the job's sense, without its version."""
    return job.perceiver.partition("@")[0]


def is_from(observation: Observation, sense: str) -> bool:
    """Whether this sense, in any version, made the Observation."""
    return observation.source == sense or observation.source.startswith(f"{sense}@")


def has_made_way(observation: Observation, sense: str, span: Span) -> bool:
    """Whether it is of a sense that has been replaced in this span."""
    return observation.span.start_s in span and is_from(observation, sense)


class SqliteJobs:
    """The Jobs over an open Database."""

    def __init__(self, database: Database, store: SqliteStore, lease_s: float = LEASE_S) -> None:
        self._database = database
        self._store = store
        self._lease_s = lease_s

    def plan(self, jobs: Iterable[Job]) -> int:
        """Add jobs, and put failed ones back to do. Returns how many are to do because of it."""
        rows = [(*_key(job), job.priority) for job in jobs]
        with self._database.writing() as connection:
            before = connection.total_changes
            connection.executemany(
                "INSERT INTO job (video, perceiver, start_s, end_s, priority, state) "
                "VALUES (?, ?, ?, ?, ?, 'todo') ON CONFLICT DO UPDATE SET state = 'todo', "
                "error = '', priority = excluded.priority WHERE state = 'failed'",
                rows,
            )
            return connection.total_changes - before

    def restore(self, jobs: Iterable[Job]) -> int:
        """Add jobs in the state they are in, as another library knew them; known ones stay.

        Returns how many were new.
        """
        with self._database.writing() as connection:
            before = connection.total_changes
            connection.executemany(
                "INSERT OR IGNORE INTO job (video, perceiver, start_s, end_s, priority, state, "
                "error) VALUES (?, ?, ?, ?, ?, ?, ?)",
                [(*_key(job), job.priority, job.state, job.error) for job in jobs],
            )
            return connection.total_changes - before

    def lease(
        self, owner: str, video: str | None = None, perceivers: Sequence[str] = ()
    ) -> Job | None:
        """Take the next job, lowest priority number and earliest first, or None."""
        now_s, wanted = time.time(), json.dumps(list(perceivers))
        with self._database.writing() as connection:
            connection.create_function("is_gone", 1, is_gone)
            taken = connection.execute(
                f"""UPDATE job SET state = 'running', owner = ?, expires_s = ?,
                    attempts = attempts + 1
                WHERE rowid = (
                    SELECT rowid FROM job
                    WHERE state IN ('todo', 'running') AND (? IS NULL OR video = ?)
                        AND (? = '[]' OR perceiver IN (SELECT value FROM json_each(?)))
                        AND (state = 'todo' OR expires_s <= ? OR is_gone(owner))
                    ORDER BY priority, start_s, video, perceiver LIMIT 1
                ) RETURNING {COLUMNS}""",
                (owner, now_s + self._lease_s, video, video, wanted, wanted, now_s),
            ).fetchone()
        return unpacked_job(taken) if taken else None

    def renew(self, job: Job, owner: str) -> bool:
        """Extend the lease; False when another owner has taken the job since."""
        with self._database.writing() as connection:
            return self._update(
                connection, "expires_s = ?", (time.time() + self._lease_s,), job, owner
            )

    def finish(
        self,
        job: Job,
        owner: str,
        observations: Iterable[Observation],
        replaces: str = "",
        renews: bool = False,
    ) -> bool:
        """Mark the job done and keep its Observations, in one transaction.

        `replaces` names a sense whose Observations that start in the job's span make way for
        these, even when they arrive later; with `renews`, those that the job's own sense made
        before, in any version, make way too. False, and nothing kept, when another owner has
        taken the job since.
        """
        prepared = self._store.prepare(observations)
        with self._database.writing() as connection:
            done = "state = 'done', owner = '', expires_s = 0, error = '', replaces = ?"
            if not self._update(connection, done, (replaces,), job, owner):
                return False
            if replaces:
                _remove(connection, job, replaces)
            if renews:
                _remove(connection, job, sense_of(job), list(prepared.observations))
            replaced = _replaced(connection, job)
            late = [
                id_
                for id_, seen in prepared.observations.items()
                if any(has_made_way(seen, sense, span) for sense, span in replaced)
            ]
            self._store.insert(connection, prepared.without(late))
            return True

    def fail(self, job: Job, owner: str, error: str) -> None:
        """Record why the job could not be done, unless another owner has taken it since."""
        with self._database.writing() as connection:
            failed = "state = 'failed', owner = '', expires_s = 0, error = ?"
            told = error.encode(errors="backslashreplace").decode()
            self._update(connection, failed, (told,), job, owner)

    def _update(
        self,
        connection: sqlite3.Connection,
        change: str,
        values: tuple[Any, ...],
        job: Job,
        owner: str,
    ) -> bool:
        """Change the job if this owner has it; whether that was so."""
        changed = connection.execute(
            f"UPDATE job SET {change} WHERE {SAME} AND state = 'running' AND owner = ?",
            (*values, *_key(job), owner),
        )
        return changed.rowcount == 1


def unpacked_job(row: tuple[Any, ...]) -> Job:
    """The Job of a row selected as `COLUMNS`."""
    video, perceiver, start_s, end_s, priority, state, error, attempts = row
    return Job(
        video=video,
        perceiver=perceiver,
        span=Span(start_s, end_s),
        priority=priority,
        state=state,
        error=error,
        attempts=attempts,
    )


def _key(job: Job) -> tuple[str, str, float, float]:
    return job.video, job.perceiver, job.span.start_s, job.span.end_s


def _replaced(connection: sqlite3.Connection, job: Job) -> list[tuple[str, Span]]:
    """Which senses have made way for others in the job's video, and where."""
    rows = connection.execute(
        "SELECT replaces, start_s, end_s FROM job "
        "WHERE video = ? AND replaces != '' AND perceiver != ?",
        (job.video, job.perceiver),
    )
    return [(sense, Span(start_s, end_s)) for sense, start_s, end_s in rows]


def _remove(connection: sqlite3.Connection, job: Job, sense: str, kept: Sequence[str] = ()) -> None:
    """Take out what the sense, in any version, saw begin in the job's span; these ids stay."""
    connection.execute(
        "DELETE FROM observation WHERE video = ? AND start_s >= ? AND start_s < ? "
        "AND (source = ? OR substr(source, 1, ?) = ?) "
        "AND id NOT IN (SELECT value FROM json_each(?))",
        (
            job.video,
            job.span.start_s,
            job.span.end_s,
            sense,
            len(sense) + 1,
            f"{sense}@",
            json.dumps(list(kept)),
        ),
    )
