"""Giving a role to a person who may have no account yet."""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from django.db import transaction

from hygie.accounts import services as accounts
from hygie.accounts.models import User
from hygie.domain.refusal import ServiceRefusal
from hygie.organisations.models import Membership, Organisation
from hygie.organisations.rights import Role, Room
from hygie.organisations.scope import Scope
from hygie.organisations.services.membership import may_grant, membership_grant


class Invited(NamedTuple):
    """The role given, and the secret of the activation link of a new account."""

    membership: Membership
    secret: str | None


@transaction.atomic
def person_invite(
    *,
    scope: Scope,
    acting_user: User,
    organisation: Organisation,
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

    `absolute` (`request.build_absolute_uri`): given and mail configured, the activation link is
    mailed. Raises `ServiceRefusal` as `membership_grant`.
    """
    if not may_grant(scope, organisation):
        raise ServiceRefusal("not_allowed")
    secret: str | None = None
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        user, secret = accounts.user_open(
            acting_user=acting_user, email=email, full_name=full_name, absolute=absolute
        )
    membership = membership_grant(
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
    return Invited(membership, secret)
