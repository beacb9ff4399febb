"""The establishments of the demonstration: every name and number is fictitious.

They stand in real departments, so that the rules and the regions apply; their FINESS numbers have
a valid key and begin like none that is given (department, then 99).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from hygie.accounts.models import User
from hygie.domain.identity.finess import finess_with_key
from hygie.organisations.departments import region_of_department
from hygie.organisations.enums import Kind, LinkRole, Sector
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Room
from hygie.organisations.scope import Scope
from hygie.organisations.services.membership import delegation_give
from hygie.organisations.services.organisation import group_create, link_set, unit_create

PUBLIC = Sector.PUBLIC
NONPROFIT = Sector.PRIVATE_NONPROFIT
FORPROFIT = Sector.PRIVATE_FORPROFIT


@dataclass(frozen=True, slots=True)
class UnitSheet:
    """One establishment: `first_eight` characters of its number, the key being computed."""

    key: str
    first_eight: str
    name: str
    sector: Sector
    department: str
    city: str
    opened_on: date

    @property
    def finess(self) -> str:
        return finess_with_key(self.first_eight)


UNITS = (
    UnitSheet(
        "castelroc", "31990001", "CHU de Castelroc", PUBLIC, "31", "Castelroc", date(1968, 1, 1)
    ),
    UnitSheet(
        "valmorin", "81990001", "CH de Valmorin", PUBLIC, "81", "Valmorin", date(1974, 1, 1)
    ),
    UnitSheet(
        "puyserac", "82990001", "CH de Puysérac", PUBLIC, "82", "Puysérac", date(1979, 1, 1)
    ),
    UnitSheet(
        "hautescombes", "12990001", "CH des Hautes-Combes", PUBLIC, "12", "Roquefère",
        date(1981, 1, 1),
    ),
    UnitSheet(
        "belorme", "81990002", "CH spécialisé de Belorme", PUBLIC, "81", "Belorme", date(1963, 1, 1)
    ),
    UnitSheet(
        "arbousiers", "34990001", "Clinique des Arbousiers", FORPROFIT, "34", "Montfalès",
        date(1992, 4, 1),
    ),
    UnitSheet(
        "lacdombre", "33990001", "Clinique du Lac d’Ombre", FORPROFIT, "33", "Saint-Ombre",
        date(2001, 9, 1),
    ),
    UnitSheet(
        "sainteaurore", "31990002", "Institut Sainte-Aurore", NONPROFIT, "31", "Vernajoul-la-Tour",
        date(1958, 1, 1),
    ),
    UnitSheet(
        "larzan", "48990001", "Hôpital de proximité de Larzan", PUBLIC, "48", "Larzan",
        date(1986, 1, 1),
    ),
    UnitSheet(
        "sourcesvives", "34990002", "Centre de réadaptation des Sources-Vives", NONPROFIT, "34",
        "Aigremont-les-Bains", date(2026, 3, 2),
    ),
    UnitSheet(
        "embruns", "29990001", "Clinique des Embruns", FORPROFIT, "29", "Port-Ménez",
        date(1998, 6, 1),
    ),
)  # fmt: skip

GHT_CODE, GHT_NAME = "DEMO-GHT-AUTAN", "GHT Autan-Garrigue"
GHT_PARTS = ("valmorin", "puyserac", "hautescombes", "belorme")
GROUP_CODE, GROUP_NAME = "DEMO-GR-MIRANDOLE", "Groupe Mirandole Santé"
GROUP_MEMBERS = ("lacdombre", "sainteaurore")
FOUNDED_ON = date(2016, 7, 1)

# What each establishment opens to its GHT or group; the boolean: to write too.
OPENED = {
    "castelroc": ((Room.STATUS, False), (Room.AUDITS, True), (Room.EXERCISES, True)),
    "valmorin": (
        (Room.STATUS, False),
        (Room.EXERCISES, False),
        (Room.AUDITS, True),
        (Room.QUALITY_PLAN, False),
    ),
    "puyserac": ((Room.STATUS, False), (Room.AUDITS, True), (Room.CONTINUITY, True)),
    "hautescombes": ((Room.STATUS, False),),
    "belorme": ((Room.STATUS, False), (Room.AUDITS, False)),
    "arbousiers": (
        (Room.STATUS, True),
        (Room.EXERCISES, True),
        (Room.SELF_ASSESSMENTS, True),
        (Room.AUDITS, True),
        (Room.CONTINUITY, True),
        (Room.QUALITY_PLAN, True),
    ),
    "lacdombre": ((Room.STATUS, True), (Room.AUDITS, True), (Room.CONTINUITY, True)),
    "sainteaurore": ((Room.STATUS, False), (Room.QUALITY_PLAN, False)),
}
CONVENTION_ON = date(2025, 3, 3)


def unit_of(key: str) -> Organisation:
    """The establishment of this key. Raises Organisation.DoesNotExist before it is loaded."""
    sheet = next(one for one in UNITS if one.key == key)
    return Organisation.objects.get(finess=sheet.finess)


def ght() -> Organisation:
    return Organisation.objects.get(kind=Kind.GHT, code=GHT_CODE)


def group() -> Organisation:
    return Organisation.objects.get(kind=Kind.GROUP, code=GROUP_CODE)


def units_write(admin: User, sheets: Iterable[UnitSheet]) -> None:
    """The judged units of these sheets."""
    scope = Scope(admin)
    for sheet in sheets:
        unit_create(
            scope=scope,
            acting_user=admin,
            finess=sheet.finess,
            region=region_of_department(sheet.department),
            values={
                "name": sheet.name,
                "sector": sheet.sector,
                "department": sheet.department,
                "city": sheet.city,
                "opened_on": sheet.opened_on,
                "is_demo": True,
            },
        )


def groups_write(admin: User) -> None:
    """The GHT with its support, the private group with its headquarters."""
    scope = Scope(admin)
    support, headquarters = unit_of("castelroc"), unit_of("arbousiers")
    ght_made = group_create(
        scope=scope, acting_user=admin, kind=Kind.GHT, code=GHT_CODE, name=GHT_NAME,
        region=support.region, is_demo=True,
    )  # fmt: skip
    group_made = group_create(
        scope=scope, acting_user=admin, kind=Kind.GROUP, code=GROUP_CODE, name=GROUP_NAME,
        region=None, is_demo=True,
    )  # fmt: skip
    for child, parent, role in (
        (support, ght_made, LinkRole.SUPPORT),
        *((unit_of(key), ght_made, LinkRole.PART) for key in GHT_PARTS),
        (headquarters, group_made, LinkRole.HEADQUARTERS),
        *((unit_of(key), group_made, LinkRole.MEMBER) for key in GROUP_MEMBERS),
    ):
        link_set(
            scope=scope, acting_user=admin, child=child, parent=parent, role=role, since=FOUNDED_ON
        )


def delegations_write(key: str, direction: User) -> None:
    """What the direction of an establishment opens to its GHT or group, by written convention."""
    unit = unit_of(key)
    grantee = ght() if key in ("castelroc", *GHT_PARTS) else group()
    for can_write in (False, True):
        rooms = [room for room, writes in OPENED[key] if writes == can_write]
        if rooms:
            delegation_give(
                scope=Scope(direction),
                acting_user=direction,
                unit=unit,
                grantee=grantee,
                rooms=rooms,
                can_write=can_write,
                since=CONVENTION_ON,
                until=None,
                reference="Convention de service numérique 2025-02, article 4 (fictive)",
            )
