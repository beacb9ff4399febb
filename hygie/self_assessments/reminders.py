"""What a self-assessment done still asks: its entry on the platform, closed by a receipt."""

from collections.abc import Iterator
from uuid import UUID

from hygie.notifications import registry
from hygie.notifications.due import DueItem
from hygie.notifications.obligation_items import Precise, precise_items
from hygie.notifications.registry import Awaited, Question
from hygie.organisations.rights import Room
from hygie.self_assessments.models import SelfAssessment

KIND = "self_assessment"
DECLARED = "2.a"


def assessment_items(question: Question) -> Iterator[DueItem]:
    """For each unit whose maturity is to be declared, its self-assessment of that year.

    Only the text of the mesures prioritaires is declared: a grid on another one is left aside.
    """
    if not question.awaited_of(DECLARED):
        return
    done = _to_enter(question)

    def find(one: Awaited) -> Precise | None:
        year = one.due_on.year if one.due_on else 0
        assessment = done.get((one.unit_id, year))
        if assessment is None:
            return None
        words = f"clore la fiche de saisie de l’auto-évaluation {year}"
        return words, ("self_assessments:detail", question.units[one.unit_id].finess, assessment)

    yield from precise_items(question, DECLARED, kind=KIND, room=Room.SELF_ASSESSMENTS, find=find)


def _to_enter(question: Question) -> dict[tuple[int, int], UUID]:
    """Self-assessments not yet entered by a unit, by unit and year: one query."""
    kind = SelfAssessment.fact_kind
    rows = SelfAssessment.objects.filter(
        pk__in=question.covered(kind), pack__is_official=True
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
