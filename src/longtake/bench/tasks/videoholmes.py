"""Video-Holmes (Cheng et al. 2025): six options on suspense films, by seven kinds of reasoning.

Annotations as TencentARC/Video-Holmes writes them: a file for each video, or one of all, a row a
question; predictions are rows with the same two ids and `response`.
"""

from __future__ import annotations

from longtake.bench.official import videoholmes
from longtake.bench.shapes.choices import Choices
from longtake.bench.shapes.fields import Fields, by_letter
from longtake.bench.task import Card


class VideoHolmes(Choices):
    """Clues that are scattered over a film."""

    card = Card(
        name="video-holmes",
        title="Video-Holmes (Cheng et al. 2025)",
        measures="questions by six options whose clues are scattered over a film: accuracy",
        size="1,837 questions",
        licence="Apache-2.0, academic use only",
        source="the dataset TencentARC/Video-Holmes",
        annotations="*.json",
        predictions="`video ID`, `Question ID` and `response`, a row each",
        example='{"video ID": "RSmjqss0XKQ", "Question ID": 1, "response": "A"}',
    )
    rule = videoholmes
    fields = Fields(
        id=("video ID", "Question ID"),
        video="video ID",
        text="Question",
        options="Options",
        answer="Answer",
        choice=by_letter,
        kinds=("Question Type",),
    )
