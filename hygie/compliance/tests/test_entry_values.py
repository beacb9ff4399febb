"""What the sheets say of the registers, and which facts wait to be entered."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from hygie.accounts.models import User
from hygie.compliance.entry_sheets.sources import subject_of
from hygie.compliance.entry_sheets.subject import UNKNOWN, Subject
from hygie.compliance.entry_sheets.waiting import waiting_sheets
from hygie.compliance.models import EntrySheet
from hygie.digital_budget.models import BudgetComputation
from hygie.digital_budget.services import computation_record
from hygie.exercises.models import Exercise
from hygie.exercises.services import exercise_record, improvement_note
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Role
from hygie.quality_plan.services import finding_dismiss
from hygie.self_assessments.services import self_assessment_record
from tests.cast import client_of, make_unit, member, scope_of, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
__all__ = ["today"]


@pytest.fixture
def unit() -> Organisation:
    return make_unit(name="CH de Rochebrune")


@pytest.fixture
def dsi(unit: Organisation) -> User:
    return member(unit, Role.DSI)


def who(user: User, unit: Organisation) -> dict[str, Any]:
    return {"scope": scope_of(user), "acting_user": user, "unit": unit}


def held(user: User, unit: Organisation, held_on: date) -> Exercise:
    return exercise_record(
        **who(user, unit),
        held_on=held_on,
        tested_care=True,
        under_cyber_event=True,
        functions=["DGA", "DSI"],
    )


def computed(user: User, unit: Organisation, year: int = 2025, **values: Any) -> BudgetComputation:
    return computation_record(**who(user, unit), fiscal_year=year, **values)


def sheet_of(unit: Organisation, action: int, fact: Any) -> Subject:
    found = subject_of(unit, action, fact.pk)
    assert found is not None
    return found


def titles(n: int) -> dict[str, Any]:
    return {f"{kind}_t{one}": Decimal(n) for kind in ("charges", "digital") for one in range(1, 5)}


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ({}, UNKNOWN),
        ({"has_shared_spending": True}, UNKNOWN),
        ({"has_shared_spending": False}, "0"),
        ({"has_shared_spending": True, "shared_received": Decimal("1200.50")}, "1 200,50"),
        (
            {
                "shared_gross": Decimal(1000),
                "own_activity": Decimal(1),
                "total_activity": Decimal(4),
                "activity_source": "SAE",
                "activity_year": 2024,
            },
            "250",
        ),
    ],
)
def test_the_shared_part_is_a_number_only_when_somebody_said_it(
    unit: Organisation, dsi: User, said: dict[str, Any], value: str
) -> None:
    one = computed(dsi, unit, **titles(10), **said)
    shown = sheet_of(unit, 7, one).values["shared_part"].replace("\u202f", " ")
    assert shown.replace("\u00a0", " ") in (value, f"{value},00")


def test_only_improvements_that_the_plan_carries_are_counted(unit: Organisation, dsi: User) -> None:
    exercise = held(dsi, unit, date(2026, 3, 12))
    whole = {"number": "PAQ-1", "pilote_name": "Luc Petit", "due_on": date(2027, 3, 1)}
    actions = {"carried": whole, "set aside": whole, "without number": {**whole, "number": ""}}
    notes = {
        wording: improvement_note(
            **who(dsi, unit),
            exercise_id=exercise.pk,
            new_id=uuid4(),
            wording=wording,
            action=action,
        )
        for wording, action in {**actions, "left": None}.items()
    }
    assert sheet_of(unit, 1, exercise).values["improvements"] == "2"
    aside = notes["set aside"]
    aside.refresh_from_db()
    finding_dismiss(
        **who(dsi, unit),
        finding_id=aside.pk,
        expected_version=aside.version,
        reason="Double emploi",
    )
    assert sheet_of(unit, 1, exercise).values["improvements"] == "1"


def test_years_that_are_not_counted_do_not_wait(unit: Organisation, dsi: User) -> None:
    old = [(1, held(dsi, unit, date(2024, 3, 12)))]
    old.append((7, computed(dsi, unit, 2023, computed_on=date(2024, 5, 1))))  # type: ignore[arg-type]
    old.append((2, self_assessment_record(**who(dsi, unit), year=2024)))  # type: ignore[arg-type]
    client = client_of(dsi)
    root = f"/etablissements/{unit.finess}/"
    assert "rien n’attend" in client.get(f"{root}fiches/").content.decode()
    assert waiting_sheets(scope_of(dsi), unit) == []
    for action, fact in old:
        page = f"{root}fiches/{action}/{fact.pk}/"
        assert "compté" in sheet_of(unit, action, fact).refusal
        assert f"{page}clore/" not in client.get(page).content.decode()
        sent = {"new_id": uuid4(), "entered_on": "20/11/2026", "receipt": "R", "anyway": "on"}
        assert client.post(f"{page}clore/", sent).status_code == 422
    assert not EntrySheet.objects.exists()
    held(dsi, unit, date(2025, 3, 12))
    assert [one.subject.year for one in waiting_sheets(scope_of(dsi), unit)] == [2025]


def test_a_budget_waits_once_its_computation_is_validated(unit: Organisation, dsi: User) -> None:
    one = computed(dsi, unit)
    root = f"/etablissements/{unit.finess}/"
    client = client_of(dsi)
    listed = client.get(f"{root}fiches/").content.decode()
    assert "rien n’attend" in listed
    assert "Le calcul n’est pas validé" in listed
    assert waiting_sheets(scope_of(dsi), unit) == []
    BudgetComputation.objects.filter(pk=one.pk).update(computed_on=date(2026, 5, 1))
    assert "1 à recopier" in client.get(f"{root}fiches/").content.decode()
    assert [one.subject.action for one in waiting_sheets(scope_of(dsi), unit)] == [7]


def test_every_sheet_that_waits_is_counted_and_shown(unit: Organisation, dsi: User) -> None:
    for month in range(1, 11):
        for day in (1, 15):
            held(dsi, unit, date(2026, month, day))
    page = client_of(dsi).get(f"/etablissements/{unit.finess}/fiches/").content.decode()
    assert "20 à recopier sur la plateforme nationale" in page
    assert page.count('tag-due">à saisir') == 20
    part = client_of(dsi).get(f"/etablissements/{unit.finess}/a-faire/fiches/").content.decode()
    assert part.count("à recopier sur la plateforme nationale") == 20
