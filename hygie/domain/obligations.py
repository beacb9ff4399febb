"""The 25 obligations by id: which function judges each, and on which days it may change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from hygie.domain import (
    audits,
    continuity,
    digital_budget,
    exercises,
    identification,
    quality_plan,
    self_assessments,
)
from hygie.domain.applicability import profile_days
from hygie.domain.audits import AuditFacts
from hygie.domain.continuity import ContinuityFacts
from hygie.domain.dated.book import RuleBook
from hygie.domain.digital_budget import DigitalBudgetFacts
from hygie.domain.exercises import ExerciseFacts
from hygie.domain.identification import IdentificationFacts
from hygie.domain.quality_plan import QualityPlanFacts
from hygie.domain.self_assessments import SelfAssessmentFacts
from hygie.domain.unit import UnitProfile
from hygie.domain.verdict import Reason, Status, Verdict

Facts = (
    ExerciseFacts
    | SelfAssessmentFacts
    | AuditFacts
    | ContinuityFacts
    | QualityPlanFacts
    | IdentificationFacts
    | DigitalBudgetFacts
)


@dataclass(frozen=True, slots=True)
class Judgement:
    """How one obligation is judged: the type of its facts, the function, the days of change."""

    facts_type: type[Facts]
    evaluate: Callable[..., Verdict]
    days: Callable[[Any, Any, range], set[date]]


JUDGEMENTS: dict[str, Judgement] = {
    "1.a": Judgement(ExerciseFacts, exercises.evaluate_1a, exercises.days_1a),
    "1.b": Judgement(ExerciseFacts, exercises.evaluate_1b, exercises.days_1b),
    "1.c": Judgement(ExerciseFacts, exercises.evaluate_1c, exercises.days_1c),
    "1.d": Judgement(ExerciseFacts, exercises.evaluate_1d, exercises.days_1d),
    "2.a": Judgement(SelfAssessmentFacts, self_assessments.evaluate_2a, self_assessments.days_2a),
    "2.b": Judgement(SelfAssessmentFacts, self_assessments.evaluate_2b, self_assessments.days_2b),
    "3.a": Judgement(AuditFacts, audits.evaluate_3a, audits.days_3a),
    "3.b": Judgement(AuditFacts, audits.evaluate_3b, audits.days_3b),
    "3.c": Judgement(AuditFacts, audits.evaluate_3c, audits.days_3c),
    "3.d": Judgement(AuditFacts, audits.evaluate_3d, audits.days_3d),
    "3.e": Judgement(AuditFacts, audits.evaluate_3e, audits.days_3e),
    "4.a": Judgement(ContinuityFacts, continuity.evaluate_4a, continuity.days_4a),
    "4.b": Judgement(ContinuityFacts, continuity.evaluate_4b, continuity.days_4b),
    "4.c": Judgement(ContinuityFacts, continuity.evaluate_4c, continuity.days_4c),
    "5.a": Judgement(QualityPlanFacts, quality_plan.evaluate_5a, quality_plan.days_5a),
    "6.a": Judgement(IdentificationFacts, identification.evaluate_6a, identification.days_6a),
    "6.b": Judgement(IdentificationFacts, identification.evaluate_6b, identification.days_6b),
    "6.c": Judgement(IdentificationFacts, identification.evaluate_6c, identification.days_6c),
    "6.d": Judgement(IdentificationFacts, identification.evaluate_6d, identification.days_6d),
    "6.e": Judgement(IdentificationFacts, identification.evaluate_6e, identification.days_6e),
    "7.a": Judgement(DigitalBudgetFacts, digital_budget.evaluate_7a, digital_budget.days_7a),
    "7.b": Judgement(DigitalBudgetFacts, digital_budget.evaluate_7b, digital_budget.days_7a),
    "7.c": Judgement(DigitalBudgetFacts, digital_budget.evaluate_7c, digital_budget.days_7c),
    "7.d": Judgement(DigitalBudgetFacts, digital_budget.evaluate_7d, digital_budget.days_7a),
    "7.e": Judgement(DigitalBudgetFacts, digital_budget.evaluate_7e, digital_budget.days_7a),
}

OBLIGATION_IDS: tuple[str, ...] = tuple(JUDGEMENTS)

_TO_DO = frozenset({Status.DUE, Status.LATE, Status.OPEN})


def evaluate(
    obligation_id: str, profile: UnitProfile, facts: Facts, book: RuleBook, *, as_of: date
) -> Verdict:
    """The verdict of one obligation on one day, with the rules of that day.

    Where nothing was noted and the unit answered "on ne sait pas encore", what is to be done is
    unknown, with reason `declared_unknown`. Raises KeyError (unknown id), TypeError (facts of
    another action).
    """
    judgement = JUDGEMENTS[obligation_id]
    if not isinstance(facts, judgement.facts_type):
        raise TypeError(f"{obligation_id} reads {judgement.facts_type.__name__}")
    verdict = judgement.evaluate(profile, facts, book.at(as_of), as_of=as_of)
    if not verdict.noted and obligation_id in profile.declared_unknown and verdict.status in _TO_DO:
        reasons = (Reason("declared_unknown"), *verdict.reasons)
        return replace(verdict, status=Status.UNKNOWN, reasons=reasons, missed=())
    return verdict


def change_days(
    obligation_id: str,
    profile: UnitProfile,
    facts: Facts,
    book: RuleBook,
    *,
    start: date,
    end: date,
) -> list[date]:
    """The days of [start, end[ on which the verdict may differ from the day before, sorted.

    The first one is `start`. Between two of them nothing changes.
    """
    years = range(start.year, end.year + 1)
    days = {start, *book.change_days}
    for since in (date.min, *book.change_days):
        rules = book.at(since)
        if rules.has("programme/in_force_on"):
            days |= profile_days(profile, rules)
            days |= JUDGEMENTS[obligation_id].days(facts, rules, years)
    return sorted(day for day in days if start <= day < end)
