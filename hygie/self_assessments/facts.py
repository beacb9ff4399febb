"""What the rules read of the self-assessments, for many units at once."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q

from hygie.domain import self_assessments as domain
from hygie.domain.quality_plan import Finding, FindingOrigin
from hygie.organisations.models import Covered, coverages_of
from hygie.quality_plan.facts import UnitPlan, findings_by_unit
from hygie.self_assessments.models import SelfAssessment, SelfAssessmentEntry

ABOUT_ACTION_2 = Q(pack__is_official=True) | Q(pack__is_demonstration=True)


def declaration_fact(
    assessment: SelfAssessment,
    entry: SelfAssessmentEntry | None,
    findings: tuple[Finding, ...] = (),
) -> domain.Declaration:
    """One self-assessment as the rules see it for one unit; `entry` is that unit's own.

    A demonstration is a try: its gaps are no finding of the mesures prioritaires.
    """
    return domain.Declaration(
        key=str(assessment.pk),
        year=assessment.year,
        declared_on=assessment.declared_on,
        entered_on=entry.entered_on if entry else None,
        has_receipt=entry is not None and entry.counts,
        pack_is_demonstration=assessment.pack.is_demonstration,
        findings=() if assessment.pack.is_demonstration else findings,
    )


def trials_among(assessment_ids: Collection[UUID]) -> list[UUID]:
    """Those of these self-assessments that answer a demonstration pack."""
    found = SelfAssessment.objects.filter(pk__in=assessment_ids, pack__is_demonstration=True)
    return list(found.values_list("pk", flat=True))


def counts_in_its_year(covered: Covered, assessment: SelfAssessment) -> bool:
    """Whether it counts for the unit on a day of its year."""
    first, after = date(assessment.year, 1, 1), date(assessment.year + 1, 1, 1)
    if covered.since is not None and covered.since >= after:
        return False
    return covered.until is None or covered.until > first


def self_assessment_facts(unit_ids: Sequence[int]) -> dict[int, domain.SelfAssessmentFacts]:
    """Facts of 2.a and 2.b for these units; a unit that noted nothing is left out.

    A self-assessment on another text than the mesures prioritaires is no fact of action 2.

    A finding of the origin « auto-évaluation » noted in the plan without naming which one goes
    with the latest. The number of queries does not depend on the number of units.
    """
    covered = coverages_of(SelfAssessment.fact_kind, unit_ids)
    noted = SelfAssessment.objects.filter(ABOUT_ACTION_2).select_related("pack")
    noted = noted.defer("pack__measures")
    assessments: dict[Any, SelfAssessment] = noted.in_bulk([one.fact_id for one in covered])
    entries = {
        (entry.unit_id, entry.assessment_id): entry
        for entry in SelfAssessmentEntry.objects.filter(unit__in=unit_ids)
    }
    plans = findings_by_unit(unit_ids)
    found: dict[int, list[domain.Declaration]] = defaultdict(list)
    for one in covered:
        assessment = assessments.get(one.fact_id)
        if assessment is None or not counts_in_its_year(one, assessment):
            continue
        findings = plans[one.unit_id].of_source(SelfAssessment.fact_kind, assessment.pk)
        entry = entries.get((one.unit_id, assessment.pk))
        found[one.unit_id].append(declaration_fact(assessment, entry, findings))
    return {
        unit_id: domain.SelfAssessmentFacts(_with_loose_findings(items, plans[unit_id]))
        for unit_id, items in found.items()
    }


def _with_loose_findings(
    declarations: list[domain.Declaration], plan: UnitPlan
) -> tuple[domain.Declaration, ...]:
    loose = tuple(
        noted.fact
        for noted in plan.findings
        if noted.source_id is None and noted.fact.origin == FindingOrigin.SELF_ASSESSMENT
    )
    by_year = sorted(declarations, key=lambda one: (one.year, one.key))
    by_year[-1] = replace(by_year[-1], findings=(*by_year[-1].findings, *loose))
    return tuple(by_year)
