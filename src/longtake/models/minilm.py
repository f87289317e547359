"""all-MiniLM-L6-v2 on the processor: meaning of English sentences in 384 numbers.

The weights (int8) and the tokenizer lie in `minilm/` beside this file; nothing is downloaded. They
are loaded at the first text, so that making a `MiniLM` costs nothing.

Each text goes through the model alone: the int8 arithmetic takes its scale from all that it is
given at once, so a text in a batch would get another vector than by itself (cosine 0.97), and
batches are no faster on a processor. Several texts are spread over threads instead.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from tokenizers import Tokenizer

FOLDER = Path(__file__).with_name("minilm")
LONGEST_TOKENS = 256


class MiniLM:
    """An Embedder. May be used from several threads."""

    name = "all-MiniLM-L6-v2-int8"
    version = "1"
    dimensions = 384

    def __init__(self, threads: int = 0) -> None:
        """`threads` is how many texts are worked on at once; 0 is one for each processor."""
        self._threads = threads or os.cpu_count() or 1
        self._loading = threading.Lock()

    def embed_text(self, texts: Sequence[str]) -> np.ndarray:
        """`(N, 384)` float32, each row of unit length. Words beyond 256 tokens are not read."""
        import numpy as np

        with self._loading:
            tokenizer, session = self._tokenizer, self._session

        def embed(text: str) -> np.ndarray:
            ids = np.array(
                [tokenizer.encode(text.encode("utf-8", "replace").decode()).ids], np.int64
            )
            given = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
            vector: np.ndarray = session.run(None, given)[0][0]
            return vector

        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        if len(texts) == 1:
            vectors[0] = embed(texts[0])
        elif texts:
            with ThreadPoolExecutor(min(self._threads, len(texts))) as pool:
                for row, vector in zip(vectors, pool.map(embed, texts), strict=True):
                    row[:] = vector
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
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        options.enable_cpu_mem_arena = False  # it would keep what the longest text took
        return onnxruntime.InferenceSession(
            FOLDER / "model-int8.onnx", options, providers=["CPUExecutionProvider"]
        )
