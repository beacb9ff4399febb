"""A person corrects, numbers, removes or declines an action."""

from datetime import date
from typing import Any

import pytest

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
    stored,
    verbs,
)
from tests.cast import member, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures(today.__name__)]


def change(house: House, action: PlanAction, version: int = 1, **changes: Any) -> PlanAction:
    return services.action_change(
        **house.who, action_id=action.pk, expected_version=version, changes=changes
    )


def test_a_correction_is_kept_with_its_journal_line() -> None:
    house = make_house()
    action = note_action(house)
    change(house, action, title="Revoir l'annuaire de crise", indicator="Annuaire imprimé")
    assert stored(action)["title"] == "Revoir l'annuaire de crise"
    assert stored(action)["version"] == 2
    assert verbs(action) == ["plan_action.recorded", "plan_action.changed"]


def test_the_second_of_two_people_is_told_and_changes_nothing() -> None:
    house = make_house()
    action = note_action(house)
    change(house, action, title="Première")
    before = stored(action)
    with pytest.raises(ServiceRefusal) as refusal:
        change(house, action, title="Seconde")
    assert refusal.value.code == "stale"
    assert stored(action) == before


def test_a_due_day_is_given_once() -> None:
    house = make_house()
    action = note_action(house, due_on=None)
    assert status_of(house.unit) == "open"
    change(house, action, due_on=date(2027, 6, 30))
    assert stored(action)["current_due_on"] == date(2027, 6, 30)
    assert status_of(house.unit) == "met"


@pytest.mark.parametrize("day", [date(2027, 12, 31), None])
def test_a_due_day_does_not_move_without_a_reason(day: date | None) -> None:
    house = make_house()
    action = note_action(house)
    before = stored(action)
    with pytest.raises(ServiceRefusal) as refusal:
        change(house, action, due_on=day)
    assert refusal.value.code == "due_unmotivated"
    assert stored(action) == before
    assert verbs(action) == ["plan_action.recorded"]


def test_the_state_does_not_change_by_a_correction() -> None:
    house = make_house()
    action = note_action(house)
    change(house, action, state=State.DONE, progress=100, done_on=date(2026, 1, 1))
    assert stored(action)["state"] == State.PROPOSED
    assert stored(action)["done_on"] is None


def test_an_accepted_action_keeps_a_pilote() -> None:
    house = make_house()
    action = note_action(house, state=State.ACCEPTED)
    before = stored(action)
    with pytest.raises(ServiceRefusal) as refusal:
        change(house, action, pilote_name="")
    assert refusal.value.code == "pilote_missing"
    assert stored(action) == before


def test_another_establishment_does_not_change_what_it_does_not_bear() -> None:
    support, part = make_two_houses()
    action = note_action(support, units=[support.unit, part.unit])
    before = stored(action)
    with pytest.raises(ServiceRefusal) as refusal:
        change(part, action, title="À nous")
    assert refusal.value.code == "borne_by_other"
    assert stored(action) == before


def test_each_establishment_gives_its_own_number() -> None:
    support, part = make_two_houses()
    action = note_action(support, units=[support.unit, part.unit])
    set_number(part, action, "Q-77")
    numbers = PlanNumber.objects.filter(action=action).values_list("unit", "number")
    assert dict(numbers) == {support.unit.pk: "2026-112", part.unit.pk: "Q-77"}
    assert status_of(part.unit) == "met"
    assert verbs(action)[-1] == "plan_action.numbered"


def set_number(house: House, action: PlanAction, number: str, expected: str = "") -> str:
    return services.number_set(
        **house.who, action_id=action.pk, number=number, expected_number=expected
    )


def test_a_number_sent_twice_is_written_once() -> None:
    house = make_house()
    action = note_action(house, number="")
    set_number(house, action, "Q-1")
    set_number(house, action, "Q-1")
    assert verbs(action).count("plan_action.numbered") == 1


def test_a_number_is_cleared() -> None:
    house = make_house()
    action = note_action(house)
    set_number(house, action, " ", expected="2026-112")
    assert not PlanNumber.objects.exists()
    assert status_of(house.unit) == "open"


def test_the_second_number_of_two_people_is_refused() -> None:
    house = make_house()
    action = note_action(house, number="")
    set_number(house, action, "Q-1")
    with pytest.raises(ServiceRefusal) as refusal:
        set_number(house, action, "Q-2")
    assert refusal.value.code == "number_stale"
    assert PlanNumber.objects.get().number == "Q-1"


def test_a_number_is_not_given_to_an_action_of_strangers() -> None:
    action = note_action(make_house(), number="")
    with pytest.raises(ServiceRefusal) as refusal:
        set_number(make_house(), action, "Q-1")
    assert refusal.value.code == "gone"
    assert not PlanNumber.objects.exists()


def remove(house: House, action: PlanAction, reason: str = "Inscrite par erreur") -> None:
    services.action_remove(**house.who, action_id=action.pk, expected_version=1, reason=reason)


def test_an_action_noted_by_mistake_is_removed() -> None:
    house = make_house()
    action = note_action(house)
    remove(house, action)
    assert not PlanAction.objects.exists()
    assert not Coverage.objects.exists()
    assert status_of(house.unit) == "unknown"
    assert verbs(action) == ["plan_action.recorded", "plan_action.removed"]


def test_a_removal_without_reason_is_refused() -> None:
    house = make_house()
    action = note_action(house)
    with pytest.raises(ServiceRefusal) as refusal:
        remove(house, action, "  ")
    assert refusal.value.code == "reason_missing"
    assert PlanAction.objects.exists()


def test_a_reader_removes_nothing() -> None:
    house = make_house()
    action = note_action(house)
    with pytest.raises(ServiceRefusal) as refusal:
        remove(House(house.unit, member(house.unit, Role.DIRECTION)), action)
    assert refusal.value.code == "not_allowed"
    assert PlanAction.objects.exists()


def answer(house: House, action: PlanAction, *, declines: bool, reason: str = "") -> Coverage:
    return services.action_answer_coverage(
        **house.who, action_id=action.pk, declines=declines, reason=reason
    )


def test_a_party_declines_and_takes_back() -> None:
    support, part = make_two_houses()
    action = note_action(support, units=[support.unit, part.unit])
    answer(part, action, declines=True, reason="Pas d'annuaire ici")
    assert status_of(part.unit) == "unknown"
    assert status_of(support.unit) == "met"
    answer(part, action, declines=True, reason="Pas d'annuaire ici")
    answer(part, action, declines=False)
    assert status_of(part.unit) == "open"
    assert verbs(action)[1:] == ["fact.declined", "fact.taken_back"]


def test_the_bearer_does_not_decline_its_own() -> None:
    house = make_house()
    action = note_action(house)
    with pytest.raises(ServiceRefusal) as refusal:
        answer(house, action, declines=True, reason="Non")
    assert refusal.value.code == "own_fact"
    assert status_of(house.unit) == "met"
