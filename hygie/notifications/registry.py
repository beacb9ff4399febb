"""Who says what falls due: each room has a file `reminders.py` that registers here at start."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import QuerySet

from hygie.domain.verdict import Status
from hygie.notifications.due import DueItem
from hygie.obligations.selectors import statuses_on
from hygie.organisations.models import Coverage, Covered
from hygie.organisations.rights_of_many import UnitName


class Awaited(NamedTuple):
    """An obligation that is not done: its last day, the eve of when it became late if it is."""

    unit_id: int
    code: str
    due_on: date | None
    is_late: bool


@dataclass(frozen=True, slots=True)
class Question:
    """What every source is asked: the units, the day, and what several of them read, read once.

    `units`: by Organisation id. `coverages`: by kind of fact, those that count for the units.
    """

    units: Mapping[int, UnitName]
    as_of: date
    awaited: Sequence[Awaited]
    coverages: Mapping[str, Sequence[Covered]]

    def awaited_of(self, *codes: str) -> list[Awaited]:
        """What is awaited of these obligations."""
        return [one for one in self.awaited if one.code in codes]

    def covered(self, kind: str) -> QuerySet[Any]:
        """Ids of the facts of one kind that count for the units, as a subquery."""
        rows = Coverage.objects.accepted().filter(kind=kind, unit_id__in=list(self.units))
        return rows.order_by().values("fact_id")


DueFunction = Callable[[Question], Iterable[DueItem]]


@dataclass(frozen=True, slots=True)
class Source:
    """One function, and the kind of facts whose coverages it reads."""

    due_function: DueFunction
    fact_kind: str


_sources: dict[str, Source] = {}


def register(kind: str, due_function: DueFunction, *, fact_kind: str = "") -> None:
    """Declares that `due_function(question)` gives the items of this kind.

    It answers what is to do in the units of the question, in a constant number of queries.
    `fact_kind`: the facts whose coverages it wants. Raises ValueError when another function
    already gives this kind.
    """
    source = Source(due_function, fact_kind)
    if _sources.get(kind, source) != source:
        raise ValueError(f"due items {kind!r} already have a function")
    _sources[kind] = source


def registered() -> frozenset[str]:
    """Kinds of items that are known."""
    return frozenset(_sources)


def due_items(units: Mapping[int, UnitName], as_of: date) -> list[DueItem]:
    """Everything to do in these units on `as_of`; each source is asked once.

    Of two items that say the same, the more precise one stays.
    """
    if not units:
        return []
    question = Question(units, as_of, _awaited(units, as_of), _coverages(units))
    items = [item for source in _sources.values() for item in source.due_function(question)]
    replaced = {key for item in items for key in item.replaces}
    return [item for item in items if item.key not in replaced]


def _awaited(units: Mapping[int, UnitName], as_of: date) -> list[Awaited]:
    """Obligations late, or that have a day ahead: one query."""
    rows = statuses_on(list(units), as_of).filter(status__in=(Status.LATE, Status.DUE))
    columns = ("unit_id", "obligation", "status", "status_since", "due_on")
    found = []
    for unit_id, code, status, since, due_on in rows.order_by().values_list(*columns):
        is_late = status == Status.LATE
        last = since - timedelta(days=1) if is_late else due_on
        found.append(Awaited(unit_id, code, last, is_late))
    return found


def _coverages(units: Mapping[int, UnitName]) -> dict[str, list[Covered]]:
    """What counts for the units, of the kinds that the sources read: one query."""
    kinds = [source.fact_kind for source in _sources.values() if source.fact_kind]
    rows = Coverage.objects.accepted().filter(kind__in=kinds, unit_id__in=list(units))
    columns = ("kind", "unit_id", "fact_id", "since", "until")
    found: dict[str, list[Covered]] = defaultdict(list)
    for kind, *covered in rows.order_by("pk").values_list(*columns):
        found[kind].append(Covered(*covered))
    return found
