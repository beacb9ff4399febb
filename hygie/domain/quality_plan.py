"""Action 5 and what 1.c, 2.b, 3.d share with it: findings carried by the quality plan (PAQ)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hygie.domain.applicability import outside_scope
from hygie.domain.dated.book import DayRules
from hygie.domain.periods import ONE_DAY, on_or_before
from hygie.domain.unit import UnitProfile
from hygie.domain.verdict import Reason, Status, Verdict

ACTION_NEEDS = "action_5/action_needs"


class FindingOrigin(StrEnum):
    """Where a finding or improvement comes from."""

    EXERCISE = "exercise"
    SELF_ASSESSMENT = "self_assessment"
    ADS = "ads"
    SILENE = "silene"
    CONTINUITY = "continuity"
    IDENTIFICATION = "identification"
    INCIDENT = "incident"
    ADVERSE_EVENT = "adverse_event"
    HAS_VISIT = "has_visit"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Postponement:
    """The due date of an action moved, on `decided_on`, from one day to a later one."""

    decided_on: date
    from_on: date
    to_on: date
    is_motivated: bool


@dataclass(frozen=True, slots=True)
class PlanActionFact:
    """One action of the plan.

    `establishment_number`: its number in the establishment's own PAQ, "" when it has none.
    `due_on`: the day first agreed, before any postponement; None: no day.
    """

    key: str
    created_on: date
    establishment_number: str = ""
    has_pilote: bool = False
    due_on: date | None = None
    postponements: tuple[Postponement, ...] = ()
    done_on: date | None = None
    cancelled_on: date | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding or improvement, and the actions that answer it (often one).

    `dismissed_on`: from that day it asks for nothing (set aside with a reason).
    """

    key: str
    noted_on: date
    origin: FindingOrigin = FindingOrigin.OTHER
    plan_actions: tuple[PlanActionFact, ...] = ()
    dismissed_on: date | None = None


@dataclass(frozen=True, slots=True)
class QualityPlanFacts:
    """All findings of every origin, and the cyber actions of the plan that answer none."""

    findings: tuple[Finding, ...] = ()
    actions: tuple[PlanActionFact, ...] = ()


@dataclass(frozen=True, slots=True)
class Carriage:
    """What the plan carries on a day, out of what asks for an action.

    `lacking`: keys without a live action that has all it needs; `no_action`: those of them
    without any live action; `needs`: what lacks on the others ("number", "pilote", "due_date").
    `overdue`: keys of actions past their day without a motivated postponement.
    """

    total: int
    carried: int
    lacking: tuple[str, ...]
    no_action: tuple[str, ...]
    needs: frozenset[str]
    overdue: tuple[str, ...]


def carriage(
    findings: Iterable[Finding],
    profile: UnitProfile,
    rules: DayRules,
    as_of: date,
    *,
    alone: Iterable[PlanActionFact] = (),
    on_time: bool = False,
) -> Carriage:
    """How the findings in play on that day, and the actions that answer none, are carried.

    `overdue` is only looked for with `on_time`.
    """
    asked = _asked(profile, rules, as_of)
    lacking: list[str] = []
    no_action: list[str] = []
    overdue: list[str] = []
    needs: set[str] = set()
    total = 0
    for key, actions in _in_play(findings, alone, as_of):
        total += 1
        if not on_time and _is_carried(actions, asked, as_of):
            continue
        live = [one for one in actions if _is_live(one, as_of)]
        if on_time:
            overdue += [one.key for one in live if is_overdue(one, as_of)]
        if not live:
            no_action.append(key)
            lacking.append(key)
        elif not any(_is_complete(one, asked) for one in live):
            lacking.append(key)
            needs.update(*(_lacks(one, asked) for one in live))
    carried = total - len(lacking)
    return Carriage(
        total,
        carried,
        tuple(lacking),
        tuple(no_action),
        frozenset(needs),
        tuple(dict.fromkeys(overdue)),  # one action may answer several findings
    )


def _asked(profile: UnitProfile, rules: DayRules, as_of: date) -> tuple[str, ...]:
    """What an action must bear on that day; no number where Hygie stands for the PAQ."""
    asked = rules.codes(ACTION_NEEDS)
    if profile.hygie_stands_for_paq(as_of):
        return tuple(need for need in asked if need != "number")
    return asked


def _in_play(
    findings: Iterable[Finding], alone: Iterable[PlanActionFact], as_of: date
) -> Iterable[tuple[str, Sequence[PlanActionFact]]]:
    for one in findings:
        if one.noted_on <= as_of and (one.dismissed_on is None or one.dismissed_on > as_of):
            yield one.key, one.plan_actions
    for action in alone:
        if _is_live(action, as_of):
            yield action.key, (action,)


def _is_live(action: PlanActionFact, as_of: date) -> bool:
    if action.created_on > as_of:
        return False
    return action.cancelled_on is None or action.cancelled_on > as_of


def _is_carried(actions: Sequence[PlanActionFact], asked: tuple[str, ...], as_of: date) -> bool:
    for one in actions:  # a plain loop: the hottest one of a timeline
        if (
            one.created_on <= as_of
            and (one.cancelled_on is None or one.cancelled_on > as_of)
            and _is_complete(one, asked)
        ):
            return True
    return False


def _is_complete(action: PlanActionFact, asked: tuple[str, ...]) -> bool:
    if action.establishment_number and action.has_pilote and action.due_on is not None:
        return True
    return not _lacks(action, asked)


def _lacks(action: PlanActionFact, asked: tuple[str, ...]) -> frozenset[str]:
    has = {
        "number": bool(action.establishment_number),
        "pilote": action.has_pilote,
        "due_date": action.due_on is not None,
    }
    return frozenset(need for need in asked if not has[need])


def due_day(action: PlanActionFact, as_of: date) -> date | None:
    """The day an action is due, after the motivated postponements decided by `as_of`.

    A postponement without a reason does not move the day.
    """
    due = action.due_on
    if not action.postponements:
        return due
    for one in sorted(action.postponements, key=lambda move: move.decided_on):
        if one.is_motivated and one.decided_on <= as_of:
            due = one.to_on
    return due


def is_overdue(action: PlanActionFact, as_of: date) -> bool:
    """Whether an action is past its day, on `as_of`, and neither done nor cancelled."""
    if not _is_live(action, as_of) or on_or_before(action.done_on, as_of):
        return False
    due = due_day(action, as_of)
    return due is not None and due < as_of


def carriage_reasons(found: Carriage, rules: DayRules) -> tuple[Reason, ...]:
    """Why the plan does not carry everything; empty when it does."""
    sources = (rules.get(ACTION_NEEDS),)
    reasons = []
    if found.no_action:
        reasons.append(Reason("finding_without_action", {"findings": found.no_action}, sources))
    incomplete = tuple(key for key in found.lacking if key not in found.no_action)
    if incomplete:
        needs = tuple(sorted(found.needs))
        reasons.append(
            Reason("action_incomplete", {"findings": incomplete, "needs": needs}, sources)
        )
    return tuple(reasons)


def carriage_missing(found: Carriage) -> tuple[str, ...]:
    """The codes of what lacks for everything to be carried."""
    codes = ["plan_action"] if found.no_action else []
    return (*codes, *(f"plan_action.{need}" for need in sorted(found.needs)))


def evaluate_carriage(
    profile: UnitProfile,
    findings: Sequence[Finding],
    rules: DayRules,
    *,
    as_of: date,
    alone: Sequence[PlanActionFact] = (),
) -> Verdict:
    """Whether everything noted is carried by the PAQ. Unknown when nothing is noted."""
    noted = bool(findings or alone)
    if outside := outside_scope(profile, rules, as_of):
        return outside
    found = carriage(findings, profile, rules, as_of, alone=alone)
    sources = (rules.get(ACTION_NEEDS),)
    if found.total == 0:
        reason = Reason("nothing_to_carry", {}, sources)
        return Verdict(Status.UNKNOWN, (reason,), missing=("finding",), noted=noted)
    if found.lacking:
        return Verdict(
            Status.OPEN,
            carriage_reasons(found, rules),
            missing=carriage_missing(found),
            done=found.carried,
            total=found.total,
        )
    reason = Reason("all_carried", {"total": found.total}, sources)
    return Verdict(Status.MET, (reason,), done=found.carried, total=found.total)


def evaluate_5a(
    profile: UnitProfile, facts: QualityPlanFacts, rules: DayRules, *, as_of: date
) -> Verdict:
    """5.a: all cyber actions are integrated in the PAQ and followed there.

    Rule: instruction DNS/2025/12, action 5, carried by the dated values of the reasons.
    """
    return evaluate_carriage(profile, facts.findings, rules, as_of=as_of, alone=facts.actions)


def finding_days(
    findings: Iterable[Finding], *, alone: Iterable[PlanActionFact] = (), on_time: bool = False
) -> set[date]:
    """The days on which the carriage may change; with `on_time`, also those of lateness."""
    days: set[date | None] = set()
    actions: list[PlanActionFact] = list(alone)
    for one in findings:
        days.update((one.noted_on, one.dismissed_on))
        actions.extend(one.plan_actions)
    for action in actions:
        days.update((action.created_on, action.cancelled_on))
        if on_time:
            days.add(action.done_on)
            days.update(_after(action.due_on))
            for move in action.postponements:
                days.add(move.decided_on)
                days.update(_after(move.to_on))
    return {day for day in days if day is not None}


def _after(day: date | None) -> set[date]:
    return set() if day is None or day == date.max else {day + ONE_DAY}


def days_5a(facts: QualityPlanFacts, rules: DayRules, years: range) -> set[date]:
    """The days on which 5.a may change."""
    return finding_days(facts.findings, alone=facts.actions)
