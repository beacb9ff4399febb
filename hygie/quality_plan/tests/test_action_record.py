"""A person puts an action in the plan."""

from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from hygie.domain.refusal import ServiceRefusal
from hygie.organisations.models import Coverage
from hygie.organisations.rights import Role
from hygie.quality_plan import services
from hygie.quality_plan.enums import State
from hygie.quality_plan.models import PlanAction, PlanNumber
from hygie.quality_plan.tests.plan import (
    House,
    make_house,
    make_two_houses,
    note_action,
    status_of,
    verbs,
)
from tests.cast import TODAY, make_unit, member, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures(today.__name__)]


def test_an_action_gets_a_code_a_number_and_a_journal_line() -> None:
    house = make_house()
    action = note_action(house)
    assert action.code == "CYB-2026-001"
    assert action.current_due_on == date(2027, 11, 21)
    assert PlanNumber.objects.get(action=action, unit=house.unit).number == "2026-112"
    assert verbs(action) == ["plan_action.recorded"]


def test_a_complete_action_turns_5a_met() -> None:
    house = make_house()
    note_action(house)
    assert status_of(house.unit) == "met"


@pytest.mark.parametrize("lacking", [{"number": ""}, {"pilote_name": ""}, {"due_on": None}])
def test_an_action_that_lacks_something_leaves_5a_to_do(lacking: dict[str, object]) -> None:
    house = make_house()
    note_action(house, **lacking)
    assert status_of(house.unit) == "open"


def test_an_action_sent_twice_is_noted_once() -> None:
    house = make_house()
    new_id = uuid4()
    first = note_action(house, new_id=new_id)
    second = note_action(house, new_id=new_id, title="Autre libellé")
    assert second.pk == first.pk
    assert second.title == first.title
    assert PlanAction.objects.count() == 1
    assert verbs(first) == ["plan_action.recorded"]


def test_codes_follow_one_another_by_year_and_are_never_given_again() -> None:
    house = make_house()
    first = note_action(house)
    second = note_action(house, created_on=date(2025, 3, 1))
    services.action_remove(
        **house.who, action_id=first.pk, expected_version=1, reason="Inscrite deux fois"
    )
    third = note_action(house)
    assert (second.code, third.code) == ("CYB-2025-001", "CYB-2026-002")


def test_two_establishments_count_their_codes_apart() -> None:
    assert note_action(make_house()).code == note_action(make_house()).code == "CYB-2026-001"


def test_a_pilote_with_an_account_gives_his_name() -> None:
    house = make_house()
    action = note_action(house, pilote_name="", pilote=house.rssi)
    assert action.pilote_name == house.rssi.full_name


def test_the_support_of_a_ght_bears_an_action_for_two() -> None:
    support, part = make_two_houses()
    action = note_action(support, units=[support.unit, part.unit])
    covered = Coverage.objects.filter(fact_id=action.pk).values_list("unit_id", flat=True)
    assert set(covered) == {support.unit.pk, part.unit.pk}
    assert status_of(support.unit) == "met"
    assert status_of(part.unit) == "open"  # its own number is missing


def refused(house: House, code: str, **values: object) -> None:
    with pytest.raises(ServiceRefusal) as refusal:
        note_action(house, **values)
    assert refusal.value.code == code
    assert not PlanAction.objects.exists()
    assert status_of(house.unit) is None


def test_a_reader_may_not_note() -> None:
    house = make_house()
    refused(House(house.unit, member(house.unit, Role.DIRECTION)), "not_allowed")


def test_a_stranger_may_not_note() -> None:
    refused(House(make_unit(), make_house().rssi), "not_allowed")


def test_an_action_is_not_borne_for_a_stranger() -> None:
    house = make_house()
    refused(house, "not_bearable", units=[house.unit, make_unit()])


def test_an_action_does_not_start_done() -> None:
    refused(make_house(), "starting_state", state=State.DONE)


def test_an_accepted_action_has_a_pilote() -> None:
    refused(make_house(), "pilote_missing", state=State.ACCEPTED, pilote_name="")


def test_a_due_day_before_the_action_is_refused() -> None:
    house = make_house()
    with pytest.raises(ValidationError, match="échéance"):
        note_action(house, due_on=date(2020, 1, 1), created_on=TODAY)
    assert not PlanAction.objects.exists()
