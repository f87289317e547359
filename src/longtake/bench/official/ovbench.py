"""OVBench (Huang et al., CVPR 2025): what was, is and will be, asked in the midst of a video.

Rule as in MCG-NJU/VideoChat-Online `lmms_eval`: MVBench's of lmms-eval (`mcq_acc`), whose quirks
are told in `mvbench`. Empty replies are left out; scores are by answer type.
"""

from __future__ import annotations

from collections.abc import Sequence

from longtake.bench.official.answers import OVERALL, Answer, Judge, mean, shares
from longtake.bench.official.mvbench import lmms_judge as judge

__all__ = ["judge", "scores"]


def scores(answers: Sequence[Answer], judge: Judge = judge) -> dict[str, float]:
    """Overall, by answer type, by sub-type where there is one, and the mean of the types."""
    types = shares(answers, judge, "answer_type")
    values = shares(answers, judge, "answer_type", "sub_answer_type")
    return {**values, "Avg.": mean([value for name, value in types.items() if name != OVERALL])}
