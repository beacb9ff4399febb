"""What the plan asks, and of whom: each open action of its pilote, with the day that holds."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import OuterRef, Subquery

from hygie.domain.names import search_key
from hygie.notifications import registry
from hygie.notifications.due import DueItem, late_on
from hygie.notifications.registry import Question
from hygie.organisations.models import Membership
from hygie.organisations.rights import Right, Room
from hygie.organisations.rights_of_many import rights_of_many
from hygie.quality_plan.enums import State
from hygie.quality_plan.models import ActionPostponement, PlanAction
from hygie.web.formats import day_short

KIND = "plan_action"
READS_PLAN = (Room.QUALITY_PLAN, Right.READ)
MOVED_DAYS = 7


def action_items(question: Question) -> Iterator[DueItem]:
    """Open actions that count for these units; one whose pilote left or refused is for who keeps
    the plan.

    The sponsor and the person to alert are told when an account of that very name, and only one,
    or of that e-mail, holds a role in the unit.
    """
    as_of = question.as_of
    actions = {action.pk: action for action in _open_actions(question)}
    if not actions:
        return
    readers = _readers(actions.values(), as_of)
    names = _accounts_by_name(question)
    for fact_id, unit_id in ((one.fact_id, one.unit_id) for one in _covered(question)):
        action = actions.get(fact_id)
        if action is None:
            continue
        is_his = unit_id in readers.get(action.pilote_id, ()) and action.refused_on is None
        finess = question.units[unit_id].finess
        yield DueItem(
            kind=KIND,
            subject=str(action.pk),
            unit_id=unit_id,
            label=f"{action.code} {action.title}".strip(),
            detail=_detail(action),
            due_on=action.current_due_on,
            page=("quality_plan:action", finess, action.pk),
            room=Room.QUALITY_PLAN,
            person_id=action.pilote_id if is_his else None,
            alerted=_alerted(action, unit_id, names),
            is_bearer=action.bearer_id == unit_id,
            is_late=late_on(action.current_due_on, as_of),
        )


def _covered(question: Question) -> Iterable[Any]:
    return question.coverages.get(PlanAction.fact_kind, ())


def _open_actions(question: Question) -> Any:
    """Open actions, each with the days of its last postponement if it is recent."""
    recent = ActionPostponement.objects.filter(
        action=OuterRef("pk"),
        decided_on__gt=question.as_of - timedelta(days=MOVED_DAYS),
        decided_on__lte=question.as_of,
    ).order_by("-recorded_at", "-id")
    return (
        PlanAction.objects.open()
        .filter(pk__in=question.covered(PlanAction.fact_kind))
        .annotate(
            moved_from=Subquery(recent.values("from_on")[:1]),
            moved_to=Subquery(recent.values("to_on")[:1]),
        )
        .order_by()
        .values_list(
            "pk", "code", "title", "bearer_id", "current_due_on", "sponsor_name", "pilote_id",
            "pilote__is_active", "escalation_name", "state", "refused_on", "moved_from", "moved_to",
            named=True,
        )
    )  # fmt: skip


def _detail(action: Any) -> str:
    """What to say of an answer awaited, and of a day moved lately; never a reason."""
    said = []
    if action.refused_on is not None:
        said.append("refusée par son pilote")
    elif action.state == State.PROPOSED and action.pilote_id:
        said.append("à accepter par son pilote")
    if action.moved_to is not None:
        said.append(f"reportée du {day_short(action.moved_from)} au {day_short(action.moved_to)}")
    return ", ".join(said)


def _readers(actions: Iterable[Any], as_of: date) -> dict[int | None, set[int]]:
    """Units where each pilote, whose account is open, reads the plan today."""
    pilotes = {one.pilote_id for one in actions if one.pilote__is_active}
    return {
        user_id: {unit_id for unit_id, given in grants.items() if READS_PLAN in given}
        for user_id, grants in rights_of_many(pilotes, as_of).by_person.items()
    }


def _alerted(action: Any, unit_id: int, names: Mapping[tuple[int, str], int]) -> frozenset[int]:
    """Accounts of the sponsor and of the person to alert."""
    keys = {search_key(name) for name in (action.sponsor_name, action.escalation_name) if name}
    return frozenset(names[unit_id, key] for key in keys if (unit_id, key) in names)


def _accounts_by_name(question: Question) -> dict[tuple[int, str], int]:
    """The account of each name or e-mail that holds a role in a unit; two people of one name are
    nobody."""
    held = Membership.objects.active_on(question.as_of).filter(
        organisation_id__in=list(question.units), user__is_active=True
    )
    found: dict[tuple[int, str], set[int]] = defaultdict(set)
    columns = ("organisation_id", "user_id", "user__full_name", "user__email")
    for unit_id, user_id, *written in held.order_by().values_list(*columns):
        for one in written:
            found[unit_id, search_key(one)].add(user_id)
    return {key: users.pop() for key, users in found.items() if key[1] and len(users) == 1}


registry.register(KIND, action_items, fact_kind=PlanAction.fact_kind)
