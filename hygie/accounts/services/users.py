"""Opening, closing and changing accounts."""

from collections.abc import Callable
from functools import cache
from uuid import UUID

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from hygie.accounts.models import Invitation, User
from hygie.accounts.services.invitations import user_invite
from hygie.accounts.services.lines import write_down
from hygie.accounts.services.sessions import sessions_end
from hygie.domain.refusal import ServiceRefusal

Absolute = Callable[[str], str]


@transaction.atomic
def user_open(
    *,
    acting_user: User | None,
    email: str,
    full_name: str,
    job_title: str = "",
    phone: str = "",
    absolute: Absolute | None = None,
    new_id: UUID | None = None,
) -> tuple[User, str]:
    """Opens an account without password; returns it with the secret of its invitation, shown once.

    The person chooses a password on the page `invitation_path(secret)`. `absolute` makes a whole
    address of that path (`hygie.web.addresses`): given and mail configured, it is mailed.
    `acting_user` None: a command typed on the server. `new_id`: see `user_invite`.

    Raises: ServiceRefusal("account_exists", email, name); ValidationError on a wrong value.
    """
    existing = User.objects.filter(email__iexact=email.strip()).first()
    if existing is not None:
        raise ServiceRefusal(
            "account_exists", email=existing.email, name=existing.full_name, field="email"
        )
    user = User.objects.create_user(
        email.strip(),
        full_name=full_name.strip(),
        job_title=job_title.strip(),
        phone=phone.strip(),
    )
    write_down(user, acting_user, "account.opened", email=user.email)
    secret = user_invite(acting_user=acting_user, user=user, absolute=absolute, new_id=new_id)
    return user, secret


@transaction.atomic
def demo_user_open(*, email: str, full_name: str, job_title: str, password: str) -> User:
    """An account of demonstration, without second factor; opened twice, it is the same one."""
    existing = User.objects.filter(email__iexact=email).first()
    if existing is not None:
        return existing
    user = User.objects.create_user(email, full_name=full_name, job_title=job_title, is_demo=True)
    user.password = _hashed_once(password)
    user.save(update_fields=["password"])
    write_down(user, None, "account.opened", email=user.email, demonstration=True)
    return user


@cache
def _hashed_once(password: str) -> str:
    """The public password that all accounts of demonstration share: a hash is slow on purpose."""
    return make_password(password)


@transaction.atomic
def user_close(*, acting_user: User | None, user: User, reason: str = "") -> User:
    """Closes an account: its sessions end at once, its invitations too. Closed twice: nothing.

    What the person wrote, and the personal links made for contributors, stay.

    Raises: ServiceRefusal("account_close_own") on one's own account.
    """
    if acting_user is not None and acting_user.pk == user.pk:
        raise ServiceRefusal("account_close_own")
    locked = User.objects.select_for_update().get(pk=user.pk)
    if not locked.is_active:
        return locked
    locked.is_active = user.is_active = False
    locked.save(update_fields=["is_active"])
    sessions_end(user=locked)
    now = timezone.now()
    Invitation.objects.pending(now).filter(user=locked).update(revoked_at=now)
    write_down(locked, acting_user, "account.closed", reason=reason.strip())
    return locked


@transaction.atomic
def user_reopen(*, acting_user: User | None, user: User, reason: str = "") -> User:
    """Opens a closed account again, with its password and second factor. Open already: nothing."""
    locked = User.objects.select_for_update().get(pk=user.pk)
    if locked.is_active:
        return locked
    locked.is_active = user.is_active = True
    locked.save(update_fields=["is_active"])
    write_down(locked, acting_user, "account.reopened", reason=reason.strip())
    return locked


@transaction.atomic
def user_change_email(*, acting_user: User | None, user: User, email: str) -> User:
    """Changes the address that signs in; the former one no longer does. The same: nothing.

    Raises: ServiceRefusal("account_exists", email, name); ValidationError on a wrong address.
    """
    address = email.strip().lower()
    locked = User.objects.select_for_update().get(pk=user.pk)
    if locked.email == address:
        return locked
    other = User.objects.filter(email__iexact=address).exclude(pk=user.pk).first()
    if other is not None:
        raise ServiceRefusal("account_exists", email=address, name=other.full_name, field="email")
    former, locked.email = locked.email, address
    locked.full_clean(exclude=["password"])
    locked.save(update_fields=["email"])
    EmailAddress.objects.filter(user=locked).delete()
    write_down(locked, acting_user, "account.email_changed", before=former, after=address)
    return locked


@transaction.atomic
def user_update_profile(
    *, acting_user: User, user: User, full_name: str, job_title: str, phone: str
) -> User:
    """Changes what the screens show of a person. Nothing changed: no line.

    Raises: ValidationError on a wrong value.
    """
    locked = User.objects.select_for_update().get(pk=user.pk)
    values = {
        "full_name": full_name.strip(),
        "job_title": job_title.strip(),
        "phone": phone.strip(),
    }
    before = {name: getattr(locked, name) for name in values}
    changed = [name for name, value in values.items() if before[name] != value]
    if not changed:
        return locked
    for name in changed:
        setattr(locked, name, values[name])
    locked.full_clean(exclude=["password"])
    locked.save(update_fields=changed)
    write_down(
        locked,
        acting_user,
        "account.profile_changed",
        before={name: before[name] for name in changed},
        after={name: values[name] for name in changed},
    )
    return locked


def sign_in_written_down(*, user: User, with_second_factor: bool) -> None:
    """The journal line of a sign-in."""
    write_down(user, user, "account.signed_in", second_factor=with_second_factor)
