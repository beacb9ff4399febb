"""Writes of the room with few arguments: what is not known is left out.

Each notes one fact borne by `unit`; sent twice with the same `new_id`, one fact. Each raises
`ServiceRefusal` ("not_allowed", "not_bearable") and `ValidationError`.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any, TypeVar
from uuid import UUID, uuid4, uuid5

from django.db import transaction

from hygie.accounts.models import User
from hygie.identification.enums import SyncSource
from hygie.identification.models import (
    Engagement,
    LocalDirectory,
    MieUse,
    SensitiveService,
    Sso,
    Synchronisation,
    Trajectory,
    UserCount,
)
from hygie.obligations.recording import fact_record
from hygie.organisations.enums import Provenance
from hygie.organisations.models import Fact, Organisation
from hygie.organisations.scope import Scope

F = TypeVar("F", bound=Fact)
READ_BY: dict[type[Fact], tuple[str, ...]] = {
    SensitiveService: ("6.b", "6.c"),
    UserCount: ("6.c",),
    MieUse: ("6.b",),
    Sso: ("6.c",),
    LocalDirectory: ("6.d",),
    Synchronisation: ("6.d",),
    Engagement: ("6.e",),
    Trajectory: ("6.a",),
}


def _record(
    model: type[F],
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    new_id: UUID | None,
    units: Iterable[Organisation] | None = None,
    **values: Any,
) -> F:
    return fact_record(
        scope=scope,
        acting_user=acting_user,
        unit=unit,
        fact=model(id=new_id or uuid4(), **values),
        obligation_ids=READ_BY[model],
        units=units,
    )


def service_record(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    name: str,
    since: date,
    new_id: UUID | None = None,
    provenance: str = Provenance.MEMORY,
    **values: Any,
) -> SensitiveService:
    """Notes a service classed sensitive since a day."""
    values |= {"name": name.strip(), "since": since, "provenance": provenance, "new_id": new_id}
    return _record(SensitiveService, scope=scope, acting_user=acting_user, unit=unit, **values)


def count_record(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    counted_on: date,
    distinct_people: int,
    new_id: UUID | None = None,
    provenance: str = Provenance.MEMORY,
    **values: Any,
) -> UserCount:
    """Notes how many distinct people reach at least one sensitive service."""
    values |= {"counted_on": counted_on, "distinct_people": distinct_people}
    values |= {"provenance": provenance, "new_id": new_id}
    return _record(UserCount, scope=scope, acting_user=acting_user, unit=unit, **values)


def mie_record(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    type: str,
    since: date,
    origin: str = "",
    new_id: UUID | None = None,
    provenance: str = Provenance.MEMORY,
    **values: Any,
) -> MieUse:
    """Notes a means of identification in use since a day; no `service`: for all of them."""
    values |= {"type": type, "since": since, "origin": origin}
    values |= {"provenance": provenance, "new_id": new_id}
    return _record(MieUse, scope=scope, acting_user=acting_user, unit=unit, **values)


def sso_record(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    in_service_on: date,
    new_id: UUID | None = None,
    provenance: str = Provenance.MEMORY,
    **values: Any,
) -> Sso:
    """Notes a single sign-on in service since a day."""
    values |= {"in_service_on": in_service_on, "provenance": provenance, "new_id": new_id}
    return _record(Sso, scope=scope, acting_user=acting_user, unit=unit, **values)


@transaction.atomic
def local_directory_record(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    in_place_on: date,
    hr_synchronised_on: date | None = None,
    rpps_synchronised_on: date | None = None,
    new_id: UUID | None = None,
    provenance: str = Provenance.MEMORY,
    **values: Any,
) -> LocalDirectory:
    """Notes the local repository and, if known, its last synchronisations: all or nothing."""
    values |= {"in_place_on": in_place_on, "provenance": provenance}
    who: dict[str, Any] = {"scope": scope, "acting_user": acting_user, "unit": unit}
    directory = _record(LocalDirectory, **who, new_id=new_id, **values)
    for source, day in (
        (SyncSource.HR, hr_synchronised_on),
        (SyncSource.RPPS, rpps_synchronised_on),
    ):
        if day is not None:
            synchronisation_record(
                **who,
                directory=directory,
                source=source,
                done_on=day,
                new_id=uuid5(directory.pk, source),
                provenance=provenance,
            )
    return directory


def synchronisation_record(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    directory: LocalDirectory,
    source: str,
    done_on: date,
    new_id: UUID | None = None,
    provenance: str = Provenance.MEMORY,
) -> Synchronisation:
    """Notes that a repository was synchronised with the HR or with the RPPS."""
    return _record(
        Synchronisation,
        scope=scope,
        acting_user=acting_user,
        unit=unit,
        new_id=new_id,
        directory=directory,
        source=source,
        done_on=done_on,
        provenance=provenance,
    )


def engagement_record(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    signed_on: date,
    new_id: UUID | None = None,
    provenance: str = Provenance.MEMORY,
    **values: Any,
) -> Engagement:
    """Notes the signed engagement."""
    values |= {"signed_on": signed_on, "provenance": provenance, "new_id": new_id}
    return _record(Engagement, scope=scope, acting_user=acting_user, unit=unit, **values)


def trajectory_record(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    validated_on: date,
    new_id: UUID | None = None,
    provenance: str = Provenance.MEMORY,
    **values: Any,
) -> Trajectory:
    """Notes the validated trajectory of the means of identification."""
    values |= {"validated_on": validated_on, "provenance": provenance, "new_id": new_id}
    return _record(Trajectory, scope=scope, acting_user=acting_user, unit=unit, **values)
