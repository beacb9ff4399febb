"""An action that comes back: when one occurrence is done, the next one enters the plan."""

from datetime import date

from hygie.accounts.models import User
from hygie.organisations.models import Coverage
from hygie.quality_plan.days import months_later
from hygie.quality_plan.enums import State
from hygie.quality_plan.models import PlanAction, PlanNumber
from hygie.quality_plan.services.actions import next_code
from hygie.quality_plan.services.writing import write_down
from hygie.web.forms.fields import LATEST

# What the next occurrence takes from the one before.
KEPT = (
    "bearer", "title", "restricted_detail", "origin", "other_origins", "instances", "criteria",
    "criteria_text", "pilote_name", "pilote", "sponsor_name", "escalation_name", "indicator",
    "indicator_initial", "indicator_target", "cost_eur", "recurs_every_months",
    "provenance",
)  # fmt: skip


def next_occurrence(action: PlanAction, done_on: date, acting_user: User) -> PlanAction | None:
    """Puts the next occurrence of an action just done in the plan, in the caller's transaction.

    It keeps the numbers and the units of the one before; its pilote accepts it again. That of a
    part stands alone, so that the whole may close. None when the action does not come back, or
    when its next occurrence is already there.
    """
    if not action.recurs_every_months or PlanAction.objects.filter(previous=action).exists():
        return None
    following = PlanAction(
        **{name: getattr(action, name) for name in KEPT},
        code=next_code(action.bearer, done_on.year),
        created_on=done_on,
        previous=action,
        state=State.PROPOSED,
        created_by_name=acting_user.full_name,
        updated_by_name=acting_user.full_name,
    )
    due = action.current_due_on
    first = max(due, done_on) if due is not None and due <= LATEST else done_on
    following.due_on = following.current_due_on = months_later(first, action.recurs_every_months)
    following.full_clean()
    following.save(force_insert=True)
    _same_units_and_numbers(action, following)
    write_down(following, author=acting_user, act="recorded", data={"previous": action.code})
    return following


def _same_units_and_numbers(action: PlanAction, following: PlanAction) -> None:
    rows = Coverage.objects.filter(fact_id=action.pk)
    Coverage.objects.bulk_create(
        Coverage(
            kind=row.kind, fact_id=following.pk, unit_id=row.unit_id, since=row.since,
            until=row.until, declined_at=row.declined_at, declined_by_id=row.declined_by_id,
            declined_reason=row.declined_reason,
        )
        for row in rows
    )  # fmt: skip
    numbers = PlanNumber.objects.filter(action=action) or PlanNumber.objects.filter(
        action=action.parent_id
    )
    PlanNumber.objects.bulk_create(
        PlanNumber(action=following, unit_id=one.unit_id, number=one.number) for one in numbers
    )
