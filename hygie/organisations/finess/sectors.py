"""The sector of a legal entity, from its legal status and the tariffs of its establishments.

Source: rules of the ROC guide (code de la sécurité sociale, L162-22), in data/sector_rules.csv.
"""

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from hygie.organisations.enums import Sector
from hygie.organisations.finess.codes import read_table


class SectorRule(NamedTuple):
    """A sector for some legal statuses and tariff modes; `tariffs` None: whatever they are."""

    sector: Sector
    statuses: frozenset[str]
    tariffs: frozenset[str] | None


def _listed(text: str) -> frozenset[str]:
    """« 40|41 » or « 01-39 » as a set of codes."""
    found: set[str] = set()
    for part in text.split("|"):
        first, _, last = part.partition("-")
        found |= {f"{code:02d}" for code in range(int(first), int(last or first) + 1)}
    return frozenset(found)


@cache
def sector_rules() -> tuple[SectorRule, ...]:
    """The rules, in the order of the table."""
    return tuple(
        SectorRule(
            Sector(line["sector"]),
            _listed(line["legal_statuses"]),
            None if line["tariff_modes"] == "*" else _listed(line["tariff_modes"]),
        )
        for line in read_table("sector_rules.csv")
    )


def sector_of(legal_status: str, tariff_modes: Iterable[str]) -> Sector | None:
    """The sector, or None when the rules do not settle it.

    `tariff_modes`: those of the entity's open sanitary establishments. When none of them is in
    the rules (an entity paid otherwise, or no tariff given), the legal status decides alone if it
    belongs to one sector only.
    """
    modes = set(tariff_modes)
    rules = [rule for rule in sector_rules() if legal_status in rule.statuses]
    by_tariff = {rule.sector for rule in rules if rule.tariffs is None or rule.tariffs & modes}
    for sectors in (by_tariff, {rule.sector for rule in rules}):
        if len(sectors) == 1:
            return next(iter(sectors))
    return None
