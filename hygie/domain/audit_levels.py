"""3.e: the ADS level of the directories, required and recommended."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hygie.domain.applicability import (
    deadline_for,
    outside_scope,
    programme_end,
    unless_forprofit,
)
from hygie.domain.audit_facts import AdsResult, AuditFacts, Directory
from hygie.domain.audit_quarters import directory_days, no_directory, on_directories
from hygie.domain.dated.book import DayRules
from hygie.domain.periods import ONE_DAY, runs_on
from hygie.domain.unit import UnitProfile
from hygie.domain.verdict import Reason, Status, Verdict

REQUIRED_LEVEL = "action_3/required_level"
REQUIRED_BY = "action_3/required_level_by"
RECOMMENDED_LEVEL = "action_3/recommended_level"
RECOMMENDED_BY = "action_3/recommended_level_by"
LOWEST = "action_3/lowest_directory"


def evaluate_3e(
    profile: UnitProfile, facts: AuditFacts, rules: DayRules, *, as_of: date
) -> Verdict:
    """3.e: the lowest directory has at least the ADS level required; a higher one is recommended.

    The status is that of the required level; `recommended` stands beside it and is never late.
    Unknown when a listed directory has no level after the day and none is too low.
    Rule: instruction DNS/2025/12, action 3, sixth line, carried by the values of the reasons.
    """
    if outside := outside_scope(profile, rules, as_of):
        return outside
    present = [one for one in facts.directories if runs_on(one.entered_on, one.left_on, as_of)]
    if not present and inventory_says_all(facts, as_of):
        return no_directory(rules)
    levels = _levels(facts, present, as_of)
    required = rules.number(REQUIRED_LEVEL)
    known = [level for level in levels.values() if level is not None]
    low = tuple(one for one in present if (levels[one.key] or required) < required)
    without = tuple(one for one in present if levels[one.key] is None)
    due_on = programme_end(profile, rules, "3.e") or deadline_for(profile, rules, REQUIRED_BY)
    shared = Verdict(
        Status.MET,
        done=sum(level >= required for level in known) if present else None,
        total=len(present) if present else None,
        recommended=_recommended(rules, profile, present, known, as_of),
        noted=bool(facts.directories or facts.results),
    )
    if present and not low and not without:
        data: dict[str, object] = {"level": min(known), "required": required}
        reason = Reason("level_reached", data, rules.sources(REQUIRED_LEVEL, LOWEST))
        return replace(shared, reasons=(reason,))
    if as_of <= due_on:
        status = Status.DUE
    else:
        status = Status.LATE if low or not present else Status.UNKNOWN
    reasons, missing = _shortcomings(low, without, known, rules)
    found = replace(shared, status=status, reasons=reasons, missing=missing, due_on=due_on)
    return unless_forprofit(found, profile, rules, "3.e")


def _shortcomings(
    low: tuple[Directory, ...], without: tuple[Directory, ...], known: list[int], rules: DayRules
) -> tuple[tuple[Reason, ...], tuple[str, ...]]:
    """Why the level is not reached: too low, not known, or no directory listed."""
    reasons: list[Reason] = []
    missing: list[str] = []
    if low:
        data: dict[str, object] = {"level": min(known), "required": rules.number(REQUIRED_LEVEL)}
        sources = rules.sources(REQUIRED_LEVEL, REQUIRED_BY, LOWEST)
        reasons.append(Reason("level_too_low", data, sources))
        reasons.append(on_directories("directory_too_low", low))
        missing.append("ads_level.higher")
    if without:
        reasons.append(on_directories("level_unknown", without))
        missing.append("ads_level")
    if not reasons:
        sources = rules.sources(REQUIRED_LEVEL, REQUIRED_BY)
        reasons.append(Reason("no_directory_listed", {}, sources))
        missing.append("directory")
    return tuple(reasons), tuple(missing)


def _last_results(facts: AuditFacts, as_of: date) -> dict[str, AdsResult]:
    """The last ADS audit of each directory on that day."""
    last: dict[str, AdsResult] = {}
    for one in facts.results:
        if one.done_on <= as_of:
            before = last.get(one.directory_key)
            if before is None or one.done_on >= before.done_on:
                last[one.directory_key] = one
    return last


def _levels(facts: AuditFacts, present: list[Directory], as_of: date) -> dict[str, int | None]:
    """The level of each directory by its last ADS audit on that day; None: not known."""
    last = _last_results(facts, as_of)
    return {one.key: last[one.key].level if one.key in last else None for one in present}


def lowest_level(facts: AuditFacts, *, as_of: date) -> tuple[int, date] | None:
    """The ADS level of the unit, that of its lowest directory, and the day of that audit.

    Of several directories at that level, the oldest audit. None when there is no directory, or
    when the level of one of them is not known.
    """
    present = [one for one in facts.directories if runs_on(one.entered_on, one.left_on, as_of)]
    last = _last_results(facts, as_of)
    found: list[tuple[int, date]] = []
    for one in present:
        result = last.get(one.key)
        if result is None or result.level is None:
            return None
        found.append((result.level, result.done_on))
    return min(found, default=None)


def _recommended(
    rules: DayRules, profile: UnitProfile, present: list[Directory], known: list[int], as_of: date
) -> Status:
    """The recommendation: met, ahead of its day, not reached (open), or not known."""
    wanted = rules.number(RECOMMENDED_LEVEL)
    if present and len(known) == len(present) and min(known) >= wanted:
        return Status.MET
    if as_of <= deadline_for(profile, rules, RECOMMENDED_BY):
        return Status.DUE
    return Status.OPEN if any(level < wanted for level in known) else Status.UNKNOWN


def inventory_says_all(facts: AuditFacts, as_of: date) -> bool:
    """Whether the last inventory signed by that day says that every directory is listed."""
    signed = [one for one in facts.inventories if one.signed_on <= as_of]
    return bool(signed) and max(signed, key=lambda one: one.signed_on).says_all_listed


def days_3e(facts: AuditFacts, rules: DayRules, years: range) -> set[date]:
    """The days on which 3.e may change (a new unit's deadlines fall on a year's last day)."""
    days = {rules.day(REQUIRED_BY) + ONE_DAY, rules.day(RECOMMENDED_BY) + ONE_DAY}
    return directory_days(facts, rules) | days | {date(year, 1, 1) for year in years}
