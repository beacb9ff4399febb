"""What a unit noted already, line by line: shown with its link in place of the questions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from hygie.audits.enums import Service
from hygie.audits.models import Registration
from hygie.compliance.first_run.lines import LineKey
from hygie.compliance.gestures import PAGE_OF_ACTION
from hygie.digital_budget.models import BudgetComputation
from hygie.exercises.models import Exercise, ExerciseEntry
from hygie.organisations.models import Coverage, Organisation
from hygie.quality_plan.enums import Origin
from hygie.quality_plan.models import Finding
from hygie.self_assessments.models import SelfAssessment

# A fact of one of these kinds answers the line; a line of several kinds needs them all.
KINDS_OF_LINE = {
    "3.c": ("directory",),
    "3.d": ("smsi",),
    "4.a": ("responsable", "framing_letter", "copil"),
    "4.b": ("service_list",),
    "4.c": ("pcra_cadre",),
    "5.a": ("plan_action",),
    "6.a": ("trajectory",),
    "6.b": ("mie_use",),
    "6.c": ("sso",),
    "6.d": ("local_directory",),
    "6.e": ("engagement",),
}


@dataclass(frozen=True, slots=True)
class Noted:
    """What stands already for a line, and where it is read."""

    label: str
    url: str


def noted_lines(unit: Organisation, today: date) -> dict[LineKey, Noted]:
    """By line and year, what counts for `unit` already; the number of queries never changes."""
    covered: dict[str, set[UUID]] = {}
    rows = Coverage.objects.accepted().filter(unit=unit).values_list("kind", "fact_id")
    for kind, fact_id in rows:
        covered.setdefault(kind, set()).add(fact_id)
    exercises = list(Exercise.objects.borne_for(unit).order_by("-held_on", "-created_at"))
    found: dict[LineKey, Noted] = {}
    for code, kinds in KINDS_OF_LINE.items():
        if all(kind in covered for kind in kinds):
            found[code, None] = plain(unit, code)
    found |= of_exercises(unit, exercises)
    found |= of_assessments(unit)
    found |= of_registrations(unit)
    found |= of_computations(unit, today)
    sources = {exercise.pk for exercise in exercises}
    found |= of_findings(unit, sources, covered.get(SelfAssessment.fact_kind, set()))
    return found


def plain(unit: Organisation, code: str) -> Noted:
    """Noted, on the page of the action."""
    return Noted("noté", reverse(PAGE_OF_ACTION[int(code[0])], args=[unit.finess]))


def of_exercises(unit: Organisation, exercises: list[Exercise]) -> dict[LineKey, Noted]:
    """1.a by year; 1.b and 1.d for the last exercise."""
    found: dict[LineKey, Noted] = {}
    for exercise in reversed(exercises):
        url = reverse("exercises:detail", args=[unit.finess, exercise.pk])
        found["1.a", exercise.held_on.year] = Noted(str(exercise), url)
    entries = ExerciseEntry.objects.filter(unit=unit).exclude(receipt="")
    entered = set(entries.values_list("exercise_id", flat=True))
    if exercises:
        last = exercises[0]
        noted = found["1.a", last.held_on.year]
        if last.retex_validated_on is not None:
            found["1.b", None] = noted
        if last.pk in entered:
            found["1.d", None] = noted
    return found


def of_assessments(unit: Organisation) -> dict[LineKey, Noted]:
    """2.a by year: on the official text, the only one that counts."""
    official = SelfAssessment.objects.borne_for(unit).filter(pack__is_official=True)
    rows = official.order_by("created_at").values_list("year", "pk")
    return {
        ("2.a", year): Noted(
            f"Auto-évaluation {year}",
            reverse("self_assessments:detail", args=[unit.finess, pk]),
        )
        for year, pk in rows
    }


def of_registrations(unit: Organisation) -> dict[LineKey, Noted]:
    """3.a, 3.b."""
    codes = {Service.CLUB_SSI: "3.a", Service.SILENE: "3.b"}
    rows = Registration.objects.borne_for(unit).values_list("service", flat=True)
    return {
        (codes[Service(service)], None): plain(unit, codes[Service(service)])
        for service in set(rows)
    }


def of_computations(unit: Organisation, today: date) -> dict[LineKey, Noted]:
    """7.c by year of entry; the others for the last fiscal year closed."""
    found: dict[LineKey, Noted] = {}
    for one in BudgetComputation.objects.borne_for(unit):
        if one.is_entered:
            found["7.c", one.fiscal_year + 1] = plain(unit, "7.c")
        if one.fiscal_year != today.year - 1:
            continue
        answers = {
            "7.a": one.computed_on is not None and one.etp_ssi is not None,
            "7.b": one.follows_note_2019_207 is not None,
            "7.d": one.shares_spending is not None,
            "7.e": one.has_non_sanitary_structures is not None,
        }
        found |= {(code, None): plain(unit, code) for code, given in answers.items() if given}
    return found


def of_findings(
    unit: Organisation, exercises: Iterable[UUID], assessments: Iterable[UUID]
) -> dict[LineKey, Noted]:
    """1.c, 2.b: a finding of that origin which an action carries."""
    codes = {Origin.EXERCISE.value: "1.c", Origin.SELF_ASSESSMENT.value: "2.b"}
    mine = Q(whole_id__in=[*exercises, *assessments]) | Q(bearer=unit)
    rows = Finding.objects.filter(mine, origin__in=codes, actions__isnull=False)
    origins = rows.values_list("origin", flat=True).order_by().distinct()
    return {(codes[origin], None): plain(unit, codes[origin]) for origin in origins}
