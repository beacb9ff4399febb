"""A pack that its holder lets the other establishments of its GHT or group use."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from hygie.accounts.models import User
from hygie.domain.refusal import ServiceRefusal
from hygie.journal import services as journal
from hygie.organisations.bearing import units_bearable_by
from hygie.organisations.models import Organisation
from hygie.organisations.models.organisation import OrganisationQuerySet
from hygie.organisations.rights import Right, Room
from hygie.organisations.scope import Scope
from hygie.self_assessments.models import MeasurePack, PackShare

ROOM = Room.SELF_ASSESSMENTS


def units_to_share_with(unit: Organisation) -> OrganisationQuerySet:
    """The other units for which `unit` may bear facts: those that it may give a pack to."""
    bearable = units_bearable_by(unit, timezone.localdate()).exclude(pk=unit.pk)
    return bearable.distinct().order_by("name", "pk")


@transaction.atomic
def pack_share(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    pack_id: int,
    units: Iterable[Organisation],
) -> MeasurePack:
    """Sets the establishments that may use a pack of `unit`; those that answer it go on.

    Sent twice, the second changes nothing. Raises `ServiceRefusal`: "not_allowed", "gone",
    "not_bearable" (an establishment that is not of its GHT or group).
    """
    if not scope.may(unit, ROOM, Right.WRITE):
        raise ServiceRefusal("not_allowed")
    pack = (
        MeasurePack.objects.select_for_update(of=("self",)).filter(pk=pack_id, holder=unit).first()
    )
    if pack is None:
        raise ServiceRefusal("gone")
    chosen = {one.pk for one in units}
    before = set(PackShare.objects.filter(pack=pack).values_list("unit_id", flat=True))
    known = set(units_to_share_with(unit).values_list("pk", flat=True))
    refused = chosen - known - before
    if refused:
        raise ServiceRefusal("not_bearable", units=sorted(refused), field="units")
    if chosen == before:
        return pack
    PackShare.objects.filter(pack=pack, unit__in=before - chosen).delete()
    PackShare.objects.bulk_create(
        PackShare(pack=pack, unit_id=pk, shared_by_name=acting_user.full_name)
        for pk in sorted(chosen - before)
    )
    journal.record(
        author=acting_user,
        verb="pack.shared",
        room=ROOM,
        subject_kind="measure_pack",
        subject_id=pack.pk,
        subject_label=pack.title[:200],
        organisation_id=unit.pk,
        data={"version": pack.version, "before": sorted(before), "after": sorted(chosen)},
    )
    return pack
