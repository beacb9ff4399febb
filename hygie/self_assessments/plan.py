"""Findings of one self-assessment as the rules see them for one unit, with few queries."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Prefetch

from hygie.domain.quality_plan import Finding as FindingFact
from hygie.domain.quality_plan import FindingOrigin, PlanActionFact
from hygie.domain.unit import UnitProfile
from hygie.organisations.models import Organisation
from hygie.quality_plan.models import Finding, PlanAction
from hygie.self_assessments.models import SelfAssessment


def findings_noted(unit: Organisation, assessment: SelfAssessment) -> list[Finding]:
    """Findings noted on it, with the actions that answer and count for `unit`."""
    actions = PlanAction.objects.borne_for(unit).with_number_for(unit)
    return list(
        Finding.objects.filter(source_kind=SelfAssessment.fact_kind, source_id=assessment.pk)
        .prefetch_related(Prefetch("actions", queryset=actions))
        .order_by("noted_on", "pk")
    )


def finding_facts(findings: Sequence[Finding]) -> tuple[FindingFact, ...]:
    """The findings of `findings_noted` for the rules; 2.b does not read postponements."""
    return tuple(
        FindingFact(
            key=str(finding.pk),
            noted_on=finding.noted_on,
            origin=FindingOrigin(finding.origin),
            plan_actions=tuple(_action(action) for action in finding.actions.all()),
            dismissed_on=finding.dismissed_on,
        )
        for finding in findings
    )


def _action(action: Any) -> PlanActionFact:
    return PlanActionFact(
        key=str(action.pk),
        created_on=action.created_on,
        establishment_number=action.number or "",
        has_pilote=action.has_pilote,
        due_on=action.due_on,
        done_on=action.done_on,
        cancelled_on=action.cancelled_on,
    )


def plan_profile(unit: Organisation) -> UnitProfile:
    """What one record's steps read of the unit: its opening, and whether Hygie is its PAQ."""
    since = unit.quality_plan_in_hygie_since
    return UnitProfile(
        opened_on=unit.opened_on,
        quality_plan_in_hygie=since is not None,
        quality_plan_in_hygie_since=since,
    )
