"""The pilote with an account answers for himself: accepts, refuses, notes how far he is."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from hygie.accounts.models import User
from hygie.domain.refusal import ServiceRefusal
from hygie.organisations.bearing import covered_unit_ids, touch
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Right, Room
from hygie.organisations.scope import Scope
from hygie.quality_plan.enums import State
from hygie.quality_plan.models import PlanAction
from hygie.quality_plan.services.moves import accept_apply, progress_apply, progress_moved
from hygie.quality_plan.services.writing import refresh, write_down


def _mine(
    scope: Scope, acting_user: User, unit: Organisation, action_id: UUID, expected_version: int
) -> PlanAction:
    """The action locked for its pilote, who needs no right to write in the plan."""
    if not scope.may(unit, Room.QUALITY_PLAN, Right.READ):
        raise ServiceRefusal("not_allowed")
    actions = PlanAction.objects.borne_for(unit).select_for_update(of=("self",))
    action: PlanAction | None = actions.filter(pk=action_id).first()
    if action is None:
        raise ServiceRefusal("gone")
    if action.pilote_id != acting_user.pk:
        raise ServiceRefusal("not_pilote")
    touch(action, expected_version=expected_version, acting_name=acting_user.full_name)
    return action


@transaction.atomic
def pilote_accept(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    action_id: UUID,
    expected_version: int,
) -> PlanAction:
    """The pilote accepts the action that was given to him; accepted already, nothing happens.

    Raises `ServiceRefusal`: "not_allowed", "gone", "not_pilote", "stale", "move_not_allowed".
    """
    done = PlanAction.objects.filter(pk=action_id, pilote=acting_user, state=State.ACCEPTED)
    already: PlanAction | None = done.first()
    if already is not None:
        return already
    action = _mine(scope, acting_user, unit, action_id, expected_version)
    if action.state != State.PROPOSED:
        raise ServiceRefusal("move_not_allowed", before=State(action.state).label.lower())
    accept_apply(action, timezone.localdate(), acting_user.full_name)
    action.full_clean()
    action.save()
    data = {"moved": {"state": [State.PROPOSED.value, State.ACCEPTED.value]}}
    write_down(action, author=acting_user, act="moved", data=data)
    refresh(covered_unit_ids(action.pk))
    return action


@transaction.atomic
def pilote_refuse(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    action_id: UUID,
    expected_version: int,
    reason: str,
) -> PlanAction:
    """The pilote does not take the action: it stays « à valider », with his reason in sight.

    Refused already, nothing happens twice. Raises `ServiceRefusal`: those of `pilote_accept`,
    "reason_missing".
    """
    if not reason.strip():
        raise ServiceRefusal("reason_missing", field="reason")
    refused = PlanAction.objects.filter(
        pk=action_id, pilote=acting_user, refused_reason=reason.strip()
    )
    already: PlanAction | None = refused.first()
    if already is not None:
        return already
    action = _mine(scope, acting_user, unit, action_id, expected_version)
    if action.state != State.PROPOSED:
        raise ServiceRefusal("move_not_allowed", before=State(action.state).label.lower())
    action.refused_on = timezone.localdate()
    action.refused_reason = reason.strip()
    action.full_clean()
    action.save()
    data = {"reason": action.refused_reason}
    write_down(action, author=acting_user, act="refused", data=data)
    return action


@transaction.atomic
def pilote_progress_note(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    action_id: UUID,
    expected_version: int,
    progress: int,
) -> PlanAction:
    """The pilote notes how far he is. Raises as `pilote_accept`, and as `action_progress`."""
    action = _mine(scope, acting_user, unit, action_id, expected_version)
    before = (action.state, action.progress)
    progress_apply(action, progress)
    if moved := progress_moved(action, *before):
        write_down(action, author=acting_user, act="progressed", data={"moved": moved})
        refresh(covered_unit_ids(action.pk))
    return action
