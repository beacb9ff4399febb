"""« Vérifiée par exercice »: once an action is done, a later exercise sees its criterion met."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from hygie.accounts.models import User
from hygie.quality_plan.enums import State
from hygie.quality_plan.models import PlanAction
from hygie.quality_plan.services.writing import write_down

RETESTABLE = (State.DONE, State.VERIFIED)


@dataclass(frozen=True, slots=True)
class Retest:
    """The later exercise. `source_id`: of the exercise held; `label`: how it is named; `on`: its
    day; `by_name`: who validated its RETEX."""

    source_id: UUID
    label: str
    on: date
    by_name: str


@transaction.atomic
def findings_retest(
    *, acting_user: User, retest: Retest, criteria: Mapping[UUID, str]
) -> list[PlanAction]:
    """Marks the actions that answer these findings, done before the exercise; those marked.

    `criteria`: id of the finding → code of the criterion seen met. The caller has checked the right
    and validates the RETEX in the same transaction. An action marked already keeps its first mark.
    No status changes: 1.c asks for a piece of evidence, not for another exercise.
    """
    links = PlanAction.findings.through.objects.filter(finding__in=list(criteria))
    found = dict(links.values_list("planaction_id", "finding_id"))
    actions = PlanAction.objects.select_for_update(of=("self",)).filter(
        pk__in=list(found), state__in=RETESTABLE, done_on__lte=retest.on, retested_on=None
    )
    marked = []
    for action in actions.order_by("code"):
        action.retested_on, action.retested_by_name = retest.on, retest.by_name[:150]
        action.retested_in, action.retested_source_id = retest.label[:250], retest.source_id
        action.retested_criterion = criteria[found[action.pk]]
        action.save()
        said = {"exercise": retest.label, "criterion": action.retested_criterion}
        write_down(action, author=acting_user, act="retested", data=said)
        marked.append(action)
    return marked


@transaction.atomic
def retests_withdraw(*, acting_user: User, source_id: UUID, reason: str) -> int:
    """Takes back what an exercise verified, when it is removed; how many actions changed."""
    actions = PlanAction.objects.select_for_update(of=("self",)).filter(
        retested_source_id=source_id
    )
    count = 0
    for action in actions.order_by("code"):
        retest_forget(action)
        action.save()
        write_down(action, author=acting_user, act="unretested", data={"reason": reason})
        count += 1
    return count


def retest_forget(action: PlanAction) -> None:
    """Clears the mark of a locked action, unsaved: reopened, it is to be verified again."""
    action.retested_on = action.retested_source_id = None
    action.retested_by_name = action.retested_in = action.retested_criterion = ""
