"""A timeline says of every day what judging that day says."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from hygie.domain.dated import load_book
from hygie.domain.exercises import Exercise, ExerciseFacts
from hygie.domain.obligations import OBLIGATION_IDS, evaluate
from hygie.domain.reasons import MISSING, REASONS
from hygie.domain.self_assessments import SelfAssessmentFacts
from hygie.domain.tests.strategies import FACTS, PROFILES
from hygie.domain.timeline import interval_of, timeline
from hygie.domain.unit import UnitProfile
from hygie.domain.verdict import Status

START, END = date(2024, 6, 1), date(2034, 6, 1)
ONE_DAY = timedelta(days=1)


@pytest.mark.parametrize("obligation_id", OBLIGATION_IDS)
@settings(
    max_examples=5,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking ten years takes minutes
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(data=st.data())
def test_on_every_day_of_ten_years_the_interval_is_the_verdict(
    obligation_id: str, data: st.DataObject
) -> None:
    book = load_book()
    profile, facts = data.draw(PROFILES), data.draw(FACTS[obligation_id[0]])
    found = timeline(obligation_id, profile, facts, book, start=START, end=END)
    assert found[0].since == START
    assert found[-1].until is None
    day = START
    for interval in found:
        assert interval.since == day, "no hole, no overlap"
        end = interval.until or END
        while day < end:
            verdict = evaluate(obligation_id, profile, facts, book, as_of=day)
            assert interval_of(verdict, since=interval.since, until=interval.until) == interval, day
            assert verdict.reasons
            assert all(one.code in REASONS for one in verdict.reasons)
            assert all(code in MISSING for code in verdict.missing)
            day += ONE_DAY


@pytest.mark.parametrize("obligation_id", OBLIGATION_IDS)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_equal_neighbours_are_merged_and_a_window_agrees_with_the_whole(
    obligation_id: str, data: st.DataObject
) -> None:
    book = load_book()
    profile, facts = data.draw(PROFILES), data.draw(FACTS[obligation_id[0]])
    found = timeline(obligation_id, profile, facts, book, start=START, end=END)
    for before, after in pairwise(found):
        assert before.until == after.since
        assert (before.status, before.due_on, before.done, before.total, before.missed_count,
                before.recommended, before.noted) != (
            after.status, after.due_on, after.done, after.total, after.missed_count,
            after.recommended, after.noted)  # fmt: skip
    day = data.draw(st.dates(START, END - ONE_DAY))
    window = timeline(obligation_id, profile, facts, book, start=day, end=END)
    whole = next(one for one in found if one.since <= day and (one.until or END) > day)
    assert (window[0].status, window[0].until) == (whole.status, whole.until)


def test_a_timeline_of_one_exercise_reads_like_a_story() -> None:
    facts = ExerciseFacts(
        (Exercise("one", date(2025, 10, 7), True, True, frozenset({"DG", "DSI"})),)
    )
    found = timeline(
        "1.a", UnitProfile(), facts, load_book(), start=date(2025, 1, 1), end=date(2028, 1, 1)
    )
    assert [(one.since, one.status, one.missed_count) for one in found] == [
        (date(2025, 1, 1), Status.NOT_APPLICABLE, 0),
        (date(2025, 1, 22), Status.DUE, 0),
        (date(2025, 10, 7), Status.MET, 0),
        (date(2026, 1, 1), Status.DUE, 0),
        (date(2027, 1, 1), Status.LATE, 1),
    ]


def test_an_empty_window_has_no_interval() -> None:
    day = date(2026, 1, 1)
    assert timeline("1.a", UnitProfile(), ExerciseFacts(), load_book(), start=day, end=day) == ()


def test_facts_of_another_action_are_refused() -> None:
    with pytest.raises(TypeError, match=r"1\.a reads ExerciseFacts"):
        evaluate("1.a", UnitProfile(), SelfAssessmentFacts(), load_book(), as_of=date(2026, 1, 1))


def test_an_unknown_obligation_is_refused() -> None:
    with pytest.raises(KeyError):
        evaluate("9.z", UnitProfile(), ExerciseFacts(), load_book(), as_of=date(2026, 1, 1))
