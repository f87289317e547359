"""The embedder that is shipped, and the one without weights."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from longtake.memory.library import Library
from longtake.models.hashing import Hashing
from longtake.models.minilm import MiniLM
from longtake.protocols import Embedder
from longtake.types import Filter, Observation, Span

TEXTS = [
    "The price of solar panels fell by half in ten years.",
    "A dog is running over the meadow.",
    "",
    "北京大学的图书馆很大",
    "word " * 5_000,
]


@pytest.fixture(scope="module")
def minilm() -> MiniLM:
    return MiniLM()


@pytest.mark.parametrize("make", [MiniLM, Hashing])
def test_vectors_are_float32_of_unit_length(make: type[MiniLM] | type[Hashing]) -> None:
    embedder: Embedder = make()
    vectors = embedder.embed_text(TEXTS)
    assert vectors.shape == (len(TEXTS), embedder.dimensions)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)
    assert embedder.embed_text([]).shape == (0, embedder.dimensions)


def test_what_means_the_same_is_near(minilm: MiniLM) -> None:
    asked, near, far = minilm.embed_text(
        ["How expensive is energy from the sun?", TEXTS[0], TEXTS[1]]
    )
    assert asked @ near > asked @ far + 0.3


def test_a_text_has_one_vector_whatever_it_is_embedded_with(minilm: MiniLM) -> None:
    together = minilm.embed_text(TEXTS)
    alone = np.concatenate([minilm.embed_text([text]) for text in TEXTS])
    assert np.array_equal(together, alone)
    assert np.array_equal(MiniLM(threads=1).embed_text(TEXTS), together)


def test_it_may_be_used_from_several_threads() -> None:
    shared = MiniLM()
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(lambda _: shared.embed_text(TEXTS[:2]), range(8)))
    assert all(np.array_equal(result, results[0]) for result in results)


def test_importing_and_making_it_loads_nothing_heavy() -> None:
    code = (
        "import sys; from longtake.models.minilm import MiniLM; MiniLM()\n"
        "from longtake.memory.library import Library\n"
        "print([name for name in ('numpy', 'onnxruntime', 'tokenizers') if name in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_a_question_finds_what_says_it_in_other_words(minilm: MiniLM, tmp_path: Path) -> None:
    lines = [
        "Our electricity bill went up by forty percent last winter.",
        "The committee meets every second Tuesday.",
        "She studied the violin in Vienna.",
        "Bees are dying because of pesticides.",
    ]
    with Library.open(tmp_path, minilm) as library:
        library.store.add(
            Observation(video="v", span=Span(at, at + 1), kind="speech", text=text, source="s")
            for at, text in enumerate(lines)
        )
        for question, line in (
            ("What became more expensive?", 0),
            ("Which musical instrument did she learn?", 2),
            ("What harms insects?", 3),
        ):
            assert library.store.search(question, Filter())[0].observation.text == lines[line]
