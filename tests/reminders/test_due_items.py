"""What falls due, for whom: read from the registers, by the rights of the day."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hygie.accounts.models import User
from hygie.compliance.models import Statement
from hygie.digital_budget.services import computation_record
from hygie.exercises.services import exercise_record
from hygie.notifications import registry
from hygie.notifications.people import waiting_of_many
from hygie.organisations.models import Coverage, Membership, Organisation
from hygie.organisations.rights import Role, Room
from hygie.quality_plan.models import ActionPostponement
from hygie.self_assessments.services import self_assessment_record
from tests.cast import TODAY, delegate, make_ght, make_unit, member, scope_of, today
from tests.reminders.cast import (
    bare_action,
    holder,
    judged_unit,
    labels,
    person,
    waiting,
)

__all__ = ["today"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
SOON = TODAY + timedelta(days=20)
PAST = TODAY - timedelta(days=3)


def test_every_room_that_owes_something_is_known() -> None:
    assert registry.registered() == {
        "obligation", "plan_action", "exercise", "self_assessment", "budget", "statement",
    }  # fmt: skip


def test_obligations_are_for_who_writes_in_their_room() -> None:
    unit = judged_unit()
    daf, dsi = holder(unit, Role.DAF), holder(unit, Role.DSI)
    assert {one.label[0] for one in waiting(daf).mine} == {"7"}
    assert {one.label[0] for one in waiting(dsi).mine} > {"1", "3", "7"}
    quality = holder(unit, Role.QUALITY)
    assert "3" not in {one.label[0] for one in waiting(quality).mine}


def test_who_signs_knows_of_the_obligations_late() -> None:
    unit = judged_unit()
    director = holder(unit, Role.DIRECTION)
    found = waiting(director)
    assert found.mine == []
    assert found.escalated
    assert all(one.is_late for one in found.escalated)


def test_an_action_is_for_its_pilote_and_not_for_the_others() -> None:
    unit = make_unit()
    pilote, rssi = holder(unit, Role.DAF, "Paul Pilote"), holder(unit, Role.RSSI)
    bare_action(unit, due_on=SOON, pilote=pilote, pilote_name="Paul Pilote")
    assert labels(waiting(pilote).mine) == ["A-0 Durcir les comptes"]
    assert waiting(rssi).mine == []


def test_an_action_without_an_account_is_for_who_keeps_the_plan() -> None:
    unit = make_unit()
    bare_action(unit, due_on=SOON, pilote_name="Quelqu’un")
    assert labels(waiting(holder(unit, Role.QUALITY)).mine) == ["A-0 Durcir les comptes"]
    assert waiting(holder(unit, Role.DAF)).mine == []


@pytest.mark.parametrize("how", ["left", "closed"])
def test_an_action_whose_pilote_left_goes_back_to_who_keeps_the_plan(how: str) -> None:
    unit = make_unit()
    pilote, rssi = holder(unit, Role.DAF, "Paul Pilote"), holder(unit, Role.RSSI)
    bare_action(unit, due_on=SOON, pilote=pilote, pilote_name="Paul Pilote")
    assert waiting(rssi).mine == []
    if how == "left":
        Membership.objects.filter(user=pilote).update(until=TODAY)
        assert waiting(pilote).mine == []
    else:
        pilote.is_active = False
        pilote.save()
    assert labels(waiting(rssi).mine) == ["A-0 Durcir les comptes"]


def test_the_sponsor_named_knows_of_the_lateness() -> None:
    unit = make_unit()
    sponsor = holder(unit, Role.DIRECTION, "Hélène d'Œuvre")
    bare_action(unit, due_on=PAST, pilote_name="X", sponsor_name="HELENE D’OEUVRE")
    bare_action(unit, due_on=SOON, pilote_name="X", sponsor_name="Hélène d'Œuvre")
    assert labels(waiting(sponsor).escalated) == ["A-0 Durcir les comptes"]


def test_the_person_to_alert_knows_of_the_lateness() -> None:
    unit = make_unit()
    alerted = holder(unit, Role.DAF, "Inès Vidal")
    bare_action(unit, due_on=PAST, pilote_name="X", escalation_name="Ines VIDAL")
    assert labels(waiting(alerted).escalated) == ["A-0 Durcir les comptes"]


def test_an_action_to_accept_says_so_and_a_refused_one_goes_back_to_who_keeps_the_plan() -> None:
    unit = make_unit()
    pilote, rssi = holder(unit, Role.DAF, "Paul Pilote"), holder(unit, Role.RSSI)
    action = bare_action(unit, due_on=SOON, pilote=pilote, state="proposed")
    assert [one.detail for one in waiting(pilote).mine] == ["à accepter par son pilote"]
    assert waiting(rssi).mine == []
    action.refused_on = TODAY
    action.save()
    assert waiting(pilote).mine == []
    assert [one.detail for one in waiting(rssi).mine] == ["refusée par son pilote"]


def test_two_people_of_one_name_are_no_sponsor() -> None:
    unit = make_unit()
    people = [holder(unit, Role.DIRECTION, "Jean Petit") for _ in range(2)]
    bare_action(unit, due_on=PAST, sponsor_name="Jean Petit")
    assert [waiting(one).escalated for one in people] == [[], []]


def test_a_postponement_says_its_days_and_never_its_reason() -> None:
    unit = make_unit()
    action = bare_action(unit, due_on=SOON, restricted_detail="Serveur SRV-01 vulnérable")
    ActionPostponement.objects.create(
        action=action, decided_on=TODAY, from_on=TODAY, to_on=SOON, reason="Faille connue"
    )
    (one,) = waiting(holder(unit, Role.RSSI)).mine
    assert one.detail == "reportée du 21/11/2026 au 11/12/2026"
    assert "SRV-01" not in str(one)
    assert "Faille" not in str(one)


def test_an_action_shared_is_said_once_and_not_where_it_is_declined() -> None:
    unit, other = make_unit(), make_unit()
    both = holder(unit, Role.RSSI)
    member(other, Role.RSSI, user=both)
    there = holder(other, Role.RSSI)
    action = bare_action(unit, other, due_on=SOON)
    assert [one.unit_id for one in waiting(both).mine] == [unit.pk]
    assert [one.unit_id for one in waiting(there).mine] == [other.pk]
    declined = Coverage.objects.filter(fact_id=action.pk, unit=other)
    declined.update(declined_at="2026-11-01T10:00:00Z")
    assert waiting(there).mine == []


def test_closed_actions_ask_nothing() -> None:
    unit = make_unit()
    bare_action(unit, due_on=SOON, state="done", done_on=TODAY)
    assert waiting(holder(unit, Role.RSSI)).mine == []


def test_a_statement_prepared_waits_for_who_signs() -> None:
    unit = make_unit()
    director, rssi = holder(unit, Role.DIRECTION), holder(unit, Role.RSSI)
    Statement.objects.create(
        unit=unit, year=2026, on=TODAY, content="{}", prepared_by=rssi,
        prepared_by_name=rssi.full_name, prepared_at="2026-11-20T10:00:00Z",
    )  # fmt: skip
    assert labels(waiting(director).mine) == ["Confirmer l’état annuel 2026"]
    assert "Confirmer l’état annuel 2026" not in labels(waiting(rssi).mine)


def test_an_exercise_held_says_its_retex_and_entry_instead_of_the_obligations() -> None:
    unit = judged_unit()
    rssi = holder(unit, Role.RSSI)
    before = labels(waiting(rssi).mine)
    exercise_record(
        scope=scope_of(rssi), acting_user=rssi, unit=unit, new_id=uuid4(),
        held_on=date(2026, 11, 12), title="Chiffrement du DPI",
    )  # fmt: skip
    found = waiting(rssi).mine
    said = [one.label for one in found if one.label[:3] in ("1.b", "1.d")]
    assert said == [
        "1.b valider le RETEX de l’exercice du 12/11/2026",
        "1.d clore la fiche de saisie de l’exercice du 12/11/2026",
    ]
    assert not set(said) & set(before)
    assert all("DPI" not in one.label for one in found)


def test_an_exercise_that_cannot_count_asks_neither_retex_nor_entry() -> None:
    unit = judged_unit()
    rssi = holder(unit, Role.RSSI)
    before = labels(waiting(rssi).mine)
    exercise_record(
        scope=scope_of(rssi), acting_user=rssi, unit=unit, new_id=uuid4(),
        held_on=date(2026, 11, 12), title="Sauvegardes", tested_care=True, tested_missions=True,
        under_cyber_event=False, functions=[],
    )  # fmt: skip
    assert labels(waiting(rssi).mine) == before


def test_a_delegation_opens_what_it_says() -> None:
    unit = judged_unit()
    ght = make_ght(make_unit(), unit)
    fellow = holder(ght, Role.GHT_RSSI)
    assert waiting(fellow).mine == []
    delegate(unit, ght, Room.EXERCISES, can_write=True)
    assert {one.label[0] for one in waiting(fellow).mine} == {"1"}


def everything_in(unit: Organisation) -> User:
    """A person of a unit where every source has something to say."""
    dsi = holder(unit, Role.DSI)
    given = {"scope": scope_of(dsi), "acting_user": dsi, "unit": unit}
    bare_action(unit, due_on=SOON, pilote=dsi, sponsor_name="X")
    exercise_record(**given, new_id=uuid4(), held_on=PAST)
    self_assessment_record(**given, year=2025, level="61 %", declared_on=date(2025, 11, 18))
    computation_record(
        **given, fiscal_year=2024, charges_total=Decimal(100), computed_on=date(2025, 5, 12)
    )
    Statement.objects.create(
        unit=unit, year=2026, on=TODAY, content="{}", prepared_by=dsi,
        prepared_by_name=dsi.full_name, prepared_at="2026-11-20T10:00:00Z",
    )  # fmt: skip
    Membership.objects.create(
        user=dsi, organisation=unit, role=Role.DIRECTION, since=date(2020, 1, 1)
    )
    return dsi


def test_the_number_of_queries_does_not_depend_on_people_nor_units() -> None:
    """With every source at work: what one asks more a unit would show."""
    counts = []
    for size in (1, 4):
        people = [everything_in(judged_unit()).pk for _ in range(size)]
        with CaptureQueriesContext(connection) as asked:
            found = waiting_of_many(people, TODAY)
        assert len(found.by_person) == size
        for waiting_one in found.by_person.values():
            assert {one.kind for one in waiting_one.mine} == registry.registered()
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 25, counts


def test_two_people_of_one_name_are_told_apart_by_their_address() -> None:
    unit = make_unit()
    people = [holder(unit, Role.DIRECTION, "Jean Petit") for _ in range(2)]
    bare_action(unit, due_on=PAST, sponsor_name=people[1].email.upper())
    assert [labels(waiting(one).escalated) for one in people] == [[], ["A-0 Durcir les comptes"]]


def test_who_holds_no_role_has_nothing() -> None:
    judged_unit()
    stranger = person()
    assert waiting_of_many([stranger.pk], TODAY).by_person == {}
