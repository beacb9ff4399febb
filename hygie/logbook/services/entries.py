"""Writing in a main courante: one entry after the other, each sealed by the one before."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from hygie.accounts.models import User
from hygie.domain.logbook import entry_hash
from hygie.domain.refusal import ServiceRefusal
from hygie.journal.services import Author
from hygie.logbook import live
from hygie.logbook.access import may
from hygie.logbook.enums import Category, Reliability
from hygie.logbook.models import Entry, Event
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Right
from hygie.organisations.scope import Scope

# Clocks of two machines that differ a little.
CLOCK_TOLERANCE = timedelta(minutes=2)
ENTRY_NEWS, HEAD_NEWS = "logbook.entry", "logbook.head"
# Whoever may read the log sees all of it.
READERS = "readers"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What a person says in one entry. `happened_at` None: now. Codes are those of `enums`."""

    text: str
    category: str = Category.INFORMATION
    happened_at: datetime | None = None
    function: str = ""
    cell: str = ""
    source: str = ""
    reliability: str = Reliability.CONFIRMED
    patient_impact: str = ""


def event_locked(event_id: UUID, *, living: bool = True) -> Event:
    """The event, locked until the end of the transaction: one writer at a time.

    Raises `ServiceRefusal`: "gone"; "event_closed" unless `living` is False.
    """
    rows = Event.objects.select_for_update(of=("self",)).select_related("bearer")
    event = rows.filter(pk=event_id).first()
    if event is None:
        raise ServiceRefusal("gone")
    if living and event.is_closed:
        raise ServiceRefusal("event_closed")
    return event


def require(scope: Scope, unit: Organisation, event: Event) -> None:
    """Refuses "not_allowed" unless the person may write in this log as someone of `unit`."""
    is_of_unit = Event.objects.of(unit).filter(pk=event.pk).exists()
    if not is_of_unit or not may(scope, unit, event, Right.WRITE):
        raise ServiceRefusal("not_allowed")


def require_kept(scope: Scope, unit: Organisation, event: Event) -> None:
    """Refuses besides "log_of_other" to who was only let in to write lines (`event_share`)."""
    require(scope, unit, event)
    if not event.is_kept_by(unit):
        raise ServiceRefusal("log_of_other", bearer=event.bearer.name)


def entry_append(
    *,
    author: Author | None,
    unit: Organisation,
    event: Event,
    new_id: UUID,
    line: Line,
    corrects: Entry | None = None,
) -> Entry:
    """Adds one entry to an event that the caller has locked, with its right checked.

    `author` None is Hygie itself; a personal link writes under the name of its holder. Sent twice
    with the same id, the first is returned. Raises `ServiceRefusal` ("entry_empty",
    "entry_in_future", "refused": the id is that of another log) and `ValidationError`.
    """
    known = Entry.objects.filter(pk=new_id).first()
    if known is not None:
        if known.event_id != event.pk:
            raise ServiceRefusal("refused")
        return known
    entry = _entry(author, unit, event, new_id, line, corrects)
    entry.previous_hash = event.last_hash
    entry.hash = entry_hash(event.last_hash, entry.content)
    entry.full_clean(validate_unique=False, validate_constraints=False)
    entry.save(force_insert=True)
    event.last_number, event.last_hash = entry.number, entry.hash
    event.save(update_fields=["last_number", "last_hash"])
    live.publish(event.topic, READERS, ENTRY_NEWS, str(entry.pk))
    return entry


def _entry(
    author: Author | None,
    unit: Organisation,
    event: Event,
    new_id: UUID,
    line: Line,
    corrects: Entry | None,
) -> Entry:
    now = timezone.now()
    text = line.text.replace("\r\n", "\n").strip()
    if not text:
        raise ServiceRefusal("entry_empty", field="text")
    if line.happened_at is not None and line.happened_at > now + CLOCK_TOLERANCE:
        raise ServiceRefusal("entry_in_future", field="happened_at")
    return Entry(
        id=new_id,
        event=event,
        number=event.last_number + 1,
        happened_at=line.happened_at or now,
        written_at=now,
        bearer=unit,
        author_id=author.journal_id if author else None,
        author_name=author.journal_name if author else "Hygie",
        function=line.function,
        cell=line.cell,
        category=line.category,
        text=text,
        source=line.source.strip(),
        reliability=line.reliability,
        patient_impact=line.patient_impact.strip(),
        corrects=corrects,
    )


@transaction.atomic
def entry_write(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    event_id: UUID,
    new_id: UUID,
    line: Line,
) -> Entry:
    """Writes one entry, numbered after the last.

    Raises `ServiceRefusal`: "gone", "event_closed", "not_allowed", those of `entry_append`.
    """
    event = event_locked(event_id, living=False)
    require(scope, unit, event)
    known = Entry.objects.filter(pk=new_id, event=event).first()
    if known is not None:
        return known
    if event.is_closed:
        raise ServiceRefusal("event_closed")
    return entry_append(author=acting_user, unit=unit, event=event, new_id=new_id, line=line)


@transaction.atomic
def entry_correct(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    event_id: UUID,
    number: int,
    new_id: UUID,
    line: Line,
) -> Entry:
    """Writes an entry that corrects an earlier one; both stay, each says so of the other.

    Raises `ServiceRefusal`: "entry_unknown" and those of `entry_write`.
    """
    event = event_locked(event_id)
    require(scope, unit, event)
    corrected = Entry.objects.filter(event=event, number=number).first()
    if corrected is None:
        raise ServiceRefusal("entry_unknown")
    written = entry_append(
        author=acting_user, unit=unit, event=event, new_id=new_id, line=line, corrects=corrected
    )
    # The corrected entry is drawn again, with the number of its correction.
    live.publish(event.topic, READERS, ENTRY_NEWS, str(corrected.pk))
    return written
