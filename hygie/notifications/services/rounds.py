"""Making the mails: the digest of a week, the reminders and latenesses of a day, once for all.

A round goes by batches of people, each in one transaction with the place where it stopped: killed
half-way, it goes on there, and nobody has two.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from hygie.accounts.models import User
from hygie.journal import services as journal
from hygie.notifications import words
from hygie.notifications.addresses import links_for
from hygie.notifications.due import DueItem, Grant, sections, step_of, told_key
from hygie.notifications.enums import CHANNELS, Channel, Kind
from hygie.notifications.models import Message, Preference, Round, Told
from hygie.notifications.people import Waiting, WaitingOfMany, waiting_of_many
from hygie.organisations.models import Membership
from hygie.organisations.rights import Right

BATCH = 200
MORNING_HOUR = 7
# Monday to Thursday: an instance stopped on Monday morning still says the week.
LAST_DIGEST_WEEKDAY = 3
Beat = Callable[[], None]


def nothing() -> None:
    """The sign of life of who works without a lease."""


def rounds_make(*, now: datetime, beat: Beat = nothing) -> int:
    """Makes what is due at `now` (from 7 in the morning, Paris time); returns the mails made."""
    local = timezone.localtime(now)
    if local.hour < MORNING_HOUR:
        return 0
    day, made = local.date(), 0
    if local.weekday() <= LAST_DIGEST_WEEKDAY:
        year, week, _ = day.isocalendar()
        made += round_make(kind=Kind.DIGEST, key=f"{year}-W{week:02d}", day=day, now=now, beat=beat)
    return made + round_make(kind=Kind.REMINDER, key=day.isoformat(), day=day, now=now, beat=beat)


def round_make(*, kind: Kind, key: str, day: date, now: datetime, beat: Beat = nothing) -> int:
    """Makes the mails of one round, or what is left of it; returns how many."""
    current, _ = Round.objects.get_or_create(kind=kind, key=key)
    if current.ended_at is not None:
        return 0
    made = 0
    while True:
        beat()
        count = _batch_make(current.pk, Kind(kind), key, day, now)
        if count is None:
            return made
        made += count


@transaction.atomic
def _batch_make(round_id: int, kind: Kind, key: str, day: date, now: datetime) -> int | None:
    """The mails of the next people; None when there is nobody left: the round is then ended."""
    current = Round.objects.select_for_update().get(pk=round_id)
    if current.ended_at is not None:
        return None
    people = _people_after(current.last_user_id, day)
    if not people:
        _end(current, now)
        return None
    wants = _wants(people)
    found = waiting_of_many([one.pk for one in people if wants[one.pk]], day)
    batch = _Batch(found=found, key=key, day=day, now=now, wants=wants)
    messages, told = (_digests if kind == Kind.DIGEST else _reminders)(people, batch)
    Told.objects.bulk_create(told)
    Message.objects.bulk_create(messages)
    current.last_user_id = people[-1].pk
    current.made += len(messages)
    current.save(update_fields=["last_user_id", "made"])
    return len(messages)


@dataclass(frozen=True, slots=True)
class _Batch:
    found: WaitingOfMany
    key: str
    day: date
    now: datetime
    wants: dict[int, frozenset[Channel]]


Made = tuple[list[Message], list[Told]]


def _people_after(user_id: int, day: date) -> list[User]:
    """The next accounts that may receive: open, of a real person, with a role today."""
    held = Membership.objects.active_on(day).order_by().values("user")
    people = User.objects.filter(pk__gt=user_id, is_active=True, is_demo=False, pk__in=held)
    return list(people.order_by("pk")[:BATCH])


def _wants(people: Iterable[User]) -> dict[int, frozenset[Channel]]:
    everything: frozenset[Channel] = frozenset(CHANNELS)
    wants = {one.pk: everything for one in people}
    for row in Preference.objects.filter(user_id__in=list(wants)):
        wants[row.user_id] = frozenset(one for one in CHANNELS if row.wants(one))
    return wants


def _digests(people: list[User], batch: _Batch) -> Made:
    messages = []
    for person in people:
        waiting = batch.found.by_person.get(person.pk)
        if waiting is None or Channel.DIGEST not in batch.wants[person.pk]:
            continue
        found = sections(waiting.mine, batch.day)
        if not found.count and not waiting.escalated:
            continue
        links = links_for(person.pk, Kind.DIGEST)
        text = words.digest(
            person.full_name,
            found,
            waiting.escalated,
            batch.found.unit_names,
            links,
            batch.day,
        )
        about = _about([*found.late, *found.coming, *found.undated], waiting.escalated)
        messages.append(_message(person, Kind.DIGEST, text, about, batch))
    return messages, []


def _reminders(people: list[User], batch: _Batch) -> Made:
    said = _already(people)
    messages, told = [], []
    for person in people:
        waiting = batch.found.by_person.get(person.pk)
        if waiting is None:
            continue
        near = _near(waiting, batch.wants[person.pk], said.get(person.pk, set()), batch.day)
        late = _newly_late(waiting, batch.wants[person.pk], said.get(person.pk, set()))
        write = ((Kind.REMINDER, near, words.reminder), (Kind.ESCALATION, late, words.escalation))
        for kind, found, wording in write:
            if not found:
                continue
            items = [item for item, _ in found]
            links = links_for(person.pk, kind)
            text = wording(person.full_name, items, batch.found.unit_names, links, batch.day)
            is_near = kind == Kind.REMINDER
            about = _about(items if is_near else [], [] if is_near else items)
            messages.append(_message(person, kind, text, about, batch))
            told += [Told(user=person, key=key, told_on=batch.day) for _, key in found]
    return messages, told


def _near(
    waiting: Waiting, wants: frozenset[Channel], said: set[str], day: date
) -> list[tuple[DueItem, str]]:
    """What enters its 60, 30 or 7 last days, and was not said yet."""
    found = []
    for item in waiting.mine:
        step = step_of(item, day)
        if step is None or Channel(step.value) not in wants:
            continue
        key = told_key(item, step)
        if key not in said:
            found.append((item, key))
    return found


def _newly_late(
    waiting: Waiting, wants: frozenset[Channel], said: set[str]
) -> list[tuple[DueItem, str]]:
    """What became late with others, and was not said yet."""
    if Channel.ESCALATION not in wants:
        return []
    keyed = ((item, told_key(item, Channel.ESCALATION)) for item in waiting.escalated)
    return [(item, key) for item, key in keyed if key not in said]


def _already(people: Iterable[User]) -> dict[int, set[str]]:
    """What was said to these people: one query."""
    found: dict[int, set[str]] = {}
    rows = Told.objects.filter(user_id__in=[one.pk for one in people]).order_by()
    for user_id, key in rows.values_list("user_id", "key"):
        found.setdefault(user_id, set()).add(key)
    return found


def _about(mine: Iterable[DueItem], escalated: Iterable[DueItem]) -> list[list[object]]:
    """Every (unit, room, right) that a mail speaks of, each once."""
    grants: set[tuple[int, Grant]] = {(item.unit_id, item.grant) for item in mine}
    for item in escalated:
        grants.add((item.unit_id, item.escalates_to or (item.room, Right.READ)))
    return [[unit_id, str(room), str(right)] for unit_id, (room, right) in sorted(grants)]


def _message(
    person: User, kind: Kind, text: words.Text, about: list[list[object]], batch: _Batch
) -> Message:
    return Message(
        user=person,
        kind=kind,
        key=batch.key,
        subject=text.subject,
        body=text.body,
        about=about,
        next_try_at=batch.now,
        created_at=batch.now,
    )


def _end(current: Round, now: datetime) -> None:
    current.ended_at = now
    current.save(update_fields=["ended_at"])
    journal.record(
        author=None,
        verb="reminders.round_ended",
        room="notifications",
        subject_kind="round",
        subject_id=current.pk,
        subject_label=str(current),
        data={"made": current.made},
    )
