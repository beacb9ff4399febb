"""Scores of criteria, objectives and of the whole."""

import pytest

from hygie.domain.playing.scoring import (
    Grade,
    Result,
    Seen,
    criterion_score,
    grade_of,
    scores,
    timeliness,
)
from hygie.domain.playing.tests.scene import SCENARIO, STIMULUS

CRITERION = STIMULUS.criteria[0]
MET, PARTLY, NOT_MET, UNSEEN = Result


@pytest.mark.parametrize(
    ("after_s", "within_s", "worth"),
    [(None, 600, 1), (600, 600, 1), (900, 600, 0.75), (1200, 600, 0.5), (9999, 600, 0.5),
     (9999, None, 1)],
)  # fmt: skip
def test_what_is_late_is_worth_less_down_to_a_half(
    after_s: int | None, within_s: int | None, worth: float
) -> None:
    assert timeliness(after_s, within_s) == worth


def test_the_median_of_the_observers_and_their_disagreement() -> None:
    seen = [Seen("C01a", "a", MET), Seen("C01a", "b", MET), Seen("C01a", "c", NOT_MET)]
    found = criterion_score(CRITERION, seen)
    assert (found.score, found.observers, found.is_disputed) == (1.0, 3, True)


def test_an_observer_who_changes_her_mind_counts_once() -> None:
    found = criterion_score(CRITERION, [Seen("C01a", "a", NOT_MET), Seen("C01a", "a", PARTLY)])
    assert (found.score, found.observers) == (0.5, 1)


def test_what_nobody_observed_has_no_score() -> None:
    found = scores(SCENARIO, {"S01", "S03"}, [Seen("C03a", "a", UNSEEN)])
    assert found.criteria["C03a"].score is None
    assert [(one.score, one.observed, one.total) for one in found.objectives] == [
        (None, 0, 1),
        (None, 0, 1),
    ]
    assert found.score is None
    assert found.grade is None


def test_a_stimulus_skipped_costs_nothing() -> None:
    seen = [Seen("C01a", "a", MET), Seen("C02a", "a", NOT_MET)]
    played = scores(SCENARIO, {"S01"}, seen)
    assert (played.objectives[0].score, played.objectives[0].total) == (1.0, 1)
    both = scores(SCENARIO, {"S01", "S02"}, seen)
    # C01a weighs 2, C02a 1; C02b and CT1 were not observed
    assert both.objectives[0].score == pytest.approx(2 / 3)
    assert (both.objectives[0].observed, both.objectives[0].total) == (2, 4)


def test_the_whole_is_weighted_by_the_objectives_observed() -> None:
    seen = [Seen("C01a", "a", MET), Seen("C03a", "a", NOT_MET)]
    found = scores(SCENARIO, {"S01", "S03"}, seen)
    assert found.score == pytest.approx(0.75)
    assert found.grade == Grade.WITH_DIFFICULTY


def test_the_four_words() -> None:
    assert [grade_of(one) for one in (None, 1, 0.85, 0.84, 0.3, 0.29, 0)] == [
        None, Grade.DONE, Grade.DONE, Grade.WITH_DIFFICULTY, Grade.MAJOR_DIFFICULTY,
        Grade.NOT_REACHED, Grade.NOT_REACHED,
    ]  # fmt: skip
