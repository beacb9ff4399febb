"""The same text, the same year, in the establishments of a GHT or group: who may read them all.

Only the establishments whose self-assessments the reader may read are there; the number of queries
does not depend on their number.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q

from hygie.domain.packs.scoring import Scores
from hygie.organisations.enums import Kind
from hygie.organisations.models import Coverage, Link, Organisation
from hygie.organisations.models.organisation import OrganisationQuerySet
from hygie.organisations.rights import Right, Room
from hygie.organisations.scope import Scope
from hygie.self_assessments.judging import Answered
from hygie.self_assessments.models import Answer, MeasurePack, SelfAssessment
from hygie.self_assessments.results import NOTHING, scores_of, share_words
from hygie.web.charts import Bar, bars, bars_table
from hygie.web.formats import grouped

GROUPS = (Kind.GHT, Kind.GROUP)


@dataclass(frozen=True, slots=True)
class Compared:
    """One establishment. `assessment`, `scores`: None when it noted nothing on this text."""

    unit: Organisation
    assessment: SelfAssessment | None
    scores: Scores | None

    @property
    def answered(self) -> str:
        """« 12 sur 15 »."""
        if self.scores is None:
            return NOTHING
        whole = self.scores.whole
        return f"{grouped(whole.answered)} sur {grouped(whole.total)}"

    @property
    def value(self) -> str:
        return NOTHING if self.scores is None else share_words(self.scores.whole.value)


@dataclass(frozen=True, slots=True)
class ThemeRow:
    """One theme, with its figure in each establishment, in their order."""

    label: str
    cells: tuple[tuple[Compared, str], ...]


def may_compare(scope: Scope, unit: Organisation) -> bool:
    """Whether the person may read the self-assessments of another one of its groups."""
    links = Link.objects.active_on(scope.on)
    if not links.filter(child=unit, parent__kind__in=GROUPS).exists():
        return False
    return fellows(scope, unit).exclude(pk=unit.pk).exists()


def fellows(scope: Scope, unit: Organisation) -> OrganisationQuerySet:
    """`unit` and those of its GHT and groups whose self-assessments the person may read."""
    links = Link.objects.active_on(scope.on)
    groups = links.filter(child=unit, parent__kind__in=GROUPS).values("parent")
    together = links.filter(parent__in=groups).values("child")
    readable = scope.units(Room.SELF_ASSESSMENTS, Right.READ)
    return readable.filter(Q(pk=unit.pk) | Q(pk__in=together)).order_by("name", "pk")


def compared(scope: Scope, unit: Organisation, assessment: SelfAssessment) -> list[Compared]:
    """Each of these establishments with its latest self-assessment of the same text and year."""
    units = list(fellows(scope, unit))
    chosen = _latest(units, assessment)
    answers = _answers({one.pk for one in chosen.values()})
    return [
        Compared(one, found, scores_of(found, answers[found.pk]))
        if (found := chosen.get(one.pk)) is not None
        else Compared(one, None, None)
        for one in units
    ]


def _latest(units: Sequence[Organisation], assessment: SelfAssessment) -> dict[int, SelfAssessment]:
    """The latest one by unit; packs are read once each: they may be long."""
    covered = Coverage.objects.accepted().filter(
        kind=SelfAssessment.fact_kind, unit__in=[one.pk for one in units]
    )
    noted = SelfAssessment.objects.filter(
        year=assessment.year,
        pack__code=assessment.pack.code,
        pk__in=covered.order_by().values("fact_id"),
    )
    rows: dict[Any, SelfAssessment] = {one.pk: one for one in noted.order_by("created_at", "pk")}
    packs = MeasurePack.objects.in_bulk({one.pack_id for one in rows.values()})
    for one in rows.values():
        one.pack = packs[one.pack_id]
    found: dict[int, list[UUID]] = defaultdict(list)
    pairs = covered.filter(fact_id__in=list(rows)).values_list("unit_id", "fact_id")
    for unit_id, fact_id in pairs:
        found[unit_id].append(fact_id)
    order = {pk: rank for rank, pk in enumerate(rows)}
    return {unit_id: rows[max(ids, key=order.__getitem__)] for unit_id, ids in found.items()}


def _answers(assessment_ids: set[UUID]) -> dict[UUID, dict[str, Answered]]:
    found: dict[UUID, dict[str, Answered]] = defaultdict(dict)
    rows = Answer.objects.filter(assessment__in=assessment_ids).values_list(
        "assessment", "measure_id", "level", "is_not_applicable", "carried_from", "target_level"
    )
    for row in rows:
        found[row[0]][row[1]] = Answered(*row[2:])
    return found


def by_theme(rows: Sequence[Compared]) -> list[ThemeRow]:
    """Every theme of the texts answered, in their order."""
    values: list[Mapping[str, str]] = [
        {one.label: share_words(one.value) for one in row.scores.themes} if row.scores else {}
        for row in rows
    ]
    labels = dict.fromkeys(label for known in values for label in known)
    return [
        ThemeRow(
            label,
            tuple(
                (row, known.get(label, NOTHING)) for row, known in zip(rows, values, strict=True)
            ),
        )
        for label in labels
    ]


def drawing(rows: Sequence[Compared]) -> dict[str, Any]:
    """Bars of the whole of each establishment that answered, with their table."""
    items = [
        Bar(row.unit.name, float(row.scores.whole.value or 0) * 100, row.value)
        for row in rows
        if row.scores is not None
    ]
    title = "Niveau d’ensemble par établissement"
    return {
        "bars": bars(items, title=title, maximum=100) if items else "",
        "bars_table": bars_table(items, title=title, heads=("Établissement", "Niveau")),
    }
