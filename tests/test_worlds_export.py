import csv
import json
import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest
from tiny_folder import write_tiny

from longtake.errors import WorldError
from longtake.types import Span
from longtake.worlds.export import FORMATS, export
from longtake.worlds.export.qvhighlights import _clips
from longtake.worlds.making.rle import decode, encode

FIELD = Path(__file__).parents[2] / "shared" / "eval"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made") / "tiny"
    write_tiny(folder, count=6)
    return folder


@pytest.fixture
def exported(made, tmp_path):
    def write(format):
        export(made, format, tmp_path / format)
        return tmp_path / format

    return write


def lines(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


def shape(value):
    """The types of a value and of what is in it; whole numbers are as good as others."""
    if isinstance(value, dict):
        return {key: shape(one) for key, one in value.items()}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return "number" if isinstance(value, int | float) else type(value).__name__


def of_the_field(name):
    path = FIELD / name
    if not path.exists():
        pytest.skip(f"{name} of the field's annotations is not here")
    return path


class TestRunLengths:
    @pytest.mark.parametrize("seed", range(12))
    def test_what_is_encoded_comes_back(self, seed):
        rng = np.random.default_rng(seed)
        height, width = rng.integers(1, 60, 2)
        mask = rng.random((height, width)) < rng.choice([0, 0.02, 0.5, 0.98, 1])
        assert np.array_equal(decode(encode(mask), height, width), mask)

    def test_a_large_blob_comes_back_and_is_short(self):
        mask = cv2.circle(np.zeros((720, 1280), np.uint8), (600, 300), 200, 1, -1) > 0
        assert np.array_equal(decode(encode(mask), 720, 1280), mask)
        assert len(encode(mask)) < 1_600

    def test_the_letters_are_those_of_coco(self):
        # By hand: the runs 6, 1, 40, 3, 10 are written as 6, 1, 40, 3 - 1 and 10 - 40. 40 is 01000
        # with more to follow, then 1: `X1`. -30 is 00010 with more, then -1: `RO`.
        mask = np.zeros((60, 1), bool)
        mask[[6, 47, 48, 49]] = True
        assert encode(mask) == "61X12RO"

    def test_a_wrong_size_is_told(self):
        with pytest.raises(WorldError, match="do not fill 5×5"):
            decode(encode(np.ones((4, 4), bool)), 5, 5)


class TestFormats:
    @pytest.mark.parametrize("format", FORMATS)
    def test_every_format_tells_what_it_holds(self, exported, format):
        account = json.loads((exported(format) / "export.json").read_text())
        assert account["format"] == format
        assert account["rows"] > 0
        assert account["files"]

    def test_an_unknown_format_is_told_with_those_there_are(self, made, tmp_path):
        with pytest.raises(WorldError, match="use one of video-mme, qvhighlights"):
            export(made, "csv", tmp_path / "out")

    def test_a_taken_folder_stays_as_it_is(self, made, tmp_path):
        (tmp_path / "out").mkdir()
        (tmp_path / "out" / "mine").write_text("keep")
        with pytest.raises(WorldError, match="is taken"):
            export(made, "mevis", tmp_path / "out")
        assert [path.name for path in (tmp_path / "out").iterdir()] == ["mine"]

    def test_where_nothing_fits_the_format_it_is_said(self, tmp_path, made):
        folder = shutil.copytree(made, tmp_path / "asks-nothing")
        (folder / "questions.jsonl").write_text("")
        with pytest.raises(WorldError, match=r"nothing of .* fits 'video-mme'"):
            export(folder, "video-mme", tmp_path / "out")
        assert not (tmp_path / "out").exists()

    def test_what_is_no_made_folder_leaves_nothing_behind(self, tmp_path):
        (tmp_path / "empty").mkdir()
        with pytest.raises(WorldError):
            export(tmp_path / "empty", "mevis", tmp_path / "out")
        assert [path.name for path in tmp_path.iterdir()] == ["empty"]


class TestVideoMME:
    def test_the_letter_stands_before_the_right_option(self, exported):
        for row in lines(exported("video-mme") / "test.jsonl"):
            assert [option[:3] for option in row["options"]] == ["A. ", "B. ", "C. ", "D. "]
            assert row["answer"] in "ABCD"
            assert row["duration"] == "short"

    def test_the_template_holds_the_same_questions(self, exported):
        out = exported("video-mme")
        nested = json.loads((out / "output_test_template.json").read_text())
        ids = [question["question_id"] for video in nested for question in video["questions"]]
        assert ids == [row["question_id"] for row in lines(out / "test.jsonl")]
        assert len(set(ids)) == len(ids)

    def test_its_keys_are_those_of_the_field(self, exported):
        rows = lines(of_the_field("EXAMPLE_ROWS.jsonl"))
        (theirs,) = [row["row"] for row in rows if row["benchmark"] == "Video-MME"]
        ours = json.loads((exported("video-mme") / "output_test_template.json").read_text())[0]
        assert shape(ours) == shape(theirs)


class TestMoments:
    def test_qvhighlights_windows_are_whole_clips(self, exported):
        rows = lines(exported("qvhighlights") / "highlight_release.jsonl")
        for row in rows:
            ids = row["relevant_clip_ids"]
            assert len(row["saliency_scores"]) == len(ids)
            assert all(len(scores) == 3 and min(scores) >= 0 for scores in row["saliency_scores"])
            assert row["relevant_windows"] == [[2 * ids[0], 2 * ids[-1] + 2]]

    def test_qvhighlights_windows_fit_the_truth_best(self):
        for span, window in (((3.0, 5.4), (1, 3)), ((3.9, 6.1), (2, 3)), ((6.2, 6.8), (3, 4))):
            assert _clips(Span(*span), 10) == range(*window)

    def test_qvhighlights_reads_as_the_original(self, exported):
        theirs = lines(of_the_field("qvhighlights/highlight_val_release.jsonl"))[0]
        ours = lines(exported("qvhighlights") / "highlight_release.jsonl")[0]
        assert shape(ours) == shape(theirs)

    def test_charades_has_both_forms(self, exported):
        out = exported("charades-sta")
        rows = lines(out / "charades_test_release.jsonl")
        first = (out / "charades_sta_test.txt").read_text().splitlines()[0]
        about, _, sentence = first.partition("##")
        vid, start, end = about.split()
        assert (vid, sentence) == (rows[0]["vid"], rows[0]["query"])
        assert [[float(start), float(end)]] == rows[0]["relevant_windows"]

    def test_charades_reads_as_the_original(self, exported):
        theirs = lines(of_the_field("charades_sta/charades_test_release.jsonl"))[0]
        ours = lines(exported("charades-sta") / "charades_test_release.jsonl")[0]
        assert shape(ours) == shape(theirs)

    def test_activitynet_has_a_sentence_for_every_window(self, exported):
        told = json.loads((exported("activitynet-captions") / "val_1.json").read_text())
        for video in told.values():
            assert set(video) == {"duration", "timestamps", "sentences"}
            assert len(video["timestamps"]) == len(video["sentences"]) > 0


class TestNextGQA:
    def test_every_question_is_grounded(self, exported):
        out = exported("next-gqa")
        found = json.loads((out / "gsub_val.json").read_text())
        with (out / "val.csv").open() as table:
            for row in csv.DictReader(table):
                options = [row[f"a{place}"] for place in range(5)]
                assert row["answer"] in options
                assert len(set(options)) == 5
                assert found[row["video_id"]]["location"][row["qid"]]

    def test_it_reads_as_the_original(self, exported):
        out = exported("next-gqa")
        theirs = of_the_field("nextgqa/val.csv").read_text().splitlines()[0]
        assert (out / "val.csv").read_text().splitlines()[0] == theirs
        grounded = json.loads(of_the_field("nextgqa/gsub_val.json").read_text())
        ours = json.loads((out / "gsub_val.json").read_text())
        first, other = next(iter(grounded.values())), next(iter(ours.values()))
        assert set(first) == set(other)
        location = next(iter(first["location"].values()))
        assert shape(next(iter(other["location"].values()))) == shape(location)


class TestOVOBench:
    def test_the_right_option_is_where_it_says(self, exported):
        for row in json.loads((exported("ovo-bench") / "ovo_bench_new.json").read_text()):
            if "gt" in row:
                assert row["options"][row["gt"]] == row["answer"]

    def test_it_reads_as_the_original(self, exported):
        theirs = {}
        for row in json.loads(of_the_field("ovobench/ovo_bench_new.json").read_text()):
            theirs.setdefault(row["task"], row)
        ours = json.loads((exported("ovo-bench") / "ovo_bench_new.json").read_text())
        assert {row["task"] for row in ours} <= set(theirs)
        assert all(shape(row) == shape(theirs[row["task"]]) for row in ours)


class TestMeViS:
    def test_masks_cover_what_moves_in_the_frames(self, exported):
        out = exported("mevis")
        videos = json.loads((out / "meta_expressions.json").read_text())["videos"]
        masks = json.loads((out / "mask_dict.json").read_text())
        name, video = next(iter(videos.items()))
        ball = video["expressions"]["0"]
        rows = masks[str(ball["anno_id"][0])]
        assert len(rows) == len(video["frames"])
        number = next(number for number, row in enumerate(rows) if row)
        height, width = rows[number]["size"]
        mask = decode(rows[number]["counts"], height, width)
        image = cv2.imread(str(out / "JPEGImages" / name / f"{number:05}.jpg"))
        assert image.shape[:2] == mask.shape
        assert np.ptp(image[mask].mean(0)) > 100 > np.ptp(image[~mask].mean(0))
