"""Writes of the room that are more than noting one plain fact."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from hygie.accounts import services as accounts
from hygie.accounts.models import PersonalLink, User
from hygie.continuity.enums import BiaState
from hygie.continuity.models import Bia, PcraTest, ServiceList, ServiceListLine
from hygie.domain.refusal import ServiceRefusal
from hygie.journal import services as journal
from hygie.logbook.access import may
from hygie.logbook.models import Event
from hygie.obligations import services as obligations
from hygie.obligations.recording import fact_record, fact_remove, require_write
from hygie.organisations.bearing import covered_unit_ids
from hygie.organisations.enums import Provenance
from hygie.organisations.models import HospitalService, Organisation
from hygie.organisations.rights import Right
from hygie.organisations.scope import Scope

BIA_OBLIGATIONS = ("4.b", "4.c")


@transaction.atomic
def service_list_record(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    new_id: UUID,
    decided_on: date,
    services: Iterable[HospitalService],
    provenance: str = Provenance.MEMORY,
) -> ServiceList:
    """Freezes a new version of the list of services; sent twice, once.

    Names and families are those of the day. Raises `ServiceRefusal`: "not_allowed",
    "list_empty", "not_my_service".
    """
    existing: ServiceList | None = ServiceList.objects.filter(pk=new_id, bearer=unit).first()
    if existing is not None:
        return existing
    chosen = list(services)
    if not chosen:
        raise ServiceRefusal("list_empty")
    if any(service.unit_id != unit.pk for service in chosen):
        raise ServiceRefusal("not_my_service")
    last = ServiceList.objects.filter(bearer=unit).aggregate(last=Max("number"))["last"] or 0
    listed = ServiceList(id=new_id, number=last + 1, decided_on=decided_on, provenance=provenance)
    recorded = fact_record(
        scope=scope, acting_user=acting_user, unit=unit, fact=listed, obligation_ids=()
    )
    if recorded is not listed:  # sent twice at once: the other one wrote the lines
        return recorded
    ServiceListLine.objects.bulk_create(
        ServiceListLine(list=recorded, service=one, name=one.name, family=one.family)
        for one in chosen
    )
    obligations.refresh(unit_ids=[unit.pk], obligation_ids=BIA_OBLIGATIONS)
    return recorded


@transaction.atomic
def service_list_remove(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    list_id: UUID,
    reason: str,
    expected_version: int,
) -> str:
    """Removes a list noted by mistake and returns its label; the journal keeps the reason.

    The last decided of the lists that stay is then the one that counts. Raises `ServiceRefusal`:
    those of `fact_remove`.
    """
    label = str(ServiceList.objects.filter(pk=list_id, bearer=unit).first() or "")
    fact_remove(
        scope=scope,
        acting_user=acting_user,
        unit=unit,
        model=ServiceList,
        fact_id=list_id,
        expected_version=expected_version,
        reason=reason,
        obligation_ids=BIA_OBLIGATIONS,
    )
    return label


def bia_link_give(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    bia: Bia,
    new_id: UUID,
    holder_name: str,
    holder_email: str,
    expires_at: datetime,
) -> tuple[PersonalLink, str]:
    """A link to answer one BIA without account. Raises "not_allowed" and those of `link_create`."""
    require_write(scope, unit, bia)
    return accounts.link_create(
        acting_user=acting_user,
        organisation_id=unit.pk,
        room=Bia.room,
        subject_kind=Bia.fact_kind,
        subject_id=bia.pk,
        subject_label=str(bia),
        holder_name=holder_name,
        holder_email=holder_email,
        expires_at=expires_at,
        new_id=new_id,
    )


@transaction.atomic
def bia_contribute(
    *, link: PersonalLink, dmia_h: int, pdma_h: int, comment: str, expected_version: int
) -> Bia:
    """What the head of a service answers through a personal link; the BIA is then to approve.

    The link is the author. Raises `ServiceRefusal`: "gone", "bia_already_approved", "stale".
    """
    bias = Bia.objects.select_for_update(of=("self",))
    bia: Bia | None = bias.filter(pk=link.subject_id, bearer=link.organisation_id).first()
    if bia is None:
        raise ServiceRefusal("gone")
    if bia.state == BiaState.APPROVED:
        raise ServiceRefusal("bia_already_approved")
    if bia.version != expected_version:
        raise ServiceRefusal("stale", by=bia.updated_by_name, at=bia.updated_at)
    moved = {}
    answers = {"dmia_h": dmia_h, "pdma_h": pdma_h, "service_comment": comment.strip()}
    for name, value in {**answers, "state": BiaState.TO_APPROVE.value}.items():
        if getattr(bia, name) != value:
            moved[name] = [getattr(bia, name), value]
        setattr(bia, name, value)
    bia.version += 1
    bia.updated_by_name = link.journal_name
    bia.full_clean()
    bia.save()
    _write_down(bia, link, {"moved": moved})
    obligations.refresh(unit_ids=covered_unit_ids(bia.pk), obligation_ids=BIA_OBLIGATIONS)
    return bia


def _write_down(bia: Bia, author: PersonalLink, data: dict[str, Any]) -> None:
    journal.record(
        author=author,
        verb="bia.contributed",
        room=Bia.room,
        subject_kind=Bia.fact_kind,
        subject_id=bia.pk,
        subject_label=str(bia),
        organisation_id=bia.bearer_id,
        data=data,
    )


@transaction.atomic
def pcra_tests_note(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    event_id: UUID,
    tests: Mapping[UUID, tuple[str, str]],
) -> list[PcraTest]:
    """Notes what an event showed of the PCRA of these services: (outcome, gaps) by service.

    Its day is that of the event, its proof the main courante. A service already noted for this
    event stays as it is. Raises `ServiceRefusal`: "not_allowed", "gone" (unknown event),
    "not_my_service"; and `ValidationError`.
    """
    event = Event.objects.of(unit).filter(pk=event_id).first()
    if event is None or not may(scope, unit, event, Right.READ):
        raise ServiceRefusal("gone")
    services = HospitalService.objects.filter(unit=unit).in_bulk(list(tests))
    if len(services) != len(tests):
        raise ServiceRefusal("not_my_service")
    made = []
    for service_id, (outcome, gaps) in tests.items():
        test = PcraTest(
            id=uuid5(event.pk, f"pcra:{service_id}"),
            service=services[service_id],
            tested_on=timezone.localdate(event.opened_at),
            outcome=outcome,
            gaps=gaps.strip(),
            event_id=event.pk,
            event_title=event.title,
            provenance=Provenance.DOCUMENT,
        )
        made.append(
            fact_record(
                scope=scope, acting_user=acting_user, unit=unit, fact=test, obligation_ids=()
            )
        )
    return made
