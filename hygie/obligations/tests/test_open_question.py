"""« On ne sait pas encore »: an answer that can be given, and taken back."""

from collections.abc import Generator
from datetime import date
from typing import Any

import pytest

from hygie.domain.exercises import ExerciseFacts
from hygie.domain.refusal import ServiceRefusal
from hygie.journal.models import Entry
from hygie.obligations import selectors, services
from hygie.obligations.models import OpenQuestion
from hygie.obligations.tests.notebook import exercise_on, notebook
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Role
from tests.cast import TODAY, make_unit, member, on_day, scope_of

__all__ = ["notebook"]

Notebook = dict[type, dict[int, Any]]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _day() -> Generator[None]:
    with on_day(TODAY):
        yield


def ask(unit: Organisation, role: Role = Role.RSSI, obligation_id: str = "1.a") -> OpenQuestion:
    person = member(unit, role)
    return services.question_open(
        scope=scope_of(person),
        acting_user=person,
        unit=unit,
        obligation_id=obligation_id,
        note="Demander à la direction de la communication",
    )


def status_of(unit: Organisation) -> str:
    return str(selectors.statuses_on([unit.pk], TODAY).get(obligation="1.a").status)


def test_not_knowing_yet_turns_a_late_status_into_unknown(notebook: Notebook) -> None:
    unit = make_unit()
    services.refresh(unit_ids=[unit.pk])
    assert status_of(unit) == "late"
    question = ask(unit)
    assert status_of(unit) == "unknown"
    assert selectors.unit_verdicts(unit, TODAY)[0].question == question
    assert Entry.objects.filter(verb="question.opened", organisation_id=unit.pk).count() == 1


def test_asking_twice_asks_once(notebook: Notebook) -> None:
    unit = make_unit()
    assert ask(unit) == ask(unit)
    assert Entry.objects.filter(verb="question.opened").count() == 1


def test_a_question_settled_judges_again(notebook: Notebook) -> None:
    unit = make_unit()
    ask(unit)
    person = member(unit, Role.RSSI)
    for _ in range(2):
        services.question_close(
            scope=scope_of(person), acting_user=person, unit=unit, obligation_id="1.a"
        )
    assert status_of(unit) == "late"
    assert not selectors.open_questions(unit).exists()
    assert OpenQuestion.objects.get().closed_by_name == person.full_name
    assert Entry.objects.filter(verb="question.closed").count() == 1


def test_a_fact_noted_counts_more_than_the_question(notebook: Notebook) -> None:
    unit = make_unit()
    ask(unit)
    notebook[ExerciseFacts][unit.pk] = exercise_on(date(2026, 10, 2))
    services.refresh(unit_ids=[unit.pk])
    assert status_of(unit) == "met"


def test_who_may_not_write_in_the_room_is_refused(notebook: Notebook) -> None:
    unit = make_unit()
    with pytest.raises(ServiceRefusal) as refused:
        ask(unit, Role.DAF)
    assert refused.value.code == "not_allowed"
    assert not OpenQuestion.objects.exists()
    assert not Entry.objects.exists()


def test_an_obligation_that_does_not_exist_is_refused(notebook: Notebook) -> None:
    with pytest.raises(ServiceRefusal) as refused:
        ask(make_unit(), obligation_id="8.a")
    assert refused.value.code == "unknown_obligation"
    assert not OpenQuestion.objects.exists()
