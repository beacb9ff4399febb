"""What an establishment holds already, read once for a whole file: its rows are held against it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID, uuid5

from hygie.accounts.models import User
from hygie.audits.models import AdsResult, Directory
from hygie.continuity.models import Bia, Copil, CopilMeeting
from hygie.digital_budget.models import BudgetComputation
from hygie.exchanges.history.reading import plain
from hygie.exercises.models import Exercise, ExerciseEntry
from hygie.organisations.models import HospitalService, Organisation
from hygie.organisations.scope import Scope
from hygie.quality_plan.models import PlanAction, PlanNumber
from hygie.self_assessments.models import SelfAssessment, SelfAssessmentEntry

HISTORY = UUID("5f0c9c1e-6f5b-4c57-9d0b-0d7b7a6b2a10")


@dataclass
class Setting:
    """An establishment on a day, and the person who writes. Read inside one transaction."""

    scope: Scope
    acting_user: User
    unit: Organisation
    today: date

    @property
    def who(self) -> dict[str, Any]:
        return {"scope": self.scope, "acting_user": self.acting_user, "unit": self.unit}

    def id_of(self, register: str, identity: str) -> UUID:
        """The same fact of the same establishment always gives the same id, whatever the file."""
        return uuid5(HISTORY, f"{self.unit.pk}:{register}:{identity}")

    @cached_property
    def exercises(self) -> dict[date, list[Exercise]]:
        found: dict[date, list[Exercise]] = defaultdict(list)
        for one in Exercise.objects.borne_for(self.unit):
            found[one.held_on].append(one)
        return found

    @cached_property
    def directories(self) -> dict[str, Directory]:
        """By plain name; those that the unit bears before the others."""
        found: dict[str, Directory] = {}
        for one in Directory.objects.offered_to(self.unit).select_related("bearer"):
            if plain(one.name) not in found or one.bearer_id == self.unit.pk:
                found[plain(one.name)] = one
        return found

    @cached_property
    def audits(self) -> set[tuple[UUID, date]]:
        ids = [one.pk for one in self.directories.values()]
        rows = AdsResult.objects.filter(directory__in=ids).values_list("directory_id", "done_on")
        return set(rows)

    @cached_property
    def assessments(self) -> dict[int, SelfAssessment]:
        """Of the mesures prioritaires, by year."""
        rows = SelfAssessment.objects.borne_for(self.unit).filter(pack__is_official=True)
        return {one.year: one for one in rows}

    @cached_property
    def copils(self) -> list[Copil]:
        """The last one first."""
        return list(Copil.objects.borne_for(self.unit).order_by("-created_on"))

    @cached_property
    def meetings(self) -> set[date]:
        rows = CopilMeeting.objects.filter(copil__in=[one.pk for one in self.copils])
        return set(rows.values_list("held_on", flat=True))

    @cached_property
    def services(self) -> dict[str, HospitalService]:
        return {plain(one.name): one for one in HospitalService.objects.filter(unit=self.unit)}

    @cached_property
    def bias(self) -> set[UUID]:
        """Services that have their BIA."""
        return set(Bia.objects.borne_for(self.unit).values_list("service_id", flat=True))

    @cached_property
    def action_numbers(self) -> set[str]:
        rows = PlanNumber.objects.filter(unit=self.unit).values_list("number", flat=True)
        return {plain(one) for one in rows}

    @cached_property
    def action_titles(self) -> set[tuple[str, date]]:
        rows = PlanAction.objects.borne_for(self.unit).values_list("title", "created_on")
        return {(plain(title), day) for title, day in rows}

    @cached_property
    def budgets(self) -> dict[int, BudgetComputation]:
        return {one.fiscal_year: one for one in BudgetComputation.objects.filter(bearer=self.unit)}

    @cached_property
    def exercise_entries(self) -> dict[UUID, ExerciseEntry]:
        return {one.exercise_id: one for one in ExerciseEntry.objects.filter(unit=self.unit)}

    @cached_property
    def assessment_entries(self) -> dict[UUID, SelfAssessmentEntry]:
        return {
            one.assessment_id: one for one in SelfAssessmentEntry.objects.filter(unit=self.unit)
        }

    def copil_on(self, day: date) -> Copil | None:
        """The COPIL in place that day."""
        for one in self.copils:
            if one.created_on <= day and (one.until is None or day < one.until):
                return one
        return None

    def ids_there(self, model: Any, ids: Iterable[UUID]) -> set[UUID]:
        """Those of these ids that a fact already has: one query."""
        return set(model.objects.filter(pk__in=list(ids)).values_list("pk", flat=True))
