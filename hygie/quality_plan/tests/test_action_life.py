"""An action is accepted, progresses, is postponed, done, verified, given up, reopened."""

from datetime import date
from itertools import product
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from hygie.documents.services import evidence_add
from hygie.domain.refusal import ServiceRefusal
from hygie.organisations.rights import Role
from hygie.quality_plan import services
from hygie.quality_plan.enums import MOVES, State
from hygie.quality_plan.models import ActionPostponement, PlanAction
from hygie.quality_plan.tests.plan import (
    House,
    make_house,
    note_action,
    status_of,
    stored,
    verbs,
)
from tests.cast import TODAY, member, on_day, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures(today.__name__)]


def move(house: House, action: PlanAction, to_state: str, **values: Any) -> PlanAction:
    version = stored(action)["version"]
    return services.action_move(
        **house.who,
        action_id=action.pk,
        **{"expected_version": version, "to_state": to_state, **values},
    )


def prove(house: House, action: PlanAction) -> None:
    evidence_add(
        **house.who,
        subject_kind="plan_action",
        subject_id=action.pk,
        new_id=uuid4(),
        kind="held",
        title="Annuaire imprimé",
        held_by="Cellule de crise",
    )


def test_an_action_lives_to_its_verification() -> None:
    house = make_house()
    action = note_action(house)
    move(house, action, State.ACCEPTED)
    move(house, action, State.IN_PROGRESS)
    move(house, action, State.DONE)
    prove(house, action)
    move(house, action, State.VERIFIED)
    end = stored(action)
    assert (end["state"], end["progress"]) == (State.VERIFIED, 100)
    assert (end["accepted_on"], end["done_on"], end["verified_on"]) == (TODAY, TODAY, TODAY)
    assert end["verified_by_name"] == house.rssi.full_name
    assert verbs(action) == ["plan_action.recorded", *["plan_action.moved"] * 4]


def test_only_the_moves_of_the_table_are_allowed() -> None:
    house = make_house()
    action = note_action(house)
    prove(house, action)
    for before, after in product(State, State):
        PlanAction.objects.filter(pk=action.pk).update(state=before, done_on=TODAY)
        unchanged = stored(action)
        if after in MOVES[before] or after == before:
            move(house, action, after, reason="Parce que")
            assert stored(action)["state"] == after
            assert (stored(action) == unchanged) == (after == before)
        else:
            with pytest.raises(ServiceRefusal) as refusal:
                move(house, action, after, reason="Parce que")
            assert refusal.value.code == "move_not_allowed", (before, after)
            assert stored(action) == unchanged


def test_a_move_sent_twice_happens_once() -> None:
    house = make_house()
    action = note_action(house)
    version = action.version
    move(house, action, State.ACCEPTED, expected_version=version)
    move(house, action, State.ACCEPTED, expected_version=version)
    assert verbs(action) == ["plan_action.recorded", "plan_action.moved"]


def refused(house: House, action: PlanAction, code: str, to_state: str, **values: Any) -> None:
    before = stored(action)
    with pytest.raises(ServiceRefusal) as refusal:
        move(house, action, to_state, **values)
    assert refusal.value.code == code
    assert stored(action) == before
    assert "plan_action.moved" not in verbs(action)


def test_nobody_accepts_without_pilote() -> None:
    house = make_house()
    refused(house, note_action(house, pilote_name=""), "pilote_missing", State.ACCEPTED)


def test_giving_up_says_why() -> None:
    house = make_house()
    refused(house, note_action(house), "reason_missing", State.CANCELLED)


def test_nothing_is_done_tomorrow_nor_before_its_inscription() -> None:
    house = make_house()
    action = note_action(house, state=State.ACCEPTED)
    refused(house, action, "plan_future_day", State.DONE, on=date(2026, 11, 22))
    refused(house, action, "plan_day_too_early", State.DONE, on=date(2026, 11, 20))


def test_two_people_who_move_it_differently() -> None:
    house = make_house()
    action = note_action(house, state=State.ACCEPTED)
    services.action_progress(**house.who, action_id=action.pk, expected_version=1, progress=30)
    refused(house, action, "stale", State.DONE, expected_version=1)


def test_a_reader_moves_nothing() -> None:
    house = make_house()
    reader = House(house.unit, member(house.unit, Role.DIRECTION))
    refused(reader, note_action(house), "not_allowed", State.ACCEPTED)


def test_an_action_is_verified_on_a_proof() -> None:
    house = make_house()
    action = note_action(house, state=State.ACCEPTED)
    move(house, action, State.DONE)
    with pytest.raises(ServiceRefusal) as refusal:
        move(house, action, State.VERIFIED)
    assert refusal.value.code == "proof_missing"
    assert stored(action)["state"] == State.DONE


def test_a_reopened_action_is_no_longer_done() -> None:
    house = make_house()
    action = note_action(house, state=State.ACCEPTED)
    move(house, action, State.DONE)
    with pytest.raises(ServiceRefusal) as refusal:
        move(house, action, State.IN_PROGRESS)
    assert refusal.value.code == "reason_missing"
    move(house, action, State.IN_PROGRESS, reason="L'effet n'a pas tenu")
    now = stored(action)
    assert (now["done_on"], now["progress"], now["state"]) == (None, 0, State.IN_PROGRESS)
    assert now["state_reason"] == "L'effet n'a pas tenu"


def test_an_action_given_up_no_longer_carries_anything() -> None:
    house = make_house()
    action = note_action(house)
    assert status_of(house.unit) == "met"
    move(house, action, State.CANCELLED, reason="Remplacée par la refonte")
    assert status_of(house.unit) != "met"


def progress(house: House, action: PlanAction, value: int, version: int = 1) -> PlanAction:
    return services.action_progress(
        **house.who, action_id=action.pk, expected_version=version, progress=value
    )


def test_progress_starts_the_action_and_leaves_a_line() -> None:
    house = make_house()
    action = note_action(house, state=State.ACCEPTED)
    progress(house, action, 40)
    assert (stored(action)["progress"], stored(action)["state"]) == (40, State.IN_PROGRESS)
    assert verbs(action)[-1] == "plan_action.progressed"


def test_progress_is_not_noted_before_acceptance_nor_after_the_end() -> None:
    house = make_house()
    action = note_action(house)
    with pytest.raises(ServiceRefusal) as refusal:
        progress(house, action, 10)
    assert refusal.value.code == "progress_before_acceptance"
    move(house, action, State.CANCELLED, reason="Sans objet")
    with pytest.raises(ServiceRefusal) as refusal:
        progress(house, action, 10, version=2)
    assert refusal.value.code == "progress_closed"
    assert stored(action)["progress"] == 0


def test_progress_stays_between_0_and_100() -> None:
    house = make_house()
    action = note_action(house, state=State.ACCEPTED)
    with pytest.raises(ValidationError):
        progress(house, action, 101)
    assert stored(action)["progress"] == 0


def postpone(house: House, action: PlanAction, **values: Any) -> ActionPostponement:
    given: dict[str, Any] = {
        "expected_version": stored(action)["version"],
        "new_id": uuid4(),
        "to_on": date(2028, 1, 31),
        "reason": "Le marché est reporté",
        **values,
    }
    return services.action_postpone(**house.who, action_id=action.pk, **given)


def test_a_due_day_moves_with_its_reason() -> None:
    house = make_house()
    action = note_action(house)
    first = postpone(house, action)
    postpone(house, action, to_on=date(2028, 3, 31), reason="Le prestataire est en retard")
    assert first.from_on == date(2027, 11, 21)
    assert stored(action)["current_due_on"] == date(2028, 3, 31)
    assert stored(action)["due_on"] == date(2027, 11, 21)
    assert verbs(action)[1:] == ["plan_action.postponed"] * 2


def test_a_postponement_sent_twice_happens_once() -> None:
    house = make_house()
    action = note_action(house)
    new_id, version = uuid4(), action.version
    postpone(house, action, new_id=new_id, expected_version=version)
    postpone(house, action, new_id=new_id, expected_version=version)
    assert ActionPostponement.objects.count() == 1
    assert stored(action)["version"] == 2


@pytest.mark.parametrize(
    ("code", "values"),
    [
        ("due_unmotivated", {"reason": "  "}),
        ("due_unchanged", {"to_on": date(2027, 11, 21)}),
        ("plan_future_day", {"decided_on": date(2026, 12, 1)}),
        ("plan_day_too_early", {"decided_on": date(2026, 11, 1)}),
        ("plan_day_too_early", {"to_on": date(2020, 1, 1)}),
        ("stale", {"expected_version": 7}),
    ],
)
def test_a_refused_postponement_moves_nothing(code: str, values: dict[str, Any]) -> None:
    house = make_house()
    action = note_action(house)
    before = stored(action)
    with pytest.raises(ServiceRefusal) as refusal:
        postpone(house, action, **values)
    assert refusal.value.code == code
    assert stored(action) == before
    assert not ActionPostponement.objects.exists()
    assert verbs(action) == ["plan_action.recorded"]


def test_only_an_open_action_with_a_day_is_postponed() -> None:
    house = make_house()
    without_day = note_action(house, due_on=None)
    with pytest.raises(ServiceRefusal) as refusal:
        postpone(house, without_day)
    assert refusal.value.code == "no_due_day"
    closed = note_action(house, state=State.ACCEPTED)
    move(house, closed, State.DONE)
    with pytest.raises(ServiceRefusal) as refusal:
        postpone(house, closed)
    assert refusal.value.code == "postpone_closed"
    assert not ActionPostponement.objects.exists()


def test_a_late_action_is_late_from_the_day_after_its_day() -> None:
    house = make_house()
    action = note_action(house, due_on=TODAY)
    assert not action.is_overdue(TODAY)
    assert action.is_overdue(date(2026, 11, 22))
    with on_day(date(2026, 12, 1)):
        late = PlanAction.objects.overdue_on(date(2026, 12, 1))
        assert list(late) == [action]
        postpone(house, action, to_on=date(2027, 2, 1))
        assert not late.all().exists()
