"""The life of an action: moves between states, progress, motivated postponements."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from hygie.accounts.models import User
from hygie.documents.models import Evidence
from hygie.domain.refusal import ServiceRefusal
from hygie.obligations.recording import fact_for_write, require_write
from hygie.organisations.bearing import covered_unit_ids
from hygie.organisations.models import Organisation
from hygie.organisations.scope import Scope
from hygie.quality_plan.enums import FINISHED, MOVES, OPEN_STATES, State, is_reopening, needs_reason
from hygie.quality_plan.models import ActionPostponement, PlanAction
from hygie.quality_plan.services.recurring import next_occurrence
from hygie.quality_plan.services.retesting import retest_forget
from hygie.quality_plan.services.writing import (
    refresh,
    refuse_before,
    refuse_future,
    write_down,
)


@transaction.atomic
def action_move(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    action_id: UUID,
    expected_version: int,
    to_state: str,
    on: date | None = None,
    reason: str = "",
) -> PlanAction:
    """Moves an action to another state, `on` a day already past (today by default).

    Already in that state, nothing happens twice. Raises `ServiceRefusal`: those of
    `fact_for_write`, "move_not_allowed", "reason_missing", "pilote_missing", "proof_missing" (an
    action is verified on a proof), "parts_open" (an action is done once its parts are),
    "plan_future_day", "plan_day_too_early". Done, an action that comes back puts its next
    occurrence in the plan.
    """
    require_write(scope, unit, PlanAction)
    if PlanAction.objects.filter(pk=action_id, bearer=unit, state=to_state).exists():
        return PlanAction.objects.get(pk=action_id)
    action = _locked(scope, acting_user, unit, action_id, expected_version)
    day = on or timezone.localdate()
    before = action.state
    move_apply(action, to_state, day, reason, acting_user.full_name)
    action.full_clean()
    action.save()
    write_down(
        action,
        author=acting_user,
        act="moved",
        data={"moved": {"state": [before, to_state]}, "on": str(day), "reason": reason.strip()},
    )
    if to_state == State.DONE:
        next_occurrence(action, day, acting_user)
    refresh(covered_unit_ids(action.pk))
    return action


def move_apply(action: PlanAction, to_state: str, day: date, reason: str, by_name: str) -> None:
    """Moves a locked action, unsaved. Raises the refusals of `action_move` that its state asks."""
    _refuse_move(action, to_state, day, reason)
    move_write(action, to_state, day, reason.strip(), by_name)


def _locked(
    scope: Scope, acting_user: User, unit: Organisation, action_id: UUID, expected_version: int
) -> PlanAction:
    return fact_for_write(
        scope=scope,
        unit=unit,
        model=PlanAction,
        fact_id=action_id,
        expected_version=expected_version,
        acting_user=acting_user,
    )


def _refuse_move(action: PlanAction, to_state: str, day: date, reason: str) -> None:
    allowed = MOVES[State(action.state)]
    if to_state not in allowed:
        raise ServiceRefusal("move_not_allowed", before=State(action.state).label.lower())
    if needs_reason(action.state, to_state) and not reason.strip():
        raise ServiceRefusal("reason_missing", field="reason")
    if to_state == State.ACCEPTED and not action.has_pilote:
        raise ServiceRefusal("pilote_missing")
    if to_state == State.VERIFIED and not has_proof(action):
        raise ServiceRefusal("proof_missing")
    if to_state == State.DONE and action.parts.filter(state__in=OPEN_STATES).exists():
        raise ServiceRefusal("parts_open")
    refuse_future(day, field="on")
    refuse_before(day, action.created_on, field="on")
    if to_state == State.VERIFIED:
        refuse_before(day, action.done_on, field="on")


def has_proof(action: PlanAction) -> bool:
    """Whether a piece of evidence is attached to the action."""
    return Evidence.objects.kept().about(PlanAction.fact_kind, [action.pk]).exists()


def move_write(action: PlanAction, to_state: str, day: date, reason: str, by_name: str) -> None:
    """Moves a locked action, unsaved; the caller has made sure that the move may be made."""
    if is_reopening(action.state, to_state):
        action.done_on = action.verified_on = action.cancelled_on = None
        action.verified_by_name = ""
        retest_forget(action)
        action.progress = 0 if action.progress == FINISHED else action.progress
    if to_state == State.ACCEPTED:
        accept_apply(action, day, by_name)
    elif to_state == State.DONE:
        action.done_on = day
        action.progress = FINISHED
    elif to_state == State.VERIFIED:
        action.verified_on = day
        action.verified_by_name = by_name[:150]
    elif to_state == State.CANCELLED:
        action.cancelled_on = day
    action.state = to_state
    action.state_reason = reason


def accept_apply(action: PlanAction, day: date, by_name: str) -> None:
    """Marks a locked action as accepted that day; an earlier refusal of its pilote is over."""
    action.state = State.ACCEPTED
    action.accepted_on = day
    action.accepted_by_name = by_name[:200]
    action.refused_on, action.refused_reason = None, ""


@transaction.atomic
def action_progress(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    action_id: UUID,
    expected_version: int,
    progress: int,
) -> PlanAction:
    """Writes the progress, 0 to 100 %, of an action accepted and not closed.

    An accepted action that progresses is in progress; 100 % does not close it: saying that it is
    done is a gesture with a day. Raises `ServiceRefusal`: those of `fact_for_write`,
    "progress_closed", "progress_before_acceptance"; `ValidationError` out of 0–100.
    """
    action = _locked(scope, acting_user, unit, action_id, expected_version)
    before = (action.state, action.progress)
    progress_apply(action, progress)
    if moved := progress_moved(action, *before):
        write_down(action, author=acting_user, act="progressed", data={"moved": moved})
        refresh(covered_unit_ids(action.pk))
    return action


def progress_apply(action: PlanAction, progress: int) -> None:
    """Sets and saves the progress of a locked action; raises as `action_progress`."""
    if action.state == State.PROPOSED:
        raise ServiceRefusal("progress_before_acceptance", field="progress")
    if action.state not in OPEN_STATES:
        raise ServiceRefusal("progress_closed", field="progress")
    action.progress = progress
    if progress > 0:
        action.state = State.IN_PROGRESS
    action.full_clean()
    action.save()


def progress_moved(action: PlanAction, state: str, progress: int) -> dict[str, list[Any]]:
    """What its progress moved in an action, for the journal; given: what they were."""
    pairs = {"state": (state, action.state), "progress": (progress, action.progress)}
    return {name: [a, b] for name, (a, b) in pairs.items() if a != b}


@transaction.atomic
def action_postpone(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    action_id: UUID,
    expected_version: int,
    new_id: UUID,
    to_on: date,
    reason: str,
    decided_on: date | None = None,
) -> ActionPostponement:
    """Moves the due day of an open action, with its reason.

    Sent twice with the same `new_id`, the first one is returned. Raises `ServiceRefusal`: those of
    `fact_for_write`, "due_unmotivated", "no_due_day", "postpone_closed", "due_unchanged",
    "plan_future_day", "plan_day_too_early".
    """
    require_write(scope, unit, PlanAction)
    sent = ActionPostponement.objects.filter(pk=new_id, action_id=action_id).first()
    if sent is not None:
        return sent
    if not reason.strip():
        raise ServiceRefusal("due_unmotivated", field="reason")
    action = _locked(scope, acting_user, unit, action_id, expected_version)
    day = decided_on or timezone.localdate()
    postponement = _postponement(action, new_id, to_on, reason.strip(), day, acting_user.full_name)
    action.current_due_on = to_on
    action.full_clean()
    action.save()
    write_down(
        action,
        author=acting_user,
        act="postponed",
        data={
            "moved": {"due_on": [str(postponement.from_on), str(to_on)]},
            "decided_on": str(day),
            "reason": postponement.reason,
        },
    )
    refresh(covered_unit_ids(action.pk))
    return postponement


def _postponement(
    action: PlanAction, new_id: UUID, to_on: date, reason: str, day: date, by_name: str
) -> ActionPostponement:
    if not action.is_open:
        raise ServiceRefusal("postpone_closed")
    if action.current_due_on is None:
        raise ServiceRefusal("no_due_day")
    if to_on == action.current_due_on:
        raise ServiceRefusal("due_unchanged", field="to_on")
    refuse_future(day, field="decided_on")
    last = action.postponements.last()
    refuse_before(day, last.decided_on if last else action.created_on, field="decided_on")
    refuse_before(to_on, action.created_on, field="to_on")
    postponement = postponement_of(action, new_id, to_on, reason, day, by_name)
    postponement.full_clean()
    postponement.save(force_insert=True)
    return postponement


def postponement_of(
    action: PlanAction, new_id: UUID, to_on: date, reason: str, day: date, by_name: str
) -> ActionPostponement:
    """The postponement of a locked action, unsaved."""
    return ActionPostponement(
        id=new_id,
        action=action,
        decided_on=day,
        from_on=action.current_due_on,  # type: ignore[misc]  # an action without day is refused
        to_on=to_on,
        reason=reason,
        by_name=by_name,
    )
