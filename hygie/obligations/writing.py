"""From facts to rows: computes the timelines of some units and writes only what differs."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from functools import cache, lru_cache
from typing import Any, NamedTuple

from django.db import connection

from hygie.domain.dated import RuleBook
from hygie.domain.timeline import timeline
from hygie.domain.unit import UnitProfile
from hygie.obligations import snapshots
from hygie.obligations.horizon import Horizon
from hygie.obligations.models import Generation, Interval, UnitState
from hygie.obligations.profiles import profiles_of
from hygie.obligations.registry import LoadedFacts, empty_facts


class Row(NamedTuple):
    """One stored row."""

    unit_id: int
    obligation: str
    year: int
    since: date
    until: date | None
    status: str
    status_since: date
    due_on: date | None
    done: int | None
    total: int | None
    missed_count: int
    noted: bool
    recommended: str


FIELDS = Row._fields
Shape = tuple[Any, ...]  # a row without its unit: FIELDS from the second on


def lock_units(unit_ids: Sequence[int]) -> None:
    """Takes the units for writing, always in the same order, until the end of the transaction.

    Two writers of one unit follow each other: the second reads the facts of the first.
    """
    UnitState.objects.bulk_create(
        [UnitState(unit_id=unit_id) for unit_id in unit_ids], ignore_conflicts=True
    )
    states = UnitState.objects.select_for_update().filter(unit__in=unit_ids).order_by("unit")
    list(states.values_list("unit", flat=True))


def write_timelines(
    unit_ids: Sequence[int],
    obligation_ids: Collection[str],
    generations: Sequence[Generation],
    book: RuleBook,
    *,
    are_new: bool = False,
) -> int:
    """Brings the rows of these units and obligations up to date in each generation.

    The facts that were judged are kept too. The units must be locked. Ids that are not judged
    units lose their rows. `are_new`: nothing is noted nor stored of them yet. Returns the number
    of rows written or removed.
    """
    profiles = profiles_of(unit_ids)
    facts = LoadedFacts(() if are_new else unit_ids, obligation_ids)
    if not are_new:
        snapshots.write(unit_ids, obligation_ids, facts)
    changed = 0
    rows_by_horizon: dict[Horizon, list[Row]] = {}
    for generation in generations:
        horizon = Horizon(generation.horizon_start, generation.horizon_end)
        if horizon not in rows_by_horizon:
            rows_by_horizon[horizon] = [
                Row(unit_id, *shape)
                for unit_id, profile in profiles.items()
                for obligation_id in obligation_ids
                for shape in _shapes(
                    obligation_id, profile, facts.of(unit_id, obligation_id), book, horizon
                )
            ]
        rows = rows_by_horizon[horizon]
        if are_new:
            _insert(generation, rows)
            changed += len(rows)
        else:
            changed += _write_differences(generation, unit_ids, obligation_ids, rows)
    return changed


def _shapes(
    obligation_id: str, profile: UnitProfile, facts: Any, book: RuleBook, horizon: Horizon
) -> Sequence[Shape]:
    """The rows of one timeline, without the unit's id.

    Where nothing is noted they only depend on the profile, and an import of the whole FINESS
    brings thousands of units of a few profiles: the last ones worked out are kept.
    """
    if facts == empty_facts(obligation_id):
        return _shapes_of_nothing(obligation_id, as_always_open(profile, horizon), book, horizon)
    return shapes_of(obligation_id, profile, facts, book, horizon)


def as_always_open(profile: UnitProfile, horizon: Horizon) -> UnitProfile:
    """The same profile for the rules: a unit opened before the days judged has no opening."""
    opened = profile.opened_on
    if opened is None or opened.year >= horizon.start.year:
        return profile
    return replace(profile, opened_on=None)


@lru_cache(maxsize=2500)
def _shapes_of_nothing(
    obligation_id: str, profile: UnitProfile, book: RuleBook, horizon: Horizon
) -> Sequence[Shape]:
    return shapes_of(obligation_id, profile, empty_facts(obligation_id), book, horizon)


def shapes_of(
    obligation_id: str, profile: UnitProfile, facts: Any, book: RuleBook, horizon: Horizon
) -> Sequence[Shape]:
    """The rows of a timeline: each interval once per calendar year that it touches."""
    found: list[Shape] = []
    status, status_since = None, horizon.start
    for interval in timeline(
        obligation_id, profile, facts, book, start=horizon.start, end=horizon.end
    ):
        if interval.status != status:
            status, status_since = interval.status, interval.since
        end = interval.until or horizon.end
        last_day = date.fromordinal(end.toordinal() - 1)
        found += (
            (
                obligation_id,
                year,
                interval.since,
                interval.until,
                str(interval.status),
                status_since,
                interval.due_on,
                interval.done,
                interval.total,
                interval.missed_count,
                interval.noted,
                str(interval.recommended or ""),
            )
            for year in range(interval.since.year, last_day.year + 1)
        )
    return found


def _write_differences(
    generation: Generation,
    unit_ids: Sequence[int],
    obligation_ids: Collection[str],
    wanted: list[Row],
) -> int:
    """Removes the rows that are no longer so, adds those that are not yet there."""
    stored = Interval.objects.filter(
        generation=generation, unit__in=unit_ids, obligation__in=obligation_ids
    )
    known: dict[Row, Any] = {
        Row(*values): pk for pk, *values in stored.values_list("pk", *FIELDS).order_by()
    }
    missing = [row for row in wanted if row not in known]
    outdated = set(known) - set(wanted)
    if outdated:
        Interval.objects.filter(pk__in=[known[row] for row in outdated]).delete()
    _insert(generation, missing)
    return len(missing) + len(outdated)


def _insert(generation: Generation, rows: list[Row]) -> None:
    """Plain SQL, three times as fast as model instances where rows count by hundred thousands."""
    if not rows:
        return
    columns = ("generation_id", *FIELDS)
    sql = (
        f"INSERT INTO obligations_interval ({', '.join(columns)}) "  # noqa: S608  (own constants)
        f"VALUES ({', '.join(['%s'] * len(columns))})"
    )
    day = cache(connection.ops.adapt_datefield_value)
    with connection.cursor() as cursor:
        cursor.executemany(
            sql,
            [
                (
                    generation.pk,
                    *row[:3],
                    day(row.since),
                    day(row.until),
                    row.status,
                    day(row.status_since),
                    day(row.due_on),
                    *row[8:],
                )
                for row in rows
            ],
        )
