"""Legal delays of an event: they run from the hour of knowledge, and an entry proves each."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from hygie.accounts.models import User
from hygie.domain.refusal import ServiceRefusal
from hygie.logbook import live
from hygie.logbook.clocks import Delay, delay_in_force
from hygie.logbook.enums import Category
from hygie.logbook.models import Entry, Event, LegalClock
from hygie.logbook.services.entries import (
    CLOCK_TOLERANCE,
    HEAD_NEWS,
    READERS,
    Line,
    entry_append,
    event_locked,
    require_kept,
)
from hygie.organisations.models import Organisation
from hygie.organisations.scope import Scope
from hygie.web.formats import day_short


@transaction.atomic
def clock_start(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    event_id: UUID,
    code: str,
    new_id: UUID,
    started_at: datetime,
) -> LegalClock:
    """Says when something was known: the delay runs from there, and an entry says it.

    Asked again with another hour before it is done, the hour is corrected by an entry. Raises
    `ServiceRefusal`: "clock_unknown", "clock_already_done", "entry_in_future", those of
    `entry_write`.
    """
    event = event_locked(event_id)
    require_kept(scope, unit, event)
    delay = delay_in_force(code, started_at)
    if delay is None:
        raise ServiceRefusal("clock_unknown")
    if started_at > timezone.now() + CLOCK_TOLERANCE:
        raise ServiceRefusal("entry_in_future", field="at")
    clock = event.clocks.select_related("done_entry").filter(code=code).first()
    if clock is not None and clock.started_at == started_at:
        return clock
    if clock is not None and clock.done_entry is not None:
        raise ServiceRefusal("clock_already_done", number=str(clock.done_entry.number))
    clock = clock or LegalClock(event=event, code=code)
    clock.label, clock.started_at = delay.label, started_at
    clock.limit_at = delay.limit(started_at)
    clock.full_clean()
    clock.save()
    line = Line(text=_opened(delay, clock), category=Category.DECLARATION)
    entry_append(author=acting_user, unit=unit, event=event, new_id=new_id, line=line)
    live.publish(event.topic, READERS, HEAD_NEWS, str(event.pk))
    return clock


def _opened(delay: Delay, clock: LegalClock) -> str:
    known = f"connaissance le {_hour(clock.started_at)}"
    limit = f"limite le {_hour(clock.limit_at)}" if clock.limit_at else delay.words
    return f"Délai légal ouvert\u00a0: {delay.label}. {known.capitalize()}, {limit}."


def _hour(instant: datetime) -> str:
    """« 22/11/2026 à 14:05 »."""
    return f"{day_short(instant)} à {timezone.localtime(instant):%H:%M}"


@transaction.atomic
def clock_done(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    event_id: UUID,
    code: str,
    new_id: UUID,
    done_at: datetime,
    text: str = "",
    number: int | None = None,
) -> LegalClock:
    """Says that what the delay asks is done: by the entry `number`, or by a new one with `text`.

    Done already, nothing happens twice. Raises `ServiceRefusal`: "clock_not_started",
    "entry_unknown", "entry_in_future", those of `entry_write`.
    """
    event = event_locked(event_id)
    require_kept(scope, unit, event)
    clock = event.clocks.filter(code=code).first()
    if clock is None:
        raise ServiceRefusal("clock_not_started")
    if clock.done_at is not None:
        return clock
    if done_at > timezone.now() + CLOCK_TOLERANCE:
        raise ServiceRefusal("entry_in_future", field="at")
    clock.done_at = done_at
    clock.done_entry = _proof(acting_user, unit, event, clock, new_id, text, number)
    clock.full_clean()
    clock.save()
    live.publish(event.topic, READERS, HEAD_NEWS, str(event.pk))
    return clock


def _proof(
    author: User,
    unit: Organisation,
    event: Event,
    clock: LegalClock,
    new_id: UUID,
    text: str,
    number: int | None,
) -> Entry:
    if number is not None:
        entry = Entry.objects.filter(event=event, number=number).first()
        if entry is None:
            raise ServiceRefusal("entry_unknown", field="number")
        return entry
    said = " ".join(one for one in (f"{clock.label}\u00a0: fait.", text.strip()) if one)
    line = Line(text=said, category=Category.DECLARATION, happened_at=clock.done_at)
    return entry_append(author=author, unit=unit, event=event, new_id=new_id, line=line)
