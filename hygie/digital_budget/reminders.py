"""What a budget computed still asks: its entry on the platform, closed by a receipt."""

from collections.abc import Iterator

from hygie.digital_budget.models import BudgetComputation
from hygie.notifications import registry
from hygie.notifications.due import DueItem
from hygie.notifications.obligation_items import Precise, precise_items
from hygie.notifications.registry import Awaited, Question
from hygie.organisations.rights import Room

KIND = "budget"
ENTERED = "7.c"


def budget_items(question: Question) -> Iterator[DueItem]:
    """For each unit whose share is to be entered, the computation of the year before its day."""
    if not question.awaited_of(ENTERED):
        return
    kind = BudgetComputation.fact_kind
    rows = BudgetComputation.objects.filter(
        pk__in=question.covered(kind), computed_on__lte=question.as_of, receipt=""
    ).order_by()
    years = dict(rows.values_list("pk", "fiscal_year"))
    done = {
        (one.unit_id, years[one.fact_id]): one.fact_id
        for one in question.coverages.get(kind, ())
        if one.fact_id in years
    }

    def find(one: Awaited) -> Precise | None:
        year = one.due_on.year - 1 if one.due_on else 0
        computation = done.get((one.unit_id, year))
        if computation is None:
            return None
        words = f"clore la fiche de saisie du budget {year}"
        return words, ("digital_budget:entry", question.units[one.unit_id].finess, computation)

    yield from precise_items(question, ENTERED, kind=KIND, room=Room.DIGITAL_BUDGET, find=find)


registry.register(KIND, budget_items, fact_kind=BudgetComputation.fact_kind)
