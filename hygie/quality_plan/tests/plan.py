"""What the tests of the plan share: an establishment with its RSSI, actions, findings."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from hygie.accounts.models import User
from hygie.journal.models import Entry
from hygie.obligations.models import Interval
from hygie.organisations.models import Coverage, Organisation
from hygie.organisations.rights import Role
from hygie.quality_plan import services
from hygie.quality_plan.enums import Origin
from hygie.quality_plan.models import Finding, PlanAction
from tests.cast import TODAY, make_ght, make_unit, member, scope_of


@dataclass(frozen=True)
class House:
    """An establishment and the person who writes in its plan."""

    unit: Organisation
    rssi: User

    @property
    def who(self) -> dict[str, Any]:
        """First words of every service."""
        return {"scope": scope_of(self.rssi), "acting_user": self.rssi, "unit": self.unit}

    @property
    def finess(self) -> str:
        return str(self.unit.finess)


def make_house(**fields: Any) -> House:
    unit = make_unit(**fields)
    return House(unit, member(unit, Role.RSSI))


def make_two_houses() -> tuple[House, House]:
    """The support of a GHT and another party, each with its RSSI."""
    support, part = make_house(name="CH support"), make_house(name="CH partie")
    make_ght(support.unit, part.unit)
    return support, part


def note_action(house: House, **values: Any) -> PlanAction:
    """An action with all that the rule asks, unless told otherwise."""
    given: dict[str, Any] = {
        "new_id": uuid4(),
        "title": "Suite à donner à l'exercice",
        "pilote_name": "Camille Roux",
        "due_on": TODAY.replace(year=2027),
        "number": "2026-112",
        **values,
    }
    return services.action_record(**house.who, **given)


def note_finding(house: House, **values: Any) -> Finding:
    given: dict[str, Any] = {
        "new_id": uuid4(),
        "origin": Origin.EXERCISE,
        "wording": "L'annuaire papier de la cellule de crise manquait",
        **values,
    }
    return services.finding_record(**house.who, **given)


def fill(house: House, count: int) -> None:
    """Adds actions, each answering a finding, without the cost of their services."""
    done = PlanAction.objects.filter(bearer=house.unit).count()
    actions = [
        PlanAction(
            bearer=house.unit,
            code=f"CYB-2025-{number:03d}",
            title=f"Action {number}",
            created_on=TODAY,
            pilote_name=f"Pilote {number}",
            due_on=TODAY,
            current_due_on=TODAY,
        )
        for number in range(done, done + count)
    ]
    findings = [
        Finding(bearer=house.unit, origin=Origin.ADS, noted_on=TODAY, wording=one.title)
        for one in actions
    ]
    for finding in findings:
        finding.whole_id = finding.pk
    PlanAction.objects.bulk_create(actions)
    Finding.objects.bulk_create(findings)
    Coverage.objects.bulk_create(
        Coverage(kind=one.fact_kind, fact_id=one.pk, unit=house.unit)
        for one in (*actions, *findings)
    )
    for finding, action in zip(findings, actions, strict=True):
        finding.actions.add(action)


def verbs(subject: Any) -> list[str]:
    """Acts of the journal about a record, oldest first."""
    entries = Entry.objects.about(subject.fact_kind, subject.pk).order_by("id")
    return [entry.verb for entry in entries]


def status_of(unit: Organisation, day: Any = TODAY) -> str | None:
    """The stored status of 5.a of the unit."""
    row = Interval.objects.current().on(day).filter(unit=unit, obligation="5.a").first()
    return row.status if row else None


def stored(record: Any) -> dict[str, Any]:
    """The record as it is in the database."""
    fresh = type(record).objects.get(pk=record.pk)
    return {field.attname: getattr(fresh, field.attname) for field in fresh._meta.concrete_fields}
