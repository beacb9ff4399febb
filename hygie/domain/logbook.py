"""The main courante: entries numbered without gap, each sealed by the one before; legal clocks.

Whoever changes one character of an entry, takes one out or slips one in breaks the chain.
"""

import hashlib
import json
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class EntryContent:
    """All that one entry says: what its digest covers. Codes are those that are stored.

    `happened_at`, `written_at`: instants with a time zone. `corrects`: number of the entry that it
    corrects; None: none. `author_id` None: the holder of a personal link, or Hygie.
    """

    event: str
    id: str
    number: int
    happened_at: datetime
    written_at: datetime
    establishment: str
    author_id: int | None
    author: str
    function: str
    cell: str
    category: str
    text: str
    source: str
    reliability: str
    patient_impact: str
    corrects: int | None


def canonical(content: EntryContent) -> str:
    """The one way to write an entry as JSON: keys sorted, no spaces, accents kept, hours in UTC."""
    values = asdict(content)
    for name in ("happened_at", "written_at"):
        values[name] = utc_text(values[name])
    return json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def utc_text(instant: datetime) -> str:
    """2026-11-22T05:30:00.000000+00:00, whatever the zone given."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds")


def entry_hash(previous_hash: str, content: EntryContent) -> str:
    """SHA-256 (hexadecimal) of the previous hash followed by the canonical JSON."""
    return hashlib.sha256((previous_hash + canonical(content)).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class SealedEntry:
    """One entry as it is stored."""

    content: EntryContent
    previous_hash: str
    hash: str


class Fault(StrEnum):
    """What is wrong at one number of a log."""

    MISSING = "missing"
    MOVED = "moved"
    CHANGED = "changed"
    CUT = "cut"


@dataclass(frozen=True, slots=True)
class Break:
    """Where the chain does not hold. `number`: of the entry."""

    number: int
    fault: Fault


def breaks(
    entries: Iterable[SealedEntry], *, last_number: int, last_hash: str
) -> tuple[Break, ...]:
    """What is wrong in the log of one event, in order; empty when it is sound.

    `last_number`, `last_hash`: end of the log as the event, or a paper print, says it. Entries
    come by number. An entry that follows a missing one is only said to be missing before it.
    """
    found: list[Break] = []
    number, previous = 0, GENESIS
    for entry in entries:
        content = entry.content
        skipped = range(number + 1, content.number)
        found += [Break(missing, Fault.MISSING) for missing in skipped]
        if entry.previous_hash != previous and not skipped:
            found.append(Break(content.number, Fault.MOVED))
        if entry_hash(entry.previous_hash, content) != entry.hash:
            found.append(Break(content.number, Fault.CHANGED))
        number, previous = content.number, entry.hash
    found += [Break(missing, Fault.MISSING) for missing in range(number + 1, last_number + 1)]
    if not found and (number, previous) != (last_number, last_hash):
        found.append(Break(number, Fault.CUT))
    return tuple(found)


class ClockState(StrEnum):
    """Where a legal clock stands."""

    RUNNING = "running"
    AT_ONCE = "at_once"
    OVERDUE = "overdue"
    DONE = "done"
    DONE_LATE = "done_late"


def limit_of(started_at: datetime, hours: int | None, months: int | None = None) -> datetime | None:
    """The last instant to do it; None when the text gives no figure (« sans délai »).

    `months`: the same day and hour that many months later, in the zone of `started_at`; the last
    day of a month that has no such day.
    """
    if months is not None:
        years, month = divmod(started_at.month - 1 + months, 12)
        year = started_at.year + years
        day = min(started_at.day, monthrange(year, month + 1)[1])
        return started_at.replace(year=year, month=month + 1, day=day)
    return None if hours is None else started_at + timedelta(hours=hours)


def clock_state(
    *, limit_at: datetime | None, done_at: datetime | None, now: datetime
) -> ClockState:
    """State of a clock that was started. Without a figure, it is to be done at once."""
    if done_at is not None:
        is_late = limit_at is not None and done_at > limit_at
        return ClockState.DONE_LATE if is_late else ClockState.DONE
    if limit_at is None:
        return ClockState.AT_ONCE
    return ClockState.OVERDUE if now > limit_at else ClockState.RUNNING
