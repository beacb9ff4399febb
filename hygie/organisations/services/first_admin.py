"""The administration of an empty instance, given to the first account."""

from django.db import transaction
from django.utils import timezone

from hygie.accounts.models import User
from hygie.journal import services as journal
from hygie.organisations.enums import Kind
from hygie.organisations.models import Membership, Organisation
from hygie.organisations.rights import Role, Room
from hygie.organisations.services.membership import second_factor_refresh

NATION_CODE = "FR"


@transaction.atomic
def first_admin_grant(user: User) -> None:
    """Gives the administration of the instance, held in the nation, to its first account.

    Filled into `accounts.hooks.on_first_account`: called once, in the transaction that opens it.
    """
    nation, _ = Organisation.objects.get_or_create(
        kind=Kind.NATION, code=NATION_CODE, defaults={"name": "France"}
    )
    membership = Membership(
        user=user, organisation=nation, role=Role.ADMIN, since=timezone.localdate()
    )
    membership.full_clean()
    membership.save()
    second_factor_refresh(user)
    journal.record(
        author=user,
        verb="membership.granted",
        room=Room.PEOPLE,
        subject_kind="membership",
        subject_id=membership.pk,
        subject_label=str(membership),
        organisation_id=nation.pk,
        data={"role": membership.role, "user": user.pk},
    )
