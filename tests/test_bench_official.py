from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from measured import EVAL, eval_json

from longtake.bench.official import (
    cgbench,
    charades_sta,
    crossvid,
    cvbench,
    ego4d,
    egoschema,
    feint6k,
    fiber,
    longvideobench,
    lvbench,
    magqa,
    mf2,
    mlvu,
    mmbench,
    mme_videoocr,
    mmrv,
    mmstar,
    mvbench,
    nextgqa,
    ovbench,
    ovobench,
    rtvbench,
    streamingbench,
    svbench,
    tempcompass,
    vcrbench,
    videoevalpro,
    videohallucer,
    videoholmes,
    videomme,
    videommmu,
    videoreasonbench,
    vnbench,
    vstar,
    vueplot,
)
from longtake.bench.official.answers import (
    Answer,
    counted,
    gold_index,
    robust,
    strict,
)
from longtake.bench.official.failure import OfficialFailure
from longtake.errors import BenchError

CLUE = [[8, 11]]


def _cgbench(mode: Any, response: str) -> float | None:
    return cgbench.post_process(mode, response, "E", CLUE)


def _magqa(times: Any, spans: Any, ratings: Any, all_match: bool) -> float | None:
    return magqa.in_span(magqa.Example(times, spans, ratings), all_match)


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "videomme_extract": videomme.extract,
    "mlvu_check_ans": mlvu.check,
    "lvbench_polish_answer": lvbench.polish,
    "mvbench_check_ans_internvl": mvbench.check,
    "mvbench_mcq_acc_lmms": mvbench.mcq_right,
    "cgbench_intervals_iou": cgbench.intervals_iou,
    "cgbench_post_process": _cgbench,
    "videoholmes_parse": videoholmes.parse,
    "mf2_parse": mf2.parse,
    "vstar_temporal_iou": vstar.temporal_iou,
    "vstar_spatial": vstar.spatial,
    "vstar_am_lgm": vstar.am_lgm,
    "nextgqa_tiou_iop": nextgqa.iou_iop,
    "ego4d_lta_ed": ego4d.edit_distance,
    "feint6k_rcad": feint6k.scores,
    "charades_extract_time": charades_sta.extract_time,
    "ovo_rec": ovobench.count_right,
    "ovo_ssr_crr": ovobench.shown_right,
    "videoevalpro_option_judge": videoevalpro.option_right,
    "fiber_em": fiber.exact_match,
    "fiber_f1": fiber.token_f1,
    "mme_videoocr_containment": mme_videoocr.containment,
    "mmstar_match": mmstar.match,
    "videoreasonbench_final": videoreasonbench.final_answer,
    "magqa_in_span": _magqa,
    "streamingbench_proactive_window": streamingbench.in_window,
    "crossvid_fsa_iou": crossvid.interval_iou,
}
ELSEWHERE = {"retrieval_compute_metrics", "retrieval_dsl", "vsumm_f1", "densevid_iou", "davis_jf"}
"""Functions of metrics, not of one benchmark's text: tested with the metrics."""


def _cases() -> list[Any]:
    path = EVAL / "golden" / "edge_cases.json"
    if not path.exists():
        why = pytest.mark.skip(reason=f"shared evaluation data not present: {path.name}")
        return [pytest.param("", None, None, marks=why)]
    return [
        pytest.param(name, case["input"], case["expected"], id=f"{name}-{n}")
        for name, function in json.loads(path.read_text(encoding="utf-8")).items()
        for n, case in enumerate(function.get("cases", ()))
        if name not in ELSEWHERE
    ]


@pytest.mark.parametrize(("name", "given", "expected"), _cases())
def test_every_case_is_scored_as_the_official_code_does(
    name: str, given: Any, expected: Any
) -> None:
    if isinstance(expected, dict) and "raises" in expected:
        with pytest.raises(OfficialFailure, match="official script"):
            FUNCTIONS[name](*given)
        return
    assert _plain(FUNCTIONS[name](*given)) == expected


def test_no_golden_function_is_left_out() -> None:
    given = {
        name for name, about in eval_json("golden/edge_cases.json").items() if "cases" in about
    }
    assert given == set(FUNCTIONS) | ELSEWHERE


def _plain(value: Any) -> Any:
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value


def said(text: str | None, gold: str, **kinds: str) -> Answer:
    return Answer(text=text, gold=gold, options=("cat", "dog", "bird", "fish"), kinds=kinds)


def test_videomme_leaves_out_what_it_cannot_read_and_the_other_readings_do_not() -> None:
    answers = [
        said("Best option: C", "C", duration="short"),
        said("b", "B", duration="short"),
        said("D", "D", duration="long"),
    ]
    assert videomme.scores(answers) == {"Overall": 50.0, "short": 0.0, "long": 100.0}
    assert counted(answers, videomme.judge) == 2
    assert videomme.scores(answers, robust) == {"Overall": 100.0, "short": 100.0, "long": 100.0}
    assert videomme.scores(answers, strict)["Overall"] == pytest.approx(100 * 2 / 3)
    with pytest.raises(OfficialFailure, match="299"):
        videomme.demand_whole({"short": 300, "long": 299})


def test_gold_answers_are_found_by_text_and_by_letter() -> None:
    for gold in ("dog", "B", "(B) dog", "B. dog", "Dog."):
        assert gold_index(said("", gold)) == 1
    assert gold_index(said("", "horse")) is None


def test_mlvu_averages_tasks_and_questions() -> None:
    answers = [
        said("A", "(A) cat", question_type="ego"),
        said("B", "(A) cat", question_type="ego"),
        said("Option A)", "(A) cat", question_type="count"),
    ]
    values = mlvu.scores(answers)
    assert values["M-Avg"] == 75.0
    assert values["Avg"] == pytest.approx(100 * 2 / 3)
    with pytest.raises(OfficialFailure):
        mlvu.check("A", "A")


def test_mlvu_generation_adds_the_means_of_two_ratings() -> None:
    texts = ["score_accuracy: 3, score_relevance: 4}", "nothing"]
    assert mlvu.generation_scores(texts, mlvu.SCENE)["sum"] == 3.5
    assert mlvu.judged("score_relevance: 2, x", mlvu.SCENE) == [2.0]
    with pytest.raises(OfficialFailure, match="no number"):
        mlvu.judged("score_accuracy: high, x", mlvu.SCENE)


def test_mlvu_test_predictions_load() -> None:
    given = mlvu.submission(eval_json("mlvu/test_res.json"))
    assert len(given) == 502
    assert set(given.values()) <= set("ABCDEF")
    with pytest.raises(BenchError, match="option"):
        mlvu.submission([{"question_id": "AR_0", "question_type": "x"}])
    twice = {"question_id": "AR_0", "question_type": "x", "option": "A"}
    with pytest.raises(BenchError, match="twice"):
        mlvu.submission([twice, twice])


def test_longvideobench_draws_the_same_every_time() -> None:
    answers = [
        Answer(text="no idea", gold="A", options=("x", "y", "z", "w"), id=str(n))
        for n in range(400)
    ]
    values = longvideobench.scores(answers)
    assert values == longvideobench.scores(list(answers))
    assert 15 < values["Overall"] < 35
    assert longvideobench.scores([said("The answer is B", "B")])["Overall"] == 100.0


def test_an_empty_reply_is_right_in_mvbench_and_left_out_by_lmms_eval() -> None:
    empty = Answer(text="", gold="(B) walking", options=("running", "walking"))
    assert mvbench.scores([empty])["Overall"] == 100.0
    assert mvbench.lmms_judge(empty) is None
    assert ovbench.scores([said("B", "B", answer_type="x"), said("", "B", answer_type="x")])[
        "x"
    ] == 100.0  # fmt: skip
    with pytest.raises(OfficialFailure, match="no text"):
        mvbench.check("B", "(B)")


def test_cgbench_reads_a_dash_as_a_minus_and_fails_on_overlaps() -> None:
    assert cgbench.post_process("miou", "8-11", "E", CLUE) == 0
    assert cgbench.post_process("miou", "8 to 9 and 12", "E", CLUE) is None
    assert cgbench.post_process("long_acc", "A, B, C, D or E", "E", CLUE) == 1
    with pytest.raises(OfficialFailure, match="overlapping"):
        cgbench.post_process("miou", "from 1 to 5 and 4 to 8", "E", CLUE)
    values = cgbench.scores([1, None, 0], [0.35, 0.9, None])
    assert values["long_acc"] == 50.0
    assert values["mIoU"] == pytest.approx(62.5)
    assert values["rec@IoU"] == pytest.approx(80.0)
    assert values["acc@IoU"] == pytest.approx(60.0)


def test_tempcompass_says_where_no_rule_matches() -> None:
    assert tempcompass.multi_choice("B) dog</s>", "B. dog") == 1
    assert tempcompass.multi_choice("It is B", "B. dog") is None
    assert tempcompass.yes_no("Nothing", "no") == 1
    question = "Which?\nOption 1: a dog.\nOption 2: a cat."
    gold = "Option 2: a cat."
    assert tempcompass.caption_matching("Option 2.", gold, question) == 1
    assert tempcompass.caption_matching("x) a dog.", gold, question) == 0
    assert tempcompass.caption_matching("the cat", gold, question) is None
    answers = [
        Answer(text="yes", gold="yes", kinds={"form": "yes_no", "aspect": "order"}),
        Answer(text="maybe", gold="no", kinds={"form": "yes_no", "aspect": "order"}),
    ]
    values = tempcompass.scores(answers)
    assert (values["order"], values["Match Success Rate"]) == (50.0, 50.0)
    assert tempcompass.judged("It is Correct") == 1


@pytest.mark.parametrize("name", ["temporal", "external_factual", "object_relation", "fact_detect"])
def test_videohallucer_answers_are_right_by_its_rule(name: str) -> None:
    golds = [
        (row["basic"]["answer"], row["hallucination"]["answer"])
        for row in eval_json(f"videohallucer/{name}.json")
    ]
    told = [(videohallucer.says(a, a), videohallucer.says(b, b)) for a, b in golds]
    assert videohallucer.scores(told)["overall"] == 100.0
    either = [
        (videohallucer.says("yes or no", a), videohallucer.says("No? YES", b)) for a, b in golds
    ]
    assert videohallucer.scores(either)["overall"] == 100.0


def test_mf2_and_videoholmes_and_vueplot_count_as_published() -> None:
    pairs = [{"true_claim": "True", "false_claim": "false"}, {"true_claim": "?", "false_claim": ""}]
    values = mf2.scores(pairs, "first-occurrence")
    assert (values["pairwise_accuracy"], values["none_rate"]) == (50.0, 50.0)
    films = [said("<answer>D</answer>", "D", **{"Question Type": "SR"})]
    assert videoholmes.scores(films)["SR"] == 100.0
    assert videoholmes.scores(films)["Mean of types"] == pytest.approx(100 / 7)
    assert vueplot.scores([said(" a ", "A"), said(None, "B"), said("B.", "B")])["Overall"] == 50.0
    assert egoschema.scores({"a": 1}, {"a": 1, "b": 2})["Accuracy"] == 50.0
    with pytest.raises(BenchError, match="0 to 4"):
        egoschema.submission({"a": 5})


def test_vstar_leaves_rows_without_answer_in_the_accuracy_only() -> None:
    rows = [
        vstar.Row(rating=3, temporal=(0.6, 0.2), spatial=(0.5, 0.1)),
        vstar.Row(rating=None),
    ]
    values = vstar.scores(rows)
    assert values["VQA Accuracy"] == 0.5
    assert values["m_tIoU 1"] == 0.6
    assert values["mAM"] == pytest.approx(((0.5 + 0.6 + 0.5) / 3 + (0.5 + 0.2 + 0.1) / 3) / 2)
    assert vstar.rating("2 because") == -1
    assert vstar.temporal_iou([5, 10], "[5, 10]") == 1.0
    with pytest.raises(OfficialFailure, match="logarithm"):
        vstar.scores([vstar.Row(rating=3)])


def test_vnbench_needs_all_four_rotations() -> None:
    def four(type: str, texts: list[str]) -> list[vnbench.Rotation]:
        return [vnbench.Rotation(needle=type, type=type, text=text, gold="B") for text in texts]

    rotations = [*four("ret_insert1", ["B"] * 4), *four("ret_insert2", ["B", "B", "B", "A"])]
    assert vnbench.scores(rotations) == {"ret_insert1": 100.0, "ret_insert2": 0.0, "Overall": 50.0}
    swapped = vnbench.llava_scores(rotations)
    assert (swapped["ret_insert1"], swapped["ret_insert2"]) == (0.0, 100.0)
    assert vnbench.read("Based on A") == "A"
    with pytest.raises(OfficialFailure, match="needles"):
        vnbench.llava_scores(rotations[:-1])


def test_mmbench_needs_every_rotation_and_a_leading_row() -> None:
    def turn(index: int, text: str, gold: str) -> mmbench.Rotation:
        options = {"A": "cat", "B": "dog"}
        return mmbench.Rotation(index=index, text=text, gold=gold, options=options, kinds=("CP",))

    rows = [turn(1, "(A)", "A"), turn(1_000_001, "a dog", "B"), turn(2, "A or B", "A")]
    assert mmbench.hits(rows) == {1: True, 2: False}
    assert mmbench.scores(rows) == {"Overall": 50.0, "CP": 50.0}
    assert mmbench.hits([turn(1_000_003, "A", "A")]) == {}
    assert mmbench.infer("Cannot determine the answer", {"A": "x"}) == "Z"


def test_videommmu_reads_choices_and_open_answers() -> None:
    options = ["cat", "dog", "bird"]
    assert videommmu.parse_choice("B. dog, not A: cat", options) == "B"
    assert videommmu.parse_choice("I think that it must be the bird", options) == "C"
    assert videommmu.parse_choice("no", options) is None
    assert videommmu.open_right("so the sum is 3.141", "3.14")
    assert not videommmu.open_right("the sum is 3", "4")
    assert videommmu.judge(said("", "A")) is None
    assert videommmu.knowledge_gain(40, 55) == 25.0


def test_letters_inside_words_and_articles_are_read_as_published() -> None:
    assert cvbench.extract("based on it") == "B"
    assert cvbench.extract("I know") == "NO"
    assert mmrv.extract("B, since he holds a cup") == "A"
    assert mmrv.extract(r"A so \boxed{C}") == "C"
    assert mmrv.extract("[[D]] or A") == "D"
    assert videoevalpro.option_right("A", "apple")
    assert videoevalpro.open_right(None)
    assert mme_videoocr.choice("Answer: D", "D") == 1.0
    assert mme_videoocr.scores([said("x", "x")])["Overall"] == 100 / 2000
    assert mmstar.scores([said("B", "b", category="math")])["math"] == 100 / 250


def test_fiber_fails_on_two_answers_without_words() -> None:
    assert fiber.normalise("A well-made plan") == "wellmade plan"
    with pytest.raises(OfficialFailure, match="divided"):
        fiber.token_f1("", [""])
    values = fiber.scores(["the red car", "dog"], [["red car", "van"], ["cat"]])
    # F1 is of the words as they stand: "the" is one that the annotator has not.
    assert values == {"exact_match": 50.0, "f1": 40.0}


def test_orders_are_read_from_the_first_sentence_that_is_one() -> None:
    text = "There are 3 clips. The order is Clip 2, Clip 3, Clip 1."
    assert vcrbench.parse(text, 3) == [2, 3, 1]
    assert vcrbench.parse("Clip 1, Clip 1, Clip 2", 3) == [0, 0, 0]
    values = vcrbench.scores([text, text], [[2, 3, 1], [2, 1, 3]], ["cook", "knit"])
    assert values["avg_accuracy"] == 50.0
    assert values["avg_step_accuracy"] == pytest.approx(100 * 4 / 6)


def test_rtvbench_counts_last_questions_of_groups_that_pass() -> None:
    def row(place: str, correct: bool, group: str = "ab1") -> dict[str, Any]:
        kind = "Object-TP-x"
        return {
            "questionID": f"q-group-{group}-{place}",
            "type": kind,
            "pred": "A",
            "correct": correct,
        }

    rows = [row("0", True), row("1", False), row("2-option1", True), row("2", True, "zz9")]
    values = rtvbench.scores(rows)
    last = dict.fromkeys(("Score", "Object", "Perception", "TP"), 50.0)
    assert values == {"Accuracy": 75.0, **last}


def test_streams_are_scored_as_published() -> None:
    assert streamingbench.scores([said("B. x", "B"), said(None, "B")])["Overall"] == 100.0
    with pytest.raises(OfficialFailure, match="empty"):
        streamingbench.judge(said("", "B"))
    assert streamingbench.judge(said("", "B", task_type=streamingbench.SEQUENTIAL)) is None
    late = streamingbench.Turn(
        time_s=32, text="3", gold_s=streamingbench.seconds("00:29"), gold="3"
    )
    assert streamingbench.proactive_scores([late])["answer_accuracy"] == 0.0
    assert svbench.rating("Temporal Understanding:\nScore: -1", "Temporal Understanding") == 1
    assert svbench.scores(["Accuracy Score: 8", "?"], svbench.SINGLE) == {"Accuracy": 80.0}
    unanswered = magqa.Example([50.0], [[4, 8]], [["5"]])
    assert magqa.scores([unanswered], pad=False)["in-span"] == 1.0
    assert magqa.scores([magqa.Example([5.0], [[4, 8]], [["5"]])])["in-span"] == pytest.approx(
        1.002
    )
    with pytest.raises(OfficialFailure, match="empty"):
        magqa.rated("")


def test_crossvid_and_charades_words_are_scored_as_published() -> None:
    assert crossvid.segment_iou("0, 10", (0, 20)) == 0.5
    assert crossvid.segment_iou("from 0 to 10", (0, 20)) == 0.0
    assert crossvid.extract("<score> x </score>", "score") == "x"
    values = crossvid.scores(
        [said("B", "B", task="BU")], segments=[0.5], verdicts=[([True, False], [True, False])]
    )
    assert values == {"BU": 100.0, "FSA": 50.0, "CCQA": 50.0, "Average": pytest.approx(200 / 3)}
    scored = charades_sta.scores(["It happens in 2 - 6 seconds.", "?"], [[2, 10], [0, 5]])
    assert (scored["R1@0.5"], scored["mIoU"]) == (50.0, 25.0)
    with pytest.raises(OfficialFailure, match="same point"):
        charades_sta.iou([5, 5], [5, 5])


def test_ovobench_compares_counts_as_they_are_written() -> None:
    assert not ovobench.count_right("03", 3)
    assert ovobench.count_right("it is 1 and 2", 12)
    assert not ovobench.shown_right("N\n", 0)
    assert ovobench.choice_right("Cannot tell", "C")


def test_videoreasonbench_wants_the_exact_word() -> None:
    assert videoreasonbench.scores([said("Correct", ""), said("Correct.", "")])["Overall"] == 50.0


def test_mmstar_gain_and_leakage_are_those_of_the_paper() -> None:
    assert mmstar.multi_modal_gain(57.1, 43.9) == pytest.approx(13.2)
    assert mmstar.multi_modal_leakage(43.9, 41.2) == pytest.approx(2.7)
    assert mmstar.multi_modal_leakage(38.0, 41.2) == 0.0
