"""Reads of the room; the caller has the right on the event."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from hygie.documents.models import Evidence
from hygie.documents.selectors import evidence_for
from hygie.logbook.clocks import delays_in_force
from hygie.logbook.models import Cell, Entry, Event, LegalClock, LogQuerySet, cell_label
from hygie.logbook.words import ClockShown, clock_shown

PER_PAGE = 100


@dataclass(frozen=True, slots=True)
class EntryShown:
    """One entry as it is drawn, with its pieces and the numbers of what corrects it."""

    entry: Entry
    cell: str
    pieces: Sequence[Evidence]

    @property
    def corrected_by(self) -> list[int]:
        return sorted(one.number for one in self.entry.corrections.all())


def entries_of(event: Event) -> LogQuerySet:
    """Entries of an event, newest first, with what a line shows of others."""
    corrections = Entry.objects.only("number", "corrects_id")
    rows: LogQuerySet = event.entries.select_related("corrects").prefetch_related(
        Prefetch("corrections", corrections)
    )
    return rows


def filtered(event: Event, *, cell: str, category: str, before: int | None) -> LogQuerySet:
    """Those of one cell, one category, or earlier than a number; "" and None leave all."""
    rows = entries_of(event)
    if cell:
        rows = rows.filter(cell=cell)
    if category:
        rows = rows.filter(category=category)
    return rows.filter(number__lt=before) if before else rows


def shown(entries: Sequence[Entry], cells: Sequence[Cell]) -> list[EntryShown]:
    """Entries with their pieces: one query."""
    names = {one.code: one.name for one in cells}
    pieces = evidence_for(Entry.fact_kind, [one.pk for one in entries])
    return [
        EntryShown(one, names.get(one.cell) or cell_label(one.cell), pieces[str(one.pk)])
        for one in entries
    ]


def entries_by_id(ids: Sequence[str]) -> tuple[list[EntryShown], Event | None]:
    """Entries of one event named by their ids, oldest first, for the live pages."""
    found = Entry.objects.filter(pk__in=[UUID(one) for one in ids]).select_related("event")
    found = found.select_related("event", "corrects").prefetch_related(
        Prefetch("corrections", Entry.objects.only("number", "corrects_id"))
    )
    entries = list(found.order_by("number"))
    if not entries:
        return [], None
    event = entries[0].event
    return shown(entries, list(event.cells.all())), event


def clocks_shown(event: Event, now: datetime) -> list[ClockShown]:
    """Every legal delay in force, those that run first, by what is left."""
    started: dict[str, LegalClock] = {
        one.code: one for one in event.clocks.select_related("done_entry")
    }
    on = timezone.localdate(now)
    rows = [clock_shown(one, started.get(one.code), now) for one in delays_in_force(on)]
    return sorted(rows, key=_by_urgency)


def _by_urgency(row: ClockShown) -> tuple[Any, ...]:
    """Overdue, then what must be done at once or soonest, then what is done, then the others."""
    if row.clock is None:
        return (3, 0.0)
    if row.clock.done_at is not None:
        return (2, 0.0)
    limit = row.clock.limit_at
    return (1, limit.timestamp() if limit else 0.0)


def cells_of(event: Event) -> QuerySet[Cell]:
    return event.cells.all()
