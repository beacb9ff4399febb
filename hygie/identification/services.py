"""Writes of the room: what is not known is left out.

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


def record(
    model: type[F],
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    new_id: UUID | None = None,
    units: Iterable[Organisation] | None = None,
    provenance: str = Provenance.MEMORY,
    **values: Any,
) -> F:
    """Notes one fact of a kind of `READ_BY`: its fields by name, a text without outer spaces."""
    clean = {
        name: value.strip() if isinstance(value, str) else value for name, value in values.items()
    }
    return fact_record(
        scope=scope,
        acting_user=acting_user,
        unit=unit,
        fact=model(id=new_id or uuid4(), provenance=provenance, **clean),
        obligation_ids=READ_BY[model],
        units=units,
    )


@transaction.atomic
def local_directory_record(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    hr_synchronised_on: date | None = None,
    rpps_synchronised_on: date | None = None,
    provenance: str = Provenance.MEMORY,
    **values: Any,
) -> LocalDirectory:
    """Notes the local repository and, if known, its last synchronisations: all or nothing."""
    who: dict[str, Any] = {"scope": scope, "acting_user": acting_user, "unit": unit}
    who["provenance"] = provenance
    directory = record(LocalDirectory, **who, **values)
    for source, day in (
        (SyncSource.HR, hr_synchronised_on),
        (SyncSource.RPPS, rpps_synchronised_on),
    ):
        if day is not None:
            new_id = uuid5(directory.pk, source)
            given: dict[str, Any] = {"directory": directory, "source": source, "done_on": day}
            record(Synchronisation, **who, new_id=new_id, **given)
    return directory
