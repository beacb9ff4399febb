"""The codes, tables and guards of the import, read once from the data files of the room."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from hygie.domain.dated.reading import read_mapping
from hygie.organisations.enums import LinkRole

DATA = Path(__file__).resolve().parent.parent / "data"


def read_table(name: str) -> list[dict[str, str]]:
    """Lines of a CSV of the room's data, by column name."""
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@dataclass(frozen=True, slots=True)
class Limits:
    """Guards against a file made to exhaust the machine, in bytes; `ratio`: bytes out per in.

    `depth`: objects and arrays one in another; `openings_in_a_piece`: of 64 KB, about 600 in a
    real file.
    """

    decompressed_bytes: int
    ratio: int
    ratio_checked_from_bytes: int
    object_bytes: int
    depth: int
    openings_in_a_piece: int


@dataclass(frozen=True, slots=True)
class Codes:
    """Codes of the flow: types of GHT, roles of members, uses of addresses, closed state."""

    ght_types: frozenset[str]
    member_roles: dict[str, LinkRole]
    address_use: dict[str, str]
    inactive_state: str
    limits: Limits


@cache
def codes() -> Codes:
    """The codes of `finess.yaml`. Raises RuleFileError."""
    raw = read_mapping(DATA / "finess.yaml")
    return Codes(
        ght_types=frozenset(raw["ght_types"]),
        member_roles={code: LinkRole(role) for code, role in raw["member_roles"].items()},
        address_use=dict(raw["address_use"]),
        inactive_state=raw["inactive_state"],
        limits=Limits(**raw["limits"]),
    )


@cache
def sanitary_categories() -> frozenset[str]:
    """Categories of the hospital law: what makes a legal entity a judged unit."""
    return frozenset(line["code"] for line in read_table("sanitary_categories.csv"))
