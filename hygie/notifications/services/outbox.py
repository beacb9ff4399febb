"""Sending what waits, one message at a time, so that none is ever sent twice by itself.

Before a message goes, the database says that it is being sent; after, that it was. Stopped in
between, nobody knows: the message is « à vérifier », and only a person sends it again.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import (
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPServerDisconnected,
)
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from hygie.notifications.addresses import stop_address
from hygie.notifications.contacts import still_given
from hygie.notifications.due import Grants
from hygie.notifications.enums import STOPPED_BY, Kind, State
from hygie.notifications.models import Lease, Message, Preference
from hygie.notifications.people import still_reads
from hygie.notifications.services.troubles import cleaned, trouble_of
from hygie.organisations.rights_of_many import rights_of_many

logger = logging.getLogger(__name__)

BATCH = 100
RETRY_MINUTES = (1, 5, 30, 120, 360, 720)
SERVER_RETRY_MINUTES = (1, 2, 5, 15, 30)
STALE_AFTER = timedelta(days=6)
TEMPORARY = range(400, 500)
Beat = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one try: the state to keep, the code of the sentence, the server's words."""

    state: State
    code: str
    said: str = ""


def mail_is_configured() -> bool:
    """Whether this instance has a mail server."""
    return bool(settings.EMAIL_ENABLED)


def outbox_recover() -> int:
    """Messages that were being sent when a worker stopped are to be checked; returns how many.

    For the worker that holds the lease, before it sends anything.
    """
    left = Message.objects.filter(state=State.SENDING)
    return left.update(state=State.UNSURE, outcome="interrupted")


def outbox_send(
    *,
    owner: str,
    now: Callable[[], datetime] = timezone.now,
    beat: Beat,
    stopping: Callable[[], bool],
) -> int:
    """Sends what is due, until nothing is, or `stopping()`; returns how many were sent.

    `beat` is called between messages: it raises when another worker took over.
    """
    _drop_stale(now())
    sent = 0
    while not stopping() and _server_may_be_tried(now()):
        beat()
        due = Message.objects.to_send(now()).select_related("user", "contact")
        batch = list(due[:BATCH])
        if not batch:
            break
        batch = _keep_wanted(batch, now())
        sent += _send_batch(batch, owner, now, beat, stopping)
    return sent


def _drop_stale(now: datetime) -> None:
    """What could not leave in time has no purpose any more."""
    old = Message.objects.filter(state=State.WAITING, created_at__lt=now - STALE_AFTER)
    old.update(state=State.REFUSED, outcome="stale")


def _server_may_be_tried(now: datetime) -> bool:
    retry_at = Lease.objects.values_list("server_retry_at", flat=True).first()
    return retry_at is None or retry_at <= now


def _keep_wanted(batch: Sequence[Message], now: datetime) -> list[Message]:
    """The messages that may leave: the others are cancelled, with why."""
    access = access_of(batch, now)
    preferences = Preference.objects.in_bulk(list(access.by_user))
    kept: list[Message] = []
    void: dict[str, list[UUID]] = {"no_access": [], "unwanted": []}
    for message in batch:
        if is_unwanted(message, preferences.get(message.user_id)):
            void["unwanted"].append(message.pk)
        elif not may_receive(message, access):
            void["no_access"].append(message.pk)
        else:
            kept.append(message)
    for code, ids in void.items():
        waiting = Message.objects.filter(pk__in=ids, state=State.WAITING)
        waiting.update(state=State.CANCELLED, outcome=code)
    return kept


@dataclass(frozen=True, slots=True)
class Access:
    """What accounts may read today, and what contacts may still open by their links."""

    by_user: Mapping[int, Grants]
    by_contact: Mapping[int, set[tuple[str, str]]]


def access_of(messages: Sequence[Message], now: datetime) -> Access:
    """The access of those whom these messages are for: a constant number of queries."""
    users = {one.user_id for one in messages if one.user_id is not None}
    rights = rights_of_many(users, timezone.localdate(now)).by_person
    contacts = {one.contact_id for one in messages if one.contact_id is not None}
    by_user = {user_id: rights.get(user_id, {}) for user_id in users}
    return Access(by_user, still_given(contacts, now))


def may_receive(message: Message, access: Access) -> bool:
    """Whether its person has an account open, and may still read all that the message says; of a
    contact, whether the links that it speaks of still open."""
    if message.user is None:
        spoken = {(str(kind), str(subject)) for kind, subject in message.about}
        return spoken <= access.by_contact.get(message.contact_id or 0, set())
    if not message.user.is_active:
        return False
    if message.kind == Kind.TRIAL:
        return True
    grants = access.by_user[message.user.pk]
    return bool(grants) and still_reads(message.about, grants)


def is_unwanted(message: Message, preference: Preference | None) -> bool:
    """Whether the person stopped this kind of mail since it was made."""
    if message.contact is not None:
        return message.contact.stopped_at is not None
    channels = STOPPED_BY.get(Kind(message.kind), ())
    if preference is None or not channels:
        return False
    return not any(preference.wants(channel) for channel in channels)


def _send_batch(
    batch: Sequence[Message],
    owner: str,
    now: Callable[[], datetime],
    beat: Beat,
    stopping: Callable[[], bool],
) -> int:
    """Sends these messages on one connection; one write of the database between two messages."""
    connection, sent, settled = get_connection(), 0, None
    try:
        for message in batch:
            beat()
            if not _ready(connection, now()):
                break
            if not _settle_and_claim(settled, message, owner, now()):
                settled = None
                continue
            outcome = _try_once(connection, message)
            sent += outcome.state == State.SENT
            settled = (message, outcome)
            if stopping():
                break
    finally:
        try:
            if settled is not None:
                _settle(*settled, now())
        finally:
            _close(connection)
    return sent


def _ready(connection: Any, now: datetime) -> bool:
    """A connection that answers; else the trouble is noted, and the server left alone a while."""
    try:
        smtp = getattr(connection, "connection", None)
        if smtp is not None:
            try:
                smtp.noop()
                return True
            except (SMTPException, OSError):
                _close(connection)
        connection.open()
    except (SMTPException, OSError, UnicodeError) as error:
        _close(connection)
        _note_trouble(trouble_of(error), now)
        return False
    Lease.objects.exclude(server_trouble="").update(
        server_trouble="", server_retry_at=None, server_failures=0
    )
    return True


def _note_trouble(said: str, now: datetime) -> None:
    logger.error("the mail server cannot be used: %s", said)
    lease, _ = Lease.objects.get_or_create(pk=Lease.ONLY_ID)
    wait = SERVER_RETRY_MINUTES[min(lease.server_failures, len(SERVER_RETRY_MINUTES) - 1)]
    lease.server_trouble = said
    lease.server_retry_at = now + timedelta(minutes=wait)
    lease.server_failures += 1
    lease.save(update_fields=["server_trouble", "server_retry_at", "server_failures"])


def _close(connection: Any) -> None:
    try:
        connection.close()
    except (SMTPException, OSError):
        logger.info("the mail server had already closed the connection")


@transaction.atomic
def _settle_and_claim(
    settled: tuple[Message, Outcome] | None, message: Message, owner: str, now: datetime
) -> bool:
    """Writes what became of the last message, and that the next one is being sent."""
    if settled is not None:
        _settle(*settled, now)
    claimed = Message.objects.filter(pk=message.pk, state=State.WAITING).update(
        state=State.SENDING, claim=owner, claimed_at=now, attempts=F("attempts") + 1
    )
    message.attempts += 1
    message.claim = owner
    return claimed == 1


def _settle(message: Message, outcome: Outcome, now: datetime) -> None:
    """Writes what became of a message: its sender knows better than who took it for lost."""
    state, code, next_try_at = outcome.state, outcome.code, now
    if state == State.WAITING:
        if message.attempts > len(RETRY_MINUTES):
            state, code = State.REFUSED, "retries_over"
        else:
            next_try_at = now + timedelta(minutes=RETRY_MINUTES[message.attempts - 1])
    sent = {"sent_at": now, "sent_to": message.person.email} if state == State.SENT else {}
    Message.objects.filter(
        pk=message.pk, claim=message.claim, state__in=(State.SENDING, State.UNSURE)
    ).update(state=state, outcome=code, server_said=outcome.said, next_try_at=next_try_at, **sent)


def _try_once(connection: Any, message: Message) -> Outcome:
    """Gives one message to the server, and tells what it answered."""
    try:
        connection.send_messages([as_mail(message)])
    except SMTPRecipientsRefused as error:
        code, said = next(iter(error.recipients.values()), (0, b""))
        return _answered(int(code), said, "address_refused")
    except SMTPResponseException as error:
        return _answered(error.smtp_code, error.smtp_error, "refused")
    except (UnicodeError, ValueError) as error:
        return Outcome(State.REFUSED, "address_wrong", cleaned(str(error)))
    except (SMTPServerDisconnected, OSError) as error:
        _close(connection)
        return Outcome(State.UNSURE, "cut", _words_of(error))
    except SMTPException as error:
        return Outcome(State.REFUSED, "refused", _words_of(error))
    return Outcome(State.SENT, "sent")


def _answered(code: int, said: bytes | str, refused: str) -> Outcome:
    """A refusal of the server: for now (4xx) or for good."""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    words = cleaned(f"{code} {text}")
    if code in TEMPORARY:
        return Outcome(State.WAITING, "later", words)
    return Outcome(State.REFUSED, refused, words)


def _words_of(error: Exception) -> str:
    if isinstance(error, SMTPResponseException):
        return _answered(error.smtp_code, error.smtp_error, "").said
    return cleaned(str(error) or type(error).__name__)


def message_id_of(message: Message) -> str:
    """The Message-ID of the mail, always the same: what one looks for in the server's journal."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ") or "localhost"
    return f"<{message.pk}@{domain}>"


def as_mail(message: Message) -> EmailMessage:
    """The mail of a message. Its Message-ID being the same, a second copy can be told."""
    headers = {"Message-ID": message_id_of(message), "Auto-Submitted": "auto-generated"}
    if message.kind != Kind.TRIAL:
        stop = stop_address(message.person, Kind(message.kind))
        headers["List-Unsubscribe"] = f"<{stop}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return EmailMessage(
        message.subject,
        message.body,
        settings.DEFAULT_FROM_EMAIL,
        [message.person.email],
        headers=headers,
    )
