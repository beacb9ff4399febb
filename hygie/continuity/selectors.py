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
    Responsable,
    ServiceList,
    ServiceListLine,
)
from hygie.organisations.enums import ServiceFamily
from hygie.organisations.models import Fact, Organisation


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
    return model.objects.offered_to(unit).telling_for_others(unit).select_related("bearer")
