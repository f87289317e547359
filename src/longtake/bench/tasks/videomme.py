"""Video-MME (Fu et al., CVPR 2025): four options, three lengths of video.

Annotations as the authors' table (a row a question) or as their `output_test_template.json`
(videos that hold `questions`); predictions are either, with `response` in each question.
"""

from __future__ import annotations

from pathlib import Path

from longtake.bench.files import Table, flat, table
from longtake.bench.official import videomme
from longtake.bench.shapes.choices import Choices
from longtake.bench.shapes.fields import Fields
from longtake.bench.task import Card


class VideoMME(Choices):
    """Perception and reasoning, in videos of 11 seconds to an hour."""

    card = Card(
        name="video-mme",
        title="Video-MME (Fu et al. 2025)",
        measures="questions by four options on short, medium and long videos: accuracy",
        size="900 videos, 2,700 questions",
        licence="academic use only",
        source="the dataset lmms-lab/Video-MME; template in evaluation/ of BradyFU/Video-MME",
        annotations="*test*.json*",
        predictions="`question_id` and `response`, a row each, or the template filled in",
        example='{"question_id": "001-1", "response": "C"}',
    )
    rule = videomme
    fields = Fields(
        id="question_id",
        video=("videoID", "video_id"),
        kinds=("duration", "domain", "sub_category", "task_type"),
    )

    def rows(self, path: Path) -> Table:
        """A row for each question. Raises BenchError."""
        return flat(table(path), "questions")
