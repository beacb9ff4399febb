"""Mails of an exercise being prepared: convocations, one person at a time, and the trial.

Before a convocation goes, the database says that it is being sent; after, what the server
answered. Stopped in between, nobody knows: it is « à vérifier », and only a person sends it again.
The text is not kept: it holds a personal link.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from smtplib import SMTPException
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from hygie.accounts.models import User
from hygie.domain.refusal import ServiceRefusal
from hygie.exercises.convocations import MARK, mail_of
from hygie.exercises.mail_server import mail_closed, mail_given
from hygie.exercises.models import Convocation, Participant, Run
from hygie.exercises.run_enums import MailState
from hygie.exercises.services.run_people import participant_link_give, people_of
from hygie.exercises.services.runs import run_locked, run_played, run_write_down
from hygie.notifications.services.outbox import mail_is_configured
from hygie.notifications.services.troubles import trouble_of
from hygie.organisations.models import Organisation
from hygie.organisations.scope import Scope

STILL_SENDING = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of one sending. `without`: people chosen who have no address; `trouble`: why the
    server could not be used; "" when it was."""

    sent: int = 0
    refused: int = 0
    left: int = 0
    trouble: str = ""
    without: int = 0


def convocations_send(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    run_id: UUID,
    new_id: UUID,
    participant_ids: Sequence[UUID],
) -> Sent:
    """Sends their convocation to these people; one refused does not stop the others.

    Sent twice with the same `new_id`, each leaves once. Who has no address is left aside. Raises
    `ServiceRefusal`: "not_allowed", "gone", "run_begun", "run_no_day", "run_mail_off" (no mail
    server), "run_mail_stopped".
    """
    who: dict[str, Any] = {
        "scope": scope,
        "acting_user": acting_user,
        "unit": unit,
        "run_id": run_id,
    }
    run, waiting = _queued(**who, new_id=new_id, participant_ids=participant_ids)
    counts = {MailState.SENT: 0, MailState.REFUSED: 0}
    connection: Any = get_connection()
    try:
        for rank, one in enumerate(waiting):
            try:
                connection.open()
            except (SMTPException, OSError, UnicodeError) as error:
                return _counted(counts, len(waiting) - rank, trouble_of(error))
            state = _send_one(connection, run, one, new_id, acting_user, who)
            if state in counts:
                counts[state] += 1
    finally:
        mail_closed(connection)
        if waiting:
            names = {state.value: count for state, count in counts.items()}
            run_write_down(run, acting_user, "convoked", names)
    without = people_of(run, unit).filter(pk__in=participant_ids, email="").count()
    done = _counted(counts, len(waiting) - sum(counts.values()))
    return replace(done, without=without)


def _counted(counts: Mapping[MailState, int], left: int, trouble: str = "") -> Sent:
    return Sent(counts[MailState.SENT], counts[MailState.REFUSED], left, trouble)


@transaction.atomic
def _queued(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    run_id: UUID,
    new_id: UUID,
    participant_ids: Sequence[UUID],
) -> tuple[Run, list[Participant]]:
    """The people whose convocation this sending carries, each said to wait."""
    run = run_played(scope, unit, run_id)
    if run.planned_on is None or run.starts_at is None:
        raise ServiceRefusal("run_no_day")
    if not mail_is_configured():
        raise ServiceRefusal("run_mail_off")
    if run.mail_stopped:
        raise ServiceRefusal("run_mail_stopped")
    people = people_of(run, unit).filter(pk__in=participant_ids).exclude(email="")
    chosen = []
    for one in people.select_related("convocation", "unit", "replaces"):
        known = getattr(one, "convocation", None)
        if known is not None and (known.sending == new_id or _is_leaving(known)):
            continue
        Convocation.objects.update_or_create(
            participant=one,
            defaults={
                "address": one.email,
                "state": MailState.WAITING,
                "sequence": known.sequence + 1 if known else 0,
                "sending": new_id,
                "message": "",
                "at": timezone.now(),
            },
        )
        chosen.append(one)
    return run, chosen


def _is_leaving(known: Convocation) -> bool:
    """Whether the server is being given it right now: it must not leave twice."""
    return known.state == MailState.SENDING and known.at > timezone.now() - STILL_SENDING


def _send_one(
    connection: Any, run: Run, one: Participant, new_id: UUID, author: User, who: dict[str, Any]
) -> MailState | None:
    """Sends to one person; None when another took it, or it was stopped meanwhile."""
    with transaction.atomic():
        # The exercise first, as every other service: two orders of locks would wait for ever.
        run_played(who["scope"], who["unit"], who["run_id"])
        mine = Convocation.objects.filter(participant=one, sending=new_id)
        claimed = mine.filter(state=MailState.WAITING).update(
            state=MailState.SENDING, at=timezone.now()
        )
        if not claimed:
            return None
        if Run.objects.filter(pk=run.pk, mail_stopped=True).exists():
            mine.update(state=MailState.STOPPED)
            return None
        _, secret = participant_link_give(**who, participant_id=one.pk)
        sequence = mine.values_list("sequence", flat=True).get()
    link = settings.PUBLIC_URL + reverse("exercises:participant-link", args=[secret])
    state, said = mail_given(connection, mail_of(run, one, one.email, link, sequence, author.email))
    now = timezone.now()
    with transaction.atomic():
        mine.update(state=state, message=said, at=now)
        if state == MailState.SENT:
            Participant.objects.filter(pk=one.pk).update(convoked_at=now)
    return state


@transaction.atomic
def convocations_by_hand(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    run_id: UUID,
    participant_ids: Sequence[UUID],
) -> int:
    """Writes that these people were convoked otherwise: on paper, by telephone, by one's own mail.

    Returns how many were not yet. Raises `ServiceRefusal`: "not_allowed", "gone", "run_begun".
    """
    run = run_played(scope, unit, run_id)
    chosen = people_of(run, unit).filter(pk__in=participant_ids, convoked_at=None)
    names = list(chosen.values_list("name", flat=True))
    if names:
        chosen.update(convoked_at=timezone.now())
        run_write_down(run, acting_user, "convoked_by_hand", {"names": names})
    return len(names)


def mail_try(*, scope: Scope, acting_user: User, unit: Organisation, run_id: UUID) -> str:
    """Sends a trial to the animateur herself; returns the address that it was sent to.

    Raises `ServiceRefusal`: "not_allowed", "gone", "run_begun", "run_mail_off",
    "run_mail_stopped", "run_mail_refused" (`said`: words of the server).
    """
    with transaction.atomic():
        run = run_locked(scope, unit, run_id)
        if not mail_is_configured():
            raise ServiceRefusal("run_mail_off")
        if run.mail_stopped:
            raise ServiceRefusal("run_mail_stopped")
    mail = EmailMessage(
        f"{MARK} Courriel d’essai\u00a0: {run.title}",
        "EXERCICE – EXERCICE – EXERCICE\n\nSi vous lisez ce message, les stimuli par courriel "
        "pourront partir. Dites dans Hygie que vous l’avez reçu.\n",
        settings.DEFAULT_FROM_EMAIL,
        [acting_user.email],
        headers={"Auto-Submitted": "auto-generated"},
    )
    connection: Any = get_connection()
    try:
        connection.open()
    except (SMTPException, OSError, UnicodeError) as error:
        raise ServiceRefusal("run_mail_refused", said=trouble_of(error)) from error
    state, said = mail_given(connection, mail)
    mail_closed(connection)
    if state != MailState.SENT:
        raise ServiceRefusal("run_mail_refused", said=said)
    run_write_down(run, acting_user, "mail_tried", {"address": acting_user.email})
    return acting_user.email


@transaction.atomic
def mail_received(*, scope: Scope, acting_user: User, unit: Organisation, run_id: UUID) -> Run:
    """The animateur says that she received the trial. Said twice, once.

    Raises `ServiceRefusal`: "not_allowed", "gone", "run_begun".
    """
    run = run_locked(scope, unit, run_id)
    if run.mail_tested_at is None:
        run.mail_tested_at = timezone.now()
        run.save(update_fields=["mail_tested_at", "updated_at"])
        run_write_down(run, acting_user, "mail_received", {})
    return run
