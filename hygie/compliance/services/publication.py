"""Publishing what was shown, and nothing else."""

from uuid import UUID

from django.db import transaction

from hygie.accounts.models import User
from hygie.compliance.publishing import timeline_digest
from hygie.domain.refusal import ServiceRefusal
from hygie.obligations.models import Publication
from hygie.obligations.services import timeline_publish
from hygie.obligations.writing import lock_units
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Right, Room
from hygie.organisations.scope import Scope


@transaction.atomic
def publication_publish(
    *, scope: Scope, acting_user: User, unit: Organisation, new_id: UUID, seen: str
) -> Publication:
    """Publishes the timeline of `unit` if it is still the one that was shown.

    `seen`: `publishing.timeline_digest` when the page was shown. Sent twice, the first one is
    returned. Raises `ServiceRefusal`: "not_allowed", "publication_changed".
    """
    if not scope.may(unit, Room.PUBLICATION, Right.PUBLISH):
        raise ServiceRefusal("not_allowed")
    lock_units([unit.pk])
    known = Publication.objects.filter(pk=new_id, unit=unit).exists()
    if not known and seen != timeline_digest(unit):
        raise ServiceRefusal("publication_changed")
    return timeline_publish(scope=scope, acting_user=acting_user, unit=unit, new_id=new_id)
