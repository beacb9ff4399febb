"""What the administration of the instance does with the outbox."""

from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from hygie.accounts.models import PersonalLink, User
from hygie.domain.refusal import ServiceRefusal
from hygie.journal import services as journal
from hygie.notifications import words
from hygie.notifications.addresses import links_for
from hygie.notifications.due import Step
from hygie.notifications.enums import RESENDABLE, Kind, State
from hygie.notifications.models import Contact, Lease, Message, Round, Told
from hygie.notifications.services.outbox import access_of, mail_is_configured, may_receive
from hygie.organisations.scope import Scope

KEPT_DAYS = 400


def _locked(message_id: UUID) -> Message:
    found = (
        Message.objects.select_for_update(of=("self",))
        .select_related("user", "contact")
        .filter(pk=message_id)
        .first()
    )
    if found is None:
        raise ServiceRefusal("gone")
    return found


def _require_admin(scope: Scope) -> None:
    if not scope.is_admin():
        raise ServiceRefusal("not_allowed")


@transaction.atomic
def message_resend(*, scope: Scope, acting_user: User, message_id: UUID) -> Message:
    """Puts a message refused or doubtful back among those to send.

    Raises `ServiceRefusal`: "not_allowed", "gone", "message_not_resendable", "message_void" (the
    person lost her access since).
    """
    _require_admin(scope)
    message, now = _locked(message_id), timezone.now()
    if message.state not in RESENDABLE:
        raise ServiceRefusal("message_not_resendable", state=message.get_state_display())
    if not may_receive(message, access_of([message], now)):
        raise ServiceRefusal("message_void")
    before = message.state
    message.state, message.outcome, message.server_said = State.WAITING, "resent", ""
    message.attempts, message.next_try_at, message.created_at = 0, now, now
    message.save()
    _write_down(acting_user, message, "message.resent", before)
    return message


@transaction.atomic
def message_settle(*, scope: Scope, acting_user: User, message_id: UUID) -> Message:
    """Says that a doubtful message had been sent.

    Raises `ServiceRefusal`: "not_allowed", "gone", "message_not_settled".
    """
    _require_admin(scope)
    message = _locked(message_id)
    if message.state != State.UNSURE:
        raise ServiceRefusal("message_not_settled", state=message.get_state_display())
    before = message.state
    message.state, message.outcome = State.SENT, "settled"
    message.sent_at, message.sent_to = message.claimed_at, message.person.email
    message.save()
    _write_down(acting_user, message, "message.settled", before)
    return message


@transaction.atomic
def message_trial(*, scope: Scope, acting_user: User, new_id: UUID) -> Message:
    """Puts in the outbox a mail of trial to oneself; sent twice with one id, it is made once.

    It is tried at once, even after a trouble of the server. Raises `ServiceRefusal`:
    "not_allowed", "no_mail_server".
    """
    _require_admin(scope)
    if not mail_is_configured():
        raise ServiceRefusal("no_mail_server")
    now = timezone.now()
    text = words.trial(acting_user.full_name, links_for(acting_user, Kind.TRIAL))
    message, is_new = Message.objects.get_or_create(
        user=acting_user,
        kind=Kind.TRIAL,
        key=str(new_id),
        defaults={
            "subject": text.subject,
            "body": text.body,
            "next_try_at": now,
            "created_at": now,
        },
    )
    if is_new:
        Lease.objects.update(server_retry_at=None)
        _write_down(acting_user, message, "message.trial", "")
    return message


@transaction.atomic
def messages_purge() -> int:
    """Forgets the mails ended long ago, and what served to make them; returns how many rows."""
    now = timezone.now()
    limit = now - timedelta(days=KEPT_DAYS)
    ended = (State.SENT, State.REFUSED, State.CANCELLED)
    forgotten = {
        "messages": Message.objects.filter(state__in=ended, created_at__lt=limit),
        "rounds": Round.objects.filter(ended_at__lt=limit),
        "told": Told.objects.filter(_is_over(timezone.localdate(now))),
        "contacts": Contact.objects.filter(created_at__lt=limit).exclude(
            email__in=PersonalLink.objects.filter(expires_at__gte=limit)
            .annotate(address=Lower("holder_email"))
            .values("address")
        ),
    }
    counts = {name: rows.delete()[0] for name, rows in forgotten.items()}
    counts = {name: count for name, count in counts.items() if count}
    if counts:
        journal.record(
            author=None,
            verb="message.purged",
            room="notifications",
            subject_kind="message",
            subject_id="",
            subject_label="courriels terminés depuis longtemps",
            data=counts,
        )
    return sum(counts.values())


def _is_over(today: date) -> Q:
    """What was told and cannot be told again: a step of a day past, a lateness long ended.

    A key begins with its step and its day, in the order of days: « d60:2026-11-21:… ».
    """
    over = Q(told_on__lt=today - timedelta(days=KEPT_DAYS))
    for step in Step:
        over |= Q(key__gte=f"{step}:", key__lt=f"{step}:{today.isoformat()}")
    return over


def _write_down(author: User, message: Message, verb: str, before: str) -> None:
    journal.record(
        author=author,
        verb=verb,
        room="notifications",
        subject_kind="message",
        subject_id=message.pk,
        subject_label=f"{message} pour {message.person.full_name}",
        data={"before": before, "after": message.state},
    )
