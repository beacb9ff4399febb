"""Stimuli that leave by e-mail, behind the gesture of the animateur, one message at a time.

Before a message goes, the database says that it is being sent; after, what the server answered.
Stopped in between, nobody knows: it is « à vérifier », and nothing ever sends it again alone.
"""

import logging
import threading
from smtplib import SMTPException
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import connections, transaction
from django.utils import timezone

from hygie.exercises.convocations import MARK
from hygie.exercises.mail_server import mail_closed, mail_given
from hygie.exercises.models import Run, StimulusMail
from hygie.exercises.run_enums import LIVE, MailState
from hygie.exercises.run_selectors import STILL_SENDING
from hygie.notifications.services.outbox import mail_is_configured
from hygie.notifications.services.troubles import trouble_of
from hygie.web.formats import one_line

logger = logging.getLogger(__name__)

OUTSIDE = "domaine non autorisé\u00a0: dites-le de vive voix"
NO_SERVER = "pas de serveur de courrier\u00a0: dites-le de vive voix"


def start_behind(run_id: UUID, animateur: str) -> None:
    """Sends in a thread of this process what waits of an exercise: the console never waits."""
    threading.Thread(
        target=_run, args=(run_id, animateur), name=f"stimuli-{run_id}", daemon=True
    ).start()


def _run(run_id: UUID, animateur: str) -> None:
    try:
        stimulus_mails_send(run_id, animateur)
    except Exception:
        # The top of the thread: above, nobody could tell. The detail is for who keeps the server.
        logger.exception("mails of the exercise %s stopped", run_id)
    finally:
        connections.close_all()


def stimulus_mails_send(run_id: UUID, animateur: str) -> int:
    """Sends what waits of an exercise; returns how many the server took.

    `animateur`: the address that everything goes to while mails are « à blanc ». One refused does
    not stop the others; a server that does not answer leaves them refused, with its words.
    """
    connection: Any = get_connection() if mail_is_configured() else None
    taken, trouble = 0, "" if connection is not None else NO_SERVER
    try:
        while (one := _claimed(run_id, animateur)) is not None:
            mail, address, is_dry = one
            if not trouble:
                trouble = _trouble(connection)
            if trouble:
                _settle(mail, MailState.REFUSED, trouble)
                continue
            state, said = mail_given(connection, _message(mail, address))
            taken += state == MailState.SENT
            _settle(mail, MailState.DRY if is_dry and state == MailState.SENT else state, said)
    finally:
        if connection is not None:
            mail_closed(connection)
    return taken


def _trouble(connection: Any) -> str:
    """Why the server cannot be reached; "" when it answers."""
    try:
        connection.open()
    except (SMTPException, OSError, UnicodeError) as error:
        return trouble_of(error)
    return ""


def _claimed(run_id: UUID, animateur: str) -> tuple[StimulusMail, str, bool] | None:
    """The next message to send, taken, with its address; those that may not leave are put aside.

    None when nothing waits any more.
    """
    with transaction.atomic():
        run = Run.objects.select_for_update(of=("self",)).get(pk=run_id)
        waiting = StimulusMail.objects.filter(stimulus__run=run, state=MailState.WAITING)
        for mail in waiting.select_related("stimulus", "participant"):
            if run.mail_stopped or run.state not in LIVE:
                _settle(mail, MailState.STOPPED, "")
            elif mail.at < timezone.now() - STILL_SENDING:
                # Nobody sent it in its time: the animateur was told, it does not leave alone.
                _settle(mail, MailState.TO_CHECK, "")
            elif mail.address.rpartition("@")[2].lower() not in run.mail_domains:
                _settle(mail, MailState.REFUSED, OUTSIDE)
            else:
                _settle(mail, MailState.SENDING, "")
                return mail, animateur if run.mail_is_dry else mail.address, run.mail_is_dry
    return None


def _settle(mail: StimulusMail, state: MailState, said: str) -> None:
    StimulusMail.objects.filter(pk=mail.pk).update(state=state, message=said, at=timezone.now())


def _message(mail: StimulusMail, address: str) -> EmailMessage:
    content = mail.stimulus.content
    lines = [
        "EXERCICE – EXERCICE – EXERCICE",
        "",
        str(content["body"]).strip(),
        "",
        str(content["sender"]),
        "",
        "EXERCICE – EXERCICE – EXERCICE",
    ]
    if address != mail.address:
        lines[1:1] = [f"À blanc\u00a0: ce message est pour {mail.participant} ({mail.address})."]
    return EmailMessage(
        one_line(f"{MARK} {content['title']}"),
        "\n".join(lines),
        settings.DEFAULT_FROM_EMAIL,
        [address],
        headers={"Auto-Submitted": "auto-generated", "X-Hygie-Exercice": "oui"},
    )
