"""What every Store and every Jobs promises, asked of each implementation."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from longtake.memory.jobs import new_owner
from longtake.memory.library import Library
from longtake.memory.scratch import Scratch
from longtake.models.hashing import Hashing
from longtake.protocols import Embedder, Jobs, Store
from longtake.types import Box, Filter, Job, Kind, Observation, Span

CITY, SEA = "c1" * 8, "5e" * 8


@dataclass
class Memory:
    store: Store
    jobs: Jobs


@contextmanager
def scratch(folder: Path, embedder: Embedder | None, lease_s: float) -> Iterator[Memory]:
    both = Scratch(embedder, lease_s)
    yield Memory(both, both)


@contextmanager
def sqlite(folder: Path, embedder: Embedder | None, lease_s: float) -> Iterator[Memory]:
    with Library.open(folder / "library", embedder, lease_s=lease_s) as library:
        yield Memory(library.store, library.jobs)


Open = Callable[..., Memory]


@pytest.fixture(params=[scratch, sqlite], ids=["scratch", "sqlite"])
def open_memory(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Open]:
    opened = []

    def open_(embedder: Embedder | None = None, lease_s: float = 60.0) -> Memory:
        context = request.param(tmp_path, embedder, lease_s)
        opened.append(context)
        return context.__enter__()

    yield open_
    for context in opened:
        context.__exit__(None, None, None)


@pytest.fixture
def memory(open_memory: Open) -> Memory:
    return open_memory(Hashing())


def seen(
    text: str,
    start_s: float = 0.0,
    end_s: float | None = None,
    video: str = CITY,
    kind: Kind = "speech",
    source: str = "speech@1",
) -> Observation:
    end_s = start_s + 2 if end_s is None else end_s
    return Observation(video=video, span=Span(start_s, end_s), kind=kind, text=text, source=source)


def texts(store: Store, query: str, where: Filter | None = None, limit: int = 20) -> list[str]:
    return [hit.observation.text for hit in store.search(query, where or Filter(), limit)]


# Keeping


def test_what_was_added_comes_back_unchanged(memory: Memory) -> None:
    odd = Observation(
        video=CITY,
        span=Span(1, 2.0000001),
        kind="text",
        text='“Déjà vu” \t\n 🙂 \x00 "quoted" 北京',
        source="text@rapidocr-3.10",
        box=Box(0, 0.1, 0.30000000000000004, 1),
        score=1,
        data={"words": [{"start_s": 1.5, "text": "a"}], "language": "fr", "none": None},
    )
    assert memory.store.add([odd]) == 1
    (back,) = memory.store.get([odd.id])
    assert back == odd
    assert back.id == odd.id


def test_the_same_twice_is_kept_once(memory: Memory) -> None:
    lines = [seen("one"), seen("two"), seen("one")]
    assert memory.store.add(lines) == 2
    assert memory.store.add(lines) == 0
    assert len(list(memory.store.scan(Filter()))) == 2


def test_get_keeps_the_order_asked_for_and_leaves_out_the_unknown(memory: Memory) -> None:
    first, second = seen("first"), seen("second")
    memory.store.add([first, second])
    assert memory.store.get([second.id, "unknown", first.id]) == [second, first]
    assert memory.store.get([]) == []


def test_scan_is_ordered_by_video_start_and_end(memory: Memory) -> None:
    memory.store.add([seen("d", 5, 9), seen("c", 5, 7), seen("b", 1), seen("z", 0, video="ff" * 8)])
    assert [s.text for s in memory.store.scan(Filter())] == ["b", "c", "d", "z"]


def test_scan_reads_more_than_a_page(memory: Memory) -> None:
    lines = [seen(f"line {number}", number) for number in range(2500)]
    memory.store.add(reversed(lines))
    assert list(memory.store.scan(Filter())) == lines


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (Span(0, 100), "before inside instant after"),
        (Span(10, 20), "inside instant"),
        (Span(10.5, 11), "inside"),
        (Span(12, 12), "instant"),
        (Span(20, 30), "after"),
        (Span(5, 5), "before"),
        (Span(40, 50), ""),
    ],
)
def test_a_span_lets_through_what_overlaps_it(memory: Memory, asked: Span, found: str) -> None:
    memory.store.add(
        [
            seen("before", 0, 10),
            seen("inside", 10, 12),
            seen("instant", 12, 12),
            seen("after", 20, 30),
        ]
    )
    where = Filter(span=asked)
    assert [s.text for s in memory.store.scan(where)] == found.split()
    assert sorted(texts(memory.store, "before inside instant after", where)) == sorted(
        found.split()
    )


def test_kind_and_video_restrict_scan_and_search(memory: Memory) -> None:
    memory.store.add(
        [
            seen("harbour said", video=SEA),
            seen("harbour written", video=SEA, kind="text"),
            seen("harbour elsewhere", kind="text"),
        ]
    )
    where = Filter(kinds=("text", "caption"), videos=(SEA,))
    assert [s.text for s in memory.store.scan(where)] == ["harbour written"]
    assert texts(memory.store, "harbour", where) == ["harbour written"]
    assert texts(memory.store, "harbour", Filter(videos=("unknown",))) == []


# Searching

LINES = [
    "The price of solar panels fell by half in ten years.",
    "We walked along the beach until sunset.",
    "The committee approved the budget for the new library.",
    "A dog is running over the meadow.",
    "Les élèves étudient la géographie.",
    "東京タワーは東京都港区にある。",
    "北京大学的图书馆很大",
    "กรุงเทพมหานครเป็นเมืองหลวง",
    "대한민국의 수도는 서울이다",
    "हिन्दी भारत की भाषा है",
    "Москва — столица России",
]


@pytest.mark.parametrize(
    ("query", "line"),
    [
        ("What was said about solar panels?", 0),
        ("SOLAR", 0),
        ("library budget", 2),
        ("eleves geographie", 4),
        ("東京タワー", 5),
        ("港区", 5),
        ("塔北京", 6),
        ("图书馆在哪里？", 6),
        ("馆", 6),
        ("เมืองหลวง", 7),
        ("서울", 8),
        ("भाषा", 9),
        ("столица", 10),
        ("ＢＵＤＧＥＴ", 2),
    ],
)
def test_words_are_found_in_any_script(open_memory: Open, query: str, line: int) -> None:
    store = open_memory(None).store
    store.add(seen(text, at) for at, text in enumerate(LINES))
    hits = store.search(query, Filter())
    assert hits
    assert hits[0].observation.text == LINES[line]
    assert hits[0].words > 0
    assert hits[0].meaning == 0


def test_a_hit_says_why_it_was_found(memory: Memory) -> None:
    memory.store.add(seen(text, at) for at, text in enumerate(LINES))
    best, *others = memory.store.search("dog running over a meadow", Filter())
    assert best.observation.text == LINES[3]
    assert best.words > 0
    assert best.meaning > 0.5
    assert best.score == pytest.approx(2 / 61)
    assert all(best.score >= other.score for other in others)


def test_meaning_is_compared_for_hits_found_by_words_too(open_memory: Open) -> None:
    class Deaf(Hashing):
        """Puts the rows that hold the words asked for at the very end."""

        name = "deaf"

        def embed_text(self, texts):  # type: ignore[no-untyped-def]
            vectors = super().embed_text(["same"] * len(texts))
            for vector, text in zip(vectors, texts, strict=True):
                vector *= -1 if text == "needle" else 1
            return vectors

    store = open_memory(Deaf()).store
    store.add([seen(f"straw {number}", number) for number in range(300)])
    store.add([seen("needle", 400)])
    found = {hit.observation.text: hit for hit in store.search("needle?", Filter(), 5)}
    assert found["needle"].meaning == pytest.approx(-1, abs=0.01)


def test_limit_and_empty_queries(memory: Memory) -> None:
    memory.store.add(seen(f"bridge {number}", number) for number in range(150))
    assert len(memory.store.search("bridge", Filter(), 7)) == 7
    assert len(memory.store.search("bridge", Filter(), 120)) == 120
    assert memory.store.search("bridge", Filter(), 0) == []
    for nothing in ("", "  \n\t"):
        assert memory.store.search(nothing, Filter()) == []


def test_shots_and_signatures_are_kept_but_not_searched(memory: Memory) -> None:
    memory.store.add(
        [seen("cut", kind="shot"), seen("cut", kind="signature"), seen("cut", kind="text")]
    )
    assert len(list(memory.store.scan(Filter()))) == 3
    assert [hit.observation.kind for hit in memory.store.search("cut", Filter())] == ["text"]


@pytest.mark.parametrize(
    "query",
    [
        '"',
        '"""*) OR NEAR( AND NOT',
        "text:solar",
        "solar^2 -panels + {a b}",
        "* * *",
        "\x00solar\x00",
        "' OR 1=1; DROP TABLE observation; --",
        "\ud800 lone surrogate",
        "🙂🙃",
        "٣ ½ ﬁ ª",
        "a" * 100_000,
        "solar panel " * 9_000,
        " ".join(f"word{number}" for number in range(12_000)),
        "猫" * 100_000,
        "?" * 100_000,
        "the of and is what",
        "AND OR NOT NEAR",
    ],
    ids=lambda query: repr(query[:20]),
)
def test_no_input_is_an_error(memory: Memory, query: str) -> None:
    memory.store.add(seen(text, at) for at, text in enumerate(LINES))
    assert len(memory.store.search(query, Filter())) <= len(LINES)
    assert texts(memory.store, "solar")[0] == LINES[0]


# Jobs


def job(
    start_s: float = 0.0, perceiver: str = "text@1", priority: int = 0, video: str = CITY
) -> Job:
    span = Span(start_s, start_s + 10)
    return Job(video=video, perceiver=perceiver, span=span, priority=priority)


def test_jobs_are_planned_once(memory: Memory) -> None:
    assert memory.jobs.plan([job(0), job(10), job(0)]) == 2
    assert memory.jobs.plan([job(10), job(20)]) == 1


def test_jobs_are_leased_by_priority_then_time_each_once(memory: Memory) -> None:
    memory.jobs.plan([job(10), job(0), job(5, priority=-1), job(0, "shots@1", priority=2)])
    taken = []
    while got := memory.jobs.lease(new_owner()):
        assert (got.state, got.attempts) == ("running", 1)
        taken.append((got.span.start_s, got.perceiver))
    assert taken == [(5, "text@1"), (0, "text@1"), (10, "text@1"), (0, "shots@1")]


def test_jobs_of_one_video_can_be_asked_for(memory: Memory) -> None:
    memory.jobs.plan([job(0), job(0, video=SEA)])
    owner = new_owner()
    got = memory.jobs.lease(owner, video=SEA)
    assert got
    assert got.video == SEA
    assert memory.jobs.lease(owner, video=SEA) is None
    assert memory.jobs.lease(owner, video="unknown") is None


def test_finishing_keeps_the_observations_and_ends_the_job(memory: Memory) -> None:
    memory.jobs.plan([job()])
    owner = new_owner()
    got = memory.jobs.lease(owner)
    assert got
    assert memory.jobs.finish(got, owner, [seen("kept")])
    assert texts(memory.store, "kept") == ["kept"]
    assert memory.jobs.lease(owner) is None
    assert memory.jobs.plan([job()]) == 0
    assert not memory.jobs.finish(got, owner, [seen("again", 50)])
    assert texts(memory.store, "again kept") == ["kept"]


def test_replaces_makes_room_within_the_span_only(memory: Memory) -> None:
    early = "text@0.9"
    memory.store.add(
        [
            seen("replaced", 5, 30, source=early),
            seen("replaced too", 0, source="text@2"),
            seen("begins later", 10, source=early),
            seen("begins before", -3, 7, source=early),
            seen("another sense", 5, source="texture@1"),
            seen("another video", 5, source=early, video=SEA),
        ]
    )
    memory.jobs.plan([job()])
    owner = new_owner()
    got = memory.jobs.lease(owner)
    assert got
    assert memory.jobs.finish(got, owner, [seen("new", 6, source="text@1")], replaces="text")
    assert sorted(s.text for s in memory.store.scan(Filter())) == [
        "another sense",
        "another video",
        "begins before",
        "begins later",
        "new",
    ]
    assert "replaced" not in texts(memory.store, "replaced")


def test_a_new_version_of_a_sense_takes_the_place_of_the_old(memory: Memory) -> None:
    same = seen("both saw it", 4, source="text@model-1")
    memory.store.add(
        [
            same,
            seen("saw it wrong", 5, source="text@1"),
            seen("in another piece", 10, source="text@1"),
            seen("another sense", 5, source="speech@1"),
        ]
    )
    memory.jobs.plan([job(0, "text@2")])
    owner = new_owner()
    got = memory.jobs.lease(owner)
    assert got
    assert memory.jobs.finish(got, owner, [same, seen("right", 5, source="text@2")], renews=True)
    known = {s.text for s in memory.store.scan(Filter())}
    assert known == {"both saw it", "right", "another sense", "in another piece"}
    assert "both saw it" in texts(memory.store, "both saw it")


def test_what_was_replaced_does_not_come_back_when_it_arrives_late(memory: Memory) -> None:
    memory.jobs.plan([job(0, "glance@1", priority=0), job(0, "text@1", priority=1)])
    slow, quick = new_owner(), new_owner()
    glance, text = memory.jobs.lease(slow), memory.jobs.lease(quick)
    assert glance
    assert text
    assert memory.jobs.finish(text, quick, [seen("read well", 1, source="text@1")], "glance")
    late = [seen("read badly", 2, source="glance@1"), seen("later", 15, source="glance@1")]
    assert memory.jobs.finish(glance, slow, late)
    assert [s.text for s in memory.store.scan(Filter())] == ["read well", "later"]


def test_jobs_of_some_senses_can_be_asked_for(memory: Memory) -> None:
    memory.jobs.plan([job(0, "a@1"), job(0, "b@1"), job(0, "c@1")])
    taken = []
    while got := memory.jobs.lease(new_owner(), perceivers=("c@1", "b@1")):
        taken.append(got.perceiver)
    assert taken == ["b@1", "c@1"]


def test_a_lapsed_lease_goes_to_another_and_is_lost_to_the_first(open_memory: Open) -> None:
    memory = open_memory(None, lease_s=0.0)
    memory.jobs.plan([job()])
    slow, quick = new_owner(), new_owner()
    first = memory.jobs.lease(slow)
    assert first
    assert memory.jobs.renew(first, slow)
    second = memory.jobs.lease(quick)
    assert second
    assert second.attempts == 2
    assert not memory.jobs.renew(first, slow)
    assert not memory.jobs.finish(first, slow, [seen("late")])
    memory.jobs.fail(first, slow, "too late to say so")
    assert memory.jobs.finish(second, quick, [seen("in time")])
    assert [s.text for s in memory.store.scan(Filter())] == ["in time"]


def test_a_lease_that_lasts_is_not_given_to_another(memory: Memory) -> None:
    memory.jobs.plan([job()])
    assert memory.jobs.lease(new_owner())
    assert memory.jobs.lease(new_owner()) is None


def test_the_job_of_a_dead_process_is_free_at_once(memory: Memory) -> None:
    code = "from longtake.memory.jobs import new_owner; print(new_owner())"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    memory.jobs.plan([job()])
    dead = ran.stdout.strip()
    lost = memory.jobs.lease(dead)
    assert lost
    assert memory.jobs.lease(new_owner())
    assert not memory.jobs.renew(lost, dead)


@pytest.mark.parametrize("owner", ["somewhere-else:1:ab", "no pid", "", "a:b:c", "x:99999999999:y"])
def test_an_owner_that_cannot_be_looked_up_counts_as_alive(memory: Memory, owner: str) -> None:
    memory.jobs.plan([job()])
    assert memory.jobs.lease(owner)
    assert memory.jobs.lease(new_owner()) is None


def test_a_failed_job_waits_until_it_is_planned_again(memory: Memory) -> None:
    memory.jobs.plan([job()])
    owner = new_owner()
    got = memory.jobs.lease(owner)
    assert got
    memory.jobs.fail(got, owner, "the file is gone")
    assert memory.jobs.lease(owner) is None
    assert memory.jobs.plan([job()]) == 1
    again = memory.jobs.lease(owner)
    assert again
    assert (again.attempts, again.error) == (2, "")
