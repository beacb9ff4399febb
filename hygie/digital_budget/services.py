"""Writes of the room."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from hygie.accounts.models import User
from hygie.digital_budget.models import BudgetComputation
from hygie.domain.budget_formulas import F1
from hygie.domain.refusal import ServiceRefusal
from hygie.journal import services as journal
from hygie.obligations import services as obligations
from hygie.obligations.platform_entries import require_entry_right
from hygie.obligations.recording import fact_record
from hygie.organisations.bearing import covered_unit_ids, touch
from hygie.organisations.enums import Provenance
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Room
from hygie.organisations.scope import Scope

OBLIGATIONS = ("7.a", "7.b", "7.c", "7.d", "7.e")


def computation_record(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    fiscal_year: int,
    new_id: UUID | None = None,
    provenance: str = Provenance.MEMORY,
    **values: Any,
) -> BudgetComputation:
    """Notes the computation of a fiscal year; all but the year may be unknown.

    `values`: other fields of `BudgetComputation` (computed_on, etp_ssi_own, entered_on, receipt…).
    Sent twice with the same `new_id`, one computation. Raises `ServiceRefusal` "not_allowed" and
    `ValidationError`, also when the unit already has one for that year.
    """
    computation = BudgetComputation(
        id=new_id or uuid4(),
        fiscal_year=fiscal_year,
        provenance=provenance,
        formula=F1.code,
        **values,
    )
    return fact_record(
        scope=scope,
        acting_user=acting_user,
        unit=unit,
        fact=computation,
        obligation_ids=OBLIGATIONS,
    )


@transaction.atomic
def computation_entry_close(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    computation_id: UUID,
    entered_on: date,
    receipt: str,
    expected_version: int,
) -> BudgetComputation:
    """Writes that a fiscal year was entered on the national platform, proved by a receipt.

    Who writes the entry sheets may close it too. Sent twice, the second changes nothing. Raises
    `ServiceRefusal`: "not_allowed", "gone", "receipt_missing", "stale"; and `ValidationError`.
    """
    require_entry_right(scope, unit, Room.DIGITAL_BUDGET)
    if not receipt.strip():
        raise ServiceRefusal("receipt_missing", field="receipt")
    rows = BudgetComputation.objects.select_for_update(of=("self",))
    computation: BudgetComputation | None = rows.filter(pk=computation_id, bearer=unit).first()
    if computation is None:
        raise ServiceRefusal("gone")
    after = (entered_on, receipt.strip())
    before = (computation.entered_on, computation.receipt)
    if before == after:
        return computation
    touch(computation, expected_version=expected_version, acting_name=acting_user.full_name)
    computation.entered_on, computation.receipt = after
    computation.full_clean()
    computation.save()
    journal.record(
        author=acting_user,
        verb="budget_computation.entered",
        room=Room.DIGITAL_BUDGET,
        subject_kind=BudgetComputation.fact_kind,
        subject_id=computation.pk,
        subject_label=str(computation),
        organisation_id=unit.pk,
        data={
            "before": [str(before[0]) if before[0] else None, before[1]],
            "after": [str(entered_on), computation.receipt],
        },
    )
    obligations.refresh(unit_ids=covered_unit_ids(computation.pk), obligation_ids=OBLIGATIONS)
    return computation
