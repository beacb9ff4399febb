"""Action 7 on the entry sheet."""

from typing import Any
from uuid import UUID

from hygie.compliance.entry_sheets.subject import Subject, spoken
from hygie.digital_budget.models import BudgetComputation
from hygie.digital_budget.services import computation_entry_close
from hygie.organisations.models import Organisation
from hygie.web.formats import grouped


def computation_subjects(unit: Organisation) -> list[Subject]:
    """Computations that count for the unit, latest fiscal year first: one query."""
    computations = BudgetComputation.objects.borne_for(unit).order_by("-fiscal_year", "id")
    return [_computation(unit, one) for one in computations]


def _computation(unit: Organisation, computation: BudgetComputation) -> Subject:
    share = computation.share
    values = {
        "finess": unit.finess,
        "unit_name": unit.name,
        "sector": unit.get_sector_display(),
        "fiscal_year": str(computation.fiscal_year),
        "charges_total": computation.charges,
        "digital_total": computation.digital if computation.has_digital else None,
        "shared_part": computation.shared,
        "share": grouped(share.percent, 4) if share else None,
        "etp_ssi": computation.etp_ssi,
        "formula": f"Hygie {share.formula.code}, non officielle" if share else None,
    }
    return Subject(
        action=7,
        subject_id=computation.pk,
        label=str(computation),
        year=computation.fiscal_year,
        values={key: spoken(value) for key, value in values.items()},
        entered_on=computation.entered_on,
        receipt=computation.receipt,
        version=computation.version,
        refusal="",
    )


def close(computation_id: UUID, **closing: Any) -> BudgetComputation:
    """Writes the entry in the computation."""
    return computation_entry_close(computation_id=computation_id, **closing)
