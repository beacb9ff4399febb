"""Action 2: the yearly declaration of maturity on the mesures prioritaires."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hygie.domain.applicability import (
    FIRST_YEAR,
    YEARLY_DUE,
    first_counted_year,
    outside_scope,
)
from hygie.domain.dated.book import DayRules
from hygie.domain.periods import on_or_before
from hygie.domain.quality_plan import Finding, evaluate_carriage, finding_days
from hygie.domain.unit import UnitProfile
from hygie.domain.verdict import Reason, Status, Verdict

PER_YEAR = "action_2/declarations_per_year"
RECEIPT_NEEDED = "action_2/receipt_needed"
DEMONSTRATION_COUNTS = "action_2/demonstration_counts"


@dataclass(frozen=True, slots=True)
class Declaration:
    """One self-assessment.

    `year`: the year it is about. `declared_on`: day it was closed in the establishment.
    `entered_on`: day it was entered on the national platform; `has_receipt`: a receipt proves
    the entry. `pack_is_demonstration`: made on a pack labelled demonstration, never counts.
    """

    key: str
    year: int
    declared_on: date | None = None
    entered_on: date | None = None
    has_receipt: bool = False
    pack_is_demonstration: bool = False
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class SelfAssessmentFacts:
    """Everything noted for action 2, in any order."""

    declarations: tuple[Declaration, ...] = ()


def _counts(one: Declaration, rules: DayRules) -> bool:
    if one.pack_is_demonstration and not rules.flag(DEMONSTRATION_COUNTS):
        return False
    return one.has_receipt or not rules.flag(RECEIPT_NEEDED)


def evaluate_2a(
    profile: UnitProfile, facts: SelfAssessmentFacts, rules: DayRules, *, as_of: date
) -> Verdict:
    """2.a: the maturity level is declared on the national platform at least once a year.

    The year that counts is that of the entry. Only a receipt counts, on a pack that is not a
    demonstration. Met if entered this year; else late if last year was missed; else due.
    Rule: instruction DNS/2025/12, action 2, carried by the dated values of the reasons.
    """
    if outside := outside_scope(profile, rules, as_of):
        return outside
    first, year, noted = first_counted_year(profile, rules), as_of.year, bool(facts.declarations)
    entered: dict[int, list[date]] = {}
    for one in facts.declarations:
        if one.entered_on is not None and one.entered_on <= as_of and _counts(one, rules):
            entered.setdefault(one.entered_on.year, []).append(one.entered_on)
    needed = rules.number(PER_YEAR)
    done = {one for one, days in entered.items() if len(days) >= needed}
    missed = tuple(str(one) for one in range(first, year) if one not in done)
    if year in done:
        data: dict[str, object] = {"entered_on": max(entered[year])}
        reason = Reason("declaration_entered", data, rules.sources(PER_YEAR, RECEIPT_NEEDED))
        next_due = rules.day_of_year(YEARLY_DUE, max(year + 1, first))
        return Verdict(Status.MET, (reason,), due_on=next_due, missed=missed, noted=noted)
    reasons, missing = _shortcomings(facts, rules, as_of)
    if year - 1 >= first and year - 1 not in done:
        late = Reason(
            "previous_year_missed", {"year": year - 1}, rules.sources(YEARLY_DUE, FIRST_YEAR)
        )
        due_on = rules.day_of_year(YEARLY_DUE, year - 1)
        return Verdict(
            Status.LATE, (late, *reasons), missing, due_on=due_on, missed=missed, noted=noted
        )
    due_on = rules.day_of_year(YEARLY_DUE, max(year, first))
    ahead = Reason("declaration_to_enter", {"due_on": due_on}, rules.sources(YEARLY_DUE))
    return Verdict(
        Status.DUE, (ahead, *reasons), missing, due_on=due_on, missed=missed, noted=noted
    )


def _shortcomings(
    facts: SelfAssessmentFacts, rules: DayRules, as_of: date
) -> tuple[tuple[Reason, ...], tuple[str, ...]]:
    """What was started this year and does not count, and the codes of what would settle it."""
    reasons: list[Reason] = []
    missing: list[str] = []
    for one in facts.declarations:
        if one.pack_is_demonstration:
            started = one.declared_on or one.entered_on
            if started is not None and started <= as_of and started.year == as_of.year:
                reasons.append(
                    Reason(
                        "declaration_on_demonstration",
                        {"declaration": one.key},
                        rules.sources(DEMONSTRATION_COUNTS),
                    )
                )
        elif one.entered_on is not None and one.entered_on <= as_of:
            if one.entered_on.year == as_of.year and not one.has_receipt:
                data: dict[str, object] = {"declaration": one.key}
                sources = rules.sources(RECEIPT_NEEDED)
                reasons.append(Reason("declaration_without_receipt", data, sources))
                missing.append("declaration.receipt")
        elif on_or_before(one.declared_on, as_of) and one.year == as_of.year:
            reasons.append(Reason("declaration_not_entered", {"declaration": one.key}))
            missing.append("declaration.entry")
    return tuple(reasons), tuple(dict.fromkeys(missing)) or ("declaration",)


def evaluate_2b(
    profile: UnitProfile, facts: SelfAssessmentFacts, rules: DayRules, *, as_of: date
) -> Verdict:
    """2.b: the actions born of the mesures prioritaires are carried by the PAQ.

    Unknown when nothing is noted. Rule: instruction DNS/2025/12, action 2.
    """
    return evaluate_carriage(profile, _findings(facts), rules, as_of=as_of)


def _findings(facts: SelfAssessmentFacts) -> list[Finding]:
    return [finding for one in facts.declarations for finding in one.findings]


def days_2a(facts: SelfAssessmentFacts, rules: DayRules, years: range) -> set[date]:
    """The days on which 2.a may change."""
    days = {one.entered_on for one in facts.declarations if one.entered_on is not None}
    return days | {date(year, 1, 1) for year in years}


def days_2b(facts: SelfAssessmentFacts, rules: DayRules, years: range) -> set[date]:
    """The days on which 2.b may change."""
    return finding_days(_findings(facts))
