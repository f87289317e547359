"""A memory that is gone when the program ends: Store and Jobs in plain Python, in one object.

For tests, and for looking at something once without a library on disk. It promises what a library
promises, within one process, and searches by looking at everything.
"""

from __future__ import annotations

import math
import re
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from longtake.memory.filters import matches
from longtake.memory.jobs import LEASE_S, has_made_way, is_gone, sense_of
from longtake.memory.rows import searchable
from longtake.memory.search import DEPTH, fuse
from longtake.memory.words import indexed, letters, terms_of
from longtake.protocols import Embedder
from longtake.types import Filter, Hit, Job, Observation

TERM_WEIGHT, LENGTH_WEIGHT = 1.2, 0.75
"""`k1` and `b` of BM25, as SQLite has them."""


class Scratch:
    """A Store and a Jobs."""

    def __init__(self, embedder: Embedder | None = None, lease_s: float = LEASE_S) -> None:
        self._embedder = embedder
        self._lease_s = lease_s
        self._kept: dict[str, Observation] = {}
        self._jobs: dict[Job, tuple[Job, str, float]] = {}
        self._replaced: list[tuple[Job, str]] = []

    def add(self, observations: Iterable[Observation]) -> int:
        """Keep them; those already kept count once. Returns how many were new."""
        before = len(self._kept)
        self._kept |= {observation.id: observation for observation in observations}
        return len(self._kept) - before

    def get(self, ids: Sequence[str]) -> list[Observation]:
        """The Observations with these ids, in that order; unknown ids are left out."""
        return [self._kept[id_] for id_ in ids if id_ in self._kept]

    def scan(self, where: Filter) -> Iterator[Observation]:
        """Every Observation that matches, ordered by video, start, end and id."""
        found = [seen for seen in self._kept.values() if matches(seen, where)]
        return iter(sorted(found, key=lambda seen: (seen.video, seen.span, seen.id)))

    def search(self, query: str, where: Filter, limit: int = 20) -> list[Hit]:
        """The best matches by words and by meaning, fused by reciprocal rank, best first."""
        spoken = [seen for seen in self.scan(where) if searchable(seen)]
        if not (spoken and query.strip()):
            return []
        words = _by_words(query, [seen.text for seen in spoken])
        meaning: dict[int, float] = {}
        if self._embedder:
            vectors = self._embedder.embed_text([query, *(seen.text for seen in spoken)])
            meaning = dict(enumerate((vectors[1:] @ vectors[0]).tolist()))
        depth = max(DEPTH, limit)
        fused = fuse(*(sorted(s, key=lambda row: -s[row])[:depth] for s in (words, meaning)))
        return [
            Hit(
                observation=spoken[row],
                score=score,
                words=words.get(row, 0.0),
                meaning=meaning.get(row, 0.0),
            )
            for row, score in fused[:limit]
        ]

    def plan(self, jobs: Iterable[Job]) -> int:
        """Add jobs, and put failed ones back to do. Returns how many are to do because of it."""
        added = 0
        for job in jobs:
            known = self._jobs.get(_key(job))
            if known is None or known[0].state == "failed":
                attempts = known[0].attempts if known else 0
                self._put(replace(job, state="todo", error="", attempts=attempts))
                added += 1
        return added

    def lease(
        self, owner: str, video: str | None = None, perceivers: Sequence[str] = ()
    ) -> Job | None:
        """Take the next job, lowest priority number and earliest first, or None."""
        now_s = time.time()
        wanted = [
            job
            for job, holder, expires_s in self._jobs.values()
            if video in (None, job.video) and (not perceivers or job.perceiver in perceivers)
            if job.state == "todo"
            or (job.state == "running" and (expires_s <= now_s or is_gone(holder)))
        ]
        if not wanted:
            return None
        job = min(wanted, key=lambda j: (j.priority, j.span.start_s, j.video, j.perceiver))
        taken = replace(job, state="running", attempts=job.attempts + 1)
        self._put(taken, owner, now_s + self._lease_s)
        return taken

    def renew(self, job: Job, owner: str) -> bool:
        """Extend the lease; False when another owner has taken the job since."""
        return self._change(job, owner, lambda held: held, time.time() + self._lease_s)

    def finish(
        self,
        job: Job,
        owner: str,
        observations: Iterable[Observation],
        replaces: str = "",
        renews: bool = False,
    ) -> bool:
        """Mark the job done and keep its Observations; False when the lease was lost."""
        seen = list(observations)
        if not self._change(job, owner, lambda held: replace(held, state="done")):
            return False
        late = [new for new in seen if self._made_way(new, job.perceiver)]
        if replaces:
            self._replaced.append((job, replaces))
        for id_, old in [*self._kept.items()]:
            earlier = old.video == job.video and has_made_way(old, sense_of(job), job.span)
            if self._made_way(old) or (renews and earlier):
                del self._kept[id_]
        self.add(new for new in seen if new not in late)
        return True

    def _made_way(self, observation: Observation, maker: str = "") -> bool:
        """Whether another than its maker has replaced it."""
        return any(
            observation.video == job.video
            and maker != job.perceiver
            and has_made_way(observation, sense, job.span)
            for job, sense in self._replaced
        )

    def fail(self, job: Job, owner: str, error: str) -> None:
        """Record why the job could not be done, unless another owner has taken it since."""
        self._change(job, owner, lambda held: replace(held, state="failed", error=error))

    def _put(self, job: Job, owner: str = "", expires_s: float = 0.0) -> None:
        self._jobs[_key(job)] = (job, owner, expires_s)

    def _change(
        self, job: Job, owner: str, change: Callable[[Job], Job], expires_s: float = 0.0
    ) -> bool:
        held, holder, _ = self._jobs.get(_key(job), (job, None, 0.0))
        if holder != owner or held.state != "running":
            return False
        self._put(change(held), owner, expires_s)
        return True


def _key(job: Job) -> Job:
    return Job(video=job.video, perceiver=job.perceiver, span=job.span)


def _tokens(text: str) -> list[str]:
    apart = unicodedata.normalize("NFKD", text.casefold())
    unaccented = re.sub("[\u0300-\u036f]", "", apart)
    return letters(unicodedata.normalize("NFKC", unaccented)).split()


def _by_words(query: str, texts: Sequence[str]) -> dict[int, float]:
    """BM25 of each text in which any word of the query occurs; words are not stemmed."""
    counted = [Counter(_tokens(indexed(text) or text)) for text in texts]
    usual = sum(map(Counter.total, counted)) / len(counted) or 1
    scores: dict[int, float] = {}
    for term in terms_of(query):
        word, beginning = " ".join(_tokens(term.strip('"*'))), term.endswith("*")
        often = [
            sum(n for w, n in c.items() if w.startswith(word)) if beginning else c[word]
            for c in counted
        ]
        holding = sum(map(bool, often))
        rarity = math.log(1 + (len(texts) - holding + 0.5) / (holding + 0.5))
        for row, times in enumerate(often):
            if times:
                length = 1 - LENGTH_WEIGHT + LENGTH_WEIGHT * counted[row].total() / usual
                weight = times * (TERM_WEIGHT + 1) / (times + TERM_WEIGHT * length)
                scores[row] = scores.get(row, 0.0) + rarity * weight
    return scores
