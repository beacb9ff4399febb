"""The entry of a self-assessment on the national platform."""

from datetime import date
from uuid import UUID

from django.db import transaction

from hygie.accounts.models import User
from hygie.domain.refusal import ServiceRefusal
from hygie.journal import services as journal
from hygie.obligations import services as obligations
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Right, Room
from hygie.organisations.scope import Scope
from hygie.self_assessments.models import MeasurePack, SelfAssessment, SelfAssessmentEntry


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
    "demonstration_entry", "pack_not_of_action_2", "stale"; and `ValidationError`.
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
        .defer("pack__measures")
        .filter(pk=assessment_id)
        .first()
    )
    if assessment is None:
        raise ServiceRefusal("gone")
    refuse_pack(assessment.pack)
    entry = SelfAssessmentEntry.objects.filter(assessment=assessment, unit=unit).first()
    if entry is not None:
        if (entry.entered_on, entry.receipt) == (entered_on, receipt.strip()):
            return entry
        if entry.version != expected_version:
            raise ServiceRefusal("stale", by=entry.updated_by_name, at=entry.updated_at)
    return entry_write(assessment, unit, entry, entered_on, receipt, acting_user)


def refuse_pack(pack: MeasurePack, **data: str) -> None:
    """Only the mesures prioritaires are entered. Raises `ServiceRefusal`."""
    if pack.is_demonstration:
        raise ServiceRefusal("demonstration_entry", **data)
    if not pack.is_official:
        raise ServiceRefusal("pack_not_of_action_2", title=pack.title, **data)


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
