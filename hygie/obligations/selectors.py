"""Reads of the timelines. The right is in the queryset of units that the caller gives."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, Protocol

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from hygie.domain.dated import Obligation, load_book
from hygie.domain.obligations import evaluate
from hygie.domain.verdict import Verdict
from hygie.obligations import snapshots
from hygie.obligations.horizon import Horizon, wanted
from hygie.obligations.judging import judging_fingerprint
from hygie.obligations.models import (
    Interval,
    OnDayQuerySet,
    OpenQuestion,
    Pointer,
    Publication,
    PublishedInterval,
)
from hygie.obligations.profiles import profiles_of
from hygie.obligations.registry import LoadedFacts, registered
from hygie.organisations.models import Organisation
from hygie.organisations.models.organisation import OrganisationQuerySet


class StatusCount(NamedTuple):
    """How many units have a status for an obligation; `not_noted` of them noted nothing."""

    obligation: str
    status: str
    units: int
    not_noted: int


@dataclass(frozen=True, slots=True)
class Judged:
    """One obligation of a unit on a day: verdict with its reasons, and since when it is so.

    `interval` is the stored one; None for a day outside the horizon.
    """

    obligation: Obligation
    verdict: Verdict
    interval: Interval | None
    question: OpenQuestion | None

    @property
    def since(self) -> date | None:
        return self.interval.status_since if self.interval else None


Matrix = dict[int, dict[str, Any]]


def horizon() -> Horizon:
    """The days that the stored timelines cover: what a day picker may offer."""
    pointer = Pointer.objects.select_related("generation").first()
    if pointer is None:
        return wanted(timezone.localdate())
    return Horizon(pointer.generation.horizon_start, pointer.generation.horizon_end)


def statuses_on(units: OrganisationQuerySet | Iterable[int], day: date) -> QuerySet[Interval]:
    """Working status of each obligation of these units on `day`; nothing outside the horizon."""
    return Interval.objects.current().on(day).filter(unit__in=units)


def action_statuses(unit: Organisation, action: int, day: date) -> dict[str, Interval]:
    """Working statuses of the obligations of one action on `day`, by obligation: one query."""
    rows = statuses_on([unit.pk], day).filter(obligation__startswith=f"{action}.")
    return {row.obligation: row for row in rows}


def published_statuses_on(
    units: OrganisationQuerySet | Iterable[int], day: date
) -> QuerySet[PublishedInterval]:
    """The same as last published; a unit that published nothing has no row."""
    return PublishedInterval.objects.on(day).filter(unit__in=units)


# What a timeline on screen reads: plain rows, for a page draws hundreds of them.
DRAWN_FIELDS = ("obligation", "since", "until", "status", "status_since", "due_on")


class DrawnInterval(Protocol):
    """One stored interval of an obligation, `until` excluded."""

    obligation: str
    since: date
    until: date | None
    status: str
    status_since: date
    due_on: date | None


Timelines = dict[str, list[DrawnInterval]]


def unit_timelines(unit: Organisation, start: date, end: date) -> Timelines:
    """Working intervals by obligation that touch the days from `start` to `end`, oldest first."""
    return _by_obligation(Interval.objects.current().filter(unit=unit), start, end)


def published_unit_timelines(unit: Organisation, start: date, end: date) -> Timelines:
    """The same as last published."""
    return _by_obligation(PublishedInterval.objects.filter(unit=unit), start, end)


def _by_obligation(rows: OnDayQuerySet, start: date, end: date) -> Timelines:
    """Each interval once, though it is stored once per year."""
    found: dict[str, dict[date, Any]] = {one.id: {} for one in load_book().obligations}
    touching = rows.between(start, end).order_by("obligation", "since", "year")
    for row in touching.values_list(*DRAWN_FIELDS, named=True):
        found.setdefault(row.obligation, {}).setdefault(row.since, row)
    return {obligation: list(intervals.values()) for obligation, intervals in found.items()}


def unit_verdicts(unit: Organisation, day: date) -> list[Judged]:
    """The verdicts of `unit` on `day`, judged now, with reasons and missing facts.

    In the order of the text. The facts are those kept at the last refresh, so that a page asks
    them in one query; the rooms are asked when rules or code changed since.
    """
    book = load_book()
    profile = profiles_of([unit.pk])[unit.pk]
    obligations = [one for one in book.obligations if one.id in registered()]
    ids = [one.id for one in obligations]
    rows = list(statuses_on([unit.pk], day).select_related("generation"))
    is_fresh = bool(rows) and rows[0].generation.fingerprint == judging_fingerprint()
    facts = snapshots.read(unit.pk, ids) if is_fresh else facts_of_unit(unit)
    intervals = {row.obligation: row for row in rows}
    questions = {row.obligation: row for row in open_questions(unit)}
    return [
        Judged(
            obligation=one,
            verdict=evaluate(one.id, profile, facts[one.id], book, as_of=day),
            interval=intervals.get(one.id),
            question=questions.get(one.id),
        )
        for one in obligations
    ]


def facts_of_unit(unit: Organisation) -> dict[str, Any]:
    """The facts of `unit` by obligation, as the rules read them: what a statement freezes."""
    ids = sorted(registered())
    facts = LoadedFacts([unit.pk], ids)
    return {obligation_id: facts.of(unit.pk, obligation_id) for obligation_id in ids}


def matrix(units: OrganisationQuerySet | Iterable[int], day: date) -> Matrix:
    """Working interval by unit id then obligation: one query. A unit without row is left out."""
    return _by_unit(statuses_on(units, day))


def published_matrix(units: OrganisationQuerySet | Iterable[int], day: date) -> Matrix:
    """The same as last published."""
    return _by_unit(published_statuses_on(units, day))


def _by_unit(rows: QuerySet[Any]) -> Matrix:
    cells: Matrix = defaultdict(dict)
    for row in rows.order_by():
        cells[row.unit_id][row.obligation] = row
    return dict(cells)


def counts(units: OrganisationQuerySet | Iterable[int], day: date) -> list[StatusCount]:
    """Numbers of units by obligation and working status on `day`: one query."""
    return _counted(statuses_on(units, day))


def published_counts(units: OrganisationQuerySet | Iterable[int], day: date) -> list[StatusCount]:
    """The same as last published; units that published nothing are in no count."""
    return _counted(published_statuses_on(units, day))


def _counted(rows: QuerySet[Any]) -> list[StatusCount]:
    grouped = (
        rows.order_by("obligation", "status")
        .values("obligation", "status")
        .annotate(units=Count("pk"), not_noted=Count("pk", filter=Q(noted=False)))
    )
    return [StatusCount(**line) for line in grouped]


def published(units: OrganisationQuerySet) -> OrganisationQuerySet:
    """The units that have published at least once."""
    return units.filter(pk__in=Publication.objects.values("unit"))


def last_publication(unit: Organisation) -> Publication | None:
    """The publication that the ARS and the ministry read now."""
    return Publication.objects.filter(unit=unit).first()


def open_questions(unit: Organisation) -> QuerySet[OpenQuestion]:
    """What the unit answered « on ne sait pas encore », not yet settled."""
    return OpenQuestion.objects.filter(unit=unit, closed_at=None)
