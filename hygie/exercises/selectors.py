"""Reads of the room. The caller has already checked that the person may read the unit's room."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count

from hygie.domain import exercises as domain
from hygie.domain.dated import load_book
from hygie.domain.obligations import evaluate
from hygie.domain.unit import UnitProfile
from hygie.domain.verdict import Status, Verdict
from hygie.exercises.facts import counts_on_its_day, exercise_fact
from hygie.exercises.judging import rules_on, steps_of
from hygie.exercises.models import Exercise, ExerciseEntry
from hygie.journal.models import Entry
from hygie.obligations.profiles import profiles_of
from hygie.obligations.selectors import statuses_on
from hygie.obligations.steps import Step
from hygie.organisations.models import Coverage, Covered, Organisation
from hygie.quality_plan.models import Finding
from hygie.quality_plan.sources import finding_facts, plan_profile

HISTORY_LENGTH = 50
OBLIGATIONS = ("1.a", "1.b", "1.c", "1.d")
PLAN_CODE = "1.c"


@dataclass(frozen=True, slots=True)
class ExerciseRow:
    """One exercise as one unit sees it. `entry`: that unit's own entry on the platform.

    `coverage`: None when the unit bears it for others only.
    """

    exercise: Exercise
    coverage: Coverage | None
    entry: ExerciseEntry | None
    steps: tuple[Step, ...]
    improvements: int

    @property
    def is_declined(self) -> bool:
        return self.coverage is not None and self.coverage.declined_at is not None

    @property
    def is_for_others(self) -> bool:
        return self.coverage is None

    @property
    def held_step(self) -> Step:
        return self.steps[0]

    @property
    def retex_step(self) -> Step:
        return self.steps[1]

    @property
    def entry_step(self) -> Step:
        return self.steps[3]

    @property
    def entry_lacks_receipt(self) -> bool:
        return self.entry is not None and not self.entry.counts

    @property
    def is_borne_by_other(self) -> bool:
        return self.coverage is not None and self.exercise.bearer_id != self.coverage.unit_id


@dataclass(frozen=True, slots=True)
class YearGroup:
    """The exercises of one year; `is_missed`: closed, and none counts."""

    year: int
    is_missed: bool
    rows: tuple[ExerciseRow, ...]


@dataclass(frozen=True, slots=True)
class ExercisesPage:
    """What the list shows. `verdicts`: of 1.a, 1.b and 1.d; `plan_status`: of 1.c, stored."""

    groups: tuple[YearGroup, ...]
    verdicts: dict[str, Verdict]
    plan_status: str
    total: int

    @property
    def obligations(self) -> list[dict[str, Any]]:
        """The four obligations with their status, for the head of the list."""
        return [
            {
                "code": one.id,
                "label": one.label,
                "status": self._status(one.id),
                "due_on": self._due_on(one.id),
            }
            for one in load_book().obligations
            if one.id in OBLIGATIONS
        ]

    def _status(self, code: str) -> str:
        return self.plan_status if code == PLAN_CODE else self.verdicts[code].status

    def _due_on(self, code: str) -> date | None:
        return None if code == PLAN_CODE else self.verdicts[code].due_on


def exercise_for(unit: Organisation, exercise_id: UUID) -> Exercise | None:
    """The exercise, when it counts for `unit`, was offered to it, or is borne by it."""
    exercises = Exercise.objects.offered_to(unit).select_related("bearer", "run_unit__run")
    return exercises.filter(pk=exercise_id).first()


def exercise_borne_by(unit: Organisation, exercise_id: UUID) -> Exercise | None:
    """The exercise, when `unit` bears it: the only one that may change it."""
    found: Exercise | None = (
        Exercise.objects.filter(bearer=unit, pk=exercise_id).select_related("bearer").first()
    )
    return found


def entry_of(unit: Organisation, exercise: Exercise) -> ExerciseEntry | None:
    return ExerciseEntry.objects.filter(unit=unit, exercise=exercise).first()


def exercises_page(unit: Organisation, day: date) -> ExercisesPage:
    """Everything of the list: a constant number of queries whatever the number of exercises."""
    profile = profiles_of([unit.pk])[unit.pk]
    rows = _rows(unit, day)
    verdicts = _verdicts(profile, rows, day)
    stored = statuses_on([unit.pk], day).filter(obligation=PLAN_CODE).first()
    return ExercisesPage(
        groups=_by_year(rows, verdicts["1.a"].missed, day.year),
        verdicts=verdicts,
        plan_status=stored.status if stored else Status.UNKNOWN,
        total=len(rows),
    )


def _rows(unit: Organisation, day: date) -> list[ExerciseRow]:
    coverages = {
        coverage.fact_id: coverage
        for coverage in Coverage.objects.filter(unit=unit, kind=Exercise.fact_kind)
    }
    entries = {entry.exercise_id: entry for entry in ExerciseEntry.objects.filter(unit=unit)}
    improvements, plan = _improvement_counts(unit), plan_profile(unit)
    return [
        ExerciseRow(
            exercise=exercise,
            coverage=coverages.get(exercise.pk),
            entry=entries.get(exercise.pk),
            steps=steps_of(exercise_fact(exercise, entries.get(exercise.pk)), plan, day),
            improvements=improvements.get(exercise.pk, 0),
        )
        for exercise in Exercise.objects.offered_to(unit).select_related("bearer", "run_unit__run")
    ]


def _improvement_counts(unit: Organisation) -> dict[UUID, int]:
    noted = Finding.offered_to_unit(unit).filter(source_kind=Exercise.fact_kind, dismissed_on=None)
    counted = noted.order_by().values_list("source_id").annotate(count=Count("pk"))
    return dict(counted)


def _verdicts(profile: UnitProfile, rows: Sequence[ExerciseRow], day: date) -> dict[str, Verdict]:
    counted = [
        exercise_fact(row.exercise, row.entry)
        for row in rows
        if (covered := _covered(row)) and counts_on_its_day(covered, row.exercise)
    ]
    facts, book = domain.ExerciseFacts(tuple(counted)), load_book()
    return {
        obligation: evaluate(obligation, profile, facts, book, as_of=day)
        for obligation in ("1.a", "1.b", "1.d")
    }


def _covered(row: ExerciseRow) -> Covered | None:
    """Between which days it counts for the unit; None when it declined or bears it for others."""
    coverage = row.coverage
    if coverage is None or row.is_declined:
        return None
    return Covered(coverage.unit_id, coverage.fact_id, coverage.since, coverage.until)


def _by_year(
    rows: Sequence[ExerciseRow], missed: Sequence[str], this_year: int
) -> tuple[YearGroup, ...]:
    by_year: dict[int, list[ExerciseRow]] = defaultdict(list)
    for row in rows:
        by_year[row.exercise.held_on.year].append(row)
    years = {*by_year, *map(int, missed), this_year}
    return tuple(
        YearGroup(year, str(year) in missed, tuple(by_year[year]))
        for year in sorted(years, reverse=True)
    )


def exercise_steps(
    unit: Organisation,
    exercise: Exercise,
    entry: ExerciseEntry | None,
    improvements: Sequence[Finding],
    day: date,
) -> tuple[Step, ...]:
    """The four obligations for this exercise, its improvements included."""
    fact = exercise_fact(exercise, entry, finding_facts(improvements, on_time=True))
    return steps_of(fact, plan_profile(unit), day)


def may_count(exercise: Exercise) -> bool:
    """Whether nothing says that the exercise does not count for 1.a."""
    rules = rules_on(exercise.held_on)
    return not domain.what_lacks(exercise_fact(exercise, None), rules)[0]


def coverages_of_exercise(exercise: Exercise) -> list[Coverage]:
    """The units that the exercise counts for or was offered to, with their answers."""
    return list(Coverage.objects.filter(fact_id=exercise.pk).select_related("unit"))


def history_of(unit: Organisation, exercise: Exercise) -> list[Entry]:
    """Latest acts on the exercise by who bears it and by `unit`; not those of the others."""
    readers = [unit.pk, exercise.bearer_id]
    entries = Entry.objects.about(Exercise.fact_kind, exercise.pk)
    return list(entries.filter(organisation_id__in=readers)[:HISTORY_LENGTH])
