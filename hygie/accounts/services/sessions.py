"""Ending sessions: one, the others, all of them."""

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction

from hygie.accounts.models import User, new_stamp
from hygie.accounts.services.lines import write_down
from hygie.domain.refusal import ServiceRefusal


def _end(user: User, session_keys: list[str]) -> None:
    Session.objects.filter(session_key__in=session_keys).delete()
    UserSession.objects.filter(user=user, session_key__in=session_keys).delete()


def sessions_end(*, user: User) -> None:
    """Ends every session of the account at once, also those that no list knows.

    The stamp that every session carries changes: the next request of each is nobody's.
    Called inside the transaction of the act that asks for it, which writes the journal line.
    """
    user.session_stamp = new_stamp()
    user.save(update_fields=["session_stamp"])
    _end(user, list(UserSession.objects.filter(user=user).values_list("session_key", flat=True)))


@transaction.atomic
def session_end(*, acting_user: User, session_id: int) -> None:
    """Ends one of one's own sessions; already ended: nothing happens.

    Raises: ServiceRefusal("account_session_unknown") for a session that is not one's own.
    """
    session = UserSession.objects.filter(pk=session_id).first()
    if session is None:
        return
    if session.user_id != acting_user.pk:
        raise ServiceRefusal("account_session_unknown")
    _end(acting_user, [session.session_key])
    write_down(acting_user, acting_user, "account.session_ended")


@transaction.atomic
def other_sessions_end(*, acting_user: User, kept_key: str | None) -> int:
    """Ends one's sessions but the one that asks (`kept_key`); returns how many were ended."""
    others = UserSession.objects.filter(user=acting_user).exclude(session_key=kept_key)
    keys = list(others.values_list("session_key", flat=True))
    if not keys:
        return 0
    _end(acting_user, keys)
    write_down(acting_user, acting_user, "account.sessions_ended", count=len(keys))
    return len(keys)
