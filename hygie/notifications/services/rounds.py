"""Making the mails: the digest of a week, the reminders and latenesses of a day, once for all.

A round goes by batches of people, each in one transaction with the place where it stopped: killed
half-way, it goes on there, and nobody has two.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils import timezone

from hygie.accounts.models import User
from hygie.journal import services as journal
from hygie.notifications import words
from hygie.notifications.addresses import links_for
from hygie.notifications.contacts import contacts_note, given_to_many
from hygie.notifications.due import DueItem, Grant, sections, step_of, told_key
from hygie.notifications.enums import CHANNELS, Channel, Kind
from hygie.notifications.models import Contact, Message, Preference, Round, Told
from hygie.notifications.people import Waiting, WaitingOfMany, waiting_of_many
from hygie.organisations.models import Membership
from hygie.organisations.rights import Right

BATCH = 200
MORNING_HOUR = 7
# A lateness that goes on is noted as seen again after so long: what is told is purged later.
SEEN_AGAIN = timedelta(days=180)
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
        return _contacts_make(current, kind, key, day, now)
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


def _contacts_make(current: Round, kind: Kind, key: str, day: date, now: datetime) -> int | None:
    """The same for the next people without account, once all accounts are done."""
    if not current.last_contact_id:
        contacts_note(now)
    after = Contact.objects.filter(pk__gt=current.last_contact_id, stopped_at=None)
    contacts = list(after.order_by("pk")[:BATCH])
    if not contacts:
        _end(current, now)
        return None
    found = given_to_many(contacts, day, now)
    said = _already(contact_id__in=[one.pk for one in contacts])
    everything: frozenset[Channel] = frozenset(CHANNELS)
    messages, told = [], []
    for contact in contacts:
        given = found.by_contact.get(contact.pk)
        if given is None:
            continue
        if kind == Kind.REMINDER:
            near = _near(given.items, everything, said.get(contact.pk, set()), day)
            items = [item for item, _ in near]
            told += [Told(contact=contact, key=one, told_on=day) for _, one in near]
        else:
            now_due = sections(given.items, day)
            items = [*now_due.late, *now_due.coming, *now_due.undated]
        if not items:
            continue
        links = links_for(contact, kind)
        text = words.to_contact(
            contact.full_name, items, found.unit_names, links, day, given.by, given.until
        )
        about: list[list[object]] = [[item.kind, item.subject] for item in items]
        messages.append(_message(contact, kind, text, about, key, now))
    Told.objects.bulk_create(told)
    Message.objects.bulk_create(messages)
    current.last_contact_id = contacts[-1].pk
    current.made += len(messages)
    current.save(update_fields=["last_contact_id", "made"])
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
        links = links_for(person, Kind.DIGEST)
        text = words.digest(
            person.full_name,
            found,
            waiting.escalated,
            batch.found.unit_names,
            links,
            batch.day,
        )
        about = _about([*found.late, *found.coming, *found.undated], waiting.escalated)
        messages.append(_message(person, Kind.DIGEST, text, about, batch.key, batch.now))
    return messages, []


def _reminders(people: list[User], batch: _Batch) -> Made:
    said = _already(user_id__in=[one.pk for one in people])
    messages, told = [], []
    _latenesses_seen(batch)
    for person in people:
        waiting = batch.found.by_person.get(person.pk)
        if waiting is None:
            continue
        near = _near(waiting.mine, batch.wants[person.pk], said.get(person.pk, set()), batch.day)
        late = _newly_late(waiting, batch.wants[person.pk], said.get(person.pk, set()))
        write = ((Kind.REMINDER, near, words.reminder), (Kind.ESCALATION, late, words.escalation))
        for kind, found, wording in write:
            if not found:
                continue
            items = [item for item, _ in found]
            links = links_for(person, kind)
            text = wording(person.full_name, items, batch.found.unit_names, links, batch.day)
            is_near = kind == Kind.REMINDER
            about = _about(items if is_near else [], [] if is_near else items)
            messages.append(_message(person, kind, text, about, batch.key, batch.now))
            told += [Told(user=person, key=key, told_on=batch.day) for _, key in found]
    return messages, told


def _latenesses_seen(batch: _Batch) -> None:
    """A lateness said long ago that goes on stays said: it is not purged yet."""
    keys = {
        told_key(item, Channel.ESCALATION)
        for waiting in batch.found.by_person.values()
        for item in waiting.escalated
    }
    old = Told.objects.filter(told_on__lt=batch.day - SEEN_AGAIN, user__in=batch.found.by_person)
    still = [pk for pk, key in old.order_by().values_list("pk", "key") if key in keys]
    if still:
        Told.objects.filter(pk__in=still).update(told_on=batch.day)


def _near(
    items: Iterable[DueItem], wants: frozenset[Channel], said: set[str], day: date
) -> list[tuple[DueItem, str]]:
    """What enters its 60, 30 or 7 last days, and was not said yet."""
    found = []
    for item in items:
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


def _already(**whose: object) -> dict[int, set[str]]:
    """What was said to these people, by account or contact: one query."""
    found: dict[int, set[str]] = {}
    rows = Told.objects.filter(**whose).order_by().annotate(whose=Coalesce("user_id", "contact_id"))
    for person_id, key in rows.values_list("whose", "key"):
        found.setdefault(person_id, set()).add(key)
    return found


def _about(mine: Iterable[DueItem], escalated: Iterable[DueItem]) -> list[list[object]]:
    """Every (unit, room, right) that a mail speaks of, each once."""
    grants: set[tuple[int, Grant]] = {(item.unit_id, item.grant) for item in mine}
    for item in escalated:
        grants.add((item.unit_id, item.escalates_to or (item.room, Right.READ)))
    return [[unit_id, str(room), str(right)] for unit_id, (room, right) in sorted(grants)]


def _message(
    person: User | Contact,
    kind: Kind,
    text: words.Text,
    about: list[list[object]],
    key: str,
    now: datetime,
) -> Message:
    return Message(
        user=person if isinstance(person, User) else None,
        contact=person if isinstance(person, Contact) else None,
        kind=kind,
        key=key,
        subject=text.subject,
        body=text.body,
        about=about,
        next_try_at=now,
        created_at=now,
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
