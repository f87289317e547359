"""How quickly a large library finds things: `python benchmarks/memory.py [--rows 250000]`.

Builds a library of made-up but natural text (words as frequent as in English, talks about a few
hundred topics) and searches it, beside plain FTS5 and plain NumPy cosine over the same rows in the
same run. Prints a Markdown table.

A quarter of a million vectors would take the model an hour; so 4,000 sentences are embedded, and
each row takes the vector of one of them, moved a little. What a search costs depends on how many
vectors there are, not on what they say; queries are embedded as always.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from zlib import crc32

import numpy as np

from longtake.memory.database import FILE_NAME
from longtake.memory.library import Library
from longtake.memory.vectors import Vectors
from longtake.models.minilm import FOLDER, MiniLM
from longtake.types import Filter, Kind, MediaInfo, Observation, Span

KEPT = Path(__file__).parent / "kept" / "memory"
ROWS_PER_VIDEO = 1_000
DISTINCT = 4_000
MOVED = 0.6
"""How far a row's vector is moved, as a fraction of its length."""
KINDS: tuple[Kind, ...] = ("speech",) * 5 + ("text",) * 3 + ("subtitle", "caption")
FRAMES = (
    "today we look at {0} and what it means for {1}",
    "the reason {0} matters is that {1} depends on it",
    "so when you compare {0} with {1} the difference is clear",
    "{0} was first described together with {1}",
    "nobody expected {0} to change the way we think of {1}",
    "on this slide you see {0} next to {1}",
)
TOPICS = """
solar panels; the electricity bill; heart surgery; the patient's blood pressure; a chess
opening; the endgame; volcanic eruptions; tectonic plates; medieval castles; siege engines;
machine translation; neural networks; the stock market; interest rates; coral reefs; ocean
acidity; the French revolution; bread prices; jazz improvisation; the saxophone; football
tactics; penalty kicks; public transport; bicycle lanes; vaccine trials; side effects; black
holes; gravitational waves; organic farming; crop rotation; the Roman army; aqueducts; password
security; phishing emails; watercolour painting; oil on canvas; honey bees; pesticides; the
kidney; dialysis; suspension bridges; steel cables; child psychology; language learning; tax
law; offshore companies; marathon training; muscle recovery
"""
QUERIES = {
    "rare words": ("aqueducts", "phishing dialysis", "saxophone improvisation"),
    "common words": ("what is it about the first time people", "the other world of state"),
    "questions": (
        "What do they say about interest rates?",
        "Why does crop rotation matter for organic farming?",
        "When was the siege engine first described?",
    ),
    "paraphrased": ("how expensive power is at home", "keeping insects safe", "kicking a ball"),
    "nothing to find": ("zzyzx quuxly", "12345678987654321"),
}


def vocabulary() -> list[str]:
    """English words, the most frequent first, as the model's own vocabulary orders them."""
    import json

    pieces = json.loads((FOLDER / "tokenizer.json").read_text())["model"]["vocab"]
    return [word for word in pieces if word.isalpha() and word.isascii() and len(word) > 1]


def sentences(count: int, seed: int = 0) -> Iterator[str]:
    """Sentences whose words are as frequent as Zipf's law has it, half of them about a topic."""
    chance, words = random.Random(seed), vocabulary()
    topics = [" ".join(topic.split()) for topic in TOPICS.split(";")]
    weights = list(accumulate(1 / (rank + 2) for rank in range(len(words))))
    for _ in range(count):
        told = chance.choices(words, cum_weights=weights, k=chance.randint(6, 14))
        if chance.random() < 0.5:
            told.insert(0, chance.choice(FRAMES).format(*chance.sample(topics, 2)))
        yield " ".join(told)


class Borrowed:
    """MiniLM's name, with vectors borrowed from a few sentences that it did embed."""

    name, version, dimensions = MiniLM.name, MiniLM.version, MiniLM.dimensions

    def __init__(self) -> None:
        self._kept = MiniLM().embed_text(list(sentences(DISTINCT, seed=1)))

    def embed_text(self, texts: Sequence[str]) -> np.ndarray:
        numbers = [crc32(text.encode()) for text in texts]
        moved = np.random.default_rng(numbers[0]).normal(size=(len(texts), self.dimensions))
        moved *= MOVED / np.sqrt(self.dimensions)
        vectors = self._kept[[number % DISTINCT for number in numbers]] + moved
        return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def observations(video: str, texts: Sequence[str]) -> Iterator[Observation]:
    chance = random.Random(video)
    for at, text in enumerate(texts):
        yield Observation(
            video=video,
            span=Span(at * 2.0, at * 2.0 + chance.uniform(1, 6)),
            kind=(kind := chance.choice(KINDS)),
            text=text,
            source=f"{kind}@bench",
            score=round(chance.uniform(0.5, 1), 3),
        )


def build(folder: Path, rows: int) -> float:
    """Fill a new library. Returns Observations added a second, their embedding not counted."""
    shutil.rmtree(folder, ignore_errors=True)
    told = sentences(rows)
    borrowed, seconds = Borrowed(), 0.0
    with Library.open(folder, borrowed) as library:
        for start in range(0, rows, ROWS_PER_VIDEO):
            video = f"{start:012x}"
            texts = [next(told) for _ in range(min(ROWS_PER_VIDEO, rows - start))]
            seen = list(observations(video, texts))
            began = time.perf_counter()
            library.remember(
                MediaInfo(
                    id=video,
                    source=f"/videos/{video}.mp4",
                    container="mp4",
                    duration_s=2.0 * len(texts),
                    size_bytes=1,
                    streams=(),
                )
            )
            library.store.add(seen)
            seconds += time.perf_counter() - began
    return rows / seconds


def cold(folder: Path) -> tuple[float, float]:
    """Milliseconds and megabytes of a first search in a new process, the file not in the cache."""
    for path in folder.iterdir():
        descriptor = os.open(path, os.O_RDONLY)
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(descriptor)
    script = (
        "import time; began = time.perf_counter()\n"
        "import resource; from pathlib import Path\n"
        "from longtake.memory.library import Library\n"
        "from longtake.models.minilm import MiniLM\n"
        "from longtake.types import Filter\n"
        f"with Library.open(Path({str(folder)!r}), MiniLM()) as library:\n"
        "    assert library.store.search('interest rates', Filter())\n"
        "print((time.perf_counter() - began) * 1e3)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)\n"
    )
    ran = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    ms, megabytes = map(float, ran.stdout.split())
    return ms, megabytes


def timed(searches: Sequence[tuple[str, Filter]], search: object, repeats: int) -> list[float]:
    """Milliseconds of each search, in an order that is mixed but always the same."""
    order = list(searches) * repeats
    random.Random(0).shuffle(order)
    taken = []
    for query, where in order:
        began = time.perf_counter()
        search(query, where)  # type: ignore[operator]
        taken.append((time.perf_counter() - began) * 1e3)
    return taken


def fts5_alone(connection: sqlite3.Connection, query: str, where: Filter) -> list[int]:
    """What most would write first: all words, any of them, ordered by rank."""
    terms = " OR ".join(f'"{word}"' for word in query.replace("?", "").split())
    found = connection.execute(
        "SELECT rowid FROM words WHERE words MATCH ? ORDER BY rank LIMIT 20", (terms,)
    )
    return [row[0] for row in found]


def all_vectors(connection: sqlite3.Connection) -> tuple[np.ndarray, np.ndarray]:
    found = connection.execute("SELECT row, value FROM vector ORDER BY row").fetchall()
    matrix = np.frombuffer(b"".join(value for _, value in found), np.int8)
    matrix = matrix.reshape(len(found), -1).astype(np.float32)
    matrix /= np.linalg.norm(matrix, axis=1, keepdims=True)
    return np.array([row for row, _ in found]), matrix


def numpy_alone(model: MiniLM, matrix: np.ndarray, query: str, where: Filter) -> np.ndarray:
    scores = matrix @ model.embed_text([query])[0]
    best = np.argpartition(-scores, 20)[:20]
    return best[np.argsort(-scores[best])]


def line(name: str, taken: Sequence[float]) -> str:
    p50, p95 = np.percentile(taken, [50, 95])
    return f"| {name} | {p50:.1f} ms | {p95:.1f} ms |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=250_000)
    parser.add_argument("--repeats", type=int, default=10)
    parser.add_argument("--keep", action="store_true", help="search the library built last time")
    asked = parser.parse_args()
    folder = KEPT / str(asked.rows)
    added = "" if asked.keep else f"; added {build(folder, asked.rows):,.0f} a second"
    size = sum(path.stat().st_size for path in folder.iterdir()) / 2**20
    ms, megabytes = cold(folder)
    print(f"\n{asked.rows:,} Observations; file {size:.0f} MB{added}")
    print(f"first search of a new process, file not cached: {ms:.0f} ms; peak {megabytes:.0f} MB\n")
    report(folder, asked.repeats)


def report(folder: Path, repeats: int) -> None:
    model = MiniLM()
    everything = [(query, Filter()) for queries in QUERIES.values() for query in queries]
    narrow = Filter(videos=(f"{0:012x}",))
    filters = {
        "one video": narrow,
        "one kind": Filter(kinds=("text",)),
        "first minute of all": Filter(span=Span(0, 60)),
    }
    with Library.open(folder, model, read_only=True) as library:
        search = library.store.search
        search("warm", Filter())
        print("| search | p50 | p95 |\n|---|---|---|")
        for name, queries in QUERIES.items():
            taken = timed([(query, Filter()) for query in queries], search, repeats)
            print(line(f"longtake, {name}", taken))
        for name, where in filters.items():
            taken = timed([(query, where) for query, _ in everything], search, repeats)
            print(line(f"longtake, all of these, {name}", taken))
        mixed = everything + [(q, where) for where in filters.values() for q, _ in everything]
        print(line("**longtake, all of the above**", timed(mixed, search, repeats)))
        once = timed(everything, search, 1)
        print(line("longtake, each query for the first time", once))
        taken = timed(everything, lambda query, _: model.embed_text([query]), repeats)
        print(line("of which embedding the query", taken))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        peers(library, model, everything, repeats)
        print(f"\nPeak memory while searching: {peak:.0f} MB")


def peers(library: Library, model: MiniLM, asked: list[tuple[str, Filter]], repeats: int) -> None:
    """The same questions, without a filter, put to the two plain ways; and who finds the same."""
    with library.database.reading() as connection:
        taken = timed(
            asked, lambda q, where: fts5_alone(connection, q, where), max(1, repeats // 5)
        )
        print(line("plain FTS5, words alone", taken))
        rows, matrix = all_vectors(connection)
        taken = timed(asked, lambda q, where: numpy_alone(model, matrix, q, where), repeats)
        print(line("plain NumPy cosine, meaning alone", taken))
        vectors = Vectors(model.dimensions)
        vectors.refresh(connection)
        shared = total = 0
        for query, where in asked:
            exact = set(rows[numpy_alone(model, matrix, query, where)].tolist())
            ours = vectors.search(connection, model.embed_text([query])[0], where, 20)
            shared += len(exact & {row for row, _ in ours})
            total += len(exact)
    print(f"\nOf the 20 nearest by exact cosine, {shared / total:.1%} are among our 20.")


if __name__ == "__main__":
    print(f"SQLite {sqlite3.sqlite_version}, {os.cpu_count()} processors, library {FILE_NAME}")
    main()
