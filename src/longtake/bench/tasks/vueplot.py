"""VUE-PLOT's reasoning questions (Vidi team 2025): plot, sound and camera, by letter.

Annotations as the authors' `VUE-PLOT_Reasoning_VQA.json`, a row a question; predictions are rows of
`problem_id` and `pred_answer`.
"""

from __future__ import annotations

from longtake.bench.official import vueplot
from longtake.bench.shapes.choices import Choices
from longtake.bench.shapes.fields import Fields
from longtake.bench.task import Card


class VuePlot(Choices):
    """Why something is shown or said as it is (Vidi team 2025)."""

    card = Card(
        name="vue-plot",
        title="VUE-PLOT reasoning questions (Vidi 2025)",
        measures="questions by option on plot, sound and camera: accuracy",
        size="1,214 questions",
        licence="CC BY-NC 4.0",
        source="VUE_PLOT/Reasoning_VQA/ of bytedance/vidi",
        annotations="VUE-PLOT_Reasoning_VQA.json",
        predictions="`problem_id` and `pred_answer`",
        example='{"problem_id": 0, "pred_answer": "A"}',
    )
    rule = vueplot
    fields = Fields(id="problem_id", video="video_id", text="problem", kinds=("task_type",))
    reply_field = "pred_answer"
