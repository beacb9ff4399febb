"""An exercise cancelled is told to who was convoked: one mail each, that their calendar takes.

As for a convocation: the database says that a mail is being sent before it goes, and what the
server answered after; in flight at a crash it is « à vérifier », and nothing sends it again alone.
"""

from dataclasses import dataclass
from smtplib import SMTPException
from typing import Any
from uuid import UUID, uuid5

from django.core.mail import get_connection
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from hygie.accounts.models import User
from hygie.domain.refusal import ServiceRefusal
from hygie.exercises.convocations import cancellation_of
from hygie.exercises.mail_server import mail_closed, mail_given
from hygie.exercises.models import Convocation, Participant, Run
from hygie.exercises.run_enums import MailState, RunState
from hygie.exercises.services.runs import run_locked, run_write_down
from hygie.notifications.services.outbox import mail_is_configured
from hygie.notifications.services.troubles import trouble_of
from hygie.organisations.models import Organisation
from hygie.organisations.scope import Scope

# May be sent again by a person: it is known not to have left.
LEFT = (MailState.WAITING, MailState.REFUSED, MailState.STOPPED)


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one sending. `trouble`: why the server could not be used, "" when it was."""

    sent: int
    refused: int
    trouble: str = ""


def sending_of(run: Run) -> UUID:
    """What marks in `Convocation.sending` that the mail told the cancellation."""
    return uuid5(run.pk, "annulation")


def convoked_of(run: Run) -> list[Participant]:
    """Who was convoked, by mail or otherwise, or may have been."""
    maybe = Q(convocation__state__in=(MailState.SENDING, MailState.TO_CHECK, MailState.SENT))
    found = run.participants.filter(
        Q(convoked_at__isnull=False) | maybe | Q(convocation__sending=sending_of(run))
    )
    return list(found.select_related("unit", "convocation").order_by("name", "pk"))


def is_told(run: Run, one: Participant) -> bool | None:
    """Whether somebody was told by mail: None when nobody knows, or while it is being sent."""
    known: Convocation | None = getattr(one, "convocation", None)
    if known is None or known.sending != sending_of(run) or known.state in LEFT:
        return False
    return True if known.state == MailState.SENT else None


def to_tell(run: Run) -> list[Participant]:
    """Who is still to be told by mail."""
    return [one for one in convoked_of(run) if one.email and is_told(run, one) is False]


def cancellation_send(*, scope: Scope, acting_user: User, unit: Organisation, run_id: UUID) -> Told:
    """Tells by mail everybody who was convoked and has an address; asked twice, each is told once.

    Raises `ServiceRefusal`: "not_allowed", "gone", "run_state" (it is not cancelled),
    "run_mail_off", "run_mail_stopped" (the animation stopped the mails of this exercise).
    """
    who: dict[str, Any] = {"scope": scope, "unit": unit, "run_id": run_id}
    run = _cancelled(**who)
    if not mail_is_configured():
        raise ServiceRefusal("run_mail_off")
    if run.mail_stopped:
        raise ServiceRefusal("run_mail_stopped")
    counts = {MailState.SENT: 0, MailState.REFUSED: 0}
    connection: Any = get_connection()
    trouble = ""
    try:
        for one in to_tell(run):
            try:
                connection.open()
            except (SMTPException, OSError, UnicodeError) as error:
                trouble = trouble_of(error)
                break
            state = _tell(connection, one, acting_user, who)
            if state in counts:
                counts[state] += 1
    finally:
        mail_closed(connection)
        if any(counts.values()):
            names = {state.value: count for state, count in counts.items()}
            run_write_down(run, acting_user, "cancellation_told", names)
    return Told(counts[MailState.SENT], counts[MailState.REFUSED], trouble)


def _tell(connection: Any, one: Participant, author: User, who: dict[str, Any]) -> MailState | None:
    """Tells one person; None when somebody else just did, or stopped the mails meanwhile."""
    with transaction.atomic():
        run = _cancelled(**who)
        if run.mail_stopped:
            return None
        known = Convocation.objects.filter(participant=one).first()
        if known is not None and known.sending == sending_of(run) and known.state not in LEFT:
            return None
        made, _ = Convocation.objects.update_or_create(
            participant=one,
            defaults={
                "address": one.email,
                "state": MailState.SENDING,
                "sequence": known.sequence + 1 if known else 1,
                "sending": sending_of(run),
                "message": "",
                "at": timezone.now(),
            },
        )
    mail = cancellation_of(run, one, made.sequence, author.email)
    state, said = mail_given(connection, mail)
    Convocation.objects.filter(pk=made.pk).update(state=state, message=said, at=timezone.now())
    return state


@transaction.atomic
def _cancelled(*, scope: Scope, unit: Organisation, run_id: UUID) -> Run:
    run = run_locked(scope, unit, run_id, RunState.values)
    if run.state != RunState.CANCELLED:
        raise ServiceRefusal("run_state", state=run.get_state_display())
    return run
