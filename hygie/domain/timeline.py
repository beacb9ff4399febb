"""From facts and rules to the runs of days on which a verdict does not change."""

from __future__ import annotations

from datetime import date

from hygie.domain.dated.book import RuleBook
from hygie.domain.obligations import Facts, change_days, evaluate
from hygie.domain.unit import UnitProfile
from hygie.domain.verdict import Interval, Verdict


def timeline(
    obligation_id: str,
    profile: UnitProfile,
    facts: Facts,
    book: RuleBook,
    *,
    start: date,
    end: date,
) -> tuple[Interval, ...]:
    """The intervals of one obligation over [start, end[, in order and without hole.

    Equal neighbours are merged. The last one has `until` None. Empty when start is not before
    end. Raises KeyError (unknown id), TypeError (facts of another action).
    """
    if start >= end:
        return ()
    days = change_days(obligation_id, profile, facts, book, start=start, end=end)
    found: list[tuple[date, tuple[object, ...], Verdict]] = []
    for day in days:
        verdict = evaluate(obligation_id, profile, facts, book, as_of=day)
        shown = _shown(verdict)
        if not found or found[-1][1] != shown:
            found.append((day, shown, verdict))
    ends = [day for day, _, _ in found[1:]]
    return tuple(
        interval_of(verdict, since=since, until=until)
        for (since, _, verdict), until in zip(found, [*ends, None], strict=True)
    )


def interval_of(verdict: Verdict, *, since: date, until: date | None) -> Interval:
    """The interval that a verdict gives on a run of days."""
    return Interval(
        since=since,
        until=until,
        status=verdict.status,
        due_on=verdict.due_on,
        done=verdict.done,
        total=verdict.total,
        missed_count=len(verdict.missed),
        recommended=verdict.recommended,
        noted=verdict.noted,
    )


def _shown(verdict: Verdict) -> tuple[object, ...]:
    """What an interval keeps of a verdict."""
    return (
        verdict.status,
        verdict.due_on,
        verdict.done,
        verdict.total,
        len(verdict.missed),
        verdict.recommended,
        verdict.noted,
    )
