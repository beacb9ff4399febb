"""Whether the instruction binds the unit on a day, and from which year or day it is judged."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hygie.domain.dated.book import DayRules
from hygie.domain.dated.values import DatedValue
from hygie.domain.unit import Sector, UnitProfile
from hygie.domain.verdict import Reason, Status, Verdict

IN_FORCE = "programme/in_force_on"
FIRST_YEAR = "programme/first_counted_year"
NEW_YEARS = "programme/new_establishment_years"
YEARLY_DUE = "programme/yearly_due_on"
EXCLUDED = "programme/excluded_departments"
PROGRAMME_END = "programme/care_ends_on"
FORPROFIT = "action_3/forprofit_until_programme_end"


def outside_scope(profile: UnitProfile, rules: DayRules, as_of: date) -> Verdict | None:
    """The verdict of a unit that the instruction does not bind on that day; None: it binds it.

    Before the day of application, in the excluded overseas territories, before the opening and
    from the closing: not applicable, whatever the facts.
    """
    if not is_in_force(rules, as_of):
        return _not_applicable("not_in_force")
    department = profile.department
    if department is not None and department in rules.codes(EXCLUDED):
        return _not_applicable(
            "excluded_territory", {"department": department}, (rules.get(EXCLUDED),)
        )
    if profile.opened_on is not None and as_of < profile.opened_on:
        return _not_applicable("not_opened_yet", {"opened_on": profile.opened_on})
    if profile.closed_on is not None and as_of >= profile.closed_on:
        return _not_applicable("unit_closed", {"closed_on": profile.closed_on})
    return None


def is_in_force(rules: DayRules, as_of: date) -> bool:
    """Whether the instruction applies on that day."""
    return rules.has(IN_FORCE) and as_of >= rules.day(IN_FORCE)


def _not_applicable(
    code: str, data: dict[str, object] | None = None, sources: tuple[DatedValue, ...] = ()
) -> Verdict:
    return Verdict(Status.NOT_APPLICABLE, (Reason(code, data or {}, sources),))


def first_counted_year(profile: UnitProfile, rules: DayRules) -> int:
    """First calendar year whose miss counts: the book's, or the one after the opening."""
    first = rules.number(FIRST_YEAR)
    if profile.opened_on is None:
        return first
    return max(first, profile.opened_on.year + rules.number(NEW_YEARS))


def deadline_for(profile: UnitProfile, rules: DayRules, path: str) -> date:
    """The last day of a fixed deadline for that unit.

    A unit opened since the instruction applies has until the end of the year after its opening
    when the deadline of the text falls before.
    """
    deadline = rules.day(path)
    opened = profile.opened_on
    if opened is None or opened < rules.day(IN_FORCE):
        return deadline
    return max(deadline, date(opened.year + rules.number(NEW_YEARS), 12, 31))


def programme_end(profile: UnitProfile, rules: DayRules, obligation_id: str) -> date | None:
    """The end of the programme CaRE when it is the only deadline of that unit; None otherwise."""
    if profile.sector is not Sector.PRIVATE_FORPROFIT:
        return None
    if obligation_id not in rules.codes(FORPROFIT):
        return None
    return deadline_for(profile, rules, PROGRAMME_END)


def unless_forprofit(
    verdict: Verdict, profile: UnitProfile, rules: DayRules, obligation_id: str
) -> Verdict:
    """The verdict of a unit whose sector is not known, where a for-profit one would not be late.

    Late becomes unknown, the sector being what would settle it.
    """
    if profile.sector is not None or verdict.status is not Status.LATE:
        return verdict
    if obligation_id not in rules.codes(FORPROFIT):
        return verdict
    reason = Reason("sector_unknown", {}, (rules.get(FORPROFIT),))
    return replace(
        verdict,
        status=Status.UNKNOWN,
        reasons=(reason, *verdict.reasons),
        missing=("unit.sector", *verdict.missing),
    )


def profile_days(profile: UnitProfile, rules: DayRules) -> set[date]:
    """The days on which the unit itself may change a verdict."""
    days = (
        profile.opened_on,
        profile.closed_on,
        profile.quality_plan_in_hygie_since,
        rules.day(IN_FORCE),
    )
    return {day for day in days if day is not None}
