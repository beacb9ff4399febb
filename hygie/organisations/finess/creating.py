"""New organisations of one batch with their FINESS values and their links, inserted in bulk."""

from collections.abc import Mapping, Sequence

from hygie.domain.names import search_key
from hygie.organisations.enums import Kind, LinkRole
from hygie.organisations.finess.bulk import insert_rows
from hygie.organisations.finess.entities import FIELDS, Entity
from hygie.organisations.models import FinessSource, Link, Organisation

PREFIXES = {Kind.EJ: "pm:", Kind.ET: "ege:"}
OWN_COLUMNS = ("kind", "finess", "from_finess", "finess_fingerprint", "search")
VALUE_COLUMNS = tuple("region_id" if name == "region" else name for name in FIELDS)
SEARCH_LENGTH = 300


def technical_id(entity: Entity) -> str:
    """The internal number of FINESS, told apart between legal entities and sites."""
    return f"{PREFIXES[entity.kind]}{entity.technical_id}"


def create_all(entities: Sequence[Entity], regions: Mapping[str, int]) -> dict[str, int]:
    """Inserts new organisations with what FINESS says of them; their ids by number."""
    if not entities:
        return {}
    rows = [(*_own(entity), *_values(entity, regions)) for entity in entities]
    insert_rows(Organisation, (*OWN_COLUMNS, *VALUE_COLUMNS), rows)
    found = Organisation.objects.filter(finess__in=[entity.finess for entity in entities])
    ids = {
        finess: pk
        for finess, pk in found.order_by().values_list("finess", "pk")
        if finess is not None
    }
    insert_rows(
        FinessSource,
        ("organisation_id", "technical_id", "values"),
        [(ids[entity.finess], technical_id(entity), entity.text) for entity in entities],
    )
    return ids


def _own(entity: Entity) -> tuple[str | bool, ...]:
    """What does not come from the values of the file; the search text as the model makes it."""
    text = f"{entity.values['name']} {entity.finess} {entity.values['city']}"
    search = search_key(text)[:SEARCH_LENGTH]
    return (entity.kind.value, entity.finess, True, entity.fingerprint, search)


def _values(entity: Entity, regions: Mapping[str, int]) -> list[object]:
    return [
        regions.get(entity.values[name]) if name == "region" else entity.values[name]
        for name in FIELDS
    ]


def link_new_sites(entities: Sequence[Entity], ids: Mapping[str, int]) -> None:
    """Ties new sites to their legal entity, without a first day: FINESS gives none."""
    insert_rows(
        Link,
        ("child_id", "parent_id", "role", "from_finess"),
        [
            (ids[entity.finess], ids[entity.parent], LinkRole.SITE.value, True)
            for entity in entities
            if entity.kind == Kind.ET
        ],
    )
