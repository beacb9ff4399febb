"""From an object of the file to what Hygie keeps of it: a legal entity, its sites, a GHT."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b
from typing import Any

from hygie.domain.identity.finess import FinessCheck, finess_check, finess_normalised
from hygie.organisations.enums import Kind, LinkRole
from hygie.organisations.finess import territory, tolerant
from hygie.organisations.finess.codes import codes, sanitary_categories
from hygie.organisations.finess.sectors import sector_of

Values = dict[str, Any]

# Fields of Organisation that the import fills; days as ISO text, region as its INSEE code.
FIELDS = (
    "name",
    "siren",
    "sector",
    "legal_status",
    "category",
    "tariff_mode",
    "department",
    "region",
    "city",
    "opened_on",
    "closed_on",
    "is_unit",
)
NAME_LENGTH, CITY_LENGTH, CODE_LENGTH = 200, 100, 8
SIREN_LENGTHS = {Kind.EJ: 9, Kind.ET: 14}


@dataclass(slots=True)
class Remark:
    """One thing to say about an object of the file; `reason` is a code, see `report.REASONS`."""

    reason: str
    detail: str = ""


@dataclass(slots=True)
class Entity:
    """What the file says of one EJ or ET. `refusal`: why it cannot be kept, None when it can.

    `care_ended_on`: for an EJ without any open sanitary establishment, the day the last one closed.
    `closing_is_guessed`: closed without any day in the file, which stands in for it.
    """

    kind: Kind
    path: str
    finess: str = ""
    technical_id: str = ""
    values: Values = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    refusal: Remark | None = None
    is_sanitary: bool = False
    is_open: bool = True
    care_ended_on: str | None = None
    closing_is_guessed: bool = False
    parent: str = ""
    known_text: str = ""
    known_fingerprint: str = ""

    @property
    def text(self) -> str:
        """The values as JSON; asked once all is settled."""
        self.known_text = self.known_text or json.dumps(self.values)
        return self.known_text

    @property
    def fingerprint(self) -> str:
        """Changes as soon as anything kept of this object changes; asked once all is settled."""
        if not self.known_fingerprint:
            values = {**self.values, "closed_on": "guessed"} if self.closing_is_guessed else None
            text = json.dumps(values) if values else self.text
            kept = f"{self.parent} {self.technical_id} {self.care_ended_on} {text}"
            self.known_fingerprint = blake2b(kept.encode(), digest_size=16).hexdigest()
        return self.known_fingerprint


@dataclass(slots=True)
class LegalEntity:
    """An EJ and its establishments, in the order of the file."""

    entity: Entity
    sites: list[Entity]

    @property
    def has_open_care(self) -> bool:
        """Whether it is open and holds at least one open sanitary establishment."""
        return bool(self.entity.values.get("is_unit"))

    @property
    def all(self) -> list[Entity]:
        return [self.entity, *self.sites]


@dataclass(slots=True)
class Ght:
    """A GHT of the file; `members`: technical id of a legal entity and its role."""

    path: str
    code: str
    technical_id: str
    name: str
    closed_on: str | None
    members: list[tuple[str, LinkRole]]


def read_legal_entity(path: str, raw: Any, file_day: date) -> LegalEntity:
    """The legal entity at `path`, with everything wrong said in `refusal` and `remarks`."""
    if not isinstance(raw, dict):
        return LegalEntity(Entity(Kind.EJ, path, refusal=Remark("not_an_object")), [])
    info = _block(raw, "informationsGeneralesPMEJ")
    entity = _common(Kind.EJ, path, raw, info, file_day, ("numFinessPm", "numeroFiness"))
    entity.technical_id = tolerant.code(tolerant.pick(info, "pmSmsseId"))[:40]
    entity.values["legal_status"] = _short(tolerant.pick(info, "statutJuridique"))
    _name(entity, info, "denominationLonguePmSmsse", "denominationPm")
    _digits(entity, tolerant.pick(info, "siren"))
    _days(entity, raw, info, ("dateCreation",), file_day)
    sites = [
        _site(f"{path}.ege[{rank}]", site, entity, file_day)
        for rank, site in enumerate(_listed(tolerant.pick(raw, "ege")))
    ]
    _settle_care(entity, sites)
    return LegalEntity(entity, sites)


def _settle_care(entity: Entity, sites: list[Entity]) -> None:
    """Sector and judged unit of a legal entity, from its sanitary establishments."""
    kept = [site for site in sites if site.refusal is None]
    care = [site for site in kept if site.is_sanitary]
    open_care = [site for site in care if site.is_open]
    tariffs = [site.values["tariff_mode"] for site in open_care or care]
    sector = sector_of(entity.values["legal_status"], tariffs) or ""
    entity.values["sector"] = str(sector)
    entity.values["is_unit"] = bool(open_care) and entity.is_open
    if care and not open_care:
        days = [site.values["closed_on"] for site in care if site.values["closed_on"]]
        entity.care_ended_on = max(days, default=None)
    if entity.values["is_unit"] and not sector:
        entity.remarks.append(Remark("sector_unknown", entity.values["legal_status"]))
    for site in kept:
        site.parent = entity.finess
        site.values["sector"] = entity.values["sector"]


def _site(path: str, raw: Any, parent: Entity, file_day: date) -> Entity:
    if not isinstance(raw, dict):
        return Entity(Kind.ET, path, refusal=Remark("not_an_object"))
    info = _block(raw, "informationsGeneralesEGE")
    site = _common(Kind.ET, path, raw, info, file_day, ("numFinessEge",))
    site.technical_id = tolerant.code(tolerant.pick(info, "egeId"))[:40]
    category = tolerant.pick(raw, "categorieentiteGeographiqueExercice")
    category = category or tolerant.pick(info, "categorieentiteGeographiqueExercice")
    site.values["category"] = _short(category)
    tariff = tolerant.pick(raw, "modefixationtarifaire")
    site.values["tariff_mode"] = _short(tariff or tolerant.pick(info, "modefixationtarifaire"))
    site.values["legal_status"] = parent.values["legal_status"]
    site.is_sanitary = site.values["category"] in sanitary_categories()
    _name(site, info, "nomEgeLong", "nomEgeCourt")
    _digits(site, tolerant.pick(info, "siret"))
    _days(site, raw, info, ("dateOuverture", "datePremiereAutorisation"), file_day)
    if parent.refusal is not None and site.refusal is None:
        site.refusal = Remark("parent_refused", parent.finess)
    return site


def _common(
    kind: Kind,
    path: str,
    raw: tolerant.Record,
    info: tolerant.Record,
    file_day: date,
    numbers: tuple[str, ...],
) -> Entity:
    """Number, address and state, which EJ and ET write alike."""
    written = next((tolerant.text(tolerant.pick(info, key)) for key in numbers), "")
    finess = finess_normalised(written)
    entity = Entity(kind, path, finess[:20], values=dict.fromkeys(FIELDS, ""))
    entity.values.update(opened_on=None, closed_on=None, is_unit=False)
    check = finess_check(finess)
    if not finess:
        entity.refusal = Remark("number_missing")
    elif check is FinessCheck.WRONG_SHAPE:
        entity.refusal = Remark("number_misshaped", written[:40])
    elif check is FinessCheck.WRONG_KEY:
        entity.remarks.append(Remark("number_key"))
    _address(entity, tolerant.records(tolerant.pick(raw, "adresse")))
    return entity


def _address(entity: Entity, addresses: list[tolerant.Record]) -> None:
    """Department, region and commune of the geographic address, by its use and not its rank."""
    use = codes().address_use[entity.kind]
    usual = [one for one in addresses if tolerant.code(tolerant.pick(one, "usageAdresse")) == use]
    address = next(iter(usual or addresses), {})
    commune = tolerant.code(tolerant.pick(address, "cogCommune"))
    department = (
        territory.department_of_commune(commune)
        or territory.department_of_code(tolerant.code(tolerant.pick(address, "departement")))
        or territory.department_of_postcode(tolerant.code(tolerant.pick(address, "codePostal")))
        or territory.department_of_finess(entity.finess)
    )
    entity.values["department"] = department
    entity.values["region"] = territory.region_of_department(department)
    entity.values["city"] = tolerant.text(tolerant.pick(address, "ligneAcheminement"))[:CITY_LENGTH]
    if not department:
        entity.remarks.append(Remark("department_unknown", commune[:20]))


def _name(entity: Entity, info: tolerant.Record, *keys: str) -> None:
    names = (tolerant.text(tolerant.pick(info, key)) for key in keys)
    name = next((name for name in names if name), "")
    if len(name) > NAME_LENGTH:
        entity.remarks.append(Remark("name_cut"))
        name = name[: NAME_LENGTH - 1].rstrip() + "…"
    entity.values["name"] = name
    if not name and entity.refusal is None:
        entity.refusal = Remark("name_missing")


def _digits(entity: Entity, value: Any) -> None:
    """SIREN or SIRET; a spreadsheet's « 3,31254E+13 » is left out, never repaired."""
    written = "".join(tolerant.code(value).split())
    if not written:
        return
    if written.isascii() and written.isdigit() and len(written) == SIREN_LENGTHS[entity.kind]:
        entity.values["siren"] = written
    else:
        entity.remarks.append(Remark("siren_misshaped", written[:40]))


def _days(
    entity: Entity,
    raw: tolerant.Record,
    info: tolerant.Record,
    opening: tuple[str, ...],
    file_day: date,
) -> None:
    opened = next((day for key in opening if (day := _day(entity, info, key))), None)
    closed = _day(entity, info, "dateFermeture")
    if closed is None and _is_inactive(raw, info):
        closed = _day(entity, raw, "dateDerniereMaj")
        entity.closing_is_guessed = closed is None
        closed = closed or file_day
        entity.remarks.append(Remark("closed_without_day", closed.isoformat()))
    if opened and closed and closed < opened:
        entity.remarks.append(Remark("days_reversed", f"{opened} > {closed}"))
        opened = None
    entity.values["opened_on"] = opened.isoformat() if opened else None
    entity.values["closed_on"] = closed.isoformat() if closed else None
    entity.is_open = closed is None or closed > file_day


def _day(entity: Entity, record: tolerant.Record, key: str) -> date | None:
    try:
        return tolerant.day(tolerant.pick(record, key))
    except tolerant.WrongDay as error:
        entity.remarks.append(Remark("wrong_day", f"{key} = {error}"))
        return None


def _is_inactive(*places: tolerant.Record) -> bool:
    """Whether the state says inactive; the first state found, where it is written, decides."""
    for key in ("etatObjet", "etatActif"):
        for place in places:
            state = tolerant.code(tolerant.pick(place, key))
            if state:
                return state == codes().inactive_state
    return False


def _block(record: tolerant.Record, name: str) -> tolerant.Record:
    """The block of general information, or the record itself where it was laid flat."""
    block = tolerant.pick(record, name)
    return block if isinstance(block, dict) else record


def _listed(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    return [value] if isinstance(value, dict) else []


def _short(value: Any) -> str:
    return tolerant.code(value)[:CODE_LENGTH]


def is_activities(raw: Any) -> bool:
    """Whether an object of `pmej` comes from the flow of activities, taken for this one."""
    return isinstance(raw, dict) and (
        tolerant.pick(raw, "activitesAutorisees") is not None
        or any(
            tolerant.pick(site, "activitesExercees") is not None
            for site in tolerant.records(tolerant.pick(raw, "ege"))
        )
    )


def _ght_closing(raw: tolerant.Record, file_day: date) -> str:
    """The file gives no closing day to a group: that of its last change stands in for it."""
    try:
        return (tolerant.day(tolerant.pick(raw, "dateDerniereMaj")) or file_day).isoformat()
    except tolerant.WrongDay:
        return file_day.isoformat()


def read_ghts(path: str, raw: Any, file_day: date) -> Iterator[Ght]:
    """The GHT of one object of `gcc`: itself, or those it wraps. Other kinds give nothing."""
    if not isinstance(raw, dict):
        return
    wrapped = tolerant.pick(raw, "gcc")
    if isinstance(wrapped, list):
        for rank, inner in enumerate(wrapped):
            yield from read_ghts(f"{path}.gcc[{rank}]", inner, file_day)
        return
    if tolerant.code(tolerant.pick(raw, "typeGcc")) not in codes().ght_types:
        return
    technical_id = tolerant.code(tolerant.pick(raw, "gccId"))
    code = next(
        (
            found
            for key in ("gccIdentifiantExterne", "numFinessGcc")
            if (found := tolerant.code(tolerant.pick(raw, key)))
        ),
        f"gcc-{technical_id}" if technical_id else "",
    )
    name = tolerant.text(tolerant.pick(raw, "nomGcc"))
    closed = _ght_closing(raw, file_day) if _is_inactive(raw) else None
    members = []
    for member in tolerant.records(tolerant.pick(raw, "pmejDuGcc")):
        role = codes().member_roles.get(
            tolerant.code(tolerant.pick(member, "typeRoleEntiteGroupe"))
        )
        if role is not None:
            members.append((tolerant.code(tolerant.pick(member, "pmSmsseId"))[:40], role))
    yield Ght(path, code[:40], technical_id[:40], name[:190], closed, members)
