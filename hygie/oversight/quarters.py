"""Statuses counted on the last day of each quarter, working or published: one query each."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from hygie.compliance.frise import window
from hygie.domain.dated import Obligation, load_book
from hygie.obligations.models import Interval, PublishedInterval
from hygie.organisations.models.organisation import OrganisationQuerySet
from hygie.web.charts.frise import quarters
from hygie.web.charts.shares import Column, numbers_of

ByQuarter = dict[Any, list[Counter[str]]]


@dataclass(frozen=True, slots=True)
class Quarter:
    """A calendar quarter, judged on its last day; `is_ahead`: that day is still to come."""

    year: int
    number: int
    last_day: date
    is_ahead: bool

    @property
    def label(self) -> str:
        return f"T{self.number}\u00a0{self.year}"


def quarters_shown(day: date) -> tuple[Quarter, ...]:
    """The twelve quarters of la frise: 2025 to 2027, moved when the day looked at is outside."""
    shown = window(day)
    starts = [*quarters(shown), shown.end]
    lasts = [start - timedelta(days=1) for start in starts[1:]]
    return tuple(
        Quarter(last.year, (last.month + 2) // 3, last, last > shown.today) for last in lasts
    )


def working_by_quarter(
    unit_ids: Iterable[int], obligation_ids: Sequence[str], shown: Sequence[Quarter]
) -> ByQuarter:
    """Number of these obligations by unit, quarter and status, as the units know them now."""
    rows = Interval.objects.current().filter(unit__in=unit_ids, obligation__in=obligation_ids)
    return _counted(rows, "unit", shown)


def published_by_quarter(
    units: OrganisationQuerySet, obligation_ids: Sequence[str], shown: Sequence[Quarter]
) -> ByQuarter:
    """Number of units by obligation, quarter and status, of what was published and noted."""
    rows = PublishedInterval.objects.filter(
        unit__in=units, obligation__in=obligation_ids, noted=True
    )
    return _counted(rows, "obligation", shown)


def _counted(rows: QuerySet[Any], by: str, shown: Sequence[Quarter]) -> ByQuarter:
    """Counts of statuses on each last day, by the value of `by`; zeros are left out.

    An interval has a row for each year that it touches: a day is counted in those of its year.
    """
    days = [quarter.last_day for quarter in shown]
    columns = {
        f"on_{place}": Count("pk", filter=Q(Q(until=None) | Q(until__gt=day), since__lte=day))
        for place, day in enumerate(days)
    }
    within = rows.filter(year__range=(days[0].year, days[-1].year)).order_by()
    found: ByQuarter = {}
    grouped = within.values_list(by, "status", "year").annotate(**columns)
    for key, status, year, *numbers in grouped:
        counted = found.setdefault(key, [Counter() for _ in days])
        for place, number in enumerate(numbers):
            if number and days[place].year == year:
                counted[place][status] += number
    return found


def columns_of(
    counted: Sequence[Counter[str]], shown: Sequence[Quarter], total: int
) -> tuple[Column, ...]:
    """What is drawn: the shares of `total` in each quarter."""
    return tuple(
        Column(
            label=quarter.label,
            year=quarter.year,
            quarter=quarter.number,
            numbers=numbers_of(counts, total),
            is_ahead=quarter.is_ahead,
        )
        for quarter, counts in zip(shown, counted, strict=True)
    )


@dataclass(frozen=True)
class Evolution:
    """One obligation, or all those of an action (`obligation` None), quarter by quarter."""

    obligation: Obligation | None
    columns: tuple[Column, ...]
    days: tuple[date, ...]


def evolutions(units: OrganisationQuerySet, action: int, day: date) -> list[Evolution]:
    """What these units published of an action: all its obligations, then each; two queries."""
    shown, total = quarters_shown(day), units.count()
    obligations = [one for one in load_book().obligations if one.action == action]
    found = published_by_quarter(units, [one.id for one in obligations], shown)
    nothing: list[Counter[str]] = [Counter() for _ in shown]
    each = [found.get(one.id, nothing) for one in obligations]
    together: list[Counter[str]] = [sum(counts, Counter()) for counts in zip(*each, strict=True)]
    days = tuple(quarter.last_day for quarter in shown)
    whole = columns_of(together, shown, total * len(obligations))
    return [
        Evolution(None, whole, days),
        *(
            Evolution(one, columns_of(counted, shown, total), days)
            for one, counted in zip(obligations, each, strict=True)
        ),
    ]
