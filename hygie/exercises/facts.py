"""What the rules read of the exercises, for many units at once."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from hygie.domain import exercises as domain
from hygie.domain.quality_plan import Finding, FindingOrigin
from hygie.exercises.models import Exercise, ExerciseEntry
from hygie.organisations.models import Covered, coverages_of
from hygie.quality_plan.facts import UnitPlan, findings_by_unit


def exercise_fact(
    exercise: Exercise, entry: ExerciseEntry | None, findings: tuple[Finding, ...] = ()
) -> domain.Exercise:
    """One exercise as the rules see it for one unit; `entry` is that unit's own.

    An entry without receipt is not closed: it does not count.
    """
    return domain.Exercise(
        key=str(exercise.pk),
        held_on=exercise.held_on,
        tested_care_or_missions=exercise.tested_care_or_missions,
        under_cyber_event=exercise.under_cyber_event,
        functions=None if exercise.functions is None else frozenset(exercise.functions),
        retex_validated_on=exercise.retex_validated_on,
        entered_on=entry.entered_on if entry is not None and entry.counts else None,
        findings=findings,
    )


def counts_on_its_day(covered: Covered, exercise: Exercise) -> bool:
    """Whether the exercise was held while it counted for the unit."""
    if covered.since is not None and exercise.held_on < covered.since:
        return False
    return covered.until is None or exercise.held_on < covered.until


def exercise_facts(unit_ids: Sequence[int]) -> dict[int, domain.ExerciseFacts]:
    """Facts of 1.a to 1.d for these units; a unit that noted nothing is left out.

    A finding of the origin « exercise » noted in the plan without naming which one goes with the
    last exercise held before it. The number of queries does not depend on the number of units nor
    of exercises.
    """
    covered = coverages_of(Exercise.fact_kind, unit_ids)
    exercises: dict[Any, Exercise] = Exercise.objects.in_bulk([one.fact_id for one in covered])
    entries = {
        (entry.unit_id, entry.exercise_id): entry
        for entry in ExerciseEntry.objects.filter(unit__in=unit_ids)
    }
    plans = findings_by_unit(unit_ids)
    found: dict[int, list[domain.Exercise]] = defaultdict(list)
    for one in covered:
        exercise = exercises.get(one.fact_id)
        if exercise is None or not counts_on_its_day(one, exercise):
            continue
        findings = plans[one.unit_id].of_source(Exercise.fact_kind, exercise.pk)
        entry = entries.get((one.unit_id, exercise.pk))
        found[one.unit_id].append(exercise_fact(exercise, entry, findings))
    return {
        unit_id: domain.ExerciseFacts(_with_loose_findings(items, plans[unit_id]))
        for unit_id, items in found.items()
    }


def _with_loose_findings(
    exercises: list[domain.Exercise], plan: UnitPlan
) -> tuple[domain.Exercise, ...]:
    by_day = sorted(exercises, key=lambda one: (one.held_on, one.key))
    for noted in plan.findings:
        finding = noted.fact
        if noted.source_id is not None or finding.origin != FindingOrigin.EXERCISE:
            continue
        before = [place for place, one in enumerate(by_day) if one.held_on <= finding.noted_on]
        place = before[-1] if before else 0
        by_day[place] = replace(by_day[place], findings=(*by_day[place].findings, finding))
    return tuple(by_day)
