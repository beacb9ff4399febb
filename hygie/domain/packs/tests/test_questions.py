"""What the answers to the questions of a measure give."""

import pytest

from hygie.domain.packs.questions import Computed, asked, computed, gives_level

SCALE = (0, 1, 2, 3, 4)
POINTS = {
    "id": "q1", "kind": "multiple_choice", "text": "Lesquels ?",
    "choices": [
        {"id": "c1", "label": "A", "points": 1}, {"id": "c2", "label": "B", "points": 2},
        {"id": "c3", "label": "C", "points": 9}, {"id": "c4", "label": "D", "points": -3},
    ],
}  # fmt: skip


def result(key, **more):
    labels = ("compliant", "partially_compliant", "non_compliant", "not_applicable")
    choices = [{"id": f"c{n}", "label": one, "result": one} for n, one in enumerate(labels, 1)]
    question = {"id": key, "kind": "unique_choice", "text": f"{key} ?", "choices": choices}
    return {**question, **more}


def level(questions, said, scale=SCALE):
    found = computed({"questions": questions}, scale, said)
    return None if found is None else "na" if found.is_not_applicable else found.level


@pytest.mark.parametrize(
    ("said", "expected"),
    [(["c1"], 1), (["c1", "c2"], 3), (["c3"], 4), (["c4"], 0), ([], None)],
)
def test_points_are_added_within_the_bounds_of_the_scale(said, expected):
    assert level([POINTS], {"q1": said}) == expected


def test_the_sum_is_told_before_its_bounds():
    found = computed({"questions": [POINTS]}, SCALE, {"q1": ["c2", "c3"]})
    assert found == Computed(4, is_not_applicable=False, points=11)


def test_a_level_that_the_points_do_not_reach_is_not_given():
    assert level([POINTS], {"q1": ["c1", "c2"]}, scale=(0, 2, 4)) == 2


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("c1", "c1", 2), ("c3", "c3", 0), ("c1", "c3", 1), ("c2", "c2", 1), ("c1", "c4", 2),
        ("c4", "c4", "na"), ("c1", "", None),
    ],
)  # fmt: skip
def test_results_make_the_level(first, second, expected):
    questions = [result("q1"), result("q2")]
    assert level(questions, {"q1": first, "q2": second}, scale=(0, 1, 2)) == expected


def test_a_question_that_depends_on_another_is_asked_only_then():
    needs = {"question": "q1", "choices": ["c2", "c3"]}
    questions = [result("q1"), result("q2", depends_on=needs)]
    assert [one["id"] for one in asked(questions, {"q1": "c1"})] == ["q1"]
    assert [one["id"] for one in asked(questions, {"q1": "c2"})] == ["q1", "q2"]
    assert level(questions, {"q1": "c1", "q2": "c3"}, scale=(0, 1, 2)) == 2
    assert level(questions, {"q1": "c2", "q2": "c3"}, scale=(0, 1, 2)) == 1


def test_what_depends_on_a_question_not_asked_is_not_asked():
    questions = [
        result("q1"),
        result("q2", depends_on={"question": "q1", "choices": ["c2"]}),
        result("q3", depends_on={"question": "q2", "choices": []}),
    ]
    assert [one["id"] for one in asked(questions, {"q1": "c1", "q2": "c1"})] == ["q1"]
    assert len(asked(questions, {"q1": "c2", "q2": "c1"})) == 3


def test_all_the_answers_may_be_needed():
    needs = {"question": "q1", "choices": ["c1", "c2"], "all": True}
    questions = [POINTS, result("q2", depends_on=needs)]
    assert len(asked(questions, {"q1": ["c1"]})) == 1
    assert len(asked(questions, {"q1": ["c1", "c2", "c3"]})) == 2


def test_a_question_that_gives_nothing_is_left_aside():
    text = {"id": "q9", "kind": "text", "text": "Comment ?"}
    assert level([text], {"q9": "Ainsi"}) is None
    assert level([POINTS, text], {"q1": ["c2"]}) == 2
    assert gives_level([POINTS, text])
    assert not gives_level([text])
