"""all-MiniLM-L6-v2 on the processor: meaning of English sentences in 384 numbers.

The weights (int8) and the tokenizer lie in `minilm/` beside this file; nothing is downloaded. They
are loaded at the first text, so that making a `MiniLM` costs nothing.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from tokenizers import Tokenizer

FOLDER = Path(__file__).with_name("minilm")
LONGEST_TOKENS = 256
BATCH = 32


class MiniLM:
    """An Embedder. May be used from several threads."""

    name = "all-MiniLM-L6-v2-int8"
    version = "1"
    dimensions = 384

    def __init__(self, threads: int = 0) -> None:
        """`threads` is how many processor threads it uses; 0 leaves that to onnxruntime."""
        self._threads = threads
        self._loading = threading.Lock()

    def embed_text(self, texts: Sequence[str]) -> np.ndarray:
        """`(N, 384)` float32, each row of unit length. Words beyond 256 tokens are not read."""
        import numpy as np

        with self._loading:
            tokenizer, session = self._tokenizer, self._session
        tokens = [encoding.ids for encoding in tokenizer.encode_batch(list(texts))]
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        by_length = sorted(range(len(texts)), key=lambda at: len(tokens[at]))
        for start in range(0, len(texts), BATCH):
            places = by_length[start : start + BATCH]
            vectors[places] = _embed(session, [tokens[place] for place in places])
        return vectors

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(FOLDER / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.enable_truncation(LONGEST_TOKENS)
        return tokenizer

    @cached_property
    def _session(self) -> Any:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self._threads
        options.log_severity_level = 3
        return onnxruntime.InferenceSession(
            FOLDER / "model-int8.onnx", options, providers=["CPUExecutionProvider"]
        )


def _embed(session: Any, tokens: Sequence[Sequence[int]]) -> np.ndarray:
    """Vectors of token lists, padded to the longest of them."""
    import numpy as np

    ids = np.zeros((len(tokens), max(map(len, tokens))), np.int64)
    mask = np.zeros_like(ids)
    for row, row_mask, list_ in zip(ids, mask, tokens, strict=True):
        row[: len(list_)] = list_
        row_mask[: len(list_)] = 1
    vectors: np.ndarray = session.run(None, {"input_ids": ids, "attention_mask": mask})[0]
    return vectors
