"""One-time links: choosing one's password, or opening the first account of an empty instance."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from hygie.accounts import hooks, mails
from hygie.accounts.models import Invitation, User
from hygie.accounts.services.lines import write_down
from hygie.accounts.services.sessions import sessions_end
from hygie.accounts.tokens import SECRET_MAX_LENGTH, fingerprint, new_secret, secret_of
from hygie.domain.refusal import ServiceRefusal

INVITATION_DAYS = 7


def invitation_path(secret: str) -> str:
    """Path of the page where the person invited chooses a password."""
    return reverse("accounts:invitation", args=[secret])


def _invite(
    user: User | None, created_by: User | None, now: datetime, new_id: UUID | None = None
) -> tuple[Invitation, str]:
    """A new invitation; the former ones of the same account, still open, are revoked."""
    Invitation.objects.pending(now).filter(user=user).update(revoked_at=now)
    secret = new_secret() if new_id is None else secret_of(new_id)
    invitation = Invitation(
        pk=new_id or uuid4(),
        token_sha256=fingerprint(secret),
        user=user,
        created_by=created_by,
        expires_at=now + timedelta(days=INVITATION_DAYS),
    )
    invitation.full_clean()
    invitation.save()
    return invitation, secret


@transaction.atomic
def user_invite(
    *,
    acting_user: User | None,
    user: User,
    absolute: Callable[[str], str] | None = None,
    new_id: UUID | None = None,
) -> str:
    """A one-time link to choose a password, new or forgotten; returns its secret, shown once.

    The former link is revoked. The second factor stays: it is asked after the password.
    `absolute`: see `user_open`. `new_id`: that of the form sent, for `invitation_sent_before`.

    Raises: ServiceRefusal("account_closed").
    """
    if not user.is_active:
        raise ServiceRefusal("account_closed", name=user.full_name)
    invitation, secret = _invite(user, acting_user, timezone.now(), new_id)
    write_down(user, acting_user, "account.invited", until=invitation.expires_at.isoformat())
    if absolute is not None:
        address = absolute(invitation_path(secret))
        made_by = acting_user.full_name if acting_user else ""
        transaction.on_commit(
            lambda: mails.send_invitation(user, address, made_by, invitation.expires_at)
        )
    return secret


def invitation_sent_before(*, acting_user: User, new_id: UUID) -> tuple[User, str | None] | None:
    """What the same form, sent twice by the same person, made the first time; None: nothing.

    The account it opened, and the secret of its link while that link still opens.
    """
    made = Invitation.objects.filter(pk=new_id, created_by=acting_user).select_related("user")
    invitation = made.first()
    if invitation is None or invitation.user is None:
        return None
    is_open = Invitation.objects.pending(timezone.now()).filter(pk=new_id).exists()
    return invitation.user, secret_of(new_id) if is_open else None


def invitation_resolve(*, secret: str, now: datetime, lock: bool = False) -> Invitation:
    """The invitation that this secret opens; `lock` inside a transaction that will use it.

    Raises: ServiceRefusal "invitation_unknown", "invitation_used", "invitation_expired" (made_by,
    the name of who made it or an empty text).
    """
    if len(secret) > SECRET_MAX_LENGTH:
        raise ServiceRefusal("invitation_unknown")
    found = Invitation.objects.filter(token_sha256=fingerprint(secret))
    if lock:
        found = found.select_for_update(of=("self",))
    invitation = found.select_related("user", "created_by").first()
    if invitation is None:
        raise ServiceRefusal("invitation_unknown")
    made_by = invitation.created_by.full_name if invitation.created_by else ""
    if invitation.used_at is not None:
        raise ServiceRefusal("invitation_used", made_by=made_by)
    if invitation.revoked_at is not None or invitation.expires_at <= now:
        raise ServiceRefusal("invitation_expired", made_by=made_by)
    return invitation


@transaction.atomic
def invitation_accept(*, secret: str, password: str, now: datetime) -> User:
    """The person invited chooses a password; the link is used up, former sessions end.

    Raises: what `invitation_resolve` raises; "account_closed"; ValidationError on a weak password.
    """
    invitation = invitation_resolve(secret=secret, now=now, lock=True)
    user = invitation.user
    if user is None:
        raise ServiceRefusal("invitation_unknown")
    if not user.is_active:
        raise ServiceRefusal("account_closed", name=user.full_name)
    validate_password(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    sessions_end(user=user)
    invitation.used_at = now
    invitation.save(update_fields=["used_at"])
    write_down(user, user, "account.password_chosen")
    return user


@transaction.atomic
def first_admin_invitation() -> str:
    """The secret of the link that opens the first account: no default password exists.

    Each call revokes the former link. The page is `accounts:first_start`.

    Raises: ServiceRefusal("instance_not_empty") once an account exists.
    """
    if User.objects.exists():
        raise ServiceRefusal("instance_not_empty")
    return _invite(None, None, timezone.now())[1]


def first_start_check(*, secret: str, now: datetime) -> None:
    """Whether this secret still opens the first account.

    Raises: ServiceRefusal: what `invitation_resolve` raises; "instance_not_empty".
    """
    if invitation_resolve(secret=secret, now=now).user is not None:
        raise ServiceRefusal("invitation_unknown")
    if User.objects.exists():
        raise ServiceRefusal("instance_not_empty")


@transaction.atomic
def first_account_open(
    *, secret: str, email: str, full_name: str, job_title: str, password: str, now: datetime
) -> User:
    """Opens the first account and gives it the administration of the instance.

    Raises: what `invitation_resolve` raises; "instance_not_empty"; ValidationError on a wrong
    value or a weak password; RuntimeError when no room gives it its rights.
    """
    invitation = invitation_resolve(secret=secret, now=now, lock=True)
    first_start_check(secret=secret, now=now)
    if not hooks.on_first_account:
        raise RuntimeError("no room gives its rights to the first account: see accounts.hooks")
    user = User(email=email.strip(), full_name=full_name.strip(), job_title=job_title.strip())
    validate_password(password, user)
    user = User.objects.create_user(
        user.email, password, full_name=user.full_name, job_title=user.job_title
    )
    invitation.used_at = now
    invitation.save(update_fields=["used_at"])
    write_down(user, user, "account.first_opened", email=user.email)
    for give_rights in hooks.on_first_account:
        give_rights(user)
    return user
