"""Everything noted for action 6 and the units it counts for: nine queries for any units."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Q

from hygie.identification.models import (
    Engagement,
    LocalDirectory,
    MieUse,
    SensitiveService,
    Sso,
    Synchronisation,
    Trajectory,
    UserCount,
)
from hygie.organisations.models import Coverage, Fact

WHOLES: tuple[type[Fact], ...] = (
    SensitiveService,
    UserCount,
    MieUse,
    Sso,
    LocalDirectory,
    Engagement,
    Trajectory,
)


@dataclass(frozen=True)
class Noted:
    """Coverages by (unit, kind), in the order of their records; records by id.

    `for_others`: what these units bear and that counts for others only, read for a screen.
    """

    coverages: dict[tuple[int, str], list[Coverage]] = field(default_factory=dict)
    records: dict[UUID, Any] = field(default_factory=dict)
    synchronisations: dict[UUID, list[Synchronisation]] = field(default_factory=dict)
    for_others: list[Any] = field(default_factory=list)

    def of(self, unit_id: int, model: type[Fact]) -> list[tuple[Any, Coverage]]:
        """(record, coverage) of one kind offered to a unit, those it declined included."""
        rows = self.coverages.get((unit_id, model.fact_kind), [])
        return [(self.records[row.fact_id], row) for row in rows if row.fact_id in self.records]

    def counting(self, unit_id: int, model: type[Fact]) -> list[tuple[Any, Coverage]]:
        """The same without what the unit declined."""
        return [pair for pair in self.of(unit_id, model) if pair[1].declined_at is None]


def noted_for(unit_ids: Sequence[int], *, for_a_screen: bool = False) -> Noted:
    """What is noted for these units.

    `for_a_screen`: who bears each record is read too, and what they bear for others only.
    """
    kinds = [model.fact_kind for model in WHOLES]
    by_kind: dict[str, list[Coverage]] = defaultdict(list)
    for row in Coverage.objects.filter(kind__in=kinds, unit_id__in=unit_ids):
        by_kind[row.kind].append(row)
    records: dict[UUID, Any] = {}
    coverages: dict[tuple[int, str], list[Coverage]] = defaultdict(list)
    for_others: list[Any] = []
    for model in WHOLES:
        rows = by_kind[model.fact_kind]
        covered = {row.fact_id for row in rows}
        if for_a_screen:
            wanted = Q(pk__in=covered) | Q(bearer__in=unit_ids)
            found = list(model.objects.filter(wanted).select_related("bearer"))
            for_others += [one for one in found if one.pk not in covered]
        else:
            found = list(model.objects.filter(pk__in=covered))
        records |= {one.pk: one for one in found if one.pk in covered}
        rank = {key: index for index, key in enumerate(records)}
        for row in sorted(rows, key=lambda row: rank.get(row.fact_id, -1)):
            coverages[row.unit_id, row.kind].append(row)
    directories = {row.fact_id for row in by_kind[LocalDirectory.fact_kind]}
    return Noted(dict(coverages), records, synchronisations_of(directories), for_others)


def synchronisations_of(directory_ids: set[UUID]) -> dict[UUID, list[Synchronisation]]:
    """Synchronisations of each repository, latest first: one query."""
    found: dict[UUID, list[Synchronisation]] = defaultdict(list)
    for one in Synchronisation.objects.filter(directory_id__in=directory_ids):
        found[one.directory_id].append(one)
    return dict(found)
