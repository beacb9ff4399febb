"""What the rules read of the plan: for 5.a here, and for 1.c, 2.b and 3.d in the rooms above.

A room above reads the findings of its own records in one call, whatever the number of units:

    plans = findings_by_unit(unit_ids)         # seven queries
    for unit_id in unit_ids:
        plan = plans[unit_id]                  # a UnitPlan, empty when nothing is noted
        plan.of_source("exercise", exercise_id)  # tuple of domain findings
        plan.of_origins(FindingOrigin.ADS, FindingOrigin.SILENE)

Each domain finding carries only the actions that count for that unit, with that unit's number.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from hygie.domain.quality_plan import (
    Finding as FindingFact,
)
from hygie.domain.quality_plan import (
    FindingOrigin,
    PlanActionFact,
    Postponement,
    QualityPlanFacts,
)
from hygie.obligations import registry
from hygie.organisations.models import Coverage, Covered, coverages_of
from hygie.quality_plan.models import ActionPostponement, Finding, PlanAction, PlanNumber

FindTrials = Callable[[Collection[UUID]], Collection[UUID]]
_trials: dict[str, FindTrials] = {}


def register_trials(source_kind: str, find: FindTrials) -> None:
    """A room above says which of its records, among those given, are only tries: what is noted on
    them, and the actions that answer nothing else, are not judged."""
    _trials[source_kind] = find


# All that the rules read of an action: plans hold thousands of them.
ACTION_COLUMNS = (
    "id", "parent_id", "created_on", "pilote_name", "pilote_id", "due_on", "done_on",
    "cancelled_on",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class UnitFinding:
    """One finding that counts for a unit. `source_kind` "" and `source_id` None: noted alone."""

    source_kind: str
    source_id: UUID | None
    fact: FindingFact


@dataclass(frozen=True, slots=True)
class UnitPlan:
    """All that counts for one unit: its findings, and its actions that answer none of them."""

    findings: tuple[UnitFinding, ...] = ()
    other_actions: tuple[PlanActionFact, ...] = ()

    def of_source(self, source_kind: str, source_id: UUID) -> tuple[FindingFact, ...]:
        """Findings noted on one record of a room above."""
        return tuple(
            one.fact
            for one in self.findings
            if one.source_id == source_id and one.source_kind == source_kind
        )

    def of_origins(self, *origins: FindingOrigin) -> tuple[FindingFact, ...]:
        """Findings of these origins, with or without a source."""
        return tuple(one.fact for one in self.findings if one.fact.origin in origins)

    def all_findings(self) -> tuple[FindingFact, ...]:
        """Every finding, whatever its origin."""
        return tuple(one.fact for one in self.findings)


def facts(unit_ids: Sequence[int]) -> dict[int, QualityPlanFacts]:
    """Facts of 5.a for these units: seven queries, whatever their number, and one a room that
    knows which of its records are tries."""
    plans = findings_by_unit(unit_ids)
    tried = _tried(plans.values())
    return {
        unit_id: QualityPlanFacts(
            findings=tuple(one.fact for one in plan.findings if one.source_id not in tried),
            actions=plan.other_actions,
        )
        for unit_id, plan in plans.items()
        if plan != UnitPlan()
    }


def _tried(plans: Iterable[UnitPlan]) -> set[UUID]:
    """Ids of the records, among the sources of these findings, that are only tries."""
    sources: dict[str, set[UUID]] = {kind: set() for kind in _trials}
    for plan in plans:
        for one in plan.findings:
            if one.source_id is not None and one.source_kind in sources:
                sources[one.source_kind].add(one.source_id)
    return {found for kind, ids in sources.items() if ids for found in _trials[kind](ids)}


def findings_by_unit(unit_ids: Collection[int]) -> dict[int, UnitPlan]:
    """The plan of each unit, one entry per id asked: seven queries, whatever their number; none
    when another facts function has just read it for the same load."""
    key = ("quality_plan", *sorted(set(unit_ids)))
    found: dict[int, UnitPlan] = registry.once(key, lambda: _read_findings(unit_ids))
    return found


def _read_findings(unit_ids: Collection[int]) -> dict[int, UnitPlan]:
    actions = _actions_by_unit(unit_ids)
    answers = _answers(unit_ids)
    rows = {row["pk"]: row for row in _finding_rows(unit_ids)}
    by_whole: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows.values():
        by_whole[row["whole_id"]].append(row)
    found: dict[int, dict[UUID, UnitFinding]] = {unit_id: {} for unit_id in unit_ids}
    for covered in _finding_coverages(unit_ids):
        for row in by_whole[covered.fact_id]:
            linked = answers.get(row["pk"], ())
            found[covered.unit_id][row["pk"]] = _unit_finding(
                row,
                covered,
                [actions[covered.unit_id][pk] for pk in linked if pk in actions[covered.unit_id]],
            )
    return {
        unit_id: UnitPlan(
            findings=tuple(found[unit_id].values()),
            other_actions=_other_actions(actions[unit_id], found[unit_id], answers),
        )
        for unit_id in unit_ids
    }


def _finding_coverages(unit_ids: Collection[int]) -> list[Covered]:
    """What covers these units among findings noted alone and sources that have findings."""
    rows = Coverage.objects.accepted().filter(
        unit_id__in=unit_ids, fact_id__in=Finding.objects.order_by().values("whole_id")
    )
    columns = ("unit_id", "fact_id", "since", "until")
    return [Covered(*row) for row in rows.order_by("pk").values_list(*columns)]


def _wholes(unit_ids: Collection[int]) -> Any:
    return Coverage.objects.accepted().filter(unit_id__in=unit_ids).order_by().values("fact_id")


def _finding_rows(unit_ids: Collection[int]) -> Any:
    return (
        Finding.objects.filter(whole_id__in=_wholes(unit_ids))
        .order_by("noted_on", "pk")
        .values("pk", "whole_id", "origin", "noted_on", "dismissed_on", "source_kind", "source_id")
    )


def _answers(unit_ids: Collection[int]) -> dict[UUID, list[UUID]]:
    """Ids of the actions that answer each finding, whatever the unit."""
    links = Finding.actions.through.objects.filter(finding__whole_id__in=_wholes(unit_ids))
    answers: dict[UUID, list[UUID]] = defaultdict(list)
    for finding_id, action_id in links.order_by("pk").values_list("finding_id", "planaction_id"):
        answers[finding_id].append(action_id)
    return answers


def _actions_by_unit(unit_ids: Collection[int]) -> dict[int, dict[UUID, PlanActionFact]]:
    """The actions that count for each unit, with its own number, by id."""
    covered_ids = (
        Coverage.objects.accepted()
        .filter(kind=PlanAction.fact_kind, unit_id__in=unit_ids)
        .values("fact_id")
    )
    postponements: dict[UUID, list[Postponement]] = defaultdict(list)
    moved = ActionPostponement.objects.filter(action__in=covered_ids)
    columns = ("action_id", "decided_on", "from_on", "to_on", "reason")
    for action_id, decided_on, from_on, to_on, reason in moved.order_by(
        "decided_on", "recorded_at", "pk"
    ).values_list(*columns):
        move = Postponement(decided_on, from_on, to_on, bool(reason.strip()))
        postponements[action_id].append(move)
    actions = list(
        PlanAction.objects.filter(pk__in=covered_ids)
        .order_by()
        .values_list(*ACTION_COLUMNS, named=True)
    )
    rows = {row.id: _action(row, tuple(postponements.get(row.id, ()))) for row in actions}
    parents = {row.id: row.parent_id for row in actions}
    numbers = PlanNumber.objects.filter(unit_id__in=unit_ids)
    number_of = {
        (unit_id, action_id): number
        for unit_id, action_id, number in numbers.values_list("unit_id", "action_id", "number")
    }
    found: dict[int, dict[UUID, PlanActionFact]] = {unit_id: {} for unit_id in unit_ids}
    for covered in coverages_of(PlanAction.fact_kind, unit_ids):
        if covered.fact_id in rows:
            whole = parents[covered.fact_id] or covered.fact_id  # a part counts with its number
            own = number_of.get((covered.unit_id, covered.fact_id), "")
            number = own or number_of.get((covered.unit_id, whole), "")
            found[covered.unit_id][covered.fact_id] = _for_unit(
                rows[covered.fact_id], covered, number
            )
    return found


def _action(row: Any, postponements: tuple[Postponement, ...]) -> PlanActionFact:
    return PlanActionFact(
        key=str(row.id),
        created_on=row.created_on,
        has_pilote=bool(row.pilote_name or row.pilote_id),
        due_on=row.due_on,
        postponements=postponements,
        done_on=row.done_on,
        cancelled_on=row.cancelled_on,
    )


def _for_unit(action: PlanActionFact, covered: Covered, number: str) -> PlanActionFact:
    """The action as it counts for one unit, between the days that it counts."""
    if not number and covered.since is None and covered.until is None:
        return action
    return replace(
        action,
        establishment_number=number,
        created_on=_later(action.created_on, covered.since),
        cancelled_on=_earlier(action.cancelled_on, covered.until),
    )


def _unit_finding(row: Any, covered: Covered, actions: list[PlanActionFact]) -> UnitFinding:
    return UnitFinding(
        source_kind=row["source_kind"],
        source_id=row["source_id"],
        fact=FindingFact(
            key=str(row["pk"]),
            noted_on=_later(row["noted_on"], covered.since),
            origin=FindingOrigin(row["origin"]),
            plan_actions=tuple(actions),
            dismissed_on=_earlier(row["dismissed_on"], covered.until),
        ),
    )


def _other_actions(
    actions: dict[UUID, PlanActionFact],
    findings: dict[UUID, UnitFinding],
    answers: dict[UUID, list[UUID]],
) -> tuple[PlanActionFact, ...]:
    answering = {action_id for pk in findings for action_id in answers.get(pk, ())}
    return tuple(action for pk, action in actions.items() if pk not in answering)


def _later(day: date, since: date | None) -> date:
    return day if since is None else max(day, since)


def _earlier(day: date | None, until: date | None) -> date | None:
    return min(day, until) if day and until else day or until
