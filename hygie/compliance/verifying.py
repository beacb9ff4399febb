"""Re-reading the chains of statements: any row changed, added or taken out is named."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q

from hygie.compliance.chain import breaks
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
    """Every unit that has, or once had, a confirmed statement; or the one given.

    Unit by unit: two queries each, and never more than the statements of one in memory.
    """
    written = Entry.objects.filter(verb="statement.confirmed")
    found = Organisation.objects.filter(
        Q(pk__in=Statement.objects.confirmed().order_by().values("unit"))
        | Q(pk__in=written.order_by().values("organisation_id"))
    )
    if unit is not None:
        found = found.filter(pk=unit.pk)
    for one in found.order_by("pk").iterator(chunk_size=200):
        statements = Statement.objects.confirmed().filter(unit=one).select_related("unit")
        chain = [linked(statement) for statement in statements.order_by("number")]
        rows = written.filter(organisation_id=one.pk).values_list("data", flat=True)
        witnessed = {data["number"]: data["digest"] for data in rows}
        yield Verified(one, len(chain), breaks(chain, witnessed))
