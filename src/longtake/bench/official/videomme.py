"""Video-MME (Fu et al., CVPR 2025): four options, three lengths of video.

Rule as in thanku-all/parse_answer `eval_your_results.py`, quirks included:

- phrases are cut out, then the first `A` to `D` anywhere is the answer; "Answer: D" is A;
- two commas are missing in the list of phrases, so that "Best option: C" is read as B;
- lower-case letters are not read; what is not read leaves the denominator;
- the script stops unless each length has 300 videos, or is told to skip missing ones.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from longtake.bench.official.answers import Answer, Judge, shares
from longtake.bench.official.failure import OfficialFailure
from longtake.bench.official.prefixes import SENTENCES, first_letter

PREFIXES = (*SENTENCES[:4], SENTENCES[4] + SENTENCES[5], SENTENCES[6] + SENTENCES[7])
KINDS = ("duration", "domain", "sub_category", "task_type")
VIDEOS = 300


def extract(text: str) -> str:
    """The letter that is read, or ""."""
    return first_letter(text, PREFIXES, "ABCD")


def judge(answer: Answer) -> bool | None:
    """Whether the letter is the gold one; None where none is read."""
    letter = extract(answer.text or "")
    return letter == answer.gold if letter else None


def scores(answers: Sequence[Answer], judge: Judge = judge) -> dict[str, float]:
    """Overall and by duration, domain, sub-category and task type."""
    return shares(answers, judge, *KINDS)


def demand_whole(videos: Mapping[str, int]) -> None:
    """Raises OfficialFailure unless each length has its 300 videos, as the script demands."""
    for length, number in videos.items():
        if number != VIDEOS:
            raise OfficialFailure("Video-MME", f"{length} has {number} videos, not {VIDEOS}")
