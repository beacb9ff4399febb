"""What a GHT or group sees of its units (by delegation), and a region or the nation of what was
published. Nothing is written here."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Count, Max
from django.utils import timezone

from hygie.domain.dated import Obligation, load_book
from hygie.domain.obligations import evaluate
from hygie.domain.verdict import Status
from hygie.obligations import selectors as obligations
from hygie.obligations import snapshots
from hygie.obligations.models import Publication
from hygie.obligations.profiles import profiles_of
from hygie.organisations.models import Coverage, Organisation
from hygie.organisations.models.organisation import OrganisationQuerySet
from hygie.organisations.rights import Right, Room
from hygie.organisations.scope import Scope
from hygie.web.charts.shares import Numbers, numbers_of
from hygie.web.formats import as_day

SHARED_DIRECTORIES = ("3.c", "3.e")


class Cell(NamedTuple):
    """One status of a matrix: since when it is so, and the next day that matters."""

    status: str
    status_since: date
    due_on: date | None


Cells = dict[int, dict[str, Cell]]


@dataclass(frozen=True)
class MatrixRow:
    """One unit of a group. `cells`: status by obligation, empty without delegation."""

    unit: Organisation
    is_open: bool
    cells: dict[str, Cell]
    by_support: frozenset[str]
    published_on: date | None

    @cached_property
    def late(self) -> int:
        return sum(cell.status == Status.LATE for cell in self.cells.values())


@dataclass(frozen=True)
class MatrixPage:
    """A group on a day: its units, the obligations shown, and the totals of each column."""

    rows: list[MatrixRow]
    shown: list[Obligation]
    late_by_obligation: dict[str, int] = field(default_factory=dict)

    @property
    def open_rows(self) -> list[MatrixRow]:
        return [row for row in self.rows if row.is_open]

    @cached_property
    def late(self) -> int:
        return sum(row.late for row in self.rows)

    @property
    def has_by_support(self) -> bool:
        """Whether a cell shown is late only by a directory that another organisation bears."""
        codes = {one.id for one in self.shown}
        return any(row.by_support & codes for row in self.rows)


def group_matrix(
    scope: Scope, group: Organisation, day: date, *, action: int | None = None, sort: str = ""
) -> MatrixPage:
    """Units of `group` on `day` × obligations; the number of queries is constant.

    A unit that did not delegate its status is there, closed. `sort`: "retard" or by name.
    """
    units = list(Organisation.objects.under(group, day).order_by("search", "id"))
    open_ids = set(
        scope.units(Room.STATUS, Right.READ)
        .filter(pk__in=[unit.pk for unit in units])
        .values_list("pk", flat=True)
    )
    cells = cells_of(open_ids, day)
    support = late_by_support(cells, day)
    published = last_published(units)
    shown = [one for one in load_book().obligations if action in (None, one.action)]
    codes = {one.id for one in shown}
    rows = [
        MatrixRow(
            unit=unit,
            is_open=unit.pk in open_ids,
            cells={code: cell for code, cell in cells.get(unit.pk, {}).items() if code in codes},
            by_support=support.get(unit.pk, frozenset()),
            published_on=published.get(unit.pk),
        )
        for unit in units
    ]
    if sort == "retard":
        rows.sort(key=lambda row: (-row.late, row.unit.search))
    late: Counter[str] = Counter()
    for row in rows:
        late.update(code for code, cell in row.cells.items() if cell.status == Status.LATE)
    return MatrixPage(rows=rows, shown=shown, late_by_obligation=dict(late))


def cells_of(unit_ids: Iterable[int], day: date) -> Cells:
    """Working statuses by unit id then obligation, as plain rows: one query."""
    rows = obligations.statuses_on(unit_ids, day).order_by()
    found: Cells = defaultdict(dict)
    for unit_id, code, *told in rows.values_list("unit", "obligation", *Cell._fields):
        found[unit_id][code] = Cell(*told)
    return dict(found)


def late_by_support(cells: Cells, day: date) -> dict[int, frozenset[str]]:
    """Obligations of action 3 late only because of directories that another organisation bears.

    Judged on the facts kept with the stored timelines: three queries.
    """
    late = {
        unit_id: [code for code in SHARED_DIRECTORIES if status_of(row, code) == Status.LATE]
        for unit_id, row in cells.items()
    }
    unit_ids = [unit_id for unit_id, codes in late.items() if codes]
    if not unit_ids:
        return {}
    book, profiles = load_book(), profiles_of(unit_ids)
    facts = snapshots.read_units(unit_ids, SHARED_DIRECTORIES[0])
    found: dict[int, frozenset[str]] = {}
    for unit_id in unit_ids:
        codes = set()
        known = facts.get(unit_id)
        if known is None or not any(one.borne_by_support for one in known.directories):
            continue
        for code in late[unit_id]:
            verdict = evaluate(code, profiles[unit_id], known, book, as_of=day)
            if any(reason.data.get("all_borne_by_support") for reason in verdict.reasons):
                codes.add(code)
        found[unit_id] = frozenset(codes)
    return found


def status_of(row: dict[str, Cell], code: str) -> str | None:
    """The status of one obligation in a row of a matrix."""
    cell = row.get(code)
    return cell.status if cell is not None else None


def last_published(units: Sequence[Organisation]) -> dict[int, date]:
    """Day of the last publication of each unit that published: one query."""
    rows = Publication.objects.filter(unit__in=[unit.pk for unit in units])
    return {
        row["unit"]: timezone.localtime(row["last"]).date()
        for row in rows.order_by().values("unit").annotate(last=Max("published_at"))
    }


def borne_for_several(units: Iterable[Organisation]) -> list[dict[str, Any]]:
    """Facts that count for two units or more, with who declined: one query."""
    ids = [unit.pk for unit in units]
    shared = (
        Coverage.objects.filter(unit__in=ids)
        .order_by()
        .values("fact_id")
        .annotate(units=Count("pk"))
        .filter(units__gt=1)
    )
    rows = Coverage.objects.filter(
        unit__in=ids, fact_id__in=shared.values("fact_id")
    ).select_related("unit")
    found: dict[Any, dict[str, Any]] = {}
    for row in rows.order_by("kind", "fact_id", "unit__search"):
        fact = found.setdefault(
            row.fact_id, {"kind": row.kind, "fact_id": row.fact_id, "units": [], "declined": []}
        )
        fact["declined" if row.declined_at else "units"].append(row.unit)
    return list(found.values())


@dataclass(frozen=True)
class ObligationShare:
    """One obligation across units: number of units by status; the rest published nothing."""

    obligation: Obligation
    counts: dict[str, int]
    not_noted: int
    not_published: int

    @property
    def numbers(self) -> Numbers:
        """Every unit, by status; those that said nothing of it are « non renseigné »."""
        told = sum(self.counts.values())
        return numbers_of(self.counts, told + self.not_noted + self.not_published)


def published_shares(units: OrganisationQuerySet, day: date) -> list[ObligationShare]:
    """Shares by obligation of what these units published, on `day`: two queries."""
    total = units.count()
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    not_noted: Counter[str] = Counter()
    for row in obligations.published_counts(units, day):
        told = row.units - row.not_noted
        if told:
            counts[row.obligation][row.status] = told
        not_noted[row.obligation] += row.not_noted
    return [
        ObligationShare(
            obligation=one,
            counts=counts[one.id],
            not_noted=not_noted[one.id],
            not_published=total - sum(counts[one.id].values()) - not_noted[one.id],
        )
        for one in load_book().obligations
    ]


@dataclass(frozen=True)
class RegionShare:
    """One region of the nation: how many of its units published, and how late they say they are."""

    code: str
    name: str
    units: int
    published: int
    late_units: int
    late: int


def by_region(units: OrganisationQuerySet, day: date) -> list[RegionShare]:
    """Units by region, with what they published for `day`: three queries."""
    regions = units.exclude(region=None).order_by("region__search")
    counted = regions.values("region", "region__code", "region__name").annotate(
        units=Count("pk", distinct=True)
    )
    told = Publication.objects.filter(unit__in=units).order_by().values("unit__region")
    published = {
        row["unit__region"]: row["units"]
        for row in told.annotate(units=Count("unit", distinct=True))
    }
    rows = obligations.published_statuses_on(units, day).filter(status=Status.LATE, noted=True)
    late = {
        row["unit__region"]: (row["units"], row["late"])
        for row in rows.order_by()
        .values("unit__region")
        .annotate(units=Count("unit", distinct=True), late=Count("pk"))
    }
    return [
        RegionShare(
            code=row["region__code"],
            name=row["region__name"],
            units=row["units"],
            published=published.get(row["region"], 0),
            late_units=late.get(row["region"], (0, 0))[0],
            late=late.get(row["region"], (0, 0))[1],
        )
        for row in counted
    ]


@dataclass(frozen=True)
class UnitLine:
    """One unit for who oversees it: its last publication, and how late it says it is."""

    unit: Organisation
    published_on: date | None
    late: int
    ads_level: int | None
    ads_level_on: date | None


def unit_lines(units: Sequence[Organisation], day: date) -> list[UnitLine]:
    """The last publication of each of these units, and what is late in it on `day`: two queries."""
    ids = [unit.pk for unit in units]
    told = Publication.objects.filter(unit__in=ids).order_by("published_at")
    last = {one.unit_id: one for one in told}
    rows = obligations.published_statuses_on(ids, day).filter(status=Status.LATE, noted=True)
    grouped = rows.order_by().values_list("unit").annotate(late=Count("pk"))
    late = dict(grouped)
    return [
        UnitLine(
            unit=unit,
            published_on=as_day(last[unit.pk].published_at) if unit.pk in last else None,
            late=late.get(unit.pk, 0),
            ads_level=last[unit.pk].ads_level if unit.pk in last else None,
            ads_level_on=last[unit.pk].ads_level_on if unit.pk in last else None,
        )
        for unit in units
    ]
