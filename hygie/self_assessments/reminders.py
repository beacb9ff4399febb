"""What a self-assessment done still asks: its entry on the platform, closed by a receipt."""

from collections.abc import Iterator
from uuid import UUID

from hygie.notifications import registry
from hygie.notifications.due import DueItem
from hygie.notifications.obligation_items import SIGNS, obligation_key
from hygie.notifications.registry import Question
from hygie.organisations.rights import Room
from hygie.self_assessments.models import SelfAssessment

KIND = "self_assessment"
DECLARED = "2.a"


def assessment_items(question: Question) -> Iterator[DueItem]:
    """For each unit whose maturity is to be declared, its self-assessment of that year.

    That of a demonstration pack declares nothing: it is left aside.
    """
    asked = question.awaited_of(DECLARED)
    if not asked:
        return
    done = _to_enter(question)
    for unit_id, code, due_on, is_late in asked:
        assessment = done.get((unit_id, due_on.year)) if due_on else None
        if due_on is None or assessment is None:
            continue
        finess = question.units[unit_id].finess
        yield DueItem(
            kind=KIND,
            subject=f"{unit_id}-{code}",
            unit_id=unit_id,
            label=f"{code} clore la fiche de saisie de l’auto-évaluation {due_on.year}",
            due_on=due_on,
            page=("self_assessments:detail", finess, assessment),
            room=Room.SELF_ASSESSMENTS,
            escalates_to=SIGNS,
            replaces=frozenset({obligation_key(unit_id, code)}),
            is_late=is_late,
        )


def _to_enter(question: Question) -> dict[tuple[int, int], UUID]:
    """Self-assessments not yet entered by a unit, by unit and year: one query."""
    kind = SelfAssessment.fact_kind
    rows = SelfAssessment.objects.filter(
        pk__in=question.covered(kind), pack__is_demonstration=False
    ).order_by()
    years, entered = {}, set()
    columns = ("pk", "year", "entries__unit_id", "entries__receipt")
    for pk, year, unit_id, receipt in rows.values_list(*columns):
        years[pk] = year
        if receipt:
            entered.add((unit_id, pk))
    return {
        (one.unit_id, years[one.fact_id]): one.fact_id
        for one in question.coverages.get(kind, ())
        if one.fact_id in years and (one.unit_id, one.fact_id) not in entered
    }


registry.register(KIND, assessment_items, fact_kind=SelfAssessment.fact_kind)
