"""Files of quite another shape, given to every benchmark: an error for people, no traceback."""

from __future__ import annotations

from pathlib import Path

import pytest
from measured import eval_file

from longtake.bench.here import here
from longtake.bench.task import Asking, asks, names, open_benchmark, score
from longtake.errors import BenchError, LongtakeError

FOREIGN = {
    "words.json": '{"a": "b", "c": "d"}',
    "rows.json": '[{"a": 1}, {"a": 2}]',
    "lists.json": "[[1, 2], [3]]",
    "deep.json": '{"a": {"b": {"c": [1, {"d": null}]}}, "e": [{"f": {}}]}',
    "text.json": '"x"',
    "numbers.jsonl": "1\n2\n",
    "rows.jsonl": '{"qid": "x", "question": 3, "answer": [], "options": "no"}\n',
    "table.csv": "a,b\n1,2\n",
    "table.tsv": "a\tb\n1\t2\n",
    "empty.json": "",
}
"""By the name of the file."""


@pytest.mark.parametrize("name", names())
@pytest.mark.parametrize("file", FOREIGN)
def test_a_file_of_another_shape_is_told(tmp_path: Path, name: str, file: str) -> None:
    path = tmp_path / file
    path.write_text(FOREIGN[file])
    with pytest.raises(LongtakeError) as told:
        score(name, path, path)
    assert str(told.value)
    benchmark = open_benchmark(name)
    if isinstance(benchmark, Asking):
        with pytest.raises(LongtakeError):
            asks(benchmark, path)


def test_annotations_are_found_by_what_they_hold(tmp_path: Path) -> None:
    folder = eval_file("mlvu").parent
    assert [path.name for path in here(open_benchmark("next-qa"), folder)] == ["val.csv"]
    assert here(open_benchmark("intentqa"), folder) == []
    assert here(open_benchmark("video-mme"), folder) == []
    assert len(here(open_benchmark("mlvu"), folder)) == 7
    own = tmp_path / "videomme"
    own.mkdir()
    (own / "my_test.json").write_text("not read here")
    assert here(open_benchmark("video-mme"), tmp_path) == [own / "my_test.json"]
    with pytest.raises(BenchError):
        asks(open_benchmark("video-mme"), own / "my_test.json")  # type: ignore[arg-type]
