"""The button beside an obligation is the one that settles what its sentence asks."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from hygie.compliance.gestures import FINDING_OF, SETTLES
from hygie.compliance.selectors import Line, unit_lines
from hygie.digital_budget.services import computation_record
from hygie.domain.reasons import MISSING
from hygie.exercises.models import Exercise
from hygie.exercises.services import exercise_record, improvement_note
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Role
from hygie.quality_plan.services import finding_answer, finding_record
from tests.cast import TODAY, client_of, make_unit, member, on_day, scope_of, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
__all__ = ["today"]


@pytest.fixture
def unit() -> Organisation:
    return make_unit()


def line_of(unit: Organisation, user: Any, code: str, day: date = TODAY) -> Line:
    return next(one for one in unit_lines(scope_of(user), unit, day) if one.code == code)


def hold(unit: Organisation, user: Any, **values: Any) -> Exercise:
    given = {
        "held_on": date(2026, 3, 12),
        "tested_care": True,
        "under_cyber_event": True,
        "functions": ["DG", "DSI"],
        **values,
    }
    return exercise_record(scope=scope_of(user), acting_user=user, unit=unit, **given)


def test_every_missing_fact_has_a_gesture_whose_page_exists(unit: Organisation) -> None:
    assert set(SETTLES) == set(MISSING)
    for one in [gesture for found in (SETTLES | FINDING_OF).values() for gesture in found]:
        extra = ["0b7ab05e-7b8f-4d39-b7cf-7b0f8b1f8f0a"] if one.about else []
        assert reverse(one.url_name, args=[unit.finess, *one.args, *extra])


def test_without_exercise_1b_and_1d_offer_to_note_one(unit: Organisation) -> None:
    rssi = member(unit, Role.RSSI)
    for code in ("1.a", "1.b", "1.d"):
        line = line_of(unit, rssi, code)
        assert line.missing.startswith("Noter un exercice")
        assert line.gesture_label == "Noter un exercice"
        assert line.gesture_url == reverse("exercises:record", args=[unit.finess])


def test_an_exercise_held_1b_and_1d_lead_to_it(unit: Organisation) -> None:
    rssi = member(unit, Role.RSSI)
    one = hold(unit, rssi)
    retex, entry = line_of(unit, rssi, "1.b"), line_of(unit, rssi, "1.d")
    assert retex.gesture_url == reverse("exercises:detail", args=[unit.finess, one.pk])
    assert entry.gesture_url == reverse("compliance:entry-sheet", args=[unit.finess, 1, one.pk])
    for line in (retex, entry):
        assert client_of(rssi).get(line.gesture_url).status_code == 200


def test_who_may_not_write_the_sheets_notes_the_entry_in_the_register(unit: Organisation) -> None:
    animateur = member(unit, Role.ANIMATEUR)
    one = hold(unit, animateur)
    line = line_of(unit, animateur, "1.d")
    assert line.gesture_label == "Noter la saisie"
    assert line.gesture_url == reverse("exercises:detail", args=[unit.finess, one.pk])


def test_an_unclear_exercise_is_completed(unit: Organisation) -> None:
    rssi = member(unit, Role.RSSI)
    one = hold(unit, rssi, functions=None)
    line = line_of(unit, rssi, "1.a")
    assert line.missing.startswith("Dire quelles fonctions")
    assert line.gesture_url == reverse("exercises:detail", args=[unit.finess, one.pk])


def test_one_late_action_is_opened_itself_and_several_the_late_ones_of_the_plan(
    unit: Organisation,
) -> None:
    rssi = member(unit, Role.RSSI)
    one = hold(unit, rssi)
    after = date(2026, 11, 26)
    due = {"pilote_name": "A. Roux", "due_on": date(2026, 11, 25), "number": "9"}

    def improve(wording: str) -> Any:
        return improvement_note(
            scope=scope_of(rssi),
            acting_user=rssi,
            unit=unit,
            exercise_id=one.pk,
            new_id=uuid4(),
            wording=wording,
            action=due,
        )

    first = improve("Annuaire papier")
    late = first.actions.get()
    again = finding_record(
        scope=scope_of(rssi),
        acting_user=rssi,
        unit=unit,
        new_id=uuid4(),
        origin="exercise",
        wording="Le même, vu par un autre",
        source_kind=one.fact_kind,
        source_id=one.pk,
    )
    finding_answer(
        scope=scope_of(rssi), acting_user=rssi, unit=unit, finding_id=again.pk, action_id=late.pk
    )  # one action for two findings is one late action
    with on_day(after):
        line = line_of(unit, rssi, "1.c", after)
        action_page = reverse("quality_plan:action", args=[unit.finess, late.pk])
        assert (line.gesture_label, line.gesture_url) == ("Clore ou reporter", action_page)
        page = client_of(rssi).get(reverse("exercises:detail", args=[unit.finess, one.pk]))
        assert f'href="{action_page}"' in page.content.decode()
    improve("Téléphones rouges")
    with on_day(after):
        line = line_of(unit, rssi, "1.c", after)
        late_plan = reverse("quality_plan:list", args=[unit.finess]) + "?etat=retard"
        assert line.gesture_url == late_plan


def test_3d_offers_what_its_sentence_asks(unit: Organisation) -> None:
    line = line_of(unit, member(unit, Role.RSSI), "3.d")
    assert line.missing.startswith("Noter les constats")
    assert line.gesture_label == "Noter un constat"
    assert line.gesture_url.endswith("?origin=ads")


def test_who_may_not_write_the_budget_learns_who_can(unit: Organisation) -> None:
    rssi, daf = member(unit, Role.RSSI), member(unit, Role.DAF)
    daf.full_name = "Alix <b>Morel</b>"
    daf.save()
    computation_record(
        scope=scope_of(daf),
        acting_user=daf,
        unit=unit,
        fiscal_year=2025,
        computed_on=date(2026, 4, 1),
        etp_ssi_own=1,
    )
    for code in ("7.d", "7.e"):
        page = f"/etablissements/{unit.finess}/obligations/{code}/"
        said = client_of(rssi).get(page).content.decode()
        said = said.replace("&nbsp;", "\u00a0")
        assert "écrivent\u00a0: DSI, Direction des finances" in said
        assert "Alix &lt;b&gt;Morel&lt;/b&gt; (Direction des finances)" in said
        assert line_of(unit, rssi, code).gesture_url == ""
        own = client_of(daf).get(page).content.decode()
        assert "un autre rôle que le vôtre" not in own
        assert line_of(unit, daf, code).gesture_label == "Compléter le calcul"
