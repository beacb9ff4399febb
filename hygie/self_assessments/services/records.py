"""The self-assessments themselves: noted, changed, removed, declined."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from hygie.accounts.models import User
from hygie.domain.refusal import ServiceRefusal
from hygie.obligations import services as obligations
from hygie.obligations.platform_entries import entered_by_another, entry_write
from hygie.obligations.recording import fact_change, fact_for_write, fact_record, fact_remove
from hygie.organisations.bearing import coverage_answer, covered_unit_ids
from hygie.organisations.enums import Provenance
from hygie.organisations.models import Organisation
from hygie.organisations.scope import Scope
from hygie.quality_plan.services import findings_of_source_remove
from hygie.self_assessments.models import SelfAssessment, SelfAssessmentEntry
from hygie.self_assessments.packs import OFFICIAL
from hygie.self_assessments.services.entries import refuse_pack
from hygie.self_assessments.services.packs import pack_choose

OBLIGATIONS = ("2.a", "2.b")
# What also changes with the units that it counts for: its gaps are in the PAQ.
COVERED = (*OBLIGATIONS, "5.a")


@transaction.atomic
def self_assessment_record(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    year: int,
    new_id: UUID | None = None,
    pack: str = OFFICIAL,
    level: str = "",
    declared_on: date | None = None,
    entered_on: date | None = None,
    receipt: str = "",
    provenance: str = Provenance.MEMORY,
    note: str = "",
    units: Iterable[Organisation] | None = None,
) -> SelfAssessment:
    """Notes a self-assessment of `year`; all but the year may be unknown.

    `pack`: as `pack_choose`; its groups chosen by default are asked. `level`: the global level as
    written on the platform. `entered_on`, `receipt`: entry of `unit` on the platform, if done.
    Sent twice with the same `new_id`, one. Raises `ServiceRefusal` ("not_allowed", "unknown_pack",
    "not_bearable", "demonstration_entry", "pack_not_of_action_2", "close_by_answers") and
    `ValidationError`.
    """
    chosen = pack_choose(unit, pack)
    if entered_on is not None:
        refuse_pack(chosen, field="entered_on")
    if declared_on is not None and chosen.has_measures:
        raise ServiceRefusal("close_by_answers", field="declared_on")
    groups = [one["id"] for one in chosen.groups if one.get("default")]
    assessment = SelfAssessment(
        pk=new_id or uuid4(),
        year=year,
        pack=chosen,
        groups=groups,
        measure_count=len(chosen.asked(groups)),
        global_level=level.strip(),
        declared_on=declared_on,
        provenance=provenance,
        note=note.strip(),
    )
    recorded = fact_record(
        scope=scope,
        acting_user=acting_user,
        unit=unit,
        fact=assessment,
        obligation_ids=OBLIGATIONS,
        units=units,
    )
    if recorded is assessment and entered_on is not None:
        entry_write(SelfAssessmentEntry, assessment, unit, None, entered_on, receipt, acting_user)
    return recorded


@transaction.atomic
def self_assessment_change(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    assessment_id: UUID,
    expected_version: int,
    changes: Mapping[str, Any],
    units: Iterable[Organisation] | None = None,
) -> SelfAssessment:
    """Changes year, global level, provenance or note; and the day it was closed, without a grid.

    `units` None keeps the units covered. Raises `ServiceRefusal`: "close_by_answers" (a grid is
    closed by its own gesture), "entry_before_year", and those of `fact_change`.
    """
    stored = (
        SelfAssessment.objects.filter(pk=assessment_id, bearer=unit)
        .select_related("pack")
        .defer("pack__measures")
        .first()
    )
    if stored is not None and stored.pack.has_measures and _moves_closing(stored, changes):
        raise ServiceRefusal("close_by_answers")
    if "year" in changes:
        first = date(changes["year"], 1, 1)
        entries = SelfAssessmentEntry.objects.filter(assessment=assessment_id)
        if entries.filter(entered_on__lt=first).exists():
            raise ServiceRefusal("entry_before_year", field="year")
    return fact_change(
        scope=scope,
        acting_user=acting_user,
        unit=unit,
        model=SelfAssessment,
        fact_id=assessment_id,
        expected_version=expected_version,
        changes=changes,
        obligation_ids=COVERED if units is not None else OBLIGATIONS,
        units=units,
    )


def _moves_closing(stored: SelfAssessment, changes: Mapping[str, Any]) -> bool:
    return bool(changes.get("declared_on", stored.declared_on) != stored.declared_on)


@transaction.atomic
def self_assessment_remove(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    assessment_id: UUID,
    expected_version: int,
    reason: str,
) -> UUID:
    """Removes a self-assessment noted by mistake, its answers, gaps and this unit's entry.

    The journal keeps what it was; the actions of the PAQ stay. Raises `ServiceRefusal`:
    "assessment_entered_by_others", "stale_removal", and those of `fact_remove`.
    """
    try:
        fact_for_write(
            scope=scope,
            unit=unit,
            model=SelfAssessment,
            fact_id=assessment_id,
            expected_version=expected_version,
            acting_user=acting_user,
        )
    except ServiceRefusal as refusal:
        if refusal.code != "stale":
            raise
        raise ServiceRefusal("stale_removal", **refusal.data) from refusal
    other = entered_by_another(SelfAssessmentEntry, assessment_id, unit)
    if other is not None:
        raise ServiceRefusal("assessment_entered_by_others", name=str(other))
    if not reason.strip():
        raise ServiceRefusal("reason_missing", field="reason")
    findings_of_source_remove(
        acting_user=acting_user,
        source_kind=SelfAssessment.fact_kind,
        source_ids=[assessment_id],
        reason=reason.strip(),
        unit_ids=covered_unit_ids(assessment_id),
    )
    fact_remove(
        scope=scope,
        acting_user=acting_user,
        unit=unit,
        model=SelfAssessment,
        fact_id=assessment_id,
        expected_version=expected_version,
        reason=reason,
        obligation_ids=COVERED,
    )
    return assessment_id


@transaction.atomic
def self_assessment_answer(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    assessment: SelfAssessment,
    declines: bool,
    reason: str = "",
) -> SelfAssessment:
    """A unit declines a self-assessment that another bears for it, or takes it back.

    Raises `ServiceRefusal`: "not_allowed", "own_fact", "reason_missing".
    """
    coverage_answer(
        scope=scope,
        acting_user=acting_user,
        unit=unit,
        fact=assessment,
        declines=declines,
        reason=reason,
    )
    obligations.refresh(unit_ids=[unit.pk], obligation_ids=COVERED)
    return assessment
