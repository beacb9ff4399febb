"""Publishing what was shown, and nothing else."""

from uuid import UUID

from django.db import transaction

from hygie.accounts.models import User
from hygie.compliance import publishing
from hygie.domain.refusal import ServiceRefusal
from hygie.obligations.models import Publication
from hygie.obligations.services import timeline_publish
from hygie.obligations.writing import lock_units
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Right, Room
from hygie.organisations.scope import Scope


@transaction.atomic
def publication_publish(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    new_id: UUID,
    seen: str,
    share_ads_level: bool = False,
) -> Publication:
    """Publishes the timeline of `unit` if it is still the one that was shown.

    `seen`: `publishing.timeline_digest` when the page was shown. `share_ads_level`: the
    establishment chose to publish the ADS level shown beside. Sent twice, the first one is
    returned. Raises `ServiceRefusal`: "not_allowed", "publication_changed", "ads_level_unknown".
    """
    if not scope.may(unit, Room.PUBLICATION, Right.PUBLISH):
        raise ServiceRefusal("not_allowed")
    lock_units([unit.pk])
    known = Publication.objects.filter(pk=new_id, unit=unit).first()
    if known is not None:
        return known
    ads_level = publishing.ads_level(scope, unit)
    if seen != publishing.timeline_digest(unit, ads_level):
        raise ServiceRefusal("publication_changed")
    if share_ads_level and ads_level is None:
        raise ServiceRefusal("ads_level_unknown")
    return timeline_publish(
        scope=scope,
        acting_user=acting_user,
        unit=unit,
        new_id=new_id,
        ads_level=ads_level if share_ads_level else None,
    )
