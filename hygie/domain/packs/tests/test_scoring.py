"""Scores and moves, by hand."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from hygie.domain.packs.moves import moves_between
from hygie.domain.packs.scoring import NOT_APPLICABLE, in_groups, score
from hygie.domain.packs.tests.making import SCALE, measure, own, said

MEASURES = [
    measure("a", weight=2),
    measure("b"),
    measure("c", theme="Autre"),
    measure("d", theme="Autre", weight=0.5),
]


def test_a_score_is_points_over_weights_of_what_is_answered():
    found = score(MEASURES, SCALE, {"a": 1, "b": 2, "c": NOT_APPLICABLE})
    assert [line.points for line in found.lines] == [1, 1, None, None]
    first, second = found.themes
    assert (first.value, first.counted) == (Fraction(2, 3), 2)
    assert (second.value, second.answered, second.not_applicable) == (None, 1, 1)
    assert (found.whole.value, found.whole.answered, found.whole.total) == (Fraction(2, 3), 3, 4)


def test_nothing_answered_has_no_score():
    assert score(MEASURES, SCALE, {}).whole.value is None
    assert score([], [], {}).whole.total == 0


answers = st.dictionaries(st.sampled_from("abcd"), st.integers(0, 2))


@given(answers, st.sampled_from("abcd"))
def test_a_better_answer_never_lowers_the_score(known, key):
    before = score(MEASURES, SCALE, {**known, key: 0}).whole.value
    after = score(MEASURES, SCALE, {**known, key: 2}).whole.value
    assert 0 <= before <= after <= 1


def test_groups_choose_measures():
    one = measure("a", groups=["EI", "EE"])
    assert in_groups(one, [])
    assert in_groups(one, ["EE"])
    assert not in_groups(one, ["X"])
    assert in_groups(measure("b"), ["X"])


def moves(before, after):
    return moves_between(own(measures=before).plain(), own(measures=after).plain())


def test_what_moved_is_said_measure_by_measure():
    before = [measure(key) for key in "abcde"]
    after = [
        measure("a"),
        measure("b", question="Vraiment ?", number="2"),
        measure("c", theme="Ailleurs"),
        measure("d", help="Un mot"),
        measure("f"),
    ]
    found = moves(before, after)
    assert [(one.kind, one.id) for one in found.moves] == [
        ("reworded", "b"), ("moved", "c"), ("detailed", "d"), ("added", "f"), ("removed", "e"),
    ]  # fmt: skip
    assert found.unchanged == 1
    assert ("question", "Fait ?", "Vraiment ?") in found.of_kind("reworded")[0].fields


def test_the_same_pack_has_not_moved():
    found = moves([measure("a", levels=[])], [measure("a")])
    assert (found.moves, found.scale_moved, found.unchanged) == ((), False, 1)


def test_a_scale_that_moved_is_said():
    other = own(scale=[*SCALE, {"value": 3, "label": "Prouvé"}]).plain()
    assert moves_between(own().plain(), other).scale_moved
    assert said()["scale"] == SCALE
