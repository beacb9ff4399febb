"""Findings of one exercise as the rules see them for one unit, with few queries."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Prefetch

from hygie.domain.quality_plan import Finding as FindingFact
from hygie.domain.quality_plan import FindingOrigin, PlanActionFact, Postponement
from hygie.domain.unit import UnitProfile
from hygie.exercises.models import Exercise
from hygie.organisations.models import Organisation
from hygie.quality_plan.models import Finding, PlanAction


def findings_noted(unit: Organisation, exercise: Exercise) -> list[Finding]:
    """Findings noted on it, with the actions that answer and count for `unit`."""
    actions = PlanAction.objects.borne_for(unit).with_number_for(unit)
    return list(
        Finding.objects.filter(source_kind=Exercise.fact_kind, source_id=exercise.pk)
        .prefetch_related(Prefetch("actions", queryset=actions), "actions__postponements")
        .order_by("noted_on", "pk")
    )


def finding_facts(findings: Sequence[Finding]) -> tuple[FindingFact, ...]:
    """The findings of `findings_noted` for the rules."""
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
        postponements=tuple(
            Postponement(move.decided_on, move.from_on, move.to_on, bool(move.reason.strip()))
            for move in action.postponements.all()
        ),
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
