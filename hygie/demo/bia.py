"""The services of an establishment, the list that its COPIL arrêted, and their BIA."""

from collections.abc import Iterable, Mapping
from datetime import date

from hygie.continuity.enums import BiaState
from hygie.continuity.models import Bia
from hygie.continuity.services import service_list_record
from hygie.demo.pen import Pen
from hygie.organisations.enums import Provenance, ServiceFamily
from hygie.organisations.models import HospitalService
from hygie.organisations.services.hospital_service import hospital_service_record

CRITICAL = ServiceFamily.CRITICAL
TECHNICAL = ServiceFamily.MEDICO_TECHNICAL
CARE = ServiceFamily.OTHER_CARE
ADMINISTRATIVE = ServiceFamily.ADMINISTRATIVE
LOGISTIC = ServiceFamily.LOGISTIC

# (name, family, pôle, head)
Line = tuple[str, ServiceFamily, str, str]


def services_write(pen: Pen, lines: Iterable[Line]) -> dict[str, HospitalService]:
    """The services, by name."""
    return {
        name: hospital_service_record(
            **pen.who,
            new_id=pen.id(f"service/{name}"),
            name=name,
            family=family,
            pole_name=pole,
            head_name=head,
        )
        for name, family, pole, head in lines
    }


def list_decide(pen: Pen, decided_on: date, services: Iterable[HospitalService]) -> None:
    """A version of the list arrêtée by the COPIL."""
    if decided_on <= pen.today:
        service_list_record(
            **pen.who,
            new_id=pen.id(f"service-list/{decided_on}"),
            decided_on=decided_on,
            services=list(services),
            provenance=Provenance.DOCUMENT,
        )


def bias_write(
    pen: Pen,
    services: Mapping[str, HospitalService],
    approved: Mapping[str, tuple[date, int, int]],
    others: Mapping[str, BiaState],
    by: str,
) -> None:
    """BIA by name of service: `approved` (day, DMIA and PDMA in hours), and the others' state."""
    for name, (day, dmia_h, pdma_h) in approved.items():
        is_past = day <= pen.today
        pen.fact(
            f"bia/{name}",
            Bia,
            pen.today,
            service=services[name],
            state=BiaState.APPROVED if is_past else BiaState.TO_APPROVE,
            dmia_h=dmia_h,
            pdma_h=pdma_h,
            approved_on=day if is_past else None,
            approved_by=by if is_past else "",
        )
    for name, state in others.items():
        pen.fact(
            f"bia/{name}",
            Bia,
            pen.today,
            service=services[name],
            state=state,
            provenance=Provenance.MEMORY,
        )
