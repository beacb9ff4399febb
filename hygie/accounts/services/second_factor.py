"""The second factor: required by roles, set up by the person, taken away with a reason."""

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.http import HttpRequest

from hygie.accounts.models import User, new_stamp
from hygie.accounts.proofs import second_factor_proved
from hygie.accounts.services.lines import write_down
from hygie.accounts.services.sessions import sessions_end
from hygie.domain.refusal import ServiceRefusal


@transaction.atomic
def user_require_second_factor(*, user: User, required: bool) -> None:
    """Writes whether the account's roles demand a second factor; unchanged: nothing happens.

    The session already open is caught at its next request (SecondFactorMiddleware).
    """
    changed = User.objects.filter(pk=user.pk).exclude(must_use_second_factor=required)
    if changed.update(must_use_second_factor=required):
        verb = "account.second_factor_required" if required else "account.second_factor_optional"
        write_down(user, None, verb)
    user.must_use_second_factor = required


@transaction.atomic
def second_factor_written_down(*, request: HttpRequest, user: User, verb: str) -> None:
    """The journal line of a gesture on one's own second factor.

    When a factor was added, this session has proved it; the others never did: they end.
    """
    write_down(user, user, verb)
    if verb not in ("account.totp_enabled", "account.passkey_added"):
        return
    user.session_stamp = new_stamp()
    user.save(update_fields=["session_stamp"])
    update_session_auth_hash(request, user)
    UserSession.objects.create_from_request(request)
    second_factor_proved(request, user)


@transaction.atomic
def user_reset_second_factor(*, acting_user: User | None, user: User, reason: str) -> User:
    """Takes away the second factor of an account whose holder lost it, and ends its sessions.

    The next sign-in sets up another one if the roles demand it. `acting_user` None: the command
    typed on the server.

    Raises: ServiceRefusal "account_reason_missing", "second_factor_own" (one's own: another
    person must check who asks), "second_factor_absent".
    """
    if not reason.strip():
        raise ServiceRefusal("account_reason_missing", field="reason")
    if acting_user is not None and acting_user.pk == user.pk:
        raise ServiceRefusal("second_factor_own")
    locked = User.objects.select_for_update().get(pk=user.pk)
    deleted, _ = Authenticator.objects.filter(user=locked).delete()
    if not deleted:
        raise ServiceRefusal("second_factor_absent", name=user.full_name)
    sessions_end(user=locked)
    write_down(locked, acting_user, "account.second_factor_reset", reason=reason.strip())
    return locked
