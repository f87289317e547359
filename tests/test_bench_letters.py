from __future__ import annotations

import itertools
import json
import random
import time

import pytest
from measured import EVAL, eval_json

from longtake.bench.metrics.letters import LETTERS, Reading, read, robust, strict, unlettered

THINGS = ["a red car", "a dog", "two boats", "the moon"]
ANIMALS = ["A cat", "A dog", "A bird", "A fish"]
COUNTS = ["1", "2", "3", "4"]
YES_NO = ["Yes", "No"]
DEEDS = ["He picks up the phone.", "He opens the door.", "He sits down.", "He leaves the room."]

# What a model said, the options, and the option that is read strictly and robustly.
BOTH: list[tuple[str, list[str], int | None, int | None]] = [
    ("A", THINGS, 0, 0),
    ("(C)", THINGS, 2, 2),
    ("D. 3", COUNTS, 3, None),
    ("D. 4", COUNTS, 3, 3),
    ("The correct option is C", THINGS, 2, 2),
    ("Best option: C", THINGS, 2, 2),
    ("Answer: D", THINGS, 3, 3),
    ("I think it is c", THINGS, None, 2),
    ("The answer is A or maybe B", THINGS, None, None),
    ("", THINGS, None, None),
    ("   ", THINGS, None, None),
    ("b", THINGS, None, 1),
    ("a", THINGS, None, 0),
    ("Option A", THINGS, 0, 0),
    ("E", THINGS, None, None),
    ("A and D", THINGS, None, None),
    ("(B) (C)", THINGS, None, None),
    ("(B) a dog", THINGS, 1, 1),
    ("Option B)", THINGS, 1, 1),
    ("The answer is B", THINGS, 1, 1),
    ("b) a dog", THINGS, None, 1),
    ("(b)", THINGS, None, 1),
    (")", THINGS, None, None),
    ("a dog", THINGS, None, 1),
    ("B a dog", THINGS, None, 1),
    ("Answer: (B)", THINGS, 1, 1),
    ("a person is walking (B)", THINGS, None, 1),
    ("A B", THINGS, None, None),
    ('```json\n{"result": "C"}\n```', THINGS, None, 2),
    ("the answer", THINGS, None, None),
    ("<answer>C: x</answer>", THINGS, 2, 2),
    ("[D] because", THINGS, None, 3),
    ("Both B and A are possible", THINGS, None, None),
    ("apple", THINGS, None, None),
    ("The option is B.", THINGS, 1, 1),
    ("the answer is B", THINGS, 1, 1),
    ("The answer is (B) because A is wrong", THINGS, None, 1),
    ("<answer>B</answer>", THINGS, 1, 1),
    ("<think>A? No, C.</think><answer>B</answer>", THINGS, 1, 1),
    ("So \\boxed{C}.", THINGS, None, 2),
    ("\\boxed{\\text{C}}", THINGS, None, 2),
    ("[[D]]", THINGS, 3, 3),
    ("not A", THINGS, None, None),
    ("It is not A but C.", THINGS, None, 2),
    ("The answer isn't A. It's B.", THINGS, None, 1),
    ("Not A.", ["Yes", "No"], None, 1),
    ("A, B and D are wrong.", THINGS, None, 2),
    ("Option A is incorrect. Option B is correct.", THINGS, None, 1),
    ("B is the correct answer", THINGS, None, 1),
    ("A man is walking in the park", THINGS, None, None),
    ("I see a red car.", THINGS, None, 0),
    ("I am not sure.", ["x", "x", "x", "x", "x", "x", "x", "x", "x", "x"], None, None),
    ("A dog", ANIMALS, None, 1),
    ("The answer is A dog.", ANIMALS, None, 1),
    ("The answer is a dog", ANIMALS, None, 1),
    ("The video shows a dog running; a dog.", ANIMALS, None, 1),
    ("B. a dog\nExplanation: option A shows a car, which never appears.", THINGS, None, 1),
    ("A. a red car\nB. a dog\nC. two boats\nD. the moon", THINGS, None, None),
    ("A. a red car\nB. a dog\nC. two boats\nD. the moon\n\nAnswer: C", THINGS, None, 2),
    ("A. a red car\nB. a dog\n\nB", THINGS, None, 1),
    ("First, A is not seen. B seems likely. Therefore the answer is D.", THINGS, None, 3),
    ("**B**", THINGS, None, 1),
    ("**Answer:** B", THINGS, None, 1),
    ("The correct answer is: **(C) two boats**", THINGS, None, 2),
    ("Yes", ["Yes", "No"], None, 0),
    ("Yes, because he falls.", ["Yes", "No"], None, 0),
    ("No.", ["Yes", "No"], None, 1),
    ("No, it is not a yes.", ["Yes", "No"], None, 1),
    ("2", COUNTS, None, 1),
    ("There are 3 of them", COUNTS, None, 2),
    ("1 or 2", COUNTS, None, None),
    ("C, since A and B are ruled out.", THINGS, None, 2),
    ("I would go with B.", THINGS, None, 1),
    ("It's between A and B, but I'd choose B.", THINGS, None, 1),
    ("The answer is A. Wait, actually the answer is C.", THINGS, None, 2),
    ("The answer is A. The answer is C.", THINGS, None, None),
    ("I don't think the answer is A. The answer is D", THINGS, None, 3),
    ("Neither A nor B; C.", THINGS, None, 2),
    ("None of the options are correct.", THINGS, None, None),
    ("Sorry, I cannot tell from the video.", THINGS, None, None),
    ("答案是B", THINGS, None, 1),
    ("选C。", THINGS, None, 2),
    ("Ｂ", THINGS, None, 1),
    ("A: a red car", THINGS, 0, 0),
    ("B: a dog because it barks", THINGS, 1, 1),
    ("Vitamin C", ["Vitamin A", "Vitamin C", "Iron", "Zinc"], None, 1),
    ("C.", THINGS, 2, 2),
    ("C)", THINGS, 2, 2),
    ("(C", THINGS, None, 2),
    ("C</s>", THINGS, None, 2),
    ("C<|im_end|>", THINGS, None, 2),
    ("B\n", THINGS, 1, 1),
    ("A. Unable to answer; \n", THINGS, 0, 0),
    ("A, C, D", THINGS, None, None),
    ("ABCD", THINGS, None, None),
    ("The answer: B", THINGS, 1, 1),
    ("D. six;", THINGS, 3, 3),
    ("two boats, I believe", THINGS, None, 2),
    ("a dog or two boats", THINGS, None, None),
    ("not a dog", THINGS, None, None),
    ("The best answer is A: a red car, not B: a dog", THINGS, None, 0),
    ("Based on the video, the answer to the question is B.", THINGS, None, 1),
    ("Looking at the options: (A) no. (B) no. (C) yes.", THINGS, None, None),
    ("B because the car in A is blue", THINGS, None, 1),
    ("the answer is b.", THINGS, None, 1),
    ("Answer:\nB", THINGS, None, 1),
    ("Final answer: D", THINGS, 3, 3),
    ("My answer is (A).", THINGS, 0, 0),
    ("It can't be B or C, and D is impossible.", THINGS, None, 0),
]
# What a model said, the options, and the option that it plainly means.
MEANT: list[tuple[str, list[str], int | None]] = [
    ("Based on the frames, he opens the door.", DEEDS, 1),
    ("B. He opens the door. In the frames at 12.4 s the man, who wears a hat, opens it.", DEEDS, 1),
    ("The man is shown opening the door at [12.4 s], which corresponds to option B.", DEEDS, 1),
    ("Option C best describes the video.", DEEDS, 2),
    ("I'd say the best choice would be (D) He leaves the room.", DEEDS, 3),
    (
        "Let's go through each option.\nA. He picks up the phone - not shown.\n"
        "B. He opens the door - shown at 3 s.\nC. He sits down - no.\n"
        "D. He leaves the room - no.\nTherefore, the correct answer is B.",
        DEEDS,
        1,
    ),
    ("The correct answer is B. He opens the door.", DEEDS, 1),
    ("The correct option is:\n\n(B) He opens the door.", DEEDS, 1),
    ("Answer: B\nReason: In frame A we see the door.", DEEDS, 1),
    ("The final answer is $\\boxed{B}$", THINGS, 1),
    ('{"answer": "B", "confidence": 0.8}', THINGS, 1),
    ("{'answer': 'B'}", THINGS, 1),
    ("I cannot determine the answer from the video, but B is most likely.", THINGS, 1),
    ("It could be A, but C is more likely.", THINGS, 2),
    ("C is the best answer, as neither A nor B appears.", THINGS, 2),
    ("The answer is not B.", THINGS, None),
    ("A is not correct; it is D.", THINGS, 3),
    ("Definitely not C, so B.", THINGS, 1),
    ("Answer is A", THINGS, 0),
    ("ANSWER: B", THINGS, 1),
    ("answer b", THINGS, 1),
    ("option (b)", THINGS, 1),
    ("Ans: C", THINGS, 2),
    ("C - two boats", THINGS, 2),
    ("C – two boats", THINGS, 2),
    ("C, two boats", THINGS, 2),
    ("C two boats", THINGS, 2),
    ("the red car", THINGS, 0),
    ("Red Car", THINGS, 0),
    ("It is a red car.", THINGS, 0),
    ("boats", THINGS, None),
    ("A. a red car.", THINGS, 0),
    ("The person in A's video ...", THINGS, None),
    ("At 0:12 the moon appears", THINGS, 3),
    ("[[B]]", THINGS, 1),
    ("B]", THINGS, 1),
    ("B:", THINGS, 1),
    ("'B'", THINGS, 1),
    ('"B"', THINGS, 1),
    ("<answer>\nB. a dog\n</answer>", THINGS, 1),
    ("<answer>two boats</answer>", THINGS, 2),
    ("<answer>B", THINGS, 1),
    ("Answer: <B>", THINGS, 1),
    ("B.\n\nB", THINGS, 1),
    ("B\nA", THINGS, None),
    ("<think>I think B", THINGS, 1),
    ("After careful consideration I choose the third option.", THINGS, None),
    (
        "The correct answer is: A\n\nExplanation: B and C do not appear in the video, "
        "and D appears later.",
        THINGS,
        0,
    ),
    ("C\n\nThe video shows two boats on a lake. A dog is not seen.", THINGS, 2),
    ("The answer is C because a dog (B) would bark.", THINGS, 2),
    ("My choice: D. The moon is visible.", THINGS, 3),
    ("I choose A.", THINGS, 0),
    ("I choose a.", THINGS, 0),
    ("Answer: None of the above", THINGS, None),
    ("A/B", THINGS, None),
    ("A & B", THINGS, None),
    ("A or B? I'd say B.", THINGS, 1),
    ("Answer: The man opens the door (option B), not option A.", DEEDS, 1),
    ("Eliminating A and C, we are left with B and D. D fits best.", THINGS, 3),
    ("Since the video does not show A, the answer must be C.", THINGS, 2),
    ("The most accurate answer is therefore D.", THINGS, 3),
    ("The answer: C. two boats. The other options (A, B, D) are not shown.", THINGS, 2),
    ("Option D: The moon", THINGS, 3),
    ("I'm confident the answer is option C: two boats.", THINGS, 2),
    ("It appears that the correct answer is **B**.", THINGS, 1),
    ("The answer is **(A)**.", THINGS, 0),
    ("A is correct.", THINGS, 0),
    ("(A) is right since B happens later.", THINGS, 0),
    ("Yes.", YES_NO, 0),
    ("The answer is no.", YES_NO, 1),
    ("yes and no", YES_NO, None),
    ("No, he does not.", YES_NO, 1),
    ("The answer is yes, he does.", YES_NO, 0),
    ("He opens the door", DEEDS, 1),
    ("He opens the door and then he leaves the room.", DEEDS, None),
    ("The sequence is B -> A -> C", THINGS, None),
    ("Among A, B, C, D the answer is A.", THINGS, 0),
    ("Frame A shows a cat; the answer is B", THINGS, 1),
    ("I think A.", THINGS, 0),
    ("I think B", THINGS, 1),
    ("Probably C", THINGS, 2),
    ("Maybe D?", THINGS, 3),
    ("A because it is red", THINGS, 0),
    ("The answer is A because it is red", THINGS, 0),
    ("The answer is A as shown", THINGS, 0),
    ("So, A.", THINGS, 0),
    ("Thus: A", THINGS, 0),
]


@pytest.mark.parametrize(("said", "options", "well_formed", "meant"), BOTH)
def test_answers_are_read_strictly_and_robustly(
    said: str, options: list[str], well_formed: int | None, meant: int | None
) -> None:
    assert (strict(said, len(options)), robust(said, options)) == (well_formed, meant)


@pytest.mark.parametrize(("said", "options", "meant"), MEANT)
def test_what_an_answer_plainly_says_is_read(
    said: str, options: list[str], meant: int | None
) -> None:
    assert robust(said, options) == meant


FORMS = [
    "{letter}", "({letter})", "{letter}.", "{letter})", "{letter}:", "[{letter}]",
    "{letter}. {text}", "({letter}) {text}", "Answer: {letter}", "The answer is ({letter}).",
    "The correct answer is {letter}. {text}", "Option {letter}", "<answer>{letter}</answer>",
    "<think>A or B?</think>{letter}",
]  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_every_letter_is_read_in_every_well_formed_answer(form: str) -> None:
    options = [f"thing number {n}" for n in range(12)]
    for index, text in enumerate(options):
        said = form.format(letter=LETTERS[index], text=text)
        assert read(said, options, None) == Reading(None, index, index)
        assert strict(said, index) is None
        assert robust(said, options[:index]) is None


@pytest.mark.parametrize("form", ["{}", "{}.", "It is {}.", "I see {} here", "The answer is {}."])
def test_a_text_is_read_wherever_its_option_stands(form: str) -> None:
    for options in itertools.permutations(THINGS):
        for index, text in enumerate(options):
            assert robust(form.format(text), options) == index
            assert strict(form.format(text), len(options)) is None


def test_options_may_carry_their_letters() -> None:
    assert unlettered(["A. cat", "B. dog"]) == ["cat", "dog"]
    assert unlettered(["(A) cat", "(B) dog"]) == ["cat", "dog"]
    assert unlettered(["A. cat", "a dog"]) == ["A. cat", "a dog"]
    assert robust("B. dog", ["A. cat", "B. dog"]) == 1
    assert robust("dog", ["A. cat", "B. dog"]) == 1


def test_equal_options_are_told_apart_by_letter_only() -> None:
    assert robust("B", ["cat", "cat"]) == 1
    assert robust("cat", ["cat", "cat"]) is None


def test_every_golden_input_is_read_as_an_option_or_not_at_all() -> None:
    for name, function in eval_json("golden/edge_cases.json").items():
        for case in function.get("cases", ()) if name != "_meta" else ():
            for said in (one for one in case["input"] if isinstance(one, str)):
                well_formed, meant = strict(said, 8), robust(said, DEEDS * 2)
                assert well_formed is None or well_formed == meant
                assert meant is None or 0 <= meant < 8


def test_a_published_models_answers_are_read_the_same_both_ways() -> None:
    """Gemini's on OVO-Bench: what is well-formed is what is meant."""
    folder = EVAL / "ovobench" / "results_Gemini"
    if not folder.exists():
        pytest.skip("shared evaluation data not present: ovobench/results_Gemini")
    files = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.iterdir())]
    rows = [row for one in files for part in ("backward", "realtime") for row in one[part]]
    options = ["first thing", "second thing", "third thing", "fourth thing"]
    readings = [read(row["response"] or "", options, None) for row in rows]
    assert all(one.strict in (None, one.robust) for one in readings)
    unread = {
        row["response"].strip()
        for row, one in zip(rows, readings, strict=True)
        if one.robust is None and row["response"]
    }
    assert unread <= {
        "E",
        "ABCD",
        "A, B",
        "A, C",
        "A, D",
        "B, D",
        "C, D",
        "C, D.",
        "B, C.",
        "A, B, C",
        "A, C, D",
        "C, D, B",
        "A, B, C, D",
    } | {said for said in unread if said.startswith(("None of the", "The provided context"))}


def test_noise_is_never_an_error_and_never_out_of_range() -> None:
    chance = random.Random(4)
    parts = [*"ABCDEabI.()[]:,\n '’", " or ", " not ", "answer", " is ", "<answer>", "</answer>",
             "\\boxed{", "}", "a dog", "é", "選", "\u0000", "🙂", "wrong"]  # fmt: skip
    for _ in range(3000):
        said = "".join(chance.choice(parts) for _ in range(chance.randrange(12)))
        for options in (THINGS, YES_NO, [], ["", ""]):
            for index in (strict(said, len(options)), robust(said, options)):
                assert index is None or 0 <= index < len(options)


def test_a_long_argument_is_read_in_no_time() -> None:
    argument = "Option A shows a car, B a dog; neither A nor C, A, B, C and D appear. " * 300
    began = time.perf_counter()
    assert robust(argument + "\nTherefore the final answer is C.", THINGS) == 2
    assert time.perf_counter() - began < 2
