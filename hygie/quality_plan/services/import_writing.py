"""Writing what a file brings, thousands of actions in one transaction."""

from datetime import date
from typing import Any
from uuid import uuid4

from django.utils import timezone

from hygie.accounts.models import User
from hygie.journal import services as journal
from hygie.organisations.enums import Provenance
from hygie.organisations.models import Coverage, Organisation
from hygie.quality_plan.enums import OPEN_STATES, Origin, State
from hygie.quality_plan.exchange.cells import label_of
from hygie.quality_plan.exchange.planning import ImportPlan, RowPlan, path_to, stored_values
from hygie.quality_plan.models import ActionPostponement, PlanAction, PlanCounter, PlanNumber
from hygie.quality_plan.services.moves import FINISHED, move_apply, postponement_of
from hygie.quality_plan.services.recurring import next_occurrence

PLAIN_FIELDS = frozenset(
    {
        "title", "pilote_name", "sponsor_name", "escalation_name", "indicator",
        "indicator_initial", "indicator_target", "indicator_measured", "indicator_measured_on",
        "cost_eur", "verification_on", "instances", "criteria", "criteria_text",
        "restricted_detail",
    }
)  # fmt: skip
WHO_SAVED = ("version", "updated_by_name", "updated_at")
RELATIONS = ("bearer", "pilote", "parent", "previous")


def write_plan(plan: ImportPlan, *, acting_user: User, unit: Organisation, reason: str) -> set[int]:
    """Writes the new actions and the changes of the others; returns the units touched.

    The caller has checked the right, locked the actions, and refreshes the statuses.
    """
    lines = create_all(plan.of_kind("new"), acting_user, unit)
    changed = plan.of_kind("change")
    for one in changed:
        lines.append(change_one(one, acting_user, unit, reason))
    journal.record_many(author=acting_user, lines=lines)
    touched = Coverage.objects.filter(fact_id__in=[one.action.pk for one in changed])
    return set(touched.values_list("unit_id", flat=True))


def create_all(rows: list[RowPlan], acting_user: User, unit: Organisation) -> list[dict[str, Any]]:
    """The new actions, with their codes, numbers and coverage; returns their journal lines."""
    today = timezone.localdate()
    actions = [new_action(one.changes, unit, acting_user, today) for one in rows]
    give_codes(actions, unit)
    for action in actions:
        action.clean_fields(exclude=RELATIONS)
        action.clean()
    PlanAction.objects.bulk_create(actions, batch_size=500)
    Coverage.objects.bulk_create(
        (Coverage(kind=PlanAction.fact_kind, fact_id=one.pk, unit_id=unit.pk) for one in actions),
        batch_size=1000,
    )
    PlanNumber.objects.bulk_create(
        (
            PlanNumber(action=action, unit=unit, number=one.changes["number"])
            for action, one in zip(actions, rows, strict=True)
            if one.changes.get("number")
        ),
        batch_size=1000,
    )
    return [
        line_of(action, unit, "recorded", {"values": _shown(one.changes), "imported": True})
        for action, one in zip(actions, rows, strict=True)
    ]


def new_action(
    values: dict[str, Any], unit: Organisation, acting_user: User, today: date
) -> PlanAction:
    """An action from the cells of a row, unsaved and without code.

    Without day of entry, it entered the plan at the latest the day it was due or done. « Vérifiée »
    is taken as « Réalisée »: an action is verified on a proof.
    """
    state = State(values.get("state", State.PROPOSED))
    if state == State.VERIFIED:
        state = State.DONE
    due, done = values.get("current_due_on"), values.get("done_on")
    created = values.get("created_on") or min(one for one in (today, due, done) if one)
    done = (done or today) if state == State.DONE else None
    progress = FINISHED if state == State.DONE else values.get("progress", 0)
    if progress and state == State.PROPOSED:
        state = State.IN_PROGRESS if values.get("pilote_name") else state
    if state == State.PROPOSED:
        progress = 0
    origins = values.get("origins") or [Origin.OTHER.value]
    return PlanAction(
        **{name: values[name] for name in PLAIN_FIELDS if name in values},
        bearer=unit,
        origin=origins[0],
        other_origins=origins[1:],  # type: ignore[misc]  # a list of codes
        created_on=created,
        due_on=due,
        current_due_on=due,
        state=state,
        progress=progress,
        accepted_on=None if state in (State.PROPOSED, State.CANCELLED) else created,
        done_on=done,
        cancelled_on=max(today, created) if state == State.CANCELLED else None,
        state_reason=values.get("reason", "") if state == State.CANCELLED else "",
        provenance=Provenance.IMPORTED,
        created_by_name=acting_user.full_name,
        updated_by_name=acting_user.full_name,
    )


def give_codes(actions: list[PlanAction], unit: Organisation) -> None:
    """A code never used to each, one turn of the counter a year."""
    for year in sorted({one.created_on.year for one in actions}):
        PlanCounter.objects.get_or_create(bearer=unit, year=year)
        counter = PlanCounter.objects.select_for_update().get(bearer=unit, year=year)
        for action in actions:
            if action.created_on.year == year:
                counter.last += 1
                action.code = f"CYB-{year}-{counter.last:03d}"
        counter.save(update_fields=["last"])


def change_one(one: RowPlan, acting_user: User, unit: Organisation, reason: str) -> dict[str, Any]:
    """Writes the changes of one action; returns its journal line."""
    action, values = one.action, dict(one.changes)
    before = stored_values(action)
    given = one.row.values.get("reason") or reason
    if "number" in values:
        set_number(action, unit, values.pop("number"))
    if values:
        for name in PLAIN_FIELDS & set(values):
            setattr(action, name, values[name])
        if "current_due_on" in values:
            set_due(action, values["current_due_on"], given, acting_user)
        done = set_state(one, values, given, acting_user)
        if "progress" in values and action.state in OPEN_STATES:
            action.progress = values["progress"]
            if action.progress and action.state == State.ACCEPTED:
                action.state = State.IN_PROGRESS
        action.version += 1
        action.updated_by_name = acting_user.full_name
        action.clean_fields(exclude=RELATIONS)
        action.clean()
        moves = {"state", "current_due_on"} & set(values)
        touched = {*(PLAIN_FIELDS & set(values)), "progress", "state", *WHO_SAVED}
        action.save(update_fields=None if moves else touched)
        if done is not None:
            next_occurrence(action, done, acting_user)
    moved = {
        key: [_journalled(key, before[key]), _journalled(key, value)]
        for key, value in one.changes.items()
    }
    data = {"moved": moved, "reason": given} if given else {"moved": moved}
    return line_of(action, unit, "imported", data)


def set_number(action: PlanAction, unit: Organisation, number: str) -> None:
    """Writes or takes away the number of the action in the PAQ of the unit."""
    if number:
        PlanNumber.objects.update_or_create(action=action, unit=unit, defaults={"number": number})
    else:
        PlanNumber.objects.filter(action=action, unit=unit).delete()


def set_due(action: PlanAction, due: date, reason: str, acting_user: User) -> None:
    """The first day agreed, or a postponement with its reason."""
    if action.current_due_on is None:
        action.due_on = due
    else:
        today, by_name = timezone.localdate(), acting_user.full_name
        moved = postponement_of(
            action, uuid4(), due, reason, max(today, action.created_on), by_name
        )
        moved.clean_fields(exclude=["action"])
        ActionPostponement.objects.bulk_create([moved])
    action.current_due_on = due


def set_state(one: RowPlan, values: dict[str, Any], reason: str, acting_user: User) -> date | None:
    """Moves the action step by step; returns the day it is done, when it becomes so."""
    if "state" not in values:
        return None
    action, today = one.action, timezone.localdate()
    done = one.row.values.get("done_on") or today
    path = path_to(action.state, values["state"])
    for step in path:
        day = done if step == State.DONE else today
        if step in (State.ACCEPTED, State.IN_PROGRESS) and State.DONE in path:
            day = done
        move_apply(action, step, max(day, action.created_on), reason, acting_user.full_name)
    return done if State.DONE in path else None


def _journalled(key: str, value: Any) -> Any:
    return value if key == "state" else label_of(key, value)


def _shown(values: dict[str, Any]) -> dict[str, str]:
    return {key: label_of(key, value) for key, value in values.items() if key != "base"}


def line_of(
    action: PlanAction, unit: Organisation, act: str, data: dict[str, Any]
) -> dict[str, Any]:
    """One line of journal about an action."""
    return {
        "verb": f"{PlanAction.fact_kind}.{act}",
        "room": PlanAction.room,
        "subject_kind": PlanAction.fact_kind,
        "subject_id": action.pk,
        "subject_label": str(action),
        "organisation_id": unit.pk,
        "data": data,
    }
