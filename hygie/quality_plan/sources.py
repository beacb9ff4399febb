"""Findings of one record of a room above, as the rules see them for one unit, with few queries."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db.models import Prefetch
from django.urls import reverse

from hygie.domain.quality_plan import Carriage, FindingOrigin, PlanActionFact, Postponement
from hygie.domain.quality_plan import Finding as FindingFact
from hygie.domain.unit import UnitProfile
from hygie.obligations.steps import Step
from hygie.organisations.models import Fact, Organisation
from hygie.quality_plan.models import Finding, PlanAction


def findings_noted(unit: Organisation, source: Fact, *, on_time: bool = False) -> list[Finding]:
    """Findings noted on the record `source`, with the actions that answer and count for `unit`.

    `on_time`: the postponements of the actions too, for what looks for lateness.
    """
    actions = PlanAction.objects.borne_for(unit).with_number_for(unit)
    read: list[Any] = [Prefetch("actions", queryset=actions)]
    if on_time:
        read.append("actions__postponements")
    noted = Finding.objects.filter(source_kind=source.fact_kind, source_id=source.pk)
    return list(noted.prefetch_related(*read).order_by("noted_on", "pk"))


def finding_facts(findings: Sequence[Finding], *, on_time: bool = False) -> tuple[FindingFact, ...]:
    """The findings of `findings_noted` for the rules, read with the same `on_time`."""
    return tuple(
        FindingFact(
            key=str(finding.pk),
            noted_on=finding.noted_on,
            origin=FindingOrigin(finding.origin),
            plan_actions=tuple(_action(action, on_time) for action in finding.actions.all()),
            dismissed_on=finding.dismissed_on,
        )
        for finding in findings
    )


def _action(action: Any, on_time: bool) -> PlanActionFact:
    moves = action.postponements.all() if on_time else ()
    return PlanActionFact(
        key=str(action.pk),
        created_on=action.created_on,
        establishment_number=action.number or "",
        has_pilote=action.has_pilote,
        due_on=action.due_on,
        postponements=tuple(
            Postponement(move.decided_on, move.from_on, move.to_on, bool(move.reason.strip()))
            for move in moves
        ),
        done_on=action.done_on,
        cancelled_on=action.cancelled_on,
    )


class PlanGesture(NamedTuple):
    """The button that settles what the plan does not carry: its label, the name of an address.

    `args`, `query`: what the address takes after the unit, and ends with.
    """

    label: str
    url_name: str
    args: tuple[str, ...] = ()
    query: str = ""


ATTACH = PlanGesture("Rattacher au PAQ", "quality_plan:findings")
COMPLETE = PlanGesture("Compléter les actions", "quality_plan:list")
CLOSE_OR_POSTPONE = PlanGesture("Clore ou reporter", "quality_plan:list", query="?etat=retard")


def plan_gesture(found: Carriage) -> PlanGesture | None:
    """What settles first what is noted and not carried; None when everything is."""
    if found.no_action:
        return ATTACH
    if found.lacking:
        return COMPLETE
    return close_or_postpone(found.overdue) if found.overdue else None


def close_or_postpone(actions: Sequence[str]) -> PlanGesture:
    """Leads to the late action, by its key; to the late ones of the plan when they are several."""
    if len(actions) == 1:
        label = CLOSE_OR_POSTPONE.label
        return PlanGesture(label, "quality_plan:action", args=(actions[0],))
    return CLOSE_OR_POSTPONE


def gesture_url(
    room: str, step: Step, unit: Organisation, fact: Fact, *, may_write: bool, may_plan: bool
) -> str:
    """Address of the gesture of a step on a fact of `room`, "" when the person may not do it.

    Each unit enters on the platform what others bear for it; the rest is for who bears it.
    """
    gesture = step.gesture
    if ":" in gesture:
        url = reverse(gesture, args=[unit.finess, *step.args])
        return f"{url}{step.query}" if may_plan else ""
    is_own = fact.bearer_id == unit.pk or gesture == "entry"
    if not (gesture and may_write and is_own):
        return ""
    return reverse(f"{room}:{gesture}", args=[unit.finess, fact.pk])


def plan_profile(unit: Organisation) -> UnitProfile:
    """What one record's steps read of the unit: its opening, and whether Hygie is its PAQ."""
    since = unit.quality_plan_in_hygie_since
    return UnitProfile(
        opened_on=unit.opened_on,
        quality_plan_in_hygie=since is not None,
        quality_plan_in_hygie_since=since,
    )
