"""What a page shows of the reasons is judged on the facts kept at the last refresh."""

from collections.abc import Generator
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hygie.domain import obligations as judging
from hygie.domain.exercises import ExerciseFacts
from hygie.domain.verdict import Status
from hygie.obligations import selectors, services, snapshots
from hygie.obligations.models import Generation, UnitFacts
from hygie.obligations.tests.notebook import CALLS, exercise_on, notebook, some_facts
from hygie.organisations.models import Organisation
from tests.cast import TODAY, make_unit, on_day

__all__ = ["notebook"]

Notebook = dict[type, dict[int, Any]]
FACTS_TYPES = sorted({one.facts_type for one in judging.JUDGEMENTS.values()}, key=str)


@pytest.fixture(autouse=True)
def _day() -> Generator[None]:
    with on_day(TODAY):
        yield


@pytest.mark.parametrize("facts_type", FACTS_TYPES)
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_facts_come_back_as_they_were(facts_type: type, data: st.DataObject) -> None:
    facts = data.draw(st.from_type(facts_type))
    assert snapshots.decode(snapshots.encode(facts), facts_type) == facts


@pytest.mark.django_db
def test_a_page_reads_the_facts_without_asking_the_rooms(notebook: Notebook) -> None:
    unit = make_unit()
    for facts_type, facts in some_facts(1).items():
        notebook[facts_type][unit.pk] = facts
    services.refresh(unit_ids=[unit.pk])
    asked = selectors.facts_of_unit(unit)
    CALLS.clear()
    shown = selectors.unit_verdicts(unit, TODAY)
    assert CALLS == []
    assert snapshots.read(unit.pk, list(asked)) == asked
    assert shown[0].verdict.reasons


@pytest.mark.django_db
def test_the_facts_kept_follow_each_write(notebook: Notebook) -> None:
    unit = make_unit()
    services.refresh(unit_ids=[unit.pk])
    assert not UnitFacts.objects.exists()
    for days in ((date(2026, 10, 2),), (date(2026, 9, 1),)):
        notebook[ExerciseFacts][unit.pk] = exercise_on(*days)
        services.refresh(unit_ids=[unit.pk], obligation_ids=["1.c"])
        assert snapshots.read(unit.pk, ["1.a"])["1.a"] == exercise_on(*days)
        assert UnitFacts.objects.count() == 1
    before = UnitFacts.objects.get().pk
    services.refresh(unit_ids=[unit.pk])
    assert UnitFacts.objects.get().pk == before
    del notebook[ExerciseFacts][unit.pk]
    services.refresh(unit_ids=[unit.pk])
    assert not UnitFacts.objects.exists()


@pytest.mark.django_db
def test_the_rooms_are_asked_when_rules_or_code_changed(notebook: Notebook) -> None:
    unit = make_unit()
    services.refresh(unit_ids=[unit.pk])
    notebook[ExerciseFacts][unit.pk] = exercise_on(date(2026, 10, 2))
    assert selectors.unit_verdicts(unit, TODAY)[0].verdict.status == Status.LATE
    Generation.objects.update(fingerprint="another version")
    UnitFacts.objects.create(unit=unit, kind="ExerciseFacts", content='{"gone": 1}')
    assert selectors.unit_verdicts(unit, TODAY)[0].verdict.status == Status.MET
    services.rebuild()
    CALLS.clear()
    assert selectors.unit_verdicts(unit, TODAY)[0].verdict.status == Status.MET
    assert CALLS == []


@pytest.mark.django_db
def test_a_unit_that_leaves_takes_its_facts_along(notebook: Notebook) -> None:
    unit = make_unit()
    notebook[ExerciseFacts][unit.pk] = exercise_on(date(2026, 10, 2))
    services.refresh(unit_ids=[unit.pk])
    Organisation.objects.filter(pk=unit.pk).delete()
    assert not UnitFacts.objects.exists()
