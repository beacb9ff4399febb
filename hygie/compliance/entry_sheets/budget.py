"""Action 7 on the entry sheet."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from hygie.compliance.entry_sheets.counting import Counting
from hygie.compliance.entry_sheets.subject import Subject, spoken
from hygie.digital_budget.models import BudgetComputation
from hygie.digital_budget.services import computation_entry_close
from hygie.domain.digital_budget import LAG
from hygie.organisations.models import Organisation
from hygie.web.formats import grouped

NOT_VALIDATED = "Le calcul n’est pas validé\u00a0: notez le jour où il l’est, puis saisissez-le."


def computation_subjects(unit: Organisation) -> list[Subject]:
    """Computations that count for the unit, latest fiscal year first: one query."""
    computations = BudgetComputation.objects.borne_for(unit).order_by("-fiscal_year", "id")
    counting = Counting.of(unit)
    return [_computation(unit, one, counting) for one in computations]


def _computation(unit: Organisation, computation: BudgetComputation, counting: Counting) -> Subject:
    share = computation.share
    values = {
        "finess": unit.finess,
        "unit_name": unit.name,
        "sector": unit.get_sector_display(),
        "fiscal_year": str(computation.fiscal_year),
        "charges_total": computation.charges,
        "digital_total": computation.digital if computation.has_digital else None,
        "shared_part": _shared_part(computation),
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
        refusal=_why_not_yet(computation, counting),
    )


def _why_not_yet(computation: BudgetComputation, counting: Counting) -> str:
    """Why the computation is not to be entered, or not yet; "" when it is."""
    first = counting.first_year - counting.rules.number(LAG)
    if computation.fiscal_year < first:
        return f"Rien à saisir\u00a0: le premier exercice compté est {first}."
    return NOT_VALIDATED if computation.computed_on is None else ""


def _shared_part(computation: BudgetComputation) -> Decimal | None:
    """The part received; None while nobody said whether spending is shared, or how much."""
    amounts = (computation.shared_received, computation.part_by_key)
    is_known = computation.shares_spending is False or any(one is not None for one in amounts)
    return computation.shared if is_known else None


def close(computation_id: UUID, **closing: Any) -> BudgetComputation:
    """Writes the entry in the computation."""
    return computation_entry_close(computation_id=computation_id, **closing)
