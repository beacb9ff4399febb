"""The overview of action 4 and the follow-up of the BIA."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Subquery

from hygie.continuity.models import (
    Bia,
    Copil,
    CopilMeeting,
    FramingLetter,
    PcraCadre,
    PcraTest,
    Responsable,
    ServiceList,
    ServiceListLine,
)
from hygie.logbook.pointing import Pointer
from hygie.organisations.enums import ServiceFamily
from hygie.organisations.models import Fact, Organisation
from hygie.organisations.rights import Right, Room
from hygie.organisations.scope import Scope
from hygie.web.paths import path_of


@dataclass(frozen=True)
class BiaRow:
    """A service of the list, and its BIA if any."""

    line: ServiceListLine
    bia: Bia | None

    @property
    def is_approved(self) -> bool:
        return self.bia is not None and self.bia.approved_on is not None


@dataclass(frozen=True)
class FamilyRows:
    """The services of one family: how many BIA are approved."""

    label: str
    rows: list[BiaRow]

    @property
    def approved(self) -> int:
        return sum(row.is_approved for row in self.rows)


def current_lines(unit: Organisation) -> list[ServiceListLine]:
    """Lines of the last list arrêtée, the one that counts, each with its list: one query."""
    lists = ServiceList.objects.borne_for(unit).order_by("-decided_on", "-number")
    lines = ServiceListLine.objects.filter(list=Subquery(lists.values("pk")[:1]))
    return list(lines.select_related("list"))


def families(unit: Organisation, lines: Iterable[ServiceListLine]) -> list[FamilyRows]:
    """Services of a list by family, those without approved BIA first: one query."""
    by_service = bia_by_service(unit)
    found: dict[str, list[BiaRow]] = defaultdict(list)
    for line in lines:
        found[line.get_family_display()].append(BiaRow(line, by_service.get(line.service_id)))
    for rows in found.values():
        rows.sort(key=lambda row: (row.is_approved, row.line.name))
    return [
        FamilyRows(family.label, found[family.label])
        for family in ServiceFamily
        if family.label in found
    ]


def bia_by_service(unit: Organisation) -> dict[UUID, Bia]:
    """The BIA of each service, the approved one when there are several."""
    bias = Bia.objects.borne_for(unit).order_by("approved_on", "created_at")
    found: dict[UUID, Bia] = {}
    for bia in bias:
        known = found.get(bia.service_id)
        if known is None or known.approved_on is None:
            found[bia.service_id] = bia
    return found


def governance(unit: Organisation) -> list[dict[str, Any]]:
    """Responsable, letter, COPIL, meetings, PCRA cadre: title, addresses, records."""
    kinds: tuple[tuple[str, str, type[Fact]], ...] = (
        ("Responsable PCA/PRA", "responsable", Responsable),
        ("Lettre de cadrage", "letter", FramingLetter),
        ("Comité de pilotage (COPIL)", "copil", Copil),
        ("Réunions du COPIL", "meeting", CopilMeeting),
        ("PCRA cadre", "pcra", PcraCadre),
        ("PCRA éprouvés", "pcratest", PcraTest),
    )
    return [
        {
            "title": title,
            "record_url": f"continuity:{name}-record",
            "detail_url": f"continuity:{name}-detail",
            "records": list(records_of(model, unit)[:30]),
        }
        for title, name, model in kinds
    ]


def records_of(model: type[Fact], unit: Organisation) -> Any:
    """Records offered to the unit; meetings follow their COPIL."""
    if model is CopilMeeting:
        copils = Copil.objects.offered_to(unit)
        return CopilMeeting.objects.filter(copil__in=copils).select_related("bearer", "copil")
    records = model.objects.offered_to(unit).telling_for_others(unit).select_related("bearer")
    return records.select_related("service") if model is PcraTest else records


def tests_of_event(unit: Organisation, event_id: UUID) -> list[PcraTest]:
    """What an event showed of the PCRA of the unit's services, by service."""
    tests = PcraTest.objects.borne_for(unit).filter(event_id=event_id)
    return list(tests.select_related("service").order_by("service__name"))


def event_pointers(scope: Scope, unit: Organisation, event_id: UUID) -> list[Pointer]:
    """The tests of PCRA of an event, for its own pages, and the gesture that notes some."""
    if not scope.may(unit, Room.CONTINUITY, Right.READ):
        return []
    found = [
        Pointer(
            f"PCRA de {one.service}\u00a0: {one.get_outcome_display().lower()}",
            path_of("continuity:pcratest-detail", unit.finess, one.pk),
        )
        for one in tests_of_event(unit, event_id)
    ]
    if scope.may(unit, Room.CONTINUITY, Right.WRITE):
        address = path_of("continuity:event-tests", unit.finess, event_id)
        found.append(Pointer("Noter les PCRA éprouvés", address, is_gesture=True))
    return found
