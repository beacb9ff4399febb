"""What the rules read about the units themselves, for many units at once."""

from collections import defaultdict
from collections.abc import Sequence

from hygie.domain.unit import Sector, UnitProfile
from hygie.obligations.models import OpenQuestion
from hygie.organisations.models import Organisation


def profiles_of(unit_ids: Sequence[int]) -> dict[int, UnitProfile]:
    """Profile of each judged unit among these ids, in two queries; others are left out."""
    unknown: dict[int, set[str]] = defaultdict(set)
    questions = OpenQuestion.objects.filter(unit__in=unit_ids, closed_at=None)
    for unit_id, obligation in questions.values_list("unit", "obligation"):
        unknown[unit_id].add(obligation)
    units = (
        Organisation.objects.units()
        .filter(pk__in=unit_ids)
        .only("sector", "department", "opened_on", "closed_on", "quality_plan_in_hygie_since")
        .order_by("pk")
    )
    return {unit.pk: _profile(unit, frozenset(unknown[unit.pk])) for unit in units}


def _profile(unit: Organisation, unknown: frozenset[str]) -> UnitProfile:
    return UnitProfile(
        sector=Sector(unit.sector) if unit.sector else None,
        department=unit.department or None,
        opened_on=unit.opened_on,
        closed_on=unit.closed_on,
        quality_plan_in_hygie=unit.quality_plan_in_hygie_since is not None,
        quality_plan_in_hygie_since=unit.quality_plan_in_hygie_since,
        declared_unknown=unknown,
    )
