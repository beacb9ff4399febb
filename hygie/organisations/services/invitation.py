"""Giving a role to a person who may have no account yet."""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from hygie.accounts import services as accounts
from hygie.accounts.models import User
from hygie.domain.refusal import ServiceRefusal
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Role, Room
from hygie.organisations.scope import Scope
from hygie.organisations.services.membership import Granted, may_grant, membership_grant


class Invited(NamedTuple):
    """The role given, and the secret of the activation link of a new account."""

    granted: Granted
    secret: str | None


@transaction.atomic
def person_invite(
    *,
    scope: Scope,
    acting_user: User,
    organisation: Organisation,
    new_id: UUID,
    email: str,
    full_name: str,
    role: str,
    since: date,
    until: date | None = None,
    room: str = "",
    is_interim: bool = False,
    absolute: Callable[[str], str] | None = None,
) -> Invited:
    """Gives `role`, opening the account first when the address is unknown.

    The same form sent twice (`new_id`) shows the same link again, as long as it was not used.
    `absolute` (`hygie.web.addresses`): given and mail configured, the activation link is
    mailed. Raises `ServiceRefusal` as `membership_grant`.
    """
    if not may_grant(scope, organisation):
        raise ServiceRefusal("not_allowed")
    user, secret = _account(acting_user, new_id, email, full_name, absolute)
    granted = membership_grant(
        scope=scope,
        acting_user=acting_user,
        organisation=organisation,
        user=user,
        role=Role(role),
        since=since,
        until=until,
        room=Room(room) if room else None,
        is_interim=is_interim,
    )
    return Invited(granted, secret)


def _account(
    acting_user: User,
    new_id: UUID,
    email: str,
    full_name: str,
    absolute: Callable[[str], str] | None,
) -> tuple[User, str | None]:
    """The account of this address, opened if there is none, and the secret of its link."""
    before = accounts.invitation_sent_before(acting_user=acting_user, new_id=new_id)
    if before is not None and before[0].email.lower() == email.lower():
        return before
    known = User.objects.filter(email__iexact=email).first()
    if known is not None:
        return known, None
    return accounts.user_open(
        acting_user=acting_user,
        email=email,
        full_name=full_name,
        absolute=absolute,
        new_id=None if before else new_id,
    )
