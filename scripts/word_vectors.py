"""Makes `words.npz`, the table by which `quote` tells how alike two words are.

    python scripts/word_vectors.py [-o words.npz] [--compare OLD.npz]

Goes in: the vocabulary of the text embedder that ships with Longtake, from which every whole word
of at least two plain letters is taken, in its order, commonest first. Each word is embedded as if
it were a sentence, 32 in a batch: the int8 model takes its scale from the batch, and the thresholds
that rest on the table were fitted on vectors made so. All vectors are centred on their mean,
brought to unit length, reduced to their first principal components and brought to unit length
again: what all words have in common is taken away, what tells them apart is kept (Mu and Viswanath,
2018, §2).

Goes out: `words`, joined by newlines, as bytes; `vectors`, int8, 127 standing for 1. The model and
the arithmetic are fixed, so a second run gives the same table. Takes half a minute.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from onnxruntime import InferenceSession
from tokenizers import Tokenizer

from longtake.models.minilm import FOLDER
from longtake.reason.quoting.lexicon import TABLE

BATCH = 32
COMPONENTS = 96
PAIRS = 200_000


def whole_words() -> list[str]:
    """Every whole word of the embedder's vocabulary, commonest first."""
    vocabulary: dict[str, int] = json.loads((FOLDER / "tokenizer.json").read_text())["model"][
        "vocab"
    ]
    ordered = sorted(vocabulary, key=vocabulary.__getitem__)
    return [word for word in ordered if word.isascii() and word.isalpha() and len(word) > 1]


def embedded(words: list[str]) -> np.ndarray:
    """`(N, 384)`, one row for each word."""
    tokenizer = Tokenizer.from_file(str(FOLDER / "tokenizer.json"))
    tokenizer.enable_padding()
    session = InferenceSession(FOLDER / "model-int8.onnx")
    rows = []
    for start in range(0, len(words), BATCH):
        batch = tokenizer.encode_batch(words[start : start + BATCH])
        given = {
            "input_ids": np.array([word.ids for word in batch], np.int64),
            "attention_mask": np.array([word.attention_mask for word in batch], np.int64),
        }
        rows.append(session.run(None, given)[0])
    return np.concatenate(rows)


def reduced(vectors: np.ndarray) -> np.ndarray:
    """`(N, 96)` unit vectors of what tells the rows apart."""
    centred = vectors - vectors.mean(axis=0)
    _, _, axes = np.linalg.svd(unit(centred), full_matrices=False)
    kept: np.ndarray = unit(centred @ axes[:COMPONENTS].T)
    return kept


def unit(rows: np.ndarray) -> np.ndarray:
    """The rows, each brought to length 1."""
    lengths: np.ndarray = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / lengths


def write(path: Path, words: list[str], vectors: np.ndarray) -> None:
    """Write the table, as small as it goes."""
    small = np.round(vectors * 127).clip(-127, 127).astype(np.int8)
    letters = np.frombuffer("\n".join(words).encode(), np.uint8)
    np.savez_compressed(path, words=letters, vectors=small)


def agreement(one: Path, other: Path) -> float:
    """Correlation of the likenesses of random pairs of words in two tables with the same words."""
    pairs = np.random.default_rng(0).integers(0, len(np.load(one)["vectors"]), (PAIRS, 2))
    alike = []
    for path in (one, other):
        vectors = np.load(path)["vectors"].astype(np.float32) / 127
        alike.append((vectors[pairs[:, 0]] * vectors[pairs[:, 1]]).sum(axis=1))
    return float(np.corrcoef(*alike)[0, 1])


def main() -> None:
    """Make the table, and compare it if asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-o", "--output", type=Path, default=TABLE)
    parser.add_argument("--compare", type=Path, help="another table, to say how far they agree")
    options = parser.parse_args()
    words = whole_words()
    write(options.output, words, reduced(embedded(words)))
    print(f"{len(words):,} words in {options.output}, {options.output.stat().st_size:,} bytes")
    if options.compare:
        agreed = agreement(options.output, options.compare)
        print(f"likenesses correlate with those of {options.compare} by {agreed:.4f}")


if __name__ == "__main__":
    main()
