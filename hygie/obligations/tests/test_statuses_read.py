"""People read the statuses of one unit, of a group, of a region, on any day."""

import itertools
from collections.abc import Generator
from datetime import date
from typing import Any

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from hygie.domain.exercises import ExerciseFacts
from hygie.domain.verdict import Status
from hygie.obligations import selectors, services
from hygie.obligations.horizon import Horizon
from hygie.obligations.tests.notebook import CALLS, exercise_on, notebook
from hygie.organisations.models import Organisation
from tests.cast import TODAY, make_region, make_unit, on_day

__all__ = ["notebook"]

Notebook = dict[type, dict[int, Any]]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _day() -> Generator[None]:
    with on_day(TODAY):
        yield


def test_the_timeline_of_a_unit_has_no_hole(notebook: Notebook) -> None:
    unit = make_unit()
    notebook[ExerciseFacts][unit.pk] = exercise_on(date(2025, 4, 4), date(2026, 10, 2))
    services.refresh(unit_ids=[unit.pk])
    start, end = date(2025, 1, 1), date(2027, 12, 31)
    timelines = selectors.unit_timelines(unit, start, end)
    assert len(timelines) == 25
    for intervals in timelines.values():
        assert intervals[0].since <= start
        assert intervals[-1].until is None or intervals[-1].until > end
        for before, after in itertools.pairwise(intervals):
            assert before.until == after.since
    statuses = [(one.since, one.status) for one in timelines["1.a"]]
    assert (date(2026, 10, 2), "met") in statuses


def test_the_reasons_of_a_status_are_judged_now(notebook: Notebook) -> None:
    unit = make_unit()
    notebook[ExerciseFacts][unit.pk] = exercise_on(date(2026, 10, 2))
    services.refresh(unit_ids=[unit.pk])
    judged = selectors.unit_verdicts(unit, TODAY)
    assert [one.obligation.id for one in judged][:3] == ["1.a", "1.b", "1.c"]
    assert len(judged) == 25
    assert judged[0].verdict.status == Status.MET
    assert judged[0].verdict.reasons
    assert judged[0].since == date(2026, 10, 2)


def test_judging_a_unit_takes_five_queries(
    notebook: Notebook, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    unit = make_unit()
    services.refresh(unit_ids=[unit.pk])
    CALLS.clear()
    with django_assert_num_queries(5):
        selectors.unit_verdicts(unit, TODAY)
    assert CALLS == []


def test_freezing_the_facts_asks_each_room_once(notebook: Notebook) -> None:
    selectors.facts_of_unit(make_unit())
    assert len(CALLS) == 7


def test_a_matrix_is_one_query(
    notebook: Notebook, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    units = [make_unit() for _ in range(5)]
    services.refresh(unit_ids=[unit.pk for unit in units])
    with django_assert_num_queries(1):
        cells = selectors.matrix(Organisation.objects.units(), TODAY)
    assert set(cells) == {unit.pk for unit in units}
    assert all(len(row) == 25 for row in cells.values())


def test_a_region_is_counted_in_one_query(
    notebook: Notebook, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    here, there = make_region(), make_region(code="75", name="Nouvelle-Aquitaine")
    units = [make_unit(region=here) for _ in range(3)] + [make_unit(region=there)]
    notebook[ExerciseFacts][units[0].pk] = exercise_on(date(2025, 5, 5), date(2026, 10, 2))
    services.refresh(unit_ids=[unit.pk for unit in units])
    with django_assert_num_queries(1):
        lines = selectors.counts(Organisation.objects.units().filter(region=here), TODAY)
    of_1a = {
        line.status: (line.units, line.not_noted) for line in lines if line.obligation == "1.a"
    }
    assert of_1a == {"met": (1, 0), "late": (2, 2)}
    assert sum(line.units for line in lines) == 3 * 25


def test_what_will_be_late_one_day_if_nothing_changes(notebook: Notebook) -> None:
    unit = make_unit()
    services.refresh(unit_ids=[unit.pk])
    before = selectors.statuses_on([unit.pk], date(2027, 6, 30)).get(obligation="4.c")
    after = selectors.statuses_on([unit.pk], date(2027, 7, 1)).get(obligation="4.c")
    assert before.status in ("due", "unknown")
    assert (before.status, after.status) in {("due", "late"), ("unknown", "unknown")}
    assert after.status_since in (before.status_since, date(2027, 7, 1))


def test_a_day_outside_the_horizon_is_brought_back_to_it() -> None:
    covered = Horizon(date(2023, 1, 1), date(2030, 1, 1))
    assert covered.clamp(date(1900, 1, 1)) == date(2023, 1, 1)
    assert covered.clamp(date(9999, 12, 31)) == date(2029, 12, 31)
    assert covered.clamp(TODAY) == TODAY
    assert covered.contains(date(2029, 12, 31))
    assert not covered.contains(date(2030, 1, 1))


def test_before_any_write_the_horizon_is_the_one_to_come() -> None:
    assert selectors.horizon() == Horizon(date(2023, 1, 1), date(2030, 1, 1))


def test_the_facts_frozen_are_those_judged(notebook: Notebook) -> None:
    unit = make_unit()
    notebook[ExerciseFacts][unit.pk] = exercise_on(date(2026, 10, 2))
    facts = selectors.facts_of_unit(unit)
    assert len(facts) == 25
    assert facts["1.a"] == notebook[ExerciseFacts][unit.pk]
