"""The list of fiscal years and the results of one computation."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from hygie.digital_budget.models import BudgetComputation
from hygie.digital_budget.plausibility import Warned, warnings
from hygie.domain.budget_formulas import Share
from hygie.domain.dated import load_book
from hygie.organisations.models import Organisation

TARGET = "care/digital_share_target"


@dataclass(frozen=True)
class Target:
    """The target of the CaRE programme against a share. It is in no verdict."""

    percent: Decimal
    reached: bool
    lacks: Decimal


@dataclass(frozen=True)
class Result:
    """What a computation gives: shares by formula, the target beside, what to check."""

    computation: BudgetComputation
    share: Share | None
    with_investments: Share | None
    on_principal: Share | None
    target: Target | None
    warned: list[Warned]
    other_year_key: bool


def results(unit: Organisation, day: date) -> list[Result]:
    """The computations of a unit, latest fiscal year first: one query."""
    found = BudgetComputation.objects.offered_to(unit).select_related("bearer")
    rows = list(found.order_by("-fiscal_year", "id"))
    by_year = {row.fiscal_year: row for row in rows}
    return [_result(row, by_year.get(row.fiscal_year - 1), day) for row in rows]


def result_of(unit: Organisation, computation_id: UUID, day: date) -> Result:
    """The result of one computation offered to the unit."""
    return next(one for one in results(unit, day) if one.computation.pk == computation_id)


def _result(one: BudgetComputation, before: BudgetComputation | None, day: date) -> Result:
    share = one.share
    return Result(
        computation=one,
        share=share,
        with_investments=one.share_with_investments,
        on_principal=one.share_on_principal,
        target=target_of(share, day) if share else None,
        warned=warnings(share, before.share if before else None),
        other_year_key=one.activity_year is not None and one.activity_year != one.fiscal_year,
    )


def target_of(share: Share, day: date) -> Target | None:
    """The target in force on that day; None when there is none."""
    rules = load_book().at(day)
    if not rules.has(TARGET):
        return None
    percent = Decimal(rules.number(TARGET))
    return Target(percent, share.reaches(percent), share.lacks(percent))


def title(rows: list[Result], day: date) -> str:
    """Where the last closed fiscal year stands, in words."""
    year = day.year - 1
    found = next((row.computation for row in rows if row.computation.fiscal_year == year), None)
    if found is None:
        return f"l’exercice {year} n’est pas calculé"
    if found.is_entered and found.entered_on is not None and found.entered_on <= day:
        return f"l’exercice {year} est saisi sur la plateforme"
    if found.computed_on is not None and found.computed_on <= day:
        return f"l’exercice {year} est calculé, sa saisie reste à faire"
    return f"l’exercice {year} est commencé, à valider"
