"""Action 3: Club SSI, SILENE, quarterly ADS of all directories, SMSI and minimum level."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hygie.domain.applicability import (
    FIRST_YEAR,
    FORPROFIT,
    PROGRAMME_END,
    outside_scope,
    programme_end,
    unless_forprofit,
)
from hygie.domain.audit_facts import (
    AdsResult,
    AuditFacts,
    Directory,
    DirectoryInventory,
    Smsi,
)
from hygie.domain.audit_levels import days_3e, evaluate_3e
from hygie.domain.audit_quarters import (
    INVENTORY_NEEDED,
    Quarters,
    directory_days,
    no_directory,
    on_directories,
)
from hygie.domain.dated.book import DayRules
from hygie.domain.dated.values import DatedValue
from hygie.domain.periods import (
    ONE_DAY,
    quarter_end,
    quarter_label,
    quarter_of,
    quarter_start,
    runs_on,
)
from hygie.domain.quality_plan import (
    carriage,
    carriage_missing,
    carriage_reasons,
    finding_days,
)
from hygie.domain.unit import UnitProfile
from hygie.domain.verdict import Reason, Status, Verdict

__all__ = [
    "AdsResult",
    "AuditFacts",
    "Directory",
    "DirectoryInventory",
    "Smsi",
    "days_3e",
    "evaluate_3a",
    "evaluate_3b",
    "evaluate_3c",
    "evaluate_3d",
    "evaluate_3e",
]

AUDITS_PER_QUARTER = "action_3/audits_per_quarter"
DIRECTORY_DELAY = "action_3/directory_delay_quarters"
SMSI_NEEDS_RSSI = "action_3/smsi_needs_rssi"


def evaluate_3a(
    profile: UnitProfile, facts: AuditFacts, rules: DayRules, *, as_of: date
) -> Verdict:
    """3.a: the unit is registered to the club SSI, whatever its legal status.

    Rule: instruction DNS/2025/12, action 3, second line.
    """
    return _registration(profile, facts.club_ssi_registered_on, rules, as_of, "3.a", "club_ssi")


def evaluate_3b(
    profile: UnitProfile, facts: AuditFacts, rules: DayRules, *, as_of: date
) -> Verdict:
    """3.b: the unit is registered to the service SILENE.

    Rule: instruction DNS/2025/12, action 3, third line.
    """
    return _registration(profile, facts.silene_registered_on, rules, as_of, "3.b", "silene")


def _registration(
    profile: UnitProfile,
    registered_on: date | None,
    rules: DayRules,
    as_of: date,
    obligation_id: str,
    name: str,
) -> Verdict:
    if outside := outside_scope(profile, rules, as_of):
        return outside
    if registered_on is not None and registered_on <= as_of:
        return Verdict(Status.MET, (Reason(f"{name}_registered", {"on": registered_on}),))
    pending = Verdict(
        Status.OPEN,
        (Reason(f"{name}_not_registered"),),
        missing=(f"{name}.registration",),
        noted=registered_on is not None,
    )
    return _within_programme(pending, profile, rules, as_of, obligation_id)


def _within_programme(
    pending: Verdict, profile: UnitProfile, rules: DayRules, as_of: date, obligation_id: str
) -> Verdict:
    """What is not done yet, seen by a for-profit unit: due at the programme's end, then late."""
    end = programme_end(profile, rules, obligation_id)
    if end is None or pending.status is Status.UNKNOWN:
        return pending
    reason = Reason("within_programme", {"due_on": end}, rules.sources(FORPROFIT, PROGRAMME_END))
    return Verdict(
        Status.DUE if as_of <= end else Status.LATE,
        (reason, *pending.reasons),
        missing=pending.missing,
        due_on=end,
        done=pending.done,
        total=pending.total,
        noted=pending.noted,
    )


def evaluate_3c(
    profile: UnitProfile, facts: AuditFacts, rules: DayRules, *, as_of: date
) -> Verdict:
    """3.c: every directory of the unit has an ADS audit in each calendar quarter.

    A directory is judged from the quarter after its entry; a signed inventory must say that all
    are listed, and also speaks for the quarters before it. Met if done this quarter; else late
    if last quarter was missed; else due. A for-profit unit has until the programme's end.
    Rule: instruction DNS/2025/12, action 3, carried by the dated values of the reasons.
    """
    if outside := outside_scope(profile, rules, as_of):
        return outside
    found = Quarters(
        facts,
        as_of,
        first=_first_quarter(profile, rules),
        delay=rules.number(DIRECTORY_DELAY),
        needed=rules.number(AUDITS_PER_QUARTER),
        inventory_needed=rules.flag(INVENTORY_NEEDED),
    )
    noted = bool(facts.directories or facts.results or facts.inventories)
    end = programme_end(profile, rules, "3.c")
    missed = () if end else tuple(quarter_label(one) for one in found.missed())
    if found.says_none:
        return replace(no_directory(rules), missed=missed if facts.directories else ())
    done, total = found.count()
    now = quarter_of(as_of)
    if end is not None and as_of > end:
        return _after_programme(found, end, rules, noted)
    if found.is_done(now):
        reason = Reason(
            "directories_audited", {"quarter": quarter_label(now)}, _quarter_sources(rules)
        )
        return Verdict(
            Status.MET, (reason,), (), quarter_end(now + 1), done, total, missed, noted=noted
        )
    reasons, missing = _quarter_shortcomings(found, now, rules)
    if end is not None:
        status, due_on = Status.DUE, end
        head = Reason("within_programme", {"due_on": end}, rules.sources(FORPROFIT, PROGRAMME_END))
    elif found.is_missed(now - 1):
        status, due_on = Status.LATE, quarter_end(now - 1)
        data: dict[str, object] = {"quarter": quarter_label(now - 1)}
        head = Reason("previous_quarter_missed", data, _quarter_sources(rules))
    else:
        status, due_on = Status.DUE, quarter_end(found.next_judged(now))
        head = Reason("directories_to_audit", {"due_on": due_on}, _quarter_sources(rules))
    found_now = Verdict(status, (head, *reasons), missing, due_on, done, total, missed, noted=noted)
    return unless_forprofit(found_now, profile, rules, "3.c")


def _quarter_sources(rules: DayRules) -> tuple[DatedValue, ...]:
    return rules.sources(AUDITS_PER_QUARTER, DIRECTORY_DELAY, INVENTORY_NEEDED)


def _first_quarter(profile: UnitProfile, rules: DayRules) -> int:
    """The quarter of 1 January of the first counted year, or the one after the opening."""
    first = quarter_of(date(rules.number(FIRST_YEAR), 1, 1))
    if profile.opened_on is None:
        return first
    return max(first, quarter_of(profile.opened_on) + rules.number(DIRECTORY_DELAY))


def _after_programme(found: Quarters, end: date, rules: DayRules, noted: bool) -> Verdict:
    """A for-profit unit after the programme: done if one quarter at least was complete in it."""
    done, total = found.count()
    sources = rules.sources(FORPROFIT, PROGRAMME_END)
    if found.was_done_by(quarter_of(end)):
        reason = Reason("done_within_programme", {"ended_on": end}, sources)
        return Verdict(Status.MET, (reason,), done=done, total=total, noted=noted)
    reasons, missing = _quarter_shortcomings(found, quarter_of(found.as_of), rules)
    head = Reason("programme_ended", {"due_on": end}, sources)
    return Verdict(Status.LATE, (head, *reasons), missing, end, done, total, noted=noted)


def _quarter_shortcomings(
    found: Quarters, quarter: int, rules: DayRules
) -> tuple[tuple[Reason, ...], tuple[str, ...]]:
    """What lacks for the quarter: audits, by whom they are to be settled, and the inventory."""
    reasons: list[Reason] = []
    missing: list[str] = []
    lacking = found.lacking(quarter)
    if lacking:
        reasons.append(on_directories("directory_not_audited", lacking))
        missing.append("ads_result")
    elif not found.present:
        reasons.append(Reason("no_directory_listed"))
        missing.append("directory")
    if not found.inventory_says_all:
        reasons.append(Reason("inventory_missing", {}, rules.sources(INVENTORY_NEEDED)))
        missing.append("directory_inventory")
    return tuple(reasons), tuple(missing)


def evaluate_3d(
    profile: UnitProfile, facts: AuditFacts, rules: DayRules, *, as_of: date
) -> Verdict:
    """3.d: what ADS and SILENE find is treated in a SMSI supervised by the RSSI and in the PAQ.

    Unknown when no finding is noted. Rule: instruction DNS/2025/12, action 3, fifth line.
    """
    if outside := outside_scope(profile, rules, as_of):
        return outside
    found = carriage(facts.findings, profile, rules, as_of)
    named = [one for one in facts.smsi if runs_on(one.named_on, one.until, as_of)]
    has_smsi = any(one.has_rssi or not rules.flag(SMSI_NEEDS_RSSI) for one in named)
    noted = bool(facts.findings or facts.smsi)
    reasons = carriage_reasons(found, rules)
    missing = carriage_missing(found)
    if not has_smsi:
        code = "smsi_without_rssi" if named else "smsi_missing"
        reasons = (*reasons, Reason(code, {}, rules.sources(SMSI_NEEDS_RSSI)))
        missing = (*missing, "smsi.rssi" if named else "smsi")
    if found.total == 0:
        reasons = (Reason("nothing_to_carry"), *reasons)
        return Verdict(Status.UNKNOWN, reasons, ("finding", *missing), noted=noted)
    if not reasons:
        reason = Reason("smsi_and_plan_in_place", {"total": found.total})
        return Verdict(Status.MET, (reason,), done=found.carried, total=found.total)
    pending = Verdict(
        Status.OPEN, reasons, missing, done=found.carried, total=found.total, noted=noted
    )
    return _within_programme(pending, profile, rules, as_of, "3.d")


def days_3a(facts: AuditFacts, rules: DayRules, years: range) -> set[date]:
    """The days on which 3.a may change."""
    return set() if facts.club_ssi_registered_on is None else {facts.club_ssi_registered_on}


def days_3b(facts: AuditFacts, rules: DayRules, years: range) -> set[date]:
    """The days on which 3.b may change."""
    days = set() if facts.silene_registered_on is None else {facts.silene_registered_on}
    return days | _programme_days(rules, years)


def _programme_days(rules: DayRules, years: range) -> set[date]:
    """The day after the programme's end, and the first days of years (end for a new unit)."""
    return {rules.day(PROGRAMME_END) + ONE_DAY} | {date(year, 1, 1) for year in years}


def days_3c(facts: AuditFacts, rules: DayRules, years: range) -> set[date]:
    """The days on which 3.c may change."""
    quarters = {quarter_start(year * 4 + index) for year in years for index in range(4)}
    return directory_days(facts, rules) | quarters


def days_3d(facts: AuditFacts, rules: DayRules, years: range) -> set[date]:
    """The days on which 3.d may change."""
    days: set[date | None] = set()
    for one in facts.smsi:
        days.update((one.named_on, one.until))
    named = {day for day in days if day is not None}
    return finding_days(facts.findings) | named | _programme_days(rules, years)
