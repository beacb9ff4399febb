"""What a budget computed still asks: its entry on the platform, closed by a receipt."""

from collections.abc import Iterator

from hygie.digital_budget.models import BudgetComputation
from hygie.notifications import registry
from hygie.notifications.due import DueItem
from hygie.notifications.obligation_items import SIGNS, obligation_key
from hygie.notifications.registry import Question
from hygie.organisations.rights import Room

KIND = "budget"
ENTERED = "7.c"


def budget_items(question: Question) -> Iterator[DueItem]:
    """For each unit whose share is to be entered, the computation of the year before its day."""
    asked = question.awaited_of(ENTERED)
    if not asked:
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
    for unit_id, code, due_on, is_late in asked:
        year = due_on.year - 1 if due_on else 0
        computation = done.get((unit_id, year))
        if computation is None:
            continue
        finess = question.units[unit_id].finess
        yield DueItem(
            kind=KIND,
            subject=f"{unit_id}-{code}",
            unit_id=unit_id,
            label=f"{code} clore la fiche de saisie du budget {year}",
            due_on=due_on,
            page=("digital_budget:entry", finess, computation),
            room=Room.DIGITAL_BUDGET,
            escalates_to=SIGNS,
            replaces=frozenset({obligation_key(unit_id, code)}),
            is_late=is_late,
        )


registry.register(KIND, budget_items, fact_kind=BudgetComputation.fact_kind)
