"""Re-reading the chains of statements: any row changed, added or taken out is named."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from hygie.compliance.chain import Linked, breaks
from hygie.compliance.models import Statement
from hygie.compliance.services.statement import linked
from hygie.journal.models import Entry
from hygie.organisations.models import Organisation


@dataclass(frozen=True)
class Verified:
    """One unit: how many confirmed statements, and what is wrong (empty: sound)."""

    unit: Organisation
    statements: int
    wrong: list[str]


def verify(unit: Organisation | None = None) -> Iterator[Verified]:
    """Every unit that has, or once had, a confirmed statement; or the one given."""
    statements = Statement.objects.confirmed().select_related("unit").order_by("unit", "number")
    witnesses = Entry.objects.filter(verb="statement.confirmed")
    if unit is not None:
        statements = statements.filter(unit=unit)
        witnesses = witnesses.filter(organisation_id=unit.pk)
    chains: dict[int, list[Linked]] = defaultdict(list)
    for statement in statements.iterator(chunk_size=200):
        chains[statement.unit_id].append(linked(statement))
    witnessed: dict[int, dict[int, str]] = defaultdict(dict)
    for organisation_id, data in witnesses.values_list("organisation_id", "data"):
        if organisation_id is not None:
            witnessed[organisation_id][data["number"]] = data["digest"]
    found = Organisation.objects.in_bulk(set(chains) | set(witnessed))
    for unit_id, organisation in sorted(found.items()):
        chain = chains.get(unit_id, [])
        yield Verified(organisation, len(chain), breaks(chain, witnessed.get(unit_id, {})))
