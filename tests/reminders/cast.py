"""What the tests of the reminders share with the rooms above: actions of the plan, what waits."""

from datetime import date
from typing import Any
from uuid import uuid4

from hygie.accounts.models import User
from hygie.notifications.due import DueItem
from hygie.notifications.people import Waiting, waiting_of
from hygie.notifications.tests.cast import MONDAY, holder, item, judged_unit, morning, person
from hygie.organisations.models import Coverage, Organisation
from hygie.quality_plan.models import PlanAction
from tests.cast import TODAY

__all__ = ["MONDAY", "holder", "item", "judged_unit", "morning", "person"]


def bare_action(
    unit: Organisation, *units: Organisation, due_on: date | None = None, **fields: Any
) -> Any:
    """An open action of the plan, borne by `unit`, that also counts for `units`."""
    number = PlanAction.objects.count()
    values = {
        "code": f"A-{number}",
        "title": "Durcir les comptes",
        "state": "in_progress",
        "created_on": date(2026, 1, 5),
        **fields,
    }
    action = PlanAction.objects.create(
        pk=uuid4(), bearer=unit, due_on=due_on, current_due_on=due_on, **values
    )
    for one in (unit, *units):
        Coverage.objects.create(kind=PlanAction.fact_kind, fact_id=action.pk, unit=one)
    return action


def waiting(user: User, day: date = TODAY) -> Waiting:
    return waiting_of(user.pk, day)[0]


def labels(items: list[DueItem]) -> list[str]:
    return [one.label for one in items]
