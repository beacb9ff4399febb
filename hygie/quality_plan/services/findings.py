"""Findings: noted by any of the seven actions, answered by actions of the plan, or set aside."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from hygie.accounts.models import User
from hygie.domain.refusal import ServiceRefusal
from hygie.obligations.recording import (
    fact_change,
    fact_for_write,
    fact_record,
    fact_remove,
    fact_values,
    require_write,
)
from hygie.organisations.bearing import covered_unit_ids
from hygie.organisations.enums import Provenance
from hygie.organisations.models import Coverage, Organisation
from hygie.organisations.rights import Room
from hygie.organisations.scope import Scope
from hygie.quality_plan.models import Finding, PlanAction
from hygie.quality_plan.services.actions import action_record
from hygie.quality_plan.services.writing import (
    plan_obligations,
    refresh,
    refuse_before,
    refuse_future,
    write_down,
)

CHANGEABLE = frozenset({"wording", "origin", "noted_on", "provenance", "note"})


@transaction.atomic
def finding_record(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    new_id: UUID,
    origin: str,
    wording: str,
    noted_on: date | None = None,
    source_kind: str = "",
    source_id: UUID | None = None,
    source_label: str = "",
    provenance: str = Provenance.MEMORY,
    note: str = "",
    units: Iterable[Organisation] | None = None,
    room: Room = Room.QUALITY_PLAN,
) -> Finding:
    """Notes a finding or an improvement, borne by `unit`.

    With a source (`source_kind`, `source_id`: a fact of the room above, `source_label`: its name
    on screen) it counts for the units of that source and `units` is not read; the caller makes
    sure that `unit` bears the source. `room`: where the person must have the right to write, the
    source's own. Sent twice with the same `new_id`, the first one is returned.

    Raises `ServiceRefusal` ("not_allowed", "not_bearable", "source_not_here", "plan_future_day")
    and `ValidationError`.
    """
    day = noted_on or timezone.localdate()
    refuse_future(day, field="noted_on")
    if source_id is not None and not _counts_for(source_id, unit):
        raise ServiceRefusal("source_not_here")
    finding = Finding(
        id=new_id,
        bearer=unit,
        origin=origin,
        wording=wording.strip(),
        noted_on=day,
        source_kind=source_kind,
        source_id=source_id,
        source_label=source_label[:200],
        provenance=provenance,
        note=note,
    )
    finding.room = room  # type: ignore[misc]  # this one is written with the right of its source
    return fact_record(
        scope=scope,
        acting_user=acting_user,
        unit=unit,
        fact=finding,
        obligation_ids=plan_obligations(),
        units=units,
    )


def _counts_for(fact_id: UUID, unit: Organisation) -> bool:
    return Coverage.objects.accepted().filter(fact_id=fact_id, unit=unit).exists()


@transaction.atomic
def finding_change(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    finding_id: UUID,
    expected_version: int,
    changes: Mapping[str, Any],
    units: Iterable[Organisation] | None = None,
) -> Finding:
    """Changes the wording, origin or day of a finding. Raises `ServiceRefusal` as `fact_change`."""
    values = {name: value for name, value in changes.items() if name in CHANGEABLE}
    if "noted_on" in values:
        refuse_future(values["noted_on"], field="noted_on")
    return fact_change(
        scope=scope,
        acting_user=acting_user,
        unit=unit,
        model=Finding,
        fact_id=finding_id,
        expected_version=expected_version,
        changes=values,
        obligation_ids=plan_obligations(),
        units=units,
    )


@transaction.atomic
def finding_remove(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    finding_id: UUID,
    expected_version: int,
    reason: str,
) -> None:
    """Removes a finding noted by mistake. Raises `ServiceRefusal` as `fact_remove`."""
    fact_remove(
        scope=scope,
        acting_user=acting_user,
        unit=unit,
        model=Finding,
        fact_id=finding_id,
        expected_version=expected_version,
        reason=reason,
        obligation_ids=plan_obligations(),
    )


@transaction.atomic
def finding_dismiss(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    finding_id: UUID,
    expected_version: int,
    reason: str,
    on: date | None = None,
) -> Finding:
    """Sets a finding aside with its reason: from that day it asks for no action.

    Already set aside, nothing happens twice. Raises `ServiceRefusal`: those of `fact_for_write`,
    "reason_missing", "plan_future_day", "plan_day_too_early".
    """
    require_write(scope, unit, Finding)
    known = Finding.objects.filter(pk=finding_id, bearer=unit, dismissed_on__isnull=False).first()
    if known is not None:
        return known  # type: ignore[no-any-return]
    if not reason.strip():
        raise ServiceRefusal("reason_missing", field="reason")
    day = on or timezone.localdate()
    finding = _locked(scope, acting_user, unit, finding_id, expected_version)
    refuse_future(day, field="on")
    refuse_before(day, finding.noted_on, field="on")
    finding.dismissed_on, finding.dismissed_reason = day, reason.strip()
    return _saved(finding, acting_user, "dismissed", {"on": str(day), "reason": reason.strip()})


@transaction.atomic
def finding_restore(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    finding_id: UUID,
    expected_version: int,
) -> Finding:
    """Takes back a finding that was set aside. Raises `ServiceRefusal` as `fact_for_write`."""
    require_write(scope, unit, Finding)
    known = Finding.objects.filter(pk=finding_id, bearer=unit, dismissed_on=None).first()
    if known is not None:
        return known  # type: ignore[no-any-return]
    finding = _locked(scope, acting_user, unit, finding_id, expected_version)
    reason = finding.dismissed_reason
    finding.dismissed_on, finding.dismissed_reason = None, ""
    return _saved(finding, acting_user, "restored", {"reason": reason})


def _locked(
    scope: Scope, acting_user: User, unit: Organisation, finding_id: UUID, expected_version: int
) -> Finding:
    return fact_for_write(
        scope=scope,
        unit=unit,
        model=Finding,
        fact_id=finding_id,
        expected_version=expected_version,
        acting_user=acting_user,
    )


def _saved(finding: Finding, author: User, act: str, data: dict[str, Any]) -> Finding:
    finding.full_clean()
    finding.save()
    write_down(finding, author=author, act=act, data=data)
    refresh(covered_unit_ids(finding.coverage_id))
    return finding


@transaction.atomic
def finding_answer(
    *, scope: Scope, acting_user: User, unit: Organisation, finding_id: UUID, action_id: UUID
) -> Finding:
    """Says that an action answers a finding. Both count for `unit`; either may be borne by another.

    Already linked, nothing happens twice. Raises `ServiceRefusal`: "not_allowed", "gone".
    """
    finding, action = _pair(scope, unit, finding_id, action_id)
    if finding.actions.filter(pk=action.pk).exists():
        return finding
    finding.actions.add(action)
    return _linked(finding, action, acting_user, unit, "answered")


@transaction.atomic
def finding_unanswer(
    *, scope: Scope, acting_user: User, unit: Organisation, finding_id: UUID, action_id: UUID
) -> Finding:
    """Takes the link back. Raises `ServiceRefusal`: "not_allowed", "gone", "borne_by_other" when
    neither the finding nor the action is borne by `unit`."""
    finding, action = _pair(scope, unit, finding_id, action_id)
    if unit.pk not in (finding.bearer_id, action.bearer_id):
        raise ServiceRefusal("borne_by_other", bearer=str(action.bearer))
    if not finding.actions.filter(pk=action.pk).exists():
        return finding
    finding.actions.remove(action)
    return _linked(finding, action, acting_user, unit, "unanswered")


def _pair(
    scope: Scope, unit: Organisation, finding_id: UUID, action_id: UUID
) -> tuple[Finding, PlanAction]:
    require_write(scope, unit, PlanAction)
    finding = Finding.objects.filter(pk=finding_id).first()
    action = PlanAction.objects.borne_for(unit).filter(pk=action_id).first()
    if finding is None or action is None or not _counts_for(finding.coverage_id, unit):
        raise ServiceRefusal("gone")
    return finding, action


def _linked(
    finding: Finding, action: PlanAction, author: User, unit: Organisation, act: str
) -> Finding:
    data = {"finding": finding.wording, "action": action.code}
    write_down(finding, author=author, act=act, unit=unit, data=data)
    write_down(action, author=author, act=act, unit=unit, data=data)
    refresh([*covered_unit_ids(finding.coverage_id), *covered_unit_ids(action.pk)])
    return finding


@transaction.atomic
def action_from_finding(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    finding_id: UUID,
    new_id: UUID,
    **values: Any,
) -> PlanAction:
    """Creates an action that answers a finding, in one gesture. `values` as `action_record`.

    What is not given is taken from the finding: its origin, its wording as restricted detail, and
    a title that may be spread. Raises `ServiceRefusal` as `action_record`, and "gone".
    """
    finding = Finding.objects.filter(pk=finding_id).first()
    if finding is None or not _counts_for(finding.coverage_id, unit):
        raise ServiceRefusal("gone")
    values = {**prefilled(finding), **values}
    action = action_record(scope=scope, acting_user=acting_user, unit=unit, new_id=new_id, **values)
    finding_answer(
        scope=scope,
        acting_user=acting_user,
        unit=unit,
        finding_id=finding.pk,
        action_id=action.pk,
    )
    return action


def spread_title(place: str) -> str:
    """A title that may be spread: it says where the action comes from, not what is weak."""
    return f"Suite à donner\u00a0: {place}"[:200]


def prefilled(finding: Finding) -> dict[str, Any]:
    """First values of an action that answers this finding; the title says no weakness."""
    place = finding.source_label or finding.get_origin_display()
    return {
        "title": spread_title(place),
        "restricted_detail": finding.wording,
        "origin": finding.origin,
    }


@transaction.atomic
def findings_of_source_remove(
    *,
    acting_user: User,
    source_kind: str,
    source_ids: Collection[UUID],
    reason: str,
    unit_ids: Collection[int],
) -> int:
    """Removes the findings of sources that the room above removes, in its transaction.

    The caller has checked the right and gives the units that the sources counted for. Each
    removal has its journal line. Returns how many were removed.
    """
    findings = list(Finding.objects.filter(source_kind=source_kind, source_id__in=source_ids))
    for finding in findings:
        data = {"values": fact_values(finding), "reason": reason}
        write_down(finding, author=acting_user, act="removed", data=data)
        finding.delete()
    refresh(unit_ids)
    return len(findings)
