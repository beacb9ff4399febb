"""The entry of a self-assessment on the national platform."""

from datetime import date
from uuid import UUID

from hygie.accounts.models import User
from hygie.domain.refusal import ServiceRefusal
from hygie.obligations.platform_entries import entry_close
from hygie.organisations.models import Organisation
from hygie.organisations.scope import Scope
from hygie.self_assessments.models import MeasurePack, SelfAssessment, SelfAssessmentEntry


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
    """Writes that `unit` entered the self-assessment on the platform: see `entry_close`.

    Raises also `ServiceRefusal` "demonstration_entry", "pack_not_of_action_2".
    """
    borne = SelfAssessment.objects.borne_for(unit).select_related("pack")
    return entry_close(
        SelfAssessmentEntry,
        borne.defer("pack__measures"),
        scope=scope,
        acting_user=acting_user,
        unit=unit,
        subject_id=assessment_id,
        entered_on=entered_on,
        receipt=receipt,
        expected_version=expected_version,
        refuse=lambda assessment: refuse_pack(assessment.pack),
    )


def refuse_pack(pack: MeasurePack, **data: str) -> None:
    """Only the mesures prioritaires are entered. Raises `ServiceRefusal`."""
    if pack.is_demonstration:
        raise ServiceRefusal("demonstration_entry", **data)
    if not pack.is_official:
        raise ServiceRefusal("pack_not_of_action_2", title=pack.title, **data)
