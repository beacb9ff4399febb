"""The entry of a self-assessment on the national platform, and its gaps noted in the PAQ."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction

from hygie.accounts.models import User
from hygie.domain.refusal import ServiceRefusal
from hygie.journal import services as journal
from hygie.obligations import services as obligations
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Right, Room
from hygie.organisations.scope import Scope
from hygie.quality_plan.enums import Origin
from hygie.quality_plan.models import Finding
from hygie.quality_plan.services import action_from_finding, finding_record
from hygie.self_assessments.models import SelfAssessment, SelfAssessmentEntry


@transaction.atomic
def self_assessment_entry_close(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    assessment_id: UUID,
    entered_on: date,
    receipt: str,
    expected_version: int = 0,
) -> SelfAssessmentEntry:
    """Writes that `unit` entered the self-assessment on the platform, proved by a receipt.

    It may be borne by another organisation: each unit enters its own. Who writes the entry sheets
    may close it too. `expected_version`: that of the entry shown, 0 for none. Sent twice, the
    second changes nothing. Raises `ServiceRefusal`: "not_allowed", "gone", "receipt_missing",
    "demonstration_entry", "stale"; and `ValidationError`.
    """
    rooms = (Room.SELF_ASSESSMENTS, Room.STATEMENTS)
    if not any(scope.may(unit, room, Right.WRITE) for room in rooms):
        raise ServiceRefusal("not_allowed")
    if not receipt.strip():
        raise ServiceRefusal("receipt_missing", field="receipt")
    assessment = (
        SelfAssessment.objects.borne_for(unit)
        .select_for_update(of=("self",))
        .select_related("pack")
        .filter(pk=assessment_id)
        .first()
    )
    if assessment is None:
        raise ServiceRefusal("gone")
    if assessment.pack.is_demonstration:
        raise ServiceRefusal("demonstration_entry")
    entry = SelfAssessmentEntry.objects.filter(assessment=assessment, unit=unit).first()
    if entry is not None:
        if (entry.entered_on, entry.receipt) == (entered_on, receipt.strip()):
            return entry
        if entry.version != expected_version:
            raise ServiceRefusal("stale", by=entry.updated_by_name, at=entry.updated_at)
    return entry_write(assessment, unit, entry, entered_on, receipt, acting_user)


def entry_write(
    assessment: SelfAssessment,
    unit: Organisation,
    entry: SelfAssessmentEntry | None,
    entered_on: date,
    receipt: str,
    acting_user: User,
) -> SelfAssessmentEntry:
    """Writes the entry of one unit, its journal line and the status of 2.a."""
    before = None if entry is None else [str(entry.entered_on), entry.receipt]
    if entry is None:
        entry = SelfAssessmentEntry(assessment=assessment, unit=unit, version=0)
    entry.entered_on = entered_on
    entry.receipt = receipt.strip()
    entry.version += 1
    entry.updated_by_name = acting_user.full_name
    entry.full_clean()
    entry.save()
    journal.record(
        author=acting_user,
        verb="self_assessment.entered",
        room=Room.SELF_ASSESSMENTS,
        subject_kind=SelfAssessment.fact_kind,
        subject_id=assessment.pk,
        subject_label=str(assessment),
        organisation_id=unit.pk,
        data={"before": before, "after": [str(entered_on), entry.receipt]},
    )
    obligations.refresh(unit_ids=[unit.pk], obligation_ids=["2.a"])
    return entry


def gap_id(assessment: SelfAssessment, measure_id: str) -> UUID:
    """Id of the finding of one measure: a gap is noted once."""
    return uuid5(assessment.pk, measure_id)


@transaction.atomic
def gap_note(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    assessment_id: UUID,
    new_id: UUID,
    wording: str,
    measure_id: str = "",
    action: Mapping[str, Any] | None = None,
) -> Finding:
    """Notes a gap, on one measure or on the whole, and in one gesture the action of the PAQ.

    `action`: values of the action that answers (pilote_name, due_on, number…); None: it will be
    decided later. The gap of one measure is noted once; without measure, `new_id` makes a double
    submission harmless. Raises `ServiceRefusal`: "gone", "borne_by_other", "unknown_measure",
    those of `finding_record` and `action_from_finding`; and `ValidationError`.
    """
    assessment = (
        SelfAssessment.objects.offered_to(unit)
        .select_related("pack", "bearer")
        .filter(pk=assessment_id)
        .first()
    )
    if assessment is None:
        raise ServiceRefusal("gone")
    if assessment.bearer_id != unit.pk:
        raise ServiceRefusal("borne_by_other", bearer=str(assessment.bearer))
    if measure_id and assessment.pack.measure(measure_id) is None:
        raise ServiceRefusal("unknown_measure")
    finding = finding_record(
        scope=scope,
        acting_user=acting_user,
        unit=unit,
        new_id=gap_id(assessment, measure_id) if measure_id else new_id,
        origin=Origin.SELF_ASSESSMENT,
        wording=wording,
        source_kind=SelfAssessment.fact_kind,
        source_id=assessment.pk,
        source_label=str(assessment),
        room=Room.SELF_ASSESSMENTS,
    )
    if action is not None:
        action_from_finding(
            scope=scope,
            acting_user=acting_user,
            unit=unit,
            finding_id=finding.pk,
            new_id=uuid5(new_id, "action"),
            **action,
        )
    return finding
