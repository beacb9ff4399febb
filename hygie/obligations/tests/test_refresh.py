"""A register writes a fact: the stored statuses say the truth of every day."""

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from pytest_django.fixtures import DjangoAssertNumQueries

from hygie.domain.exercises import ExerciseFacts
from hygie.obligations import registry, selectors, services
from hygie.obligations.models import Generation, Interval, Pointer
from hygie.obligations.tests.notebook import NOTEBOOK, exercise_on, notebook, some_facts, sources
from hygie.obligations.tests.truth import differences, sampled_days
from hygie.organisations.hooks import units_changed
from hygie.organisations.models import Organisation
from tests.cast import TODAY, make_unit, on_day

__all__ = ["notebook"]

Notebook = dict[type, dict[int, Any]]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _day() -> Any:
    with on_day(TODAY):
        yield


def test_every_day_says_what_judging_says(notebook: Notebook) -> None:
    units = [make_unit(sector=sector) for sector in ("public", "private_forprofit", "")]
    units.append(make_unit(opened_on=date(2026, 3, 1)))
    units.append(make_unit(department="988"))
    for number, unit in enumerate(units, 1):
        for facts_type, facts in some_facts(number).items():
            notebook[facts_type][unit.pk] = facts
    services.refresh(unit_ids=[unit.pk for unit in units])
    covered = selectors.horizon()
    assert differences(sampled_days(covered.start, covered.end, 23)) == []


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.differing_executors])
@given(
    days=st.lists(st.dates(date(2023, 1, 1), date(2029, 12, 31)), max_size=6),
    asked=st.lists(st.dates(date(2023, 1, 1), date(2029, 12, 31)), min_size=1, max_size=20),
)
def check_any_exercises(days: list[date], asked: list[date]) -> None:
    unit = make_unit()
    NOTEBOOK[ExerciseFacts][unit.pk] = exercise_on(*days)
    services.refresh(unit_ids=[unit.pk], obligation_ids=["1.a", "1.b", "1.c", "1.d"])
    NOTEBOOK[ExerciseFacts][unit.pk] = exercise_on(*days[:3])
    services.refresh(unit_ids=[unit.pk])
    assert differences(asked) == []
    unit.delete()


class AnyExercises(TestCase):
    """Hypothesis with a transaction per example."""

    def setUp(self) -> None:
        self.known = registry._sources
        registry._sources = sources()

    def tearDown(self) -> None:
        registry._sources = self.known
        NOTEBOOK.clear()

    def test_any_exercises_written_then_changed(self) -> None:
        with on_day(TODAY):
            check_any_exercises()


def test_a_new_fact_changes_the_status(notebook: Notebook) -> None:
    unit = make_unit()
    services.refresh(unit_ids=[unit.pk])
    assert selectors.statuses_on([unit.pk], TODAY).get(obligation="1.a").status == "late"
    notebook[ExerciseFacts][unit.pk] = exercise_on(date(2026, 10, 2))
    services.refresh(unit_ids=[unit.pk], obligation_ids=["1.a"])
    now = selectors.statuses_on([unit.pk], TODAY).get(obligation="1.a")
    assert (now.status, now.status_since) == ("met", date(2026, 10, 2))


def test_refreshing_twice_writes_nothing_twice(notebook: Notebook) -> None:
    unit = make_unit()
    services.refresh(unit_ids=[unit.pk])
    before = list(Interval.objects.order_by("pk").values_list("pk", flat=True))
    services.refresh(unit_ids=[unit.pk])
    assert list(Interval.objects.order_by("pk").values_list("pk", flat=True)) == before
    assert before


def test_only_what_differs_is_written(notebook: Notebook) -> None:
    unit = make_unit()
    services.refresh(unit_ids=[unit.pk])
    others = Interval.objects.exclude(obligation__startswith="1.").order_by("pk")
    kept = list(others.values_list("pk", flat=True))
    notebook[ExerciseFacts][unit.pk] = exercise_on(date(2026, 10, 2))
    services.refresh(unit_ids=[unit.pk])
    assert list(others.values_list("pk", flat=True)) == kept


def test_the_generation_being_built_is_written_too(notebook: Notebook) -> None:
    unit = make_unit()
    services.refresh(unit_ids=[unit.pk])
    current = Generation.objects.get()
    building = Generation.objects.create(
        state=Generation.State.BUILDING,
        fingerprint="other",
        horizon_start=date(2025, 1, 1),
        horizon_end=date(2027, 1, 1),
    )
    notebook[ExerciseFacts][unit.pk] = exercise_on(date(2026, 10, 2))
    services.refresh(unit_ids=[unit.pk], obligation_ids=["1.a"])
    for generation in (current, building):
        found = Interval.objects.filter(generation=generation).on(TODAY).get(obligation="1.a")
        assert found.status == "met"
    years = Interval.objects.filter(generation=building).values_list("year", flat=True)
    assert set(years) == {2025, 2026}


def test_the_first_write_ever_makes_the_generation(notebook: Notebook) -> None:
    unit = make_unit()
    services.refresh(unit_ids=[unit.pk])
    assert Pointer.objects.get().generation.fingerprint != ""
    assert services.rebuild_reason() is None


def test_the_first_write_beside_units_never_judged_asks_for_a_rebuild(notebook: Notebook) -> None:
    make_unit()
    services.refresh(unit_ids=[make_unit().pk])
    assert services.rebuild_reason() == "first"


def test_a_unit_that_changes_sector_is_judged_again(notebook: Notebook) -> None:
    unit = make_unit()
    services.refresh(unit_ids=[unit.pk])
    Organisation.objects.filter(pk=unit.pk).update(department="988")
    units_changed([unit.pk])
    found = selectors.statuses_on([unit.pk], TODAY)
    assert set(found.values_list("status", flat=True)) == {"not_applicable"}


def test_what_is_no_longer_judged_loses_its_rows(notebook: Notebook) -> None:
    unit = make_unit()
    services.refresh(unit_ids=[unit.pk])
    Organisation.objects.filter(pk=unit.pk).update(is_unit=False)
    units_changed([unit.pk])
    assert not Interval.objects.exists()


def test_an_obligation_without_facts_function_is_refused(notebook: Notebook) -> None:
    with pytest.raises(KeyError):
        services.refresh(unit_ids=[make_unit().pk], obligation_ids=["9.z"])
    assert not Interval.objects.exists()


def test_the_number_of_queries_does_not_depend_on_the_number_of_units(
    notebook: Notebook, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    units = [make_unit() for _ in range(50)]
    ids = [unit.pk for unit in units]
    services.refresh(unit_ids=ids)
    with django_assert_num_queries(10, exact=False):
        services.refresh(unit_ids=ids[:1])
    counted = []
    for size in (1, 5, 50):
        with django_assert_num_queries(20, exact=False) as captured:
            services.refresh(unit_ids=ids[:size])
        counted.append(len(captured))
    assert len(set(counted)) == 1, counted
