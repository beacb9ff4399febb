"""What earlier exercises of the same scenario had found: seen met again, or missed again."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Prefetch
from django.utils import timezone

from hygie.accounts.models import User
from hygie.domain.scenario.shape import Scenario
from hygie.exercises.models import Constat, Exercise, Retex, RunUnit
from hygie.exercises.run_review import reviewed
from hygie.exercises.run_scenario import played
from hygie.organisations.models import Organisation
from hygie.quality_plan.models import PlanAction
from hygie.quality_plan.services import Retest, findings_retest
from hygie.web.formats import day_short

# What `Earlier.said` adds to a constat, in its parenthesis.
EARLIER = re.compile(r" \(déjà relevée le [^()]*\)")


@dataclass(frozen=True, slots=True)
class Earlier:
    """A weakness kept in an earlier RETEX. `on`: day of its exercise; `actions`: those of the plan
    that answer it, each with its number in the PAQ of the establishment."""

    criterion: str
    on: date
    finding_id: UUID
    actions: tuple[PlanAction, ...]

    @property
    def said(self) -> str:
        """« déjà relevée le 12/03/2026, action n° 2026-112 »: `EARLIER` finds it again."""
        numbers = [getattr(one, "number", None) or one.code for one in self.actions]
        if not numbers:
            return f"déjà relevée le {day_short(self.on)}, sans action au PAQ"
        noun = "action n°" if len(numbers) == 1 else "actions n°"
        return f"déjà relevée le {day_short(self.on)}, {noun}\u00a0{', '.join(numbers)}"


def earlier_of(retex: Retex) -> dict[str, Earlier]:
    """By criterion, the last weakness that an earlier exercise of the same scenario found in this
    establishment: three queries. A criterion whose words changed since is another one."""
    unit, run = retex.unit, retex.run
    if unit is None or run.debex_at is None:
        return {}
    scenario = played(run)
    found = Constat.objects.filter(
        retex__unit=unit,
        retex__validated_on__isnull=False,
        retex__run__debex_at__lt=run.debex_at,
        scenario_slug=scenario.slug,
        kind=Constat.Kind.WEAKNESS,
        decision=Constat.Decision.ACCEPTED,
        finding__isnull=False,
    ).exclude(criterion="")
    actions = PlanAction.objects.borne_for(unit).with_number_for(unit)
    rows = found.select_related("finding", "retex__run__scenario_version").prefetch_related(
        Prefetch("finding__actions", queryset=actions)
    )
    labels, known = labels_of(scenario), {}
    for one in rows.order_by("retex__run__debex_at", "rank"):
        before = one.retex.run
        label = labels_of(played(before)).get(one.criterion)
        if one.finding is None or before.debex_at is None or label is None:
            continue
        if label != labels.get(one.criterion):
            continue
        on = timezone.localdate(before.debex_at)
        answering = tuple(one.finding.actions.all())
        known[one.criterion] = Earlier(one.criterion, on, one.finding.pk, answering)
    return known


def labels_of(scenario: Scenario) -> Mapping[str, str]:
    """What each criterion asks, by code."""
    whole = {one.code: one.label for one in scenario.criteria}
    return whole | {one.code: one.label for o in scenario.stimuli for one in o.criteria}


def verify_earlier(
    retex: Retex, unit: Organisation, exercise: Exercise, author: User
) -> list[PlanAction]:
    """Marks « vérifiée par exercice » the actions of earlier weaknesses whose criterion was seen
    met this time, in its delay; those marked. Called as the RETEX is validated."""
    before = earlier_of(retex)
    if not before:
        return []
    scored = reviewed(retex.run, unit).scores.criteria
    met = {
        one.finding_id: code
        for code, one in before.items()
        if code in scored and scored[code].score == 1
    }
    retest = Retest(
        source_id=exercise.pk,
        label=f"{exercise}, {day_short(exercise.held_on)}",
        on=exercise.held_on,
        by_name=retex.validated_by,
    )
    return findings_retest(acting_user=author, retest=retest, criteria=met) if met else []


def verified_by(retex: Retex) -> list[PlanAction]:
    """The actions that this exercise verified, for its establishment: one query."""
    if retex.unit is None:
        return []
    mine = RunUnit.objects.filter(run=retex.run_id, unit=retex.unit)
    found = PlanAction.objects.filter(retested_source_id__in=mine.values("exercise"))
    return list(found.order_by("code"))
