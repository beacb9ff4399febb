"""The services (urgences, pharmacie, paie…) and pôles of an establishment."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from hygie.accounts.models import User
from hygie.domain.refusal import ServiceRefusal
from hygie.journal import services as journal
from hygie.organisations.models import HospitalService, Organisation, Pole
from hygie.organisations.rights import Right, Room
from hygie.organisations.scope import Scope


def _require(scope: Scope, unit: Organisation) -> None:
    if not scope.may(unit, Room.ORGANISATION, Right.WRITE) and not scope.may(
        unit, Room.CONTINUITY, Right.WRITE
    ):
        raise ServiceRefusal("not_allowed")


def _write_down(service: HospitalService, author: User, verb: str) -> None:
    journal.record(
        author=author,
        verb=verb,
        room=Room.ORGANISATION,
        subject_kind="hospital_service",
        subject_id=service.pk,
        subject_label=service.name,
        organisation_id=service.unit_id,
        data={"family": service.family, "head": service.head_name},
    )


def pole_named(unit: Organisation, name: str) -> Pole | None:
    """The pôle of that name, made if needed; None for an empty name."""
    name = " ".join(name.split())
    if not name:
        return None
    pole, _ = Pole.objects.get_or_create(unit=unit, name=name)
    return pole


@transaction.atomic
def hospital_service_record(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    new_id: UUID,
    name: str,
    family: str,
    head_name: str = "",
    pole_name: str = "",
) -> HospitalService:
    """Adds a service; sent twice, once. Raises "not_allowed" and `ValidationError`."""
    _require(scope, unit)
    Organisation.objects.select_for_update(of=("self",)).get(pk=unit.pk)  # one writer at a time
    existing = HospitalService.objects.filter(pk=new_id, unit=unit).first()
    if existing is not None:
        return existing
    service = HospitalService(
        id=new_id,
        unit=unit,
        name=" ".join(name.split()),
        family=family,
        head_name=head_name,
        pole=pole_named(unit, pole_name),
    )
    service.full_clean()
    service.save(force_insert=True)
    _write_down(service, acting_user, "hospital_service.recorded")
    return service


@transaction.atomic
def hospital_service_change(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    service_id: UUID,
    expected_version: int,
    changes: Mapping[str, Any],
) -> HospitalService:
    """Changes name, family, head, pôle. Raises "not_allowed", "gone", "stale"."""
    _require(scope, unit)
    service = HospitalService.objects.select_for_update().filter(pk=service_id, unit=unit).first()
    if service is None:
        raise ServiceRefusal("gone")
    if service.version != expected_version:
        raise ServiceRefusal("stale", by="", at=None)
    if changes.get("pole_name") is not None:
        service.pole = pole_named(unit, changes["pole_name"])
    for name, value in changes.items():
        if name == "pole_name":
            continue
        setattr(service, name, value)
    service.version += 1
    service.full_clean()
    service.save()
    _write_down(service, acting_user, "hospital_service.changed")
    return service


@transaction.atomic
def hospital_service_close(
    *, scope: Scope, acting_user: User, unit: Organisation, service_id: UUID, closed_on: date
) -> HospitalService:
    """A service that no longer exists stays in the history. Raises "not_allowed", "gone"."""
    _require(scope, unit)
    service = HospitalService.objects.select_for_update().filter(pk=service_id, unit=unit).first()
    if service is None:
        raise ServiceRefusal("gone")
    if service.closed_on is None:
        service.closed_on = closed_on
        service.version += 1
        service.save(update_fields=["closed_on", "version"])
        _write_down(service, acting_user, "hospital_service.closed")
    return service
