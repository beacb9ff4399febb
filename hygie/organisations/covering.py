"""Reading the records of a register for many units at once."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Protocol

from hygie.organisations.models import Covered, Fact, coverages_of


class Days(Protocol):
    """Between which days a fact counts for a unit: a `Coverage`, or a `Covered`."""

    @property
    def since(self) -> date | None: ...
    @property
    def until(self) -> date | None: ...


Covering = dict[int, list[tuple[Any, Covered]]]


def run(since: date, until: date | None, covered: Days) -> tuple[date, date | None]:
    """First day and last day (excluded) of a thing, within the days that it counts for the unit."""
    first = max(filter(None, (since, covered.since)))
    ends = [day for day in (until, covered.until) if day is not None]
    return first, max(first, min(ends)) if ends else None


def covered_day(day: date, covered: Days) -> Iterator[date]:
    """The day from which a paper or a count is the unit's: none if it came after the bearing."""
    if covered.until is None or day < covered.until:
        yield max(filter(None, (day, covered.since)))


def covering(model: type[Fact], unit_ids: Sequence[int]) -> Covering:
    """Records of one model that count for each unit, with their coverage: two queries."""
    covered = coverages_of(model.fact_kind, unit_ids)
    records = {row.pk: row for row in model.objects.filter(pk__in={one.fact_id for one in covered})}
    found: Covering = defaultdict(list)
    for one in covered:
        record = records.get(one.fact_id)
        if record is not None:
            found[one.unit_id].append((record, one))
    return found
