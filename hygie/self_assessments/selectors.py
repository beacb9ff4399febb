"""Reads of the room. The caller has already checked that the person may read the unit's room."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, Subquery

from hygie.domain import self_assessments as domain
from hygie.domain.dated import load_book
from hygie.domain.obligations import evaluate
from hygie.domain.packs import measure_of
from hygie.domain.unit import UnitProfile
from hygie.domain.verdict import Status, Verdict
from hygie.journal.models import Entry
from hygie.obligations.profiles import profiles_of
from hygie.obligations.selectors import statuses_on
from hygie.obligations.steps import Step
from hygie.organisations.models import Coverage, Covered, Organisation
from hygie.quality_plan.models import Finding
from hygie.quality_plan.sources import finding_facts, plan_profile
from hygie.self_assessments.facts import counts_in_its_year, declaration_fact
from hygie.self_assessments.judging import Answered, is_below, steps_of, steps_outside
from hygie.self_assessments.models import (
    Answer,
    MeasurePack,
    PackMapping,
    SelfAssessment,
    SelfAssessmentEntry,
)
from hygie.self_assessments.services.gaps import gap_id

HISTORY_LENGTH = 200
ENTRY_CODE, PLAN_CODE = "2.a", "2.b"


@dataclass(frozen=True, slots=True)
class AssessmentRow:
    """One self-assessment as one unit sees it. `entry`: that unit's own entry.

    `coverage`: None when the unit bears it for others only.
    """

    assessment: SelfAssessment
    coverage: Coverage | None
    entry: SelfAssessmentEntry | None
    steps: tuple[Step, Step]
    answered: int
    gaps: int

    @property
    def entry_step(self) -> Step:
        return self.steps[0]

    @property
    def is_declined(self) -> bool:
        return self.coverage is not None and self.coverage.declined_at is not None

    @property
    def is_for_others(self) -> bool:
        return self.coverage is None

    @property
    def is_borne_by_other(self) -> bool:
        return self.coverage is not None and self.assessment.bearer_id != self.coverage.unit_id


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
    """The self-assessment, when it counts for `unit`, was offered to it, or is borne by it.

    `year_before`: year of the one before on the same text, None without; `has_versions`: whether
    another version of the text is there.
    """
    earlier = SelfAssessment.objects.borne_for(unit).filter(
        pack__code=OuterRef("pack__code"), year__lt=OuterRef("year")
    )
    versions = MeasurePack.objects.usable_by(unit).filter(code=OuterRef("pack__code"))
    offered = SelfAssessment.objects.offered_to(unit).annotate(
        year_before=Subquery(earlier.order_by("-year").values("year")[:1]),
        has_versions=Exists(versions.exclude(pk=OuterRef("pack"))),
    )
    found: SelfAssessment | None = (
        offered.select_related("bearer", "pack").filter(pk=assessment_id).first()
    )
    return found


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
        entry.assessment_id: entry for entry in SelfAssessmentEntry.objects.filter(unit=unit)
    }
    offered = SelfAssessment.objects.offered_to(unit).select_related("bearer", "pack")
    offered = offered.defer("pack__measures")
    answered = _answer_counts(unit)
    gaps, plan = _gap_counts(unit), plan_profile(unit)
    return [
        AssessmentRow(
            assessment=one,
            coverage=coverages.get(one.pk),
            entry=entries.get(one.pk),
            steps=steps_of(declaration_fact(one, entries.get(one.pk)), plan, day)
            if one.pack.is_about_action_2
            else steps_outside(),
            answered=answered.get(one.pk, 0),
            gaps=gaps.get(one.pk, 0),
        )
        for one in offered
    ]


def _answer_counts(unit: Organisation) -> dict[UUID, int]:
    offered = SelfAssessment.objects.offered_to(unit)
    given = Answer.objects.filter(assessment__in=offered.order_by().values("pk")).exclude(
        level=None, is_not_applicable=False
    )
    given = given.filter(carried_from="")
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
        if row.assessment.pack.is_about_action_2
        and (covered := _covered(row))
        and counts_in_its_year(covered, row.assessment)
    ]
    facts = domain.SelfAssessmentFacts(tuple(counted))
    return evaluate(ENTRY_CODE, profile, facts, load_book(), as_of=day)


def _covered(row: AssessmentRow) -> Covered | None:
    """Between which days it counts for the unit; None when it declined or bears it for others."""
    coverage = row.coverage
    if coverage is None or row.is_declined:
        return None
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
    if not assessment.pack.is_about_action_2:
        return steps_outside()
    fact = declaration_fact(assessment, entry, finding_facts(gaps))
    return steps_of(fact, plan_profile(unit), day)


def answers_of(assessment: SelfAssessment, measure_ids: Iterable[str]) -> dict[str, Answer]:
    """The stored answers to these measures, by id."""
    rows = assessment.answers.filter(measure_id__in=list(measure_ids))
    return {row.measure_id: row for row in rows}


def answered_of(assessment: SelfAssessment) -> dict[str, Answered]:
    """What every answer says, by measure, without the texts: one light query."""
    rows = assessment.answers.values_list(
        "measure_id", "level", "is_not_applicable", "carried_from", "target_level"
    )
    return {row[0]: Answered(*row[1:]) for row in rows}


def measures_below(
    assessment: SelfAssessment,
    measures: Sequence[Mapping[str, Any]],
    answers: Mapping[str, Answered],
    gaps: Sequence[Finding],
) -> list[Mapping[str, Any]]:
    """Measures under the level to reach, and whether each gap is noted already."""
    pack, noted = assessment.pack, {finding.pk for finding in gaps}
    levels = pack.levels
    return [
        {
            **measure_of(measure),
            "level_label": levels.get(answers[measure["id"]].level or 0, ""),
            "is_noted": gap_id(assessment, measure["id"]) in noted,
        }
        for measure in measures
        if is_below(pack, answers.get(measure["id"]))
    ]


def coverages_of_assessment(assessment: SelfAssessment) -> list[Coverage]:
    """The units that it counts for or was offered to, with their answers."""
    return list(Coverage.objects.filter(fact_id=assessment.pk).select_related("unit"))


def history_of(unit: Organisation, assessment: SelfAssessment) -> list[Entry]:
    """Latest acts on it by who bears it and by `unit`; not those of the others."""
    readers = [unit.pk, assessment.bearer_id]
    entries = Entry.objects.about(SelfAssessment.fact_kind, assessment.pk)
    return list(entries.filter(organisation_id__in=readers)[:HISTORY_LENGTH])


def assessment_before(unit: Organisation, assessment: SelfAssessment) -> SelfAssessment | None:
    """The last self-assessment of an earlier year on the same text, whatever its version."""
    borne = SelfAssessment.objects.borne_for(unit).filter(pack__code=assessment.pack.code)
    earlier = borne.filter(year__lt=assessment.year).select_related("pack")
    found: SelfAssessment | None = earlier.order_by("-year", "-created_at").first()
    return found


def answers_before(
    unit: Organisation, assessment: SelfAssessment, measure_ids: Iterable[str]
) -> dict[str, Answer]:
    """Last year's answers to these measures; {} without last year."""
    borne = SelfAssessment.objects.borne_for(unit).filter(
        pack__code=assessment.pack.code, year__lt=assessment.year
    )
    latest = borne.order_by("-year", "-created_at").values("pk")[:1]
    rows = Answer.objects.filter(assessment__in=latest, measure_id__in=list(measure_ids))
    return {row.measure_id: row for row in rows}


def other_versions(unit: Organisation, assessment: SelfAssessment) -> list[MeasurePack]:
    """Other versions of the text that it answers, the latest loaded first."""
    packs = MeasurePack.objects.usable_by(unit).filter(code=assessment.pack.code)
    return list(packs.exclude(pk=assessment.pack_id).order_by("-created_at", "-pk"))


def links_of(
    unit: Organisation, assessment: SelfAssessment, measure: Mapping[str, Any]
) -> list[dict[str, str]]:
    """What a measure is linked to, by its pack and by the links that the establishment loaded."""
    code, measure_id = assessment.pack.code, measure["id"]
    mappings = PackMapping.objects.filter(Q(source=code) | Q(target=code), holder=unit)
    found = list(measure.get("links", ()))
    for mapping in mappings:
        is_source = mapping.source == code
        other = mapping.target if is_source else mapping.source
        for source, target, relationship in mapping.rows:
            here, there = (source, target) if is_source else (target, source)
            if here == measure_id:
                found.append({"framework": other, "ref": there, "relationship": relationship})
    return found
