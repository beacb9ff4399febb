"""What can be entered on the platform, and the value of each line, from the registers."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from hygie.compliance.entry_sheets import budget
from hygie.compliance.entry_sheets.counting import Counting
from hygie.compliance.entry_sheets.subject import Subject, spoken
from hygie.compliance.gestures import ROOM_OF_ACTION
from hygie.compliance.words import LACKS, typographic
from hygie.domain.exercises import what_lacks
from hygie.exercises.enums import Function
from hygie.exercises.facts import exercise_fact
from hygie.exercises.judging import rules_on
from hygie.exercises.models import Exercise, ExerciseEntry
from hygie.exercises.services import exercise_entry_close
from hygie.obligations import snapshots
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Right
from hygie.organisations.scope import Scope
from hygie.self_assessments.facts import ABOUT_ACTION_2
from hygie.self_assessments.models import SelfAssessment, SelfAssessmentEntry
from hygie.self_assessments.services.entries import self_assessment_entry_close

IMPROVEMENTS = "1.c"


def exercise_subjects(unit: Organisation) -> list[Subject]:
    """Exercises that count for the unit, latest first: three queries, one when there is none."""
    exercises = list(Exercise.objects.borne_for(unit).order_by("-held_on", "id"))
    if not exercises:
        return []
    entries = {
        entry.exercise_id: entry
        for entry in ExerciseEntry.objects.filter(unit=unit, exercise__in=exercises)
    }
    counting = Counting.of(unit)
    kept = snapshots.read(unit.pk, [IMPROVEMENTS])[IMPROVEMENTS].exercises
    carried = {one.key: counting.carried(one.findings) for one in kept}
    return [
        _exercise(unit, one, entries.get(one.pk), carried.get(str(one.pk), 0), counting)
        for one in exercises
    ]


def _exercise(
    unit: Organisation,
    exercise: Exercise,
    entry: ExerciseEntry | None,
    improvements: int,
    counting: Counting,
) -> Subject:
    functions = exercise.functions
    names = None if functions is None else [Function(code).label for code in functions]
    year = exercise.held_on.year
    values = {
        "finess": unit.finess,
        "unit_name": unit.name,
        "year": str(year),
        "held_on": exercise.held_on,
        "theme": exercise.get_theme_display(),
        "continuity": exercise.tested_care_or_missions,
        "cyber_event": exercise.under_cyber_event,
        "functions": None if names is None else ", ".join(names) or "aucune",
        "participants": exercise.participants,
        "retex_on": exercise.retex_validated_on,
        "improvements": improvements,
    }
    return Subject(
        action=1,
        subject_id=exercise.pk,
        label=str(exercise),
        year=year,
        values={key: spoken(value) for key, value in values.items()},
        entered_on=entry.entered_on if entry else None,
        receipt=entry.receipt if entry else "",
        version=entry.version if entry else 0,
        refusal=counting.too_early(year) or _why_not_counted(exercise, entry),
    )


def _why_not_counted(exercise: Exercise, entry: ExerciseEntry | None) -> str:
    """Why the exercise is not to be entered: it does not count for 1.a; "" when it may."""
    lacks, _ = what_lacks(exercise_fact(exercise, entry), rules_on(exercise.held_on))
    why = ", ".join(LACKS[code] for code in lacks)
    return typographic(f"Rien à saisir, il ne compte pas\u00a0: {why}.") if lacks else ""


def assessment_subjects(unit: Organisation) -> list[Subject]:
    """Self-assessments of action 2 that count for the unit, latest first: two queries."""
    rows = SelfAssessment.objects.borne_for(unit).filter(ABOUT_ACTION_2).select_related("pack")
    rows = rows.defer("pack__measures")
    assessments = list(rows.order_by("-year", "id"))
    entries = {
        entry.assessment_id: entry
        for entry in SelfAssessmentEntry.objects.filter(unit=unit, assessment__in=assessments)
    }
    counting = Counting.of(unit)
    return [_assessment(unit, one, entries.get(one.pk), counting) for one in assessments]


def _assessment(
    unit: Organisation,
    assessment: SelfAssessment,
    entry: SelfAssessmentEntry | None,
    counting: Counting,
) -> Subject:
    values = {
        "finess": unit.finess,
        "unit_name": unit.name,
        "year": str(assessment.year),
        "pack": assessment.pack.title,
        "level": assessment.global_level,
        "declared_on": assessment.declared_on,
    }
    refusal = counting.too_early(assessment.year)
    if assessment.pack.is_demonstration:
        refusal = "Faite sur un paquet de démonstration\u00a0: elle ne se saisit pas."
    return Subject(
        action=2,
        subject_id=assessment.pk,
        label=str(assessment),
        year=assessment.year,
        values={key: spoken(value) for key, value in values.items()},
        entered_on=entry.entered_on if entry else None,
        receipt=entry.receipt if entry else "",
        version=entry.version if entry else 0,
        refusal=refusal,
    )


SUBJECTS: Mapping[int, Callable[[Organisation], list[Subject]]] = {
    1: exercise_subjects,
    2: assessment_subjects,
    7: budget.computation_subjects,
}


def may_read(scope: Scope, unit: Organisation, action: int) -> bool:
    """Whether the person may read the room that the sheet of this action is filled from."""
    return scope.may(unit, ROOM_OF_ACTION[action], Right.READ)


def subject_of(unit: Organisation, action: int, subject_id: UUID) -> Subject | None:
    """One thing to enter, if it counts for the unit."""
    subjects = SUBJECTS[action](unit) if action in SUBJECTS else []
    return next((one for one in subjects if one.subject_id == subject_id), None)


def close_in_register(subject: Subject, *, entered_on: date, receipt: str, **who: Any) -> Any:
    """Writes the entry in the register that holds the fact."""
    closing = {
        "entered_on": entered_on,
        "receipt": receipt,
        "expected_version": subject.version,
        **who,
    }
    if subject.action == 1:
        return exercise_entry_close(exercise_id=subject.subject_id, **closing)
    if subject.action == 2:
        return self_assessment_entry_close(assessment_id=subject.subject_id, **closing)
    return budget.close(subject.subject_id, **closing)
