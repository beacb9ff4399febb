"""Actions of the plan: noted, changed, removed, numbered in the PAQ of each establishment."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from hygie.accounts.models import User
from hygie.domain.refusal import ServiceRefusal
from hygie.obligations.recording import fact_change, fact_record, fact_remove, require_write
from hygie.organisations.bearing import coverage_answer
from hygie.organisations.enums import Provenance
from hygie.organisations.models import Coverage, Organisation
from hygie.organisations.scope import Scope
from hygie.quality_plan.enums import STARTING_STATES, Origin, State
from hygie.quality_plan.models import PlanAction, PlanCounter, PlanNumber
from hygie.quality_plan.services.pilotes import links_end, pilote_changed, pilote_named
from hygie.quality_plan.services.writing import plan_obligations, refresh, write_down

# What a person may change by the form; the state, the progress and the due day have their gestures.
CHANGEABLE = frozenset(
    {
        "title",
        "restricted_detail",
        "origin",
        "pilote_name",
        "pilote",
        "sponsor_name",
        "created_on",
        "due_on",
        "indicator",
        "indicator_initial",
        "indicator_target",
        "indicator_measured",
        "indicator_measured_on",
        "other_origins",
        "instances",
        "criteria",
        "criteria_text",
        "escalation_name",
        "cost_eur",
        "verification_on",
        "recurs_every_months",
        "provenance",
        "note",
    }
)


def next_code(bearer: Organisation, year: int) -> str:
    """A code that the bearer never used (« CYB-2026-012 »), in the caller's transaction."""
    PlanCounter.objects.get_or_create(bearer=bearer, year=year)
    counter = PlanCounter.objects.select_for_update().get(bearer=bearer, year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"CYB-{year}-{counter.last:03d}"


@transaction.atomic
def action_record(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    new_id: UUID,
    title: str,
    created_on: date | None = None,
    due_on: date | None = None,
    state: str = State.PROPOSED,
    number: str = "",
    origin: str = Origin.OTHER,
    provenance: str = Provenance.MEMORY,
    units: Iterable[Organisation] | None = None,
    **others: Any,
) -> PlanAction:
    """Puts an action in the plan, borne by `unit` for `units`; `number` is that of `unit`'s PAQ.

    `others`: any field of `CHANGEABLE`, and `parent` (the action that it is a part of). Sent twice
    with the same `new_id`, the first one is returned. Raises `ServiceRefusal` ("not_allowed",
    "not_bearable", "starting_state", "pilote_missing", "whole_closed") and `ValidationError`.
    """
    require_write(scope, unit, PlanAction)
    existing: PlanAction | None = PlanAction.objects.filter(pk=new_id, bearer=unit).first()
    if existing is not None:
        return existing
    if state not in STARTING_STATES:
        raise ServiceRefusal("starting_state", field="state")
    values = dict(others)
    pilote_named(values)
    parent: PlanAction | None = values.get("parent")
    if parent is not None and not parent.is_open:
        raise ServiceRefusal("whole_closed", action=parent.code)
    noted_on = created_on or timezone.localdate()
    if state != State.PROPOSED and not values.get("pilote_name"):
        raise ServiceRefusal("pilote_missing", field="pilote_name")
    action = PlanAction(
        id=new_id,
        bearer=unit,
        code=next_code(unit, noted_on.year),
        title=title.strip(),
        created_on=noted_on,
        due_on=due_on,
        current_due_on=due_on,
        state=state,
        accepted_on=None if state == State.PROPOSED else noted_on,
        origin=origin,
        provenance=provenance,
        **values,
    )
    action = fact_record(
        scope=scope,
        acting_user=acting_user,
        unit=unit,
        fact=action,
        obligation_ids=(),
        units=units,
    )
    if number.strip():
        given = PlanNumber(action=action, unit=unit, number=number.strip())
        given.full_clean()
        given.save()
    refresh(Coverage.objects.filter(fact_id=action.pk).values_list("unit_id", flat=True))
    return action


@transaction.atomic
def action_change(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    action_id: UUID,
    expected_version: int,
    changes: Mapping[str, Any],
    units: Iterable[Organisation] | None = None,
) -> PlanAction:
    """Changes what is written on an action that nobody saved since `expected_version`.

    The due day may be given once here; after that it only moves with a reason (`action_postpone`).
    Raises `ServiceRefusal`: those of `fact_change`, "due_unmotivated", "pilote_missing".
    """
    values = {name: value for name, value in changes.items() if name in CHANGEABLE}
    pilote_named(values)
    stored = PlanAction.objects.filter(pk=action_id, bearer=unit, version=expected_version).first()
    is_other = stored is not None and pilote_changed(stored, values)
    if stored is not None:
        _refuse_moved_due(stored, values)
        left_without = not values.get("pilote_name", stored.pilote_name)
        if left_without and stored.state != State.PROPOSED and stored.has_pilote:
            raise ServiceRefusal("pilote_missing", field="pilote_name")
        if stored.due_on is None and "due_on" in values:
            values["current_due_on"] = values["due_on"]
    action = fact_change(
        scope=scope,
        acting_user=acting_user,
        unit=unit,
        model=PlanAction,
        fact_id=action_id,
        expected_version=expected_version,
        changes=values,
        obligation_ids=plan_obligations(),
        units=units,
    )
    if is_other:
        links_end(acting_user, {action.pk: action.pilote_name})
    return action


def _refuse_moved_due(stored: PlanAction, values: Mapping[str, Any]) -> None:
    if stored.due_on is not None and values.get("due_on", stored.due_on) != stored.due_on:
        raise ServiceRefusal("due_unmotivated", field="due_on")


@transaction.atomic
def action_remove(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    action_id: UUID,
    expected_version: int,
    reason: str,
) -> None:
    """Removes an action noted by mistake; its code is not given again.

    Raises `ServiceRefusal`: those of `fact_remove`.
    """
    fact_remove(
        scope=scope,
        acting_user=acting_user,
        unit=unit,
        model=PlanAction,
        fact_id=action_id,
        expected_version=expected_version,
        reason=reason,
        obligation_ids=plan_obligations(),
    )


@transaction.atomic
def action_answer_coverage(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    action_id: UUID,
    declines: bool,
    reason: str = "",
) -> Coverage:
    """A unit declines an action borne by another, or takes it back.

    Raises `ServiceRefusal`: "gone", "not_allowed", "own_fact", "reason_missing".
    """
    action = PlanAction.objects.offered_to(unit).filter(pk=action_id).first()
    if action is None:
        raise ServiceRefusal("gone")
    answer = coverage_answer(
        scope=scope,
        acting_user=acting_user,
        unit=unit,
        fact=action,
        declines=declines,
        reason=reason,
    )
    refresh([unit.pk])
    return answer


@transaction.atomic
def number_set(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    action_id: UUID,
    number: str,
    expected_number: str,
) -> str:
    """Writes, changes or clears the number that the action carries in the PAQ of `unit`.

    Each unit that the action counts for writes its own. Raises `ServiceRefusal`: "not_allowed",
    "gone", "number_stale" when another person wrote a number since `expected_number` was read.
    """
    require_write(scope, unit, PlanAction)
    actions = PlanAction.objects.borne_for(unit).select_for_update(of=("self",))
    action: PlanAction | None = actions.filter(pk=action_id).first()
    if action is None:
        raise ServiceRefusal("gone")
    wanted = number.strip()
    stored = PlanNumber.objects.filter(action=action, unit=unit).first()
    before = stored.number if stored else ""
    if before == wanted:
        return wanted
    if before != expected_number.strip():
        raise ServiceRefusal("number_stale", field="number", number=before)
    if not wanted:
        PlanNumber.objects.filter(action=action, unit=unit).delete()
    else:
        given = stored or PlanNumber(action=action, unit=unit)
        given.number = wanted
        given.full_clean()
        given.save()
    write_down(
        action,
        author=acting_user,
        act="numbered",
        unit=unit,
        data={"moved": {"number": [before, wanted]}},
    )
    refresh([unit.pk])
    return wanted
