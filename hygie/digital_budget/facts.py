"""What the rules read of action 7, for many units at once."""

from collections.abc import Sequence

from hygie.digital_budget.models import BudgetComputation
from hygie.domain import digital_budget as domain
from hygie.organisations.covering import covering


def budget_facts(unit_ids: Sequence[int]) -> dict[int, domain.DigitalBudgetFacts]:
    """Facts of 7.a to 7.e for these units: two queries."""
    return {
        unit_id: domain.DigitalBudgetFacts(tuple(computation_fact(one) for one, _ in rows))
        for unit_id, rows in covering(BudgetComputation, unit_ids).items()
    }


def computation_fact(one: BudgetComputation) -> domain.BudgetComputation:
    """One computation as the rules read it: never its amounts."""
    return domain.BudgetComputation(
        key=str(one.pk),
        fiscal_year=one.fiscal_year,
        computed_on=one.computed_on,
        etp_ssi_given=one.etp_ssi is not None,
        follows_note_2019_207=one.follows_note_2019_207,
        has_shared_spending=one.shares_spending,
        shared_by_combined_activity=one.follows_combined_activity,
        has_non_sanitary_structures=one.has_non_sanitary_structures,
        counts_whole_expense=one.counts_whole_expense,
        entered_on=one.entered_on,
        has_receipt=bool(one.receipt),
    )
