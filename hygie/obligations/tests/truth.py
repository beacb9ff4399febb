"""Compares what is stored with what judging says that day."""

from datetime import date, timedelta

from hygie.domain.dated import load_book
from hygie.domain.obligations import evaluate
from hygie.obligations import registry, selectors
from hygie.obligations.profiles import profiles_of
from hygie.organisations.models import Organisation


def differences(days: list[date]) -> list[str]:
    """What is stored otherwise than judged, or twice, or not at all, for every unit."""
    book, faults = load_book(), []
    unit_ids = list(Organisation.objects.units().values_list("pk", flat=True))
    profiles = profiles_of(unit_ids)
    facts = registry.LoadedFacts(unit_ids, registry.registered())
    for day in days:
        stored: dict[tuple[int, str], list[tuple[object, ...]]] = {}
        for row in selectors.statuses_on(unit_ids, day):
            shown = (
                row.status, row.due_on, row.done, row.total, row.missed_count, row.noted,
                row.recommended,
            )  # fmt: skip
            stored.setdefault((row.unit_id, row.obligation), []).append(shown)
        for unit_id in unit_ids:
            for one in sorted(registry.registered()):
                said = evaluate(one, profiles[unit_id], facts.of(unit_id, one), book, as_of=day)
                judged = (
                    str(said.status), said.due_on, said.done, said.total, len(said.missed),
                    said.noted, str(said.recommended or ""),
                )  # fmt: skip
                if stored.get((unit_id, one)) != [judged]:
                    faults.append(f"{day} {unit_id} {one}: {stored.get((unit_id, one))} ≠ {judged}")
    return faults


def sampled_days(first: date, end: date, step: int) -> list[date]:
    """Every `step` days, the last and first days of each year among them."""
    days = {first + timedelta(days=n) for n in range(0, (end - first).days, step)}
    for year in range(first.year, end.year):
        days |= {date(year, 1, 1), date(year, 12, 31), date(year, 6, 30), date(year, 7, 1)}
    return sorted(day for day in days if first <= day < end)
