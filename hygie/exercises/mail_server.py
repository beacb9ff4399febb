"""One mail given to the server, and what it answered."""

from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException
from typing import Any

from django.core.mail import EmailMessage

from hygie.exercises.run_enums import MailState
from hygie.notifications.services.troubles import cleaned


def mail_given(connection: Any, mail: EmailMessage) -> tuple[MailState, str]:
    """Gives one mail to the server, and tells what it answered."""
    try:
        connection.send_messages([mail])
    except SMTPRecipientsRefused as error:
        code, said = next(iter(error.recipients.values()), (0, b""))
        return MailState.REFUSED, _words(code, said)
    except SMTPResponseException as error:
        return MailState.REFUSED, _words(error.smtp_code, error.smtp_error)
    except (UnicodeError, ValueError) as error:
        return MailState.REFUSED, cleaned(str(error))
    except (SMTPException, OSError) as error:
        mail_closed(connection)
        return MailState.TO_CHECK, cleaned(str(error) or type(error).__name__)
    return MailState.SENT, ""


def _words(code: int, said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return cleaned(f"{code} {text}")


def mail_closed(connection: Any) -> None:
    try:
        connection.close()
    except (SMTPException, OSError):
        # It had already closed: what was answered is written.
        return
