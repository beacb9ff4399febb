"""Mails of the room. Without a mail server nothing is sent, and the screens say so."""

import logging
from datetime import datetime
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from hygie.accounts.models import User

logger = logging.getLogger(__name__)


def mail_is_configured() -> bool:
    """Whether this instance can send mail."""
    return bool(settings.EMAIL_ENABLED)


def send_safely(message: EmailMessage) -> bool:
    """Sends one message; a refusal of the server is logged, and told by False."""
    try:
        message.send()
    except (SMTPException, OSError) as error:
        logger.error("mail to %d recipient(s) was not sent: %s", len(message.to), error)
        return False
    return True


def send_invitation(user: User, address: str, made_by: str, expires_at: datetime) -> bool:
    """Mails the one-time link; False when nothing was sent."""
    if not mail_is_configured():
        return False
    body = render_to_string(
        "accounts/mail_invitation.txt",
        {"user": user, "address": address, "made_by": made_by, "expires_at": expires_at},
    )
    return send_safely(
        EmailMessage("Hygie\u00a0: votre accès", body, settings.DEFAULT_FROM_EMAIL, [user.email])
    )
