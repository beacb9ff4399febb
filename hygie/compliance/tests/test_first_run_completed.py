"""Lines of the first entry that complete what is noted already: nothing noted is lost."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

from hygie.accounts.models import User
from hygie.compliance.tests.first_run_stage import EXERCISE, address, send, status_of, text, unit
from hygie.digital_budget.models import BudgetComputation
from hygie.digital_budget.services import computation_record
from hygie.exercises.models import Exercise, ExerciseEntry
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Role
from hygie.quality_plan.models import Finding
from hygie.self_assessments.models import SelfAssessment
from hygie.self_assessments.packs import DEMONSTRATION
from hygie.self_assessments.services import self_assessment_record
from tests.cast import client_of, member, scope_of, today

__all__ = ["today", "unit"]


def who(user: User, unit: Organisation) -> dict[str, Any]:
    return {"scope": scope_of(user), "acting_user": user, "unit": unit}


def computed(user: User, unit: Organisation, **values: Any) -> BudgetComputation:
    return computation_record(**who(user, unit), fiscal_year=2025, **values)


def test_the_day_of_the_computation_keeps_its_etp(unit: Organisation) -> None:
    dsi = member(unit, Role.DSI)
    computed(dsi, unit, etp_ssi_own=Decimal("2.5"))
    answer = send(client_of(dsi), unit, {"7a-on": "1/5/2026"})
    assert answer.status_code == 303
    kept = BudgetComputation.objects.get()
    assert (kept.computed_on, kept.etp_ssi_own) == (date(2026, 5, 1), Decimal("2.500"))
    assert status_of(unit, "7.a") == "met"


def test_the_etp_keeps_the_day_of_the_computation(unit: Organisation) -> None:
    dsi = member(unit, Role.DSI)
    computed(dsi, unit, computed_on=date(2026, 4, 2))
    answer = send(client_of(dsi), unit, {"7a-says": "done", "7a-etp": "1,5"})
    assert answer.status_code == 303
    kept = BudgetComputation.objects.get()
    assert (kept.computed_on, kept.etp_ssi_own) == (date(2026, 4, 2), Decimal("1.500"))


def test_a_computation_without_its_day_is_refused(unit: Organisation) -> None:
    dsi = member(unit, Role.DSI)
    for lines in ({"7a-says": "done"}, {"7a-etp": "1,5"}):
        assert send(client_of(dsi), unit, lines).status_code == 422
    assert not BudgetComputation.objects.exists()
    computed(dsi, unit, computed_on=date(2026, 4, 2))
    assert send(client_of(dsi), unit, {"7a-says": "done"}).status_code == 422
    assert BudgetComputation.objects.get().version == 1


def test_an_entry_noted_without_receipt_is_completed_at_its_line(unit: Organisation) -> None:
    dsi = member(unit, Role.DSI)
    browser = client_of(dsi)
    send(browser, unit, EXERCISE)
    entry = ExerciseEntry(
        exercise=Exercise.objects.get(), unit=unit, entered_on=date(2026, 3, 20), version=3
    )
    entry.save()
    assert 'name="1d-receipt"' in text(browser.get(address(unit)))
    answer = send(browser, unit, {"1d-on": "22/03/2026", "1d-receipt": "AR-1"})
    assert answer.status_code == 303, answer.context["page"].faults
    entry.refresh_from_db()
    assert (entry.entered_on, entry.receipt, entry.version) == (date(2026, 3, 22), "AR-1", 4)
    assert status_of(unit, "1.d") == "met"


def test_a_trial_on_a_demonstration_pack_does_not_answer_2a(unit: Organisation) -> None:
    dsi = member(unit, Role.DSI)
    self_assessment_record(**who(dsi, unit), year=2026, pack=DEMONSTRATION, new_id=uuid4())
    browser = client_of(dsi)
    assert 'name="2a-2026-on"' in text(browser.get(address(unit)))
    gap = {"2b-on": "31/12/2026", "2b-wording": "Sauvegardes", "2b-number": "1", "2b-pilote": "L"}
    refused = send(browser, unit, gap)
    assert refused.status_code == 422
    assert "Notez d’abord une auto-évaluation" in text(refused)
    assert not Finding.objects.exists()
    done = send(browser, unit, {"2a-2026-on": "15/05/2026", "2a-2026-receipt": "AR-2", **gap})
    assert done.status_code == 303, done.context["page"].faults
    official = SelfAssessment.objects.get(pack__is_official=True)
    assert Finding.objects.get().source_id == official.pk
    assert 'name="2a-2026-on"' not in text(browser.get(address(unit)))
