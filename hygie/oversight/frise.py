"""La frise of what one establishment published: only what it noted, and nothing behind."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any

from hygie.compliance.frise import Drawn, deadlines, drawn, runs, window
from hygie.domain.dated import load_book
from hygie.obligations.models import PublishedInterval
from hygie.organisations.models import Organisation
from hygie.web.charts import Strip

FIELDS = ("obligation", "since", "until", "status", "status_since", "due_on")


def published_frise(unit: Organisation, day: date, codes: Collection[str]) -> Drawn | None:
    """The strips of these obligations as published, each a link to its line: one query.

    None when there is none.
    """
    shown = window(day)
    rows = PublishedInterval.objects.filter(unit=unit, noted=True, obligation__in=codes)
    touching = rows.between(shown.start, shown.end).order_by("obligation", "since", "year")
    found: dict[str, dict[date, Any]] = defaultdict(dict)
    for row in touching.values_list(*FIELDS, named=True):
        found[row.obligation].setdefault(row.since, row)
    book = load_book()
    strips = [
        Strip(
            code=one.id,
            label=one.short_label,
            href=f"#o{one.id}",
            intervals=tuple(runs(list(found[one.id].values()))),
            deadlines=tuple(deadlines(book, one, unit, shown)),
            group=str(one.action),
        )
        for one in book.obligations
        if one.id in found
    ]
    return drawn(tuple(strips), shown, f"Frise publiée de {unit.name}") if strips else None
