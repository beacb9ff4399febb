"""Reads of the room. The caller has already checked that the person may read the unit's room."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count

from hygie.domain import self_assessments as domain
from hygie.domain.dated import load_book
from hygie.domain.obligations import evaluate
from hygie.domain.unit import UnitProfile
from hygie.domain.verdict import Status, Verdict
from hygie.journal.models import Entry
from hygie.obligations.profiles import profiles_of
from hygie.obligations.selectors import statuses_on
from hygie.organisations.models import Coverage, Covered, Organisation
from hygie.quality_plan.models import Finding
from hygie.self_assessments.facts import counts_in_its_year, declaration_fact
from hygie.self_assessments.judging import Step, is_below, steps_of
from hygie.self_assessments.models import Answer, SelfAssessment, SelfAssessmentEntry
from hygie.self_assessments.plan import finding_facts, plan_profile
from hygie.self_assessments.services.entries import gap_id

HISTORY_LENGTH = 50
ENTRY_CODE, PLAN_CODE = "2.a", "2.b"


@dataclass(frozen=True, slots=True)
class AssessmentRow:
    """One self-assessment as one unit sees it. `entry`: that unit's own entry."""

    assessment: SelfAssessment
    coverage: Coverage
    entry: SelfAssessmentEntry | None
    steps: tuple[Step, Step]
    answered: int
    gaps: int

    @property
    def entry_step(self) -> Step:
        return self.steps[0]

    @property
    def is_declined(self) -> bool:
        return self.coverage.declined_at is not None

    @property
    def is_borne_by_other(self) -> bool:
        return self.assessment.bearer_id != self.coverage.unit_id


@dataclass(frozen=True, slots=True)
class YearGroup:
    """The self-assessments of one year; `is_missed`: closed, and nothing was entered in it."""

    year: int
    is_missed: bool
    rows: tuple[AssessmentRow, ...]


@dataclass(frozen=True, slots=True)
class AssessmentsPage:
    """What the list shows. `plan_status`: of 2.b, stored."""

    groups: tuple[YearGroup, ...]
    verdict: Verdict
    plan_status: str
    total: int

    @property
    def obligations(self) -> list[dict[str, Any]]:
        """The two obligations with their status, for the head of the list."""
        return [
            {
                "code": one.id,
                "label": one.label,
                "status": self.verdict.status if one.id == ENTRY_CODE else self.plan_status,
                "due_on": self.verdict.due_on if one.id == ENTRY_CODE else None,
            }
            for one in load_book().obligations
            if one.id in (ENTRY_CODE, PLAN_CODE)
        ]


def assessment_for(unit: Organisation, assessment_id: UUID) -> SelfAssessment | None:
    """The self-assessment, when it counts for `unit` or was offered to it."""
    offered = SelfAssessment.objects.offered_to(unit).select_related("bearer", "pack")
    return offered.filter(pk=assessment_id).first()


def assessment_borne_by(unit: Organisation, assessment_id: UUID) -> SelfAssessment | None:
    """The self-assessment, when `unit` bears it: the only one that may change it."""
    borne = SelfAssessment.objects.filter(bearer=unit).select_related("bearer", "pack")
    found: SelfAssessment | None = borne.filter(pk=assessment_id).first()
    return found


def entry_of(unit: Organisation, assessment: SelfAssessment) -> SelfAssessmentEntry | None:
    return SelfAssessmentEntry.objects.filter(unit=unit, assessment=assessment).first()


def assessments_page(unit: Organisation, day: date) -> AssessmentsPage:
    """Everything of the list: a constant number of queries whatever the number of rows."""
    profile = profiles_of([unit.pk])[unit.pk]
    rows = _rows(unit, day)
    verdict = _verdict(profile, rows, day)
    stored = statuses_on([unit.pk], day).filter(obligation=PLAN_CODE).first()
    return AssessmentsPage(
        groups=_by_year(rows, verdict.missed, day.year),
        verdict=verdict,
        plan_status=stored.status if stored else Status.UNKNOWN,
        total=len(rows),
    )


def _rows(unit: Organisation, day: date) -> list[AssessmentRow]:
    coverages = {
        coverage.fact_id: coverage
        for coverage in Coverage.objects.filter(unit=unit, kind=SelfAssessment.fact_kind)
    }
    entries = {
        entry.assessment_id: entry for entry in SelfAssessmentEntry.objects.of_units([unit.pk])
    }
    offered = SelfAssessment.objects.offered_to(unit).select_related("bearer", "pack")
    answered = _answer_counts(unit)
    gaps, plan = _gap_counts(unit), plan_profile(unit)
    return [
        AssessmentRow(
            assessment=one,
            coverage=coverages[one.pk],
            entry=entries.get(one.pk),
            steps=steps_of(declaration_fact(one, entries.get(one.pk)), plan, day),
            answered=answered.get(one.pk, 0),
            gaps=gaps.get(one.pk, 0),
        )
        for one in offered
        if one.pk in coverages
    ]


def _answer_counts(unit: Organisation) -> dict[UUID, int]:
    offered = SelfAssessment.objects.offered_to(unit)
    given = Answer.objects.filter(assessment__in=offered.order_by().values("pk")).exclude(
        level=None, is_not_applicable=False
    )
    return dict(given.order_by().values_list("assessment").annotate(count=Count("pk")))


def _gap_counts(unit: Organisation) -> dict[UUID, int]:
    noted = Finding.offered_to_unit(unit).filter(
        source_kind=SelfAssessment.fact_kind, dismissed_on=None
    )
    return dict(noted.order_by().values_list("source_id").annotate(count=Count("pk")))


def _verdict(profile: UnitProfile, rows: Sequence[AssessmentRow], day: date) -> Verdict:
    counted = [
        declaration_fact(row.assessment, row.entry)
        for row in rows
        if not row.is_declined and counts_in_its_year(_covered(row), row.assessment)
    ]
    facts = domain.SelfAssessmentFacts(tuple(counted))
    return evaluate(ENTRY_CODE, profile, facts, load_book(), as_of=day)


def _covered(row: AssessmentRow) -> Covered:
    coverage = row.coverage
    return Covered(coverage.unit_id, coverage.fact_id, coverage.since, coverage.until)


def _by_year(
    rows: Sequence[AssessmentRow], missed: Sequence[str], this_year: int
) -> tuple[YearGroup, ...]:
    by_year: dict[int, list[AssessmentRow]] = defaultdict(list)
    for row in rows:
        by_year[row.assessment.year].append(row)
    years = {*by_year, *map(int, missed), this_year}
    return tuple(
        YearGroup(year, str(year) in missed, tuple(by_year[year]))
        for year in sorted(years, reverse=True)
    )


def assessment_steps(
    unit: Organisation,
    assessment: SelfAssessment,
    entry: SelfAssessmentEntry | None,
    gaps: Sequence[Finding],
    day: date,
) -> tuple[Step, Step]:
    """2.a and 2.b for this self-assessment, its gaps included."""
    fact = declaration_fact(assessment, entry, finding_facts(gaps))
    return steps_of(fact, plan_profile(unit), day)


def answers_of(assessment: SelfAssessment) -> list[Answer]:
    return list(assessment.answers.all())


def measures_below(
    assessment: SelfAssessment, answers: Sequence[Answer], gaps: Sequence[Finding]
) -> list[Mapping[str, Any]]:
    """Measures under the level to reach, and whether each gap is noted already."""
    pack, noted = assessment.pack, {finding.pk for finding in gaps}
    by_id = {row.measure_id: row for row in answers}
    return [
        {
            **measure,
            "level_label": pack.levels[by_id[measure["id"]].level or 0],
            "is_noted": gap_id(assessment, measure["id"]) in noted,
        }
        for measure in pack.measures
        if is_below(pack, by_id.get(measure["id"]))
    ]


def coverages_of_assessment(assessment: SelfAssessment) -> list[Coverage]:
    """The units that it counts for or was offered to, with their answers."""
    return list(Coverage.objects.filter(fact_id=assessment.pk).select_related("unit"))


def history_of(unit: Organisation, assessment: SelfAssessment) -> list[Entry]:
    """Latest acts on it by who bears it and by `unit`; not those of the others."""
    readers = [unit.pk, assessment.bearer_id]
    entries = Entry.objects.about(SelfAssessment.fact_kind, assessment.pk)
    return list(entries.filter(organisation_id__in=readers)[:HISTORY_LENGTH])


def latest_assessment_to_enter(unit: Organisation, year: int) -> SelfAssessment | None:
    """The last self-assessment of `year`, not a demonstration, without a receipt for `unit`."""
    entered = SelfAssessmentEntry.objects.filter(unit=unit).exclude(receipt="")
    borne = SelfAssessment.objects.borne_for(unit).filter(year=year, pack__is_demonstration=False)
    return borne.exclude(pk__in=entered.values("assessment")).first()
