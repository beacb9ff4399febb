"""Action 7: the share of the budget devoted to digital, and its entry on the platform."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hygie.domain.applicability import FIRST_YEAR, first_counted_year, outside_scope
from hygie.domain.dated.book import DayRules
from hygie.domain.dated.values import DatedValue
from hygie.domain.periods import ONE_DAY, on_or_before
from hygie.domain.unit import UnitProfile
from hygie.domain.verdict import Reason, Status, Verdict

ENTRY_DUE = "action_7/entry_due_on"
LAG = "action_7/fiscal_year_lag"
RECEIPT_NEEDED = "action_7/receipt_needed"
LATEST = "action_7/latest_computation"
NOTE_SECTORS = "action_7/note_sectors"


@dataclass(frozen=True, slots=True)
class BudgetComputation:
    """The computation of one fiscal year (`fiscal_year` = N-1 of the text).

    `computed_on`: day it was validated in the establishment. `etp_ssi_given`: the number of ETP
    devoted to the security of information systems was given (zero is an answer).
    `follows_note_2019_207`: computed as note DGOS/PF2/2019/207 says; None: not said.
    `has_shared_spending`: digital spending is shared in a group; None: not said;
    `shared_by_combined_activity`: a part was added, split by activité combinée; None: not said.
    `has_non_sanitary_structures`: ESMS, research centre… under the same legal entity; None: not
    said; `counts_whole_expense`: the whole expense was counted; None: not said.
    `entered_on`: day of entry on the national platform; `has_receipt`: a receipt proves it.
    """

    key: str
    fiscal_year: int
    computed_on: date | None = None
    etp_ssi_given: bool = False
    follows_note_2019_207: bool | None = None
    has_shared_spending: bool | None = None
    shared_by_combined_activity: bool | None = None
    has_non_sanitary_structures: bool | None = None
    counts_whole_expense: bool | None = None
    entered_on: date | None = None
    has_receipt: bool = False


@dataclass(frozen=True, slots=True)
class DigitalBudgetFacts:
    """Everything noted for action 7, in any order."""

    computations: tuple[BudgetComputation, ...] = ()


def current_computation(
    facts: DigitalBudgetFacts, rules: DayRules, as_of: date
) -> BudgetComputation | None:
    """The computation to look at on that day; None when the one that is needed is not made.

    The last fiscal year closed, or, until the day its entry is due, also the one before.
    """
    newest = as_of.year - rules.number(LAG)
    oldest = newest if as_of > rules.day_of_year(ENTRY_DUE, as_of.year) else newest - 1
    made = [
        one
        for one in facts.computations
        if on_or_before(one.computed_on, as_of) and oldest <= one.fiscal_year <= newest
    ]
    return max(made, key=lambda one: (one.fiscal_year, one.computed_on or date.min), default=None)


def evaluate_7a(
    profile: UnitProfile, facts: DigitalBudgetFacts, rules: DayRules, *, as_of: date
) -> Verdict:
    """7.a: the digital share of the budget and the ETP of information security are computed.

    The level of the share is never judged. Rule: instruction DNS/2025/12, action 7, first dash.
    """
    if outside := outside_scope(profile, rules, as_of):
        return outside
    found = current_computation(facts, rules, as_of)
    noted = bool(facts.computations)
    sources = rules.sources(LATEST, LAG, ENTRY_DUE)
    if found is None:
        return _no_computation(rules, as_of, noted)
    data: dict[str, object] = {"fiscal_year": found.fiscal_year}
    if not found.etp_ssi_given:
        reason = Reason("etp_ssi_missing", data, sources)
        return Verdict(Status.OPEN, (reason,), missing=("computation.etp_ssi",))
    return Verdict(Status.MET, (Reason("computation_made", data, sources),))


def _no_computation(rules: DayRules, as_of: date, noted: bool) -> Verdict:
    data: dict[str, object] = {"fiscal_year": as_of.year - rules.number(LAG)}
    reason = Reason("computation_missing", data, rules.sources(LATEST, LAG, ENTRY_DUE))
    return Verdict(Status.OPEN, (reason,), missing=("computation",), noted=noted)


def evaluate_7b(
    profile: UnitProfile, facts: DigitalBudgetFacts, rules: DayRules, *, as_of: date
) -> Verdict:
    """7.b: the computation of a public unit follows note DGOS/PF2/2019/207.

    Not applicable to another sector. Rule: instruction DNS/2025/12, action 7, second dash.
    """
    if outside := outside_scope(profile, rules, as_of):
        return outside
    noted = bool(facts.computations)
    sources = rules.sources(NOTE_SECTORS)
    if profile.sector is None:
        reason = Reason("sector_unknown", {}, sources)
        return Verdict(Status.UNKNOWN, (reason,), missing=("unit.sector",), noted=noted)
    if profile.sector.value not in rules.codes(NOTE_SECTORS):
        data: dict[str, object] = {"sector": profile.sector.value}
        return Verdict(Status.NOT_APPLICABLE, (Reason("sector_not_concerned", data, sources),))
    found = current_computation(facts, rules, as_of)
    if found is None:
        return _no_computation(rules, as_of, noted)
    return _qualifies(found, "note", True, found.follows_note_2019_207, sources)


def evaluate_7d(
    profile: UnitProfile, facts: DigitalBudgetFacts, rules: DayRules, *, as_of: date
) -> Verdict:
    """7.d: a part of the shared spending is counted, split by activité combinée.

    Not applicable where nothing is shared. Rule: instruction DNS/2025/12, action 7, fourth dash.
    """
    if outside := outside_scope(profile, rules, as_of):
        return outside
    found = current_computation(facts, rules, as_of)
    if found is None:
        return _no_computation(rules, as_of, bool(facts.computations))
    has_object, follows = found.has_shared_spending, found.shared_by_combined_activity
    return _qualifies(found, "shared_spending", has_object, follows, rules.sources(LATEST))


def evaluate_7e(
    profile: UnitProfile, facts: DigitalBudgetFacts, rules: DayRules, *, as_of: date
) -> Verdict:
    """7.e: with non-sanitary structures under the same entity, the whole expense is counted.

    Not applicable where there is none. Rule: instruction DNS/2025/12, action 7, last paragraph.
    """
    if outside := outside_scope(profile, rules, as_of):
        return outside
    found = current_computation(facts, rules, as_of)
    if found is None:
        return _no_computation(rules, as_of, bool(facts.computations))
    has_object, follows = found.has_non_sanitary_structures, found.counts_whole_expense
    return _qualifies(found, "non_sanitary", has_object, follows, rules.sources(LATEST))


def _qualifies(
    found: BudgetComputation,
    name: str,
    has_object: bool | None,
    follows: bool | None,
    sources: tuple[DatedValue, ...],
) -> Verdict:
    """What the computation of the year says of one of its conditions."""
    data: dict[str, object] = {"fiscal_year": found.fiscal_year}
    if has_object is False:
        return Verdict(Status.NOT_APPLICABLE, (Reason(f"{name}_no_object", data, sources),))
    if has_object is None:
        reason = Reason(f"{name}_unknown", data, sources)
        return Verdict(Status.UNKNOWN, (reason,), missing=(f"computation.{name}_object",))
    if follows is None:
        reason = Reason(f"{name}_unknown", data, sources)
        return Verdict(Status.UNKNOWN, (reason,), missing=(f"computation.{name}",))
    if not follows:
        reason = Reason(f"{name}_not_followed", data, sources)
        return Verdict(Status.OPEN, (reason,), missing=(f"computation.{name}",))
    return Verdict(Status.MET, (Reason(f"{name}_followed", data, sources),))


def evaluate_7c(
    profile: UnitProfile, facts: DigitalBudgetFacts, rules: DayRules, *, as_of: date
) -> Verdict:
    """7.c: the data of fiscal year N-1 are entered on the national platform by mid-year N.

    Met if the last fiscal year closed is entered; else late if its day is past, or if the year
    before was never entered; else due. A year entered after its day stays in the history.
    Rule: instruction DNS/2025/12, action 7, third dash, carried by the values of the reasons.
    """
    if outside := outside_scope(profile, rules, as_of):
        return outside
    lag, noted = rules.number(LAG), bool(facts.computations)
    first = first_counted_year(profile, rules) - lag
    fiscal_year = as_of.year - lag
    entered = _entered(facts, rules, as_of)
    missed = tuple(
        str(year)
        for year in range(first, fiscal_year + 1)
        if (due := rules.day_of_year(ENTRY_DUE, year + lag)) < as_of
        and not on_or_before(entered.get(year), due)
    )
    sources = rules.sources(ENTRY_DUE, LAG, RECEIPT_NEEDED)
    if fiscal_year in entered:
        data: dict[str, object] = {"fiscal_year": fiscal_year, "entered_on": entered[fiscal_year]}
        next_due = rules.day_of_year(ENTRY_DUE, max(fiscal_year + 1, first) + lag)
        reason = Reason("budget_entered", data, sources)
        return Verdict(Status.MET, (reason,), due_on=next_due, missed=missed, noted=noted)
    for year in (fiscal_year, fiscal_year - 1):
        due_on = rules.day_of_year(ENTRY_DUE, year + lag)
        if year >= first and year not in entered and due_on < as_of:
            reason = Reason("budget_entry_late", {"fiscal_year": year, "due_on": due_on}, sources)
            missing = _entry_missing(facts, year, as_of)
            return Verdict(
                Status.LATE, (reason,), missing, due_on=due_on, missed=missed, noted=noted
            )
    year = max(fiscal_year, first)
    due_on = rules.day_of_year(ENTRY_DUE, year + lag)
    sources = (*sources, rules.get(FIRST_YEAR)) if year > fiscal_year else sources
    reason = Reason("budget_to_enter", {"fiscal_year": year, "due_on": due_on}, sources)
    missing = _entry_missing(facts, year, as_of)
    return Verdict(Status.DUE, (reason,), missing, due_on=due_on, missed=missed, noted=noted)


def _entered(facts: DigitalBudgetFacts, rules: DayRules, as_of: date) -> dict[int, date]:
    """The first day of entry of each fiscal year entered by `as_of`."""
    needs_receipt = rules.flag(RECEIPT_NEEDED)
    found: dict[int, date] = {}
    for one in facts.computations:
        day = one.entered_on
        if day is not None and day <= as_of and (one.has_receipt or not needs_receipt):
            found[one.fiscal_year] = min(day, found.get(one.fiscal_year, day))
    return found


def _entry_missing(facts: DigitalBudgetFacts, fiscal_year: int, as_of: date) -> tuple[str, ...]:
    of_year = [one for one in facts.computations if one.fiscal_year == fiscal_year]
    if any(on_or_before(one.entered_on, as_of) for one in of_year):
        return ("budget_entry.receipt",)
    if any(on_or_before(one.computed_on, as_of) for one in of_year):
        return ("budget_entry",)
    return ("computation", "budget_entry")


def days_7a(facts: DigitalBudgetFacts, rules: DayRules, years: range) -> set[date]:
    """The days on which 7.a, 7.b, 7.d and 7.e may change."""
    days = {one.computed_on for one in facts.computations if one.computed_on is not None}
    days |= {date(year, 1, 1) for year in years}
    return days | {rules.day_of_year(ENTRY_DUE, year) + ONE_DAY for year in years}


def days_7c(facts: DigitalBudgetFacts, rules: DayRules, years: range) -> set[date]:
    """The days on which 7.c may change."""
    days = {one.entered_on for one in facts.computations if one.entered_on is not None}
    return days | days_7a(facts, rules, years)
