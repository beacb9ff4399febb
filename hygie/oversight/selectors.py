"""What a GHT or group sees of its units (by delegation), and a region or the nation of what was
published. Nothing is written here."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from django.apps import apps
from django.db.models import Count, Max, OuterRef, Q, Subquery
from django.utils import timezone

from hygie.domain.dated import Obligation, load_book
from hygie.domain.obligations import evaluate
from hygie.domain.verdict import Status
from hygie.obligations import selectors as obligations
from hygie.obligations import snapshots
from hygie.obligations.models import Publication
from hygie.obligations.profiles import profiles_of
from hygie.organisations.models import Coverage, Fact, Organisation
from hygie.organisations.models.organisation import OrganisationQuerySet
from hygie.organisations.rights import Right, Room
from hygie.organisations.rights_of_many import rights_of_many
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


@dataclass(frozen=True)
class SharedKind:
    """The facts of one kind that count for several units; `declined_by`: units that said no."""

    model: type[Fact]
    facts: int
    declined_by: list[str]

    @property
    def label(self) -> str:
        """« 3 annuaires »."""
        names = self.model._meta  # noqa: SLF001
        name = names.verbose_name_plural if self.facts > 1 else names.verbose_name
        return f"{self.facts}\u00a0{name}"


def borne_for_several(scope: Scope, group: Organisation, day: date) -> list[SharedKind]:
    """Facts that count for two units of the group or more, by kind: four queries.

    Only those of the rooms that each unit opened to the person.
    """
    models = {model.fact_kind: model for model in apps.get_models() if issubclass(model, Fact)}
    rows = Coverage.objects.filter(
        readable(scope, models), unit__in=Organisation.objects.under(group, day)
    ).order_by()
    shared = set(
        rows.values("kind", "fact_id")
        .annotate(units=Count("pk"))
        .filter(units__gt=1)
        .values_list("kind", "fact_id")
    )
    declined: dict[str, set[str]] = defaultdict(set)
    refusals = rows.exclude(declined_at=None).values_list("kind", "fact_id", "unit__name")
    for kind, fact_id, name in refusals:
        if (kind, fact_id) in shared:
            declined[kind].add(name)
    facts = Counter(kind for kind, _ in shared)
    return [
        SharedKind(model, facts[kind], sorted(declined[kind]))
        for kind, model in models.items()
        if facts[kind]
    ]


def readable(scope: Scope, models: Mapping[str, type[Fact]]) -> Q:
    """Which coverages the person may read: units that opened the same rooms are said together."""
    if scope.user is None:
        return Q(pk=None)
    grants = rights_of_many([scope.user.pk], scope.on).by_person.get(scope.user.pk, {})
    units_by_kinds: dict[frozenset[str], list[int]] = defaultdict(list)
    for unit_id, given in grants.items():
        kinds = frozenset(
            kind for kind, model in models.items() if (model.room, Right.READ) in given
        )
        units_by_kinds[kinds].append(unit_id)
    found = Q(pk=None)
    for kinds, unit_ids in units_by_kinds.items():
        found |= Q(kind__in=sorted(kinds), unit__in=unit_ids)
    return found


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


def unit_lines(units: OrganisationQuerySet | list[Organisation], day: date) -> list[UnitLine]:
    """The last publication of each of these units, and what is late in it on `day`.

    A page of units, or a query of any number of them: two queries besides. Never a list of
    thousands of ids sent to the database.
    """
    among: Any = [unit.pk for unit in units] if isinstance(units, list) else units.order_by()
    latest = Publication.objects.filter(unit=OuterRef("unit")).order_by("-published_at", "-pk")
    told = Publication.objects.filter(unit__in=among, pk=Subquery(latest.values("pk")[:1]))
    last = {one.unit_id: one for one in told.order_by()}
    rows = obligations.published_statuses_on(among, day).filter(status=Status.LATE, noted=True)
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
