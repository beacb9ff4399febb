"""The personal link of a pilote without account: one action, its acceptance and its progress."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from hygie.accounts.models import PersonalLink, User
from hygie.accounts.services import link_create, link_revoke
from hygie.domain.refusal import ServiceRefusal
from hygie.obligations.recording import require_write
from hygie.organisations.bearing import covered_unit_ids, touch
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Room
from hygie.organisations.scope import Scope
from hygie.quality_plan.enums import State
from hygie.quality_plan.models import PlanAction
from hygie.quality_plan.services.moves import accept_apply, progress_apply, progress_moved
from hygie.quality_plan.services.writing import refresh, write_down


def _own(scope: Scope, unit: Organisation, action_id: UUID) -> PlanAction:
    require_write(scope, unit, PlanAction)
    action: PlanAction | None = PlanAction.objects.filter(pk=action_id, bearer=unit).first()
    if action is None:
        raise ServiceRefusal("gone")
    return action


@transaction.atomic
def pilote_link_give(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    action_id: UUID,
    new_id: UUID,
    holder_name: str,
    expires_at: datetime,
    holder_email: str = "",
) -> tuple[PersonalLink, str]:
    """Makes the link of a pilote to one open action; returns it with its secret, shown once.

    Raises `ServiceRefusal`: "not_allowed", "gone", "action_closed", those of
    `accounts.services.link_create`; `ValidationError`.
    """
    action = _own(scope, unit, action_id)
    if not action.is_open:
        raise ServiceRefusal("action_closed")
    return link_create(
        acting_user=acting_user,
        organisation_id=unit.pk,
        room=Room.QUALITY_PLAN,
        subject_kind=PlanAction.fact_kind,
        subject_id=action.pk,
        subject_label=f"{action.code} {action.title}",
        holder_name=holder_name,
        holder_email=holder_email,
        expires_at=expires_at,
        new_id=new_id,
    )


@transaction.atomic
def pilote_link_revoke(
    *, scope: Scope, acting_user: User, unit: Organisation, action_id: UUID, link_id: UUID
) -> None:
    """Ends a link to an action of the unit at once; ended already: nothing.

    Raises `ServiceRefusal`: "not_allowed", "gone".
    """
    action = _own(scope, unit, action_id)
    link = PersonalLink.objects.filter(
        pk=link_id, subject_kind=PlanAction.fact_kind, subject_id=str(action.pk)
    ).first()
    if link is None:
        raise ServiceRefusal("gone")
    link_revoke(acting_user=acting_user, link=link)


def action_of_link(link: PersonalLink) -> PlanAction | None:
    """The one action that a link opens; None when it was removed."""
    action: PlanAction | None = (
        PlanAction.objects.select_related("bearer")
        .filter(pk=link.subject_id, bearer=link.organisation_id)
        .first()
    )
    return action


@transaction.atomic
def pilote_progress(
    *, link: PersonalLink, expected_version: int, progress: int, accepts: bool = False
) -> PlanAction:
    """The holder of a link accepts the action if it is still to accept, and notes its progress.

    The link was resolved for this request. Raises `ServiceRefusal`: "gone", "stale",
    "progress_before_acceptance", "progress_closed"; `ValidationError` out of 0–100.
    """
    action: PlanAction | None = (
        PlanAction.objects.select_for_update(of=("self",))
        .filter(pk=link.subject_id, bearer=link.organisation_id)
        .first()
    )
    if action is None:
        raise ServiceRefusal("gone")
    before = (action.state, action.progress)
    if action.state != State.PROPOSED and action.progress == progress:
        return action
    touch(action, expected_version=expected_version, acting_name=link.journal_name)
    if accepts and action.state == State.PROPOSED:
        accept_apply(action, timezone.localdate(), link.holder_name)
        action.pilote_name = action.pilote_name or link.holder_name
    progress_apply(action, progress)
    moved = progress_moved(action, *before)
    write_down(action, author=link, act="progressed", data={"moved": moved})
    refresh(covered_unit_ids(action.pk))
    return action
