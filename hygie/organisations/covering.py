"""Reading the records of a register for many units at once."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from hygie.organisations.models import Covered, Fact, coverages_of

Covering = dict[int, list[tuple[Any, Covered]]]


def covering(model: type[Fact], unit_ids: Sequence[int]) -> Covering:
    """Records of one model that count for each unit, with their coverage: two queries."""
    covered = coverages_of(model.fact_kind, unit_ids)
    records = {row.pk: row for row in model.objects.filter(pk__in={one.fact_id for one in covered})}
    found: Covering = defaultdict(list)
    for one in covered:
        record = records.get(one.fact_id)
        if record is not None:
            found[one.unit_id].append((record, one))
    return found
