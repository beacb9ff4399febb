"""Opening an event, changing its level, its state, its cells; closing its main courante."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid4, uuid5

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from hygie.accounts.models import User
from hygie.domain.refusal import ServiceRefusal
from hygie.journal import services as journal
from hygie.logbook import live
from hygie.logbook.enums import LIVING_STATES, Category, CellCode, EventKind, Level, State
from hygie.logbook.models import Cell, Entry, Event
from hygie.logbook.services.entries import (
    CLOCK_TOLERANCE,
    HEAD_NEWS,
    READERS,
    Line,
    entry_append,
    event_locked,
    require,
    require_kept,
)
from hygie.organisations.bearing import units_bearable_by
from hygie.organisations.models import Coverage, Organisation
from hygie.organisations.rights import Right, Room
from hygie.organisations.scope import Scope


@transaction.atomic
def event_open(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    new_id: UUID,
    kind: str,
    title: str,
    level: str = Level.ALERT,
    opened_at: datetime | None = None,
    cells: Iterable[str] = (CellCode.DECISION,),
    units: Iterable[Organisation] = (),
) -> Event:
    """Opens a main courante, with its first entry and its usual cells (codes of `CellCode`).

    `units`: other establishments that read and write in it. Sent twice with the same id, the
    first is returned. Raises `ServiceRefusal` ("not_allowed", "refused", "not_bearable",
    "entry_in_future") and `ValidationError`.
    """
    if not _may_open(scope, unit, kind):
        raise ServiceRefusal("not_allowed")
    Organisation.objects.select_for_update(of=("self",)).get(pk=unit.pk)  # a double click waits
    known = Event.objects.filter(pk=new_id).first()
    if known is not None:
        if known.bearer_id != unit.pk:
            raise ServiceRefusal("refused")
        return known
    now = timezone.now()
    if opened_at is not None and opened_at > now + CLOCK_TOLERANCE:
        raise ServiceRefusal("entry_in_future", field="opened_at")
    event = Event(
        id=new_id,
        kind=kind,
        title=title.strip(),
        level=level,
        opened_at=opened_at or now,
        bearer=unit,
        opened_by_name=acting_user.full_name,
    )
    event.full_clean(validate_unique=False)
    event.save(force_insert=True)
    _cover(event, units)
    chosen = [CellCode(code) for code in cells]
    Cell.objects.bulk_create(Cell(event=event, code=one, name=one.label) for one in chosen)
    said = f"Main courante ouverte\u00a0: {event.title}. Niveau\u00a0: {event.get_level_display()}."
    opening = Line(text=said, happened_at=event.opened_at)
    entry_append(
        author=acting_user, unit=unit, event=event, new_id=uuid5(new_id, "opening"), line=opening
    )
    _write_down(event, acting_user, "opened")
    live.forget_old_news()
    return event


def _may_open(scope: Scope, unit: Organisation, kind: str) -> bool:
    if scope.may(unit, Room.LOGBOOK, Right.WRITE):
        return True
    return kind == EventKind.EXERCISE and scope.may(unit, Room.EXERCISES, Right.WRITE)


@transaction.atomic
def event_share(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    event_id: UUID,
    guest: Organisation,
    shared: bool,
) -> Event:
    """`unit` opens its main courante to another establishment, that reads it and writes lines in
    it, no more, or closes it again, which may be done once the log is closed; an entry says it, in
    a log that still takes some. Already so, nothing happens.

    Raises `ServiceRefusal`: "gone", "event_closed", "not_allowed" (also for who is not of `unit`,
    that opened the log).
    """
    event = event_locked(event_id, living=shared)
    require(scope, unit, event)
    if event.bearer_id != unit.pk:
        raise ServiceRefusal("not_allowed")
    held = Coverage.objects.filter(fact_id=event.pk, unit=guest)
    if held.exists() == shared:
        return event
    if shared:
        Coverage.objects.create(kind=Event.guest_kind, fact_id=event.pk, unit=guest)
        said = f"Main courante ouverte à {guest.name}, qui la lit et peut y écrire."
    else:
        held.delete()
        said = f"Main courante fermée à {guest.name}."
    if event.is_closed:
        return event
    entry_append(author=acting_user, unit=unit, event=event, new_id=uuid4(), line=Line(text=said))
    return event


def _cover(event: Event, units: Iterable[Organisation]) -> None:
    chosen = {unit.pk for unit in units} | {event.bearer_id}
    bearable = units_bearable_by(event.bearer, timezone.localdate())
    refused = chosen - set(bearable.values_list("pk", flat=True)) - {event.bearer_id}
    if refused:
        raise ServiceRefusal("not_bearable", units=sorted(refused))
    Coverage.objects.bulk_create(
        Coverage(kind=Event.fact_kind, fact_id=event.pk, unit_id=unit_id)
        for unit_id in sorted(chosen)
    )


@transaction.atomic
def event_change(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    event_id: UUID,
    new_id: UUID,
    level: str,
    state: str,
    reason: str = "",
) -> Entry:
    """Changes the level and the state, by an entry that says it.

    Raises `ServiceRefusal`: "nothing_changed" and those of `entry_write`; `ValidationError`.
    """
    event = event_locked(event_id)
    require_kept(scope, unit, event)
    known = Entry.objects.filter(pk=new_id, event=event).first()
    if known is not None:
        return known
    if state not in LIVING_STATES:
        raise ServiceRefusal("refused")
    moved = []
    if level != event.level:
        moved.append(f"Niveau\u00a0: {event.get_level_display()} → {Level(level).label}.")
    if state != event.state:
        moved.append(f"État\u00a0: {event.get_state_display()} → {State(state).label}.")
    if not moved:
        raise ServiceRefusal("nothing_changed")
    event.level, event.state = level, state
    event.save(update_fields=["level", "state"])
    line = Line(text=" ".join([*moved, reason.strip()]), category=Category.DECISION)
    written = entry_append(author=acting_user, unit=unit, event=event, new_id=new_id, line=line)
    live.publish(event.topic, READERS, HEAD_NEWS, str(event.pk))
    return written


@transaction.atomic
def event_began(*, event_id: UUID, opened_at: datetime) -> Event:
    """Corrects when the log of an exercise noted afterwards was opened; the caller says it by an
    entry. Raises `ServiceRefusal`: "gone", "refused" for a real crisis."""
    event = event_locked(event_id, living=False)
    if event.kind != EventKind.EXERCISE:
        raise ServiceRefusal("refused")
    event.opened_at = opened_at
    event.save(update_fields=["opened_at"])
    return event


@transaction.atomic
def event_close(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    event_id: UUID,
    new_id: UUID,
    text: str,
) -> Event:
    """Closes the log by a last entry; nothing is written after it, and the journal keeps its hash.

    Closed already, nothing happens twice. Raises `ServiceRefusal`: "gone", "not_allowed",
    "entry_empty".
    """
    event = event_locked(event_id, living=False)
    require_kept(scope, unit, event)
    if event.is_closed:
        return event
    if not text.strip():
        raise ServiceRefusal("entry_empty", field="text")
    line = Line(text=f"Main courante close. {text.strip()}", category=Category.DECISION)
    last = entry_append(author=acting_user, unit=unit, event=event, new_id=new_id, line=line)
    event.state, event.closed_at = State.CLOSED, last.written_at
    event.save(update_fields=["state", "closed_at"])
    _write_down(event, acting_user, "closed")
    live.publish(event.topic, READERS, HEAD_NEWS, str(event.pk))
    return event


@transaction.atomic
def cell_record(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    event_id: UUID,
    new_id: UUID,
    name: str,
    place: str = "",
    phone: str = "",
) -> Cell:
    """Adds a cell, or changes the place and the phone of the one of that name; an entry says it.

    Raises `ServiceRefusal`: those of `entry_write`; `ValidationError`.
    """
    event = event_locked(event_id)
    require_kept(scope, unit, event)
    cell = event.cells.filter(name__iexact=name.strip()).first()
    if cell is None:
        usual = {one.label.casefold(): one.value for one in CellCode}
        code = usual.get(name.strip().casefold()) or slugify(name)[:40] or f"cellule-{new_id}"[:40]
        cell = event.cells.filter(code=code).first() or Cell(event=event, code=code)
        cell.name = cell.name or name.strip()
    cell.place, cell.phone = place.strip(), phone.strip()
    cell.full_clean()
    cell.save()
    where = ", ".join(one for one in (cell.place, cell.phone) if one) or "lieu à préciser"
    line = Line(text=f"{cell.name}\u00a0: {where}.", cell=cell.code)
    entry_append(author=acting_user, unit=unit, event=event, new_id=new_id, line=line)
    live.publish(event.topic, READERS, HEAD_NEWS, str(event.pk))
    return cell


def _write_down(event: Event, author: User, act: str) -> None:
    journal.record(
        author=author,
        verb=f"{Event.fact_kind}.{act}",
        room=event.room,
        subject_kind=Event.fact_kind,
        subject_id=event.pk,
        subject_label=str(event),
        organisation_id=event.bearer_id,
        data={"kind": event.kind, "number": event.last_number, "hash": event.last_hash},
    )
