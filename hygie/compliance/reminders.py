"""What the yearly statements ask: the confirmation of those prepared."""

from collections.abc import Iterator

from hygie.compliance.models import Statement
from hygie.notifications import registry
from hygie.notifications.due import DueItem
from hygie.notifications.registry import Question
from hygie.organisations.rights import Right, Room

KIND = "statement"


def statement_items(question: Question) -> Iterator[DueItem]:
    """Statements prepared and not yet confirmed, for who signs."""
    waiting = Statement.objects.waiting().filter(
        unit_id__in=list(question.units), prepared_at__date__lte=question.as_of
    )
    columns = ("pk", "unit_id", "year")
    for pk, unit_id, year in waiting.order_by("prepared_at").values_list(*columns):
        yield DueItem(
            kind=KIND,
            subject=str(pk),
            unit_id=unit_id,
            label=f"Confirmer l’état annuel {year}",
            due_on=None,
            page=("compliance:statement", question.units[unit_id].finess, pk),
            room=Room.STATEMENTS,
            right=Right.SIGN,
        )


registry.register(KIND, statement_items)
