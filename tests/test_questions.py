"""61 questions on real files, answered offline and without a model; `marking` has the rule."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest
from marking import Marks, right, shares, table

import longtake as lt


@pytest.fixture(scope="module")
def marks(shared_media: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Marks:
    library = tmp_path_factory.mktemp("questions")
    found: Marks = defaultdict(list)
    questions = json.loads(shared_media("questions.json").read_text())
    videos = {
        name: lt.index(shared_media(name), library=library)
        for name in dict.fromkeys(question["file"] for question in questions)
    }
    for question in questions:
        answer = videos[question["file"]].ask(question["question"], question["options"] or ())
        found[question["kind"]].append((question["id"], right(question, answer)))
    return found


def test_most_are_answered_and_what_cannot_be_is_not(marks: Marks) -> None:
    print("\n" + table(marks))
    answered, abstained = shares(marks)
    assert answered >= 0.85, table(marks)
    assert abstained >= 0.90, table(marks)
