"""NExT-GQA (Xiao et al., CVPR 2024): one answer and the span that shows it.

Rule as in doc-doc/NExT-GQA `code/TempGQA/eval_ground.py`, quirks included: spans that lie apart
have values below 0 (a question's is at least 0), a point within the true span has IoP 1 and IoU 0,
and only what was predicted is in the denominator. The arithmetic of whole sets is in
`metrics.grounding`.
"""

from __future__ import annotations

from collections.abc import Sequence

from longtake.bench.metrics.grounding import iou_iop as of_rows


def iou_iop(truth: Sequence[float], predicted: Sequence[float]) -> tuple[float, float]:
    """Signed IoU and IoP of one prediction with one true span."""
    iou, iop = of_rows([truth], [predicted])[0]
    return float(iou), float(iop)
