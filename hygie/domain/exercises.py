"""Action 1: the yearly cyber crisis exercise, its RETEX and its entry on the platform."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from hygie.domain.applicability import (
    FIRST_YEAR,
    NEW_YEARS,
    YEARLY_DUE,
    first_counted_year,
    outside_scope,
)
from hygie.domain.dated.book import DayRules
from hygie.domain.dated.values import DatedValue
from hygie.domain.periods import ONE_DAY, on_or_before
from hygie.domain.quality_plan import (
    ACTION_NEEDS,
    Finding,
    carriage,
    carriage_missing,
    carriage_reasons,
    finding_days,
)
from hygie.domain.unit import UnitProfile
from hygie.domain.verdict import Reason, Status, Verdict

PER_YEAR = "action_1/exercises_per_year"
WHAT_COUNTS = "action_1/what_counts"
GENERAL_DIRECTION = "action_1/general_direction"
OTHER_FUNCTIONS = "action_1/other_decision_functions"
RETEX_DUE = "action_1/retex_due_on"
ENTRY_DUE = "action_1/entry_due_on"
OVERDUE_NEEDS_REASON = "action_1/overdue_needs_reason"
COUNTED_ONLY = "action_1/improvements_of_counted_only"


@dataclass(frozen=True, slots=True)
class Exercise:
    """One exercise held.

    `tested_care_or_missions`: it tested the continuity of care or of the establishment's
    missions; `under_cyber_event`: it started from a cyber event; None: not known.
    `functions`: codes of the functions present ("DG", "DGA", "PCME", "DSI", "DIRCOM", "RSSI",
    …); None: not known; empty: nobody of these.
    `retex_validated_on`: day the RETEX was formally validated.
    `entered_on`: day of entry on the national platform, closed by a receipt.
    """

    key: str
    held_on: date
    tested_care_or_missions: bool | None = None
    under_cyber_event: bool | None = None
    functions: frozenset[str] | None = None
    retex_validated_on: date | None = None
    entered_on: date | None = None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class ExerciseFacts:
    """Everything noted for action 1, in any order."""

    exercises: tuple[Exercise, ...] = ()


def what_lacks(exercise: Exercise, rules: DayRules) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Why an exercise does not count for 1.a, and what is not known about it.

    Returns two lists of codes among "continuity", "cyber_event", "general_direction",
    "other_function", "functions": the first one says what it certainly lacks, the second what
    nobody noted. Both empty: it counts.
    """
    lacks: list[str] = []
    unclear: list[str] = []
    tested = {
        "continuity": exercise.tested_care_or_missions,
        "cyber_event": exercise.under_cyber_event,
    }
    for code in rules.codes(WHAT_COUNTS):
        answer = tested[code]
        if answer is None:
            unclear.append(code)
        elif not answer:
            lacks.append(code)
    present = exercise.functions
    if present is None:
        unclear.append("functions")
    else:
        if present.isdisjoint(rules.codes(GENERAL_DIRECTION)):
            lacks.append("general_direction")
        if present.isdisjoint(rules.codes(OTHER_FUNCTIONS)):
            lacks.append("other_function")
    return tuple(lacks), tuple(unclear)


@dataclass(frozen=True, slots=True)
class _Years:
    """Exercises held by a day, sorted by year: those that count, those that may."""

    counted: dict[int, list[Exercise]]
    possible: dict[int, list[Exercise]]
    unclear: frozenset[str]
    refused: tuple[tuple[Exercise, tuple[str, ...]], ...]


def _years(facts: ExerciseFacts, rules: DayRules, as_of: date) -> _Years:
    counted: dict[int, list[Exercise]] = {}
    possible: dict[int, list[Exercise]] = {}
    unclear: set[str] = set()
    refused: list[tuple[Exercise, tuple[str, ...]]] = []
    for one in sorted(facts.exercises, key=lambda exercise: exercise.held_on):
        if one.held_on > as_of:
            break
        lacks, unknown = what_lacks(one, rules)
        year = one.held_on.year
        if lacks:
            if year == as_of.year:
                refused.append((one, lacks))
        elif unknown:
            possible.setdefault(year, []).append(one)
            if year >= as_of.year - 1:
                unclear.update(unknown)
        else:
            counted.setdefault(year, []).append(one)
    return _Years(counted, possible, frozenset(unclear), tuple(refused))


def evaluate_1a(
    profile: UnitProfile, facts: ExerciseFacts, rules: DayRules, *, as_of: date
) -> Verdict:
    """1.a: a cyber crisis exercise with the decision level is held each calendar year.

    Met if held this year; else late if last year was missed; else due at the end of the year.
    An exercise about which something is not known neither counts nor makes a year missed.
    Rule: instruction DNS/2025/12, action 1, carried by the dated values of the reasons.
    """
    if outside := outside_scope(profile, rules, as_of):
        return outside
    found = _years(facts, rules, as_of)
    first, year, needed = first_counted_year(profile, rules), as_of.year, rules.number(PER_YEAR)
    held = {one for one, items in found.counted.items() if len(items) >= needed}
    known = held | found.possible.keys()
    missed = tuple(str(one) for one in range(first, year) if one not in known)
    noted = bool(facts.exercises)
    unclear = _unclear_reasons(found, year, rules)
    lacking = tuple(f"exercise.{code}" for code in sorted(found.unclear))
    if year in held:
        last = found.counted[year][-1]
        done = Reason("exercise_held", _named(last), rules.sources(PER_YEAR, WHAT_COUNTS))
        next_due = rules.day_of_year(YEARLY_DUE, max(year + 1, first))
        return Verdict(Status.MET, (done,), due_on=next_due, missed=missed, noted=noted)
    previous = year - 1
    refused = _refused_reasons(found, rules)
    missing = lacking or ("exercise",)
    if previous >= first and previous not in held:
        if previous in found.possible or year in found.possible:
            return Verdict(
                Status.UNKNOWN,
                (*unclear, *refused),
                missing=missing,
                due_on=rules.day_of_year(YEARLY_DUE, year),
                missed=missed,
                noted=noted,
            )
        late = Reason(
            "previous_year_missed", {"year": previous}, rules.sources(YEARLY_DUE, FIRST_YEAR)
        )
        due_on = rules.day_of_year(YEARLY_DUE, previous)
        return Verdict(
            Status.LATE, (late, *refused), missing, due_on=due_on, missed=missed, noted=noted
        )
    due_on = rules.day_of_year(YEARLY_DUE, max(year, first))
    ahead = Reason("exercise_to_hold", {"due_on": due_on}, _ahead_sources(rules, year < first))
    return Verdict(
        Status.DUE, (ahead, *unclear, *refused), missing, due_on=due_on, missed=missed, noted=noted
    )


def _named(one: Exercise) -> dict[str, object]:
    return {"exercise": one.key, "held_on": one.held_on}


def _counting(rules: DayRules) -> tuple[DatedValue, ...]:
    return rules.sources(WHAT_COUNTS, GENERAL_DIRECTION, OTHER_FUNCTIONS)


def _ahead_sources(rules: DayRules, is_new: bool) -> tuple[DatedValue, ...]:
    return rules.sources(YEARLY_DUE, NEW_YEARS) if is_new else rules.sources(YEARLY_DUE)


def _unclear_reasons(found: _Years, year: int, rules: DayRules) -> tuple[Reason, ...]:
    """One reason for each exercise of this year or the last that lacks an answer."""
    return tuple(
        Reason("exercise_unclear", {**_named(one), "unclear": what_lacks(one, rules)[1]})
        for past in (year - 1, year)
        for one in found.possible.get(past, [])
    )


def _refused_reasons(found: _Years, rules: DayRules) -> tuple[Reason, ...]:
    """One reason for each exercise of this year that does not count."""
    return tuple(
        Reason("exercise_not_counted", {**_named(one), "lacks": why}, _counting(rules))
        for one, why in found.refused
    )


@dataclass(frozen=True, slots=True)
class _Follow:
    """What follows an exercise: which day says that it was done, and which day it is due."""

    name: str
    due_path: str

    def done_on(self, one: Exercise) -> date | None:
        return one.retex_validated_on if self.name == "retex" else one.entered_on


_RETEX = _Follow("retex", RETEX_DUE)
_ENTRY = _Follow("entry", ENTRY_DUE)


def evaluate_1b(
    profile: UnitProfile, facts: ExerciseFacts, rules: DayRules, *, as_of: date
) -> Verdict:
    """1.b: a RETEX of the exercise is formally validated by the end of the exercise's year.

    A year without exercise is missed in 1.a, not here a second time.
    Rule: instruction DNS/2025/12, action 1; the day is Hygie's, carried by the reasons.
    """
    return _evaluate_follow(_RETEX, profile, facts, rules, as_of)


def evaluate_1d(
    profile: UnitProfile, facts: ExerciseFacts, rules: DayRules, *, as_of: date
) -> Verdict:
    """1.d: the exercise is entered on the national platform by the end of the exercise's year.

    Rule: instruction DNS/2025/12, action 1; the day is Hygie's, carried by the reasons.
    """
    return _evaluate_follow(_ENTRY, profile, facts, rules, as_of)


def _evaluate_follow(
    follow: _Follow, profile: UnitProfile, facts: ExerciseFacts, rules: DayRules, as_of: date
) -> Verdict:
    if outside := outside_scope(profile, rules, as_of):
        return outside
    found = _years(facts, rules, as_of)
    first, year, noted = first_counted_year(profile, rules), as_of.year, bool(facts.exercises)
    held = {
        one: [*found.counted.get(one, []), *found.possible.get(one, [])]
        for one in (*found.counted, *found.possible)
    }
    missed = tuple(
        str(one)
        for one in sorted(held)
        if one >= first
        and _missed(follow, held[one], rules.day_of_year(follow.due_path, one), as_of)
    )
    sources = rules.sources(follow.due_path)
    this_year = held.get(year, [])
    count = sum(on_or_before(follow.done_on(one), as_of) for one in this_year)
    for past in (year, year - 1):
        exercises = held.get(past, [])
        due_on = rules.day_of_year(follow.due_path, past)
        closed = past >= first and due_on < as_of
        done = [one for one in exercises if on_or_before(follow.done_on(one), as_of)]
        if past == year and done:
            data = {**_named(done[-1]), "done_on": follow.done_on(done[-1])}
            reason = Reason(f"{follow.name}_done", data, sources)
            return Verdict(
                Status.MET, (reason,), done=count, total=len(this_year), missed=missed, noted=noted
            )
        if exercises and closed and not done:
            return Verdict(
                Status.LATE,
                (Reason(f"{follow.name}_late", _named(exercises[-1]), sources),),
                missing=(follow.name,),
                due_on=due_on,
                done=0,
                total=len(exercises),
                missed=missed,
                noted=noted,
            )
    due_on = rules.day_of_year(follow.due_path, max(year, first))
    code = f"{follow.name}_to_do" if this_year else "no_exercise_yet"
    data = _named(this_year[-1]) if this_year else {}
    refused = () if this_year else _refused_reasons(found, rules)
    return Verdict(
        Status.DUE,
        (Reason(code, {**data, "due_on": due_on}, sources), *refused),
        missing=(follow.name,) if this_year else ("exercise",),
        due_on=due_on,
        done=count if this_year else None,
        total=len(this_year) if this_year else None,
        missed=missed,
        noted=noted,
    )


def _missed(follow: _Follow, exercises: list[Exercise], due_on: date, as_of: date) -> bool:
    """Whether a closed year has exercises of which none was followed in time."""
    return due_on < as_of and not any(
        on_or_before(follow.done_on(one), due_on) for one in exercises
    )


def evaluate_1c(
    profile: UnitProfile, facts: ExerciseFacts, rules: DayRules, *, as_of: date
) -> Verdict:
    """1.c: the improvements of the exercises are carried by the PAQ and really carried out.

    Carried out: no action past its day without a motivated postponement. Those of an exercise that
    does not count for 1.a are judged in 5.a only. Unknown when nothing is noted.
    Rule: instruction DNS/2025/12, action 1, carried by the values of the reasons.
    """
    if outside := outside_scope(profile, rules, as_of):
        return outside
    learnt, aside = _learnt(facts.exercises, rules, as_of)
    found = carriage(_findings(learnt), profile, rules, as_of, on_time=True)
    sources = rules.sources(ACTION_NEEDS, OVERDUE_NEEDS_REASON)
    if found.total == 0:
        reason = Reason("nothing_to_carry", {}, sources)
        noted = bool(_findings(facts.exercises))
        return Verdict(Status.UNKNOWN, (reason, *aside), missing=("finding",), noted=noted)
    reasons = carriage_reasons(found, rules)
    missing = carriage_missing(found)
    if found.overdue and rules.flag(OVERDUE_NEEDS_REASON):
        overdue = Reason("action_overdue", {"actions": found.overdue}, sources)
        reasons = (*reasons, overdue)
        missing = (*missing, "plan_action.done_or_postponed")
    status = Status.OPEN if reasons else Status.MET
    if not reasons:
        reasons = (Reason("all_carried", {"total": found.total}, sources),)
    return Verdict(status, reasons, missing=missing, done=found.carried, total=found.total)


def _learnt(
    exercises: Iterable[Exercise], rules: DayRules, as_of: date
) -> tuple[list[Exercise], tuple[Reason, ...]]:
    """The exercises whose improvements 1.c reads, and why it leaves those of the others aside."""
    if not rules.flag(COUNTED_ONLY):
        return list(exercises), ()
    learnt: list[Exercise] = []
    aside: list[Reason] = []
    for one in exercises:
        lacks = what_lacks(one, rules)[0]
        if not lacks:
            learnt.append(one)
        elif any(finding.noted_on <= as_of for finding in one.findings):
            sources = (rules.get(COUNTED_ONLY), *_counting(rules))
            aside.append(Reason("exercise_not_counted", {**_named(one), "lacks": lacks}, sources))
    return learnt, tuple(aside)


def _findings(exercises: Iterable[Exercise]) -> list[Finding]:
    return [finding for one in exercises for finding in one.findings]


def days_1a(facts: ExerciseFacts, rules: DayRules, years: range) -> set[date]:
    """The days on which 1.a may change."""
    return {one.held_on for one in facts.exercises} | {date(year, 1, 1) for year in years}


def _follow_days(follow: _Follow, facts: ExerciseFacts, rules: DayRules, years: range) -> set[date]:
    days = days_1a(facts, rules, years)
    days |= {rules.day_of_year(follow.due_path, year) + ONE_DAY for year in years}
    return days | {day for one in facts.exercises if (day := follow.done_on(one)) is not None}


def days_1b(facts: ExerciseFacts, rules: DayRules, years: range) -> set[date]:
    """The days on which 1.b may change."""
    return _follow_days(_RETEX, facts, rules, years)


def days_1c(facts: ExerciseFacts, rules: DayRules, years: range) -> set[date]:
    """The days on which 1.c may change."""
    return finding_days(_findings(facts.exercises), on_time=True)


def days_1d(facts: ExerciseFacts, rules: DayRules, years: range) -> set[date]:
    """The days on which 1.d may change."""
    return _follow_days(_ENTRY, facts, rules, years)
