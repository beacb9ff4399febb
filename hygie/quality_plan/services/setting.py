"""The setting « Hygie tient lieu de PAQ », and the trace of an export of restricted details."""

from datetime import date

from django.db import transaction

from hygie.accounts.models import User
from hygie.domain.refusal import ServiceRefusal
from hygie.journal import services as journal
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Right, Room
from hygie.organisations.scope import Scope
from hygie.quality_plan.services.writing import refresh, refuse_future


@transaction.atomic
def paq_setting_change(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    since: date | None,
    expected_since: date | None,
) -> Organisation:
    """States that Hygie stands for the establishment's PAQ from `since`; None: that it does not.

    Already so, nothing happens twice. Raises `ServiceRefusal`: "not_allowed", "plan_future_day",
    "setting_stale" when another person changed it since `expected_since` was read.
    """
    if not scope.may(unit, Room.QUALITY_PLAN, Right.WRITE):
        raise ServiceRefusal("not_allowed")
    locked = Organisation.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    before = locked.quality_plan_in_hygie_since
    if before == since:
        return locked
    if before != expected_since:
        raise ServiceRefusal("setting_stale")
    if since is not None:
        refuse_future(since, field="since")
    locked.quality_plan_in_hygie_since = since
    locked.full_clean()
    locked.save(update_fields=["quality_plan_in_hygie_since", "updated_at"])
    journal.record(
        author=acting_user,
        verb="paq_setting.changed",
        room=Room.QUALITY_PLAN,
        subject_kind="paq_setting",
        subject_id=unit.pk,
        subject_label="Hygie tient lieu de PAQ",
        organisation_id=unit.pk,
        data={"moved": {"since": [_text(before), _text(since)]}},
    )
    refresh([unit.pk])
    return locked


def _text(day: date | None) -> str | None:
    return str(day) if day else None


@transaction.atomic
def restricted_export_note(
    *, scope: Scope, acting_user: User, unit: Organisation, actions: int
) -> None:
    """Writes in the journal that restricted details leave in a file; called before it is given.

    Raises `ServiceRefusal("not_allowed")`.
    """
    from hygie.quality_plan.selectors import may_read_detail

    if not may_read_detail(scope, unit):
        raise ServiceRefusal("not_allowed")
    journal.record(
        author=acting_user,
        verb="plan.exported_with_details",
        room=Room.QUALITY_PLAN,
        subject_kind="plan",
        subject_id=unit.pk,
        subject_label="Plan d’actions (PAQ)",
        organisation_id=unit.pk,
        data={"actions": actions},
    )
