"""Action 5 and what 1.c, 2.b, 3.d share with it: findings carried by the quality plan (PAQ)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class FindingOrigin(StrEnum):
    """Where a finding or improvement comes from."""

    EXERCISE = "exercise"
    SELF_ASSESSMENT = "self_assessment"
    ADS = "ads"
    SILENE = "silene"
    CONTINUITY = "continuity"
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
