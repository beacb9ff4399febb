"""Writing what a file brings, thousands of actions in one transaction."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from hygie.accounts.models import User
from hygie.domain.names import search_key
from hygie.journal import services as journal
from hygie.organisations.enums import Provenance
from hygie.organisations.models import Coverage, Organisation
from hygie.quality_plan.enums import FINISHED, Origin, State
from hygie.quality_plan.exchange.cells import label_of
from hygie.quality_plan.exchange.planning import path_to
from hygie.quality_plan.exchange.rows import ImportPlan, RowPlan, stored_values
from hygie.quality_plan.models import (
    ActionPostponement,
    ImportedAction,
    PlanAction,
    PlanCounter,
    PlanImport,
)
from hygie.quality_plan.selectors import pilotes_offered
from hygie.quality_plan.services.bulk import actions_save, changed_since, numbers_set, snapshot
from hygie.quality_plan.services.moves import move_write, postponement_of
from hygie.quality_plan.services.pilotes import links_end
from hygie.quality_plan.services.recurring import next_occurrence

PLAIN_FIELDS = frozenset(
    {
        "title", "pilote_name", "sponsor_name", "escalation_name", "indicator",
        "indicator_initial", "indicator_target", "indicator_measured", "indicator_measured_on",
        "cost_eur", "verification_on", "instances", "criteria", "criteria_text",
        "restricted_detail", "recurs_every_months",
    }
)  # fmt: skip
RELATIONS = ("bearer", "pilote", "parent", "previous")


@dataclass(slots=True)
class Batch:
    """What is written at once, when every row has been read.

    `accounts`: see `accounts_by_name`; `pilotes`: see `links_end`.
    """

    acting_user: User
    unit: Organisation
    today: date
    accounts: dict[str, int]
    lines: list[dict[str, Any]] = field(default_factory=list)
    written: list[ImportedAction] = field(default_factory=list)
    changed: list[tuple[PlanAction, Iterable[str]]] = field(default_factory=list)
    numbers: dict[UUID, str] = field(default_factory=dict)
    postponements: list[ActionPostponement] = field(default_factory=list)
    pilotes: dict[UUID, str] = field(default_factory=dict)

    def account_of(self, name: str) -> int | None:
        """The account of a pilote that a file names; None when nobody, or several, bear it."""
        return self.accounts.get(search_key(name)) if name else None


def accounts_by_name(unit: Organisation, on: date) -> dict[str, int]:
    """The account of each name that holds a role in the unit; two people of one name are nobody."""
    found: dict[str, list[int]] = {}
    for pk, name in pilotes_offered(unit, on).order_by().values_list("pk", "full_name"):
        found.setdefault(search_key(name), []).append(pk)
    return {name: pks[0] for name, pks in found.items() if len(pks) == 1}


def write_plan(
    plan: ImportPlan, *, draft: PlanImport, acting_user: User, unit: Organisation, reason: str
) -> set[int]:
    """Writes the new actions and the changes of the others; returns the units touched.

    The caller has checked the right, locked the actions, and refreshes the statuses.
    """
    today = timezone.localdate()
    batch = Batch(acting_user, unit, today, accounts_by_name(unit, today))
    made = create_all(plan.of_kind("new"), batch)
    changed = plan.of_kind("change")
    for one in changed:
        change_one(one, batch, reason, made)
    actions_save(batch.changed)
    numbers_set(unit, batch.numbers)
    links_end(acting_user, batch.pilotes)
    ActionPostponement.objects.bulk_create(batch.postponements, batch_size=500)
    for row in batch.written:
        row.plan_import = draft
    ImportedAction.objects.bulk_create(batch.written, batch_size=500)
    journal.record_many(author=acting_user, lines=batch.lines)
    touched = Coverage.objects.filter(fact_id__in=[one.action.pk for one in changed])
    return set(touched.order_by().values_list("unit_id", flat=True).distinct())


def create_all(rows: list[RowPlan], batch: Batch) -> dict[int, PlanAction]:
    """The new actions, with their codes, numbers and coverage; returns them by row."""
    unit = batch.unit
    made = {one.row.number: new_action(one.changes, batch) for one in rows}
    give_codes(list(made.values()), unit)
    for one in rows:
        made[one.row.number].parent = parent_of(one, made)
    for action in made.values():
        action.clean_fields(exclude=RELATIONS)
        action.clean()
    PlanAction.objects.bulk_create(made.values(), batch_size=500)
    Coverage.objects.bulk_create(
        (
            Coverage(kind=PlanAction.fact_kind, fact_id=one.pk, unit_id=unit.pk)
            for one in made.values()
        ),
        batch_size=1000,
    )
    for one in rows:
        action, number = made[one.row.number], one.changes.get("number", "")
        if number:
            batch.numbers[action.pk] = number
        batch.written.append(
            ImportedAction(
                action_id=action.pk, label=str(action), is_new=True, version=action.version,
                number_before="", number_after=number,
            )
        )  # fmt: skip
        data = {"values": _shown(one.changes), "imported": True}
        batch.lines.append(line_of(action, unit, "recorded", data))
    return made


def parent_of(one: RowPlan, made: dict[int, PlanAction]) -> PlanAction | None:
    """The action that this one is a part of: of the plan, or just made from another row."""
    if isinstance(one.parent, RowPlan):
        return made[one.parent.row.number]
    whole: PlanAction | None = one.parent
    return whole


def new_action(values: dict[str, Any], batch: Batch) -> PlanAction:
    """An action from the cells of a row, unsaved and without code.

    Without day of entry, it entered the plan at the latest the day it was due or done. « Vérifiée »
    is taken as « Réalisée »: an action is verified on a proof.
    """
    unit, acting_user, today = batch.unit, batch.acting_user, batch.today
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
        pilote_id=batch.account_of(values.get("pilote_name", "")),
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


def change_one(one: RowPlan, batch: Batch, reason: str, made: dict[int, PlanAction]) -> None:
    """The changes of one action, kept for the batch."""
    action, values = one.action, dict(one.changes)
    before, kept = stored_values(action), snapshot(action)
    given = one.row.values.get("reason") or reason
    written = ImportedAction(action_id=action.pk, label=str(action), is_new=False)
    if "number" in values:
        written.number_before = action.own_number or ""
        written.number_after = batch.numbers[action.pk] = values.pop("number")
    if values:
        change_fields(one, values, batch, written, given, made)
    written.version = action.version
    written.before = changed_since(action, kept)
    if values:
        batch.changed.append((action, written.before))
    batch.written.append(written)
    moved = {
        key: [_journalled(key, before[key]), _journalled(key, value)]
        for key, value in one.changes.items()
    }
    if "state" not in moved and before["state"] != action.state:  # progress begins an action
        moved["state"] = [before["state"], action.state]
    data = {"moved": moved, "reason": given} if given else {"moved": moved}
    batch.lines.append(line_of(action, batch.unit, "imported", data))


def change_fields(
    one: RowPlan,
    values: dict[str, Any],
    batch: Batch,
    written: ImportedAction,
    reason: str,
    made: dict[int, PlanAction],
) -> None:
    """What the file changes in the record itself, its number apart."""
    action = one.action
    for name in PLAIN_FIELDS & values.keys():
        setattr(action, name, values[name])
    if "pilote_name" in values:
        action.pilote_id = batch.account_of(values["pilote_name"])
        action.refused_on, action.refused_reason = None, ""
        batch.pilotes[action.pk] = values["pilote_name"]
    if "parent" in values:
        action.parent = parent_of(one, made) if values["parent"] else None
    if "current_due_on" in values:
        written.postponement_id = set_due(action, values["current_due_on"], reason, batch)
    done = set_state(one, values, reason, batch)
    if "progress" in values:
        action.progress = values["progress"]
        if action.progress and action.state == State.ACCEPTED:
            action.state = State.IN_PROGRESS
    action.version += 1
    action.updated_by_name = batch.acting_user.full_name
    action.clean_fields(exclude=RELATIONS)
    action.clean()
    if done is not None:
        following = next_occurrence(action, done, batch.acting_user)
        written.following_id = following.pk if following else None


def set_due(action: PlanAction, due: date, reason: str, batch: Batch) -> UUID | None:
    """The first day agreed, or a postponement with its reason, whose id is returned."""
    moved = None
    if action.current_due_on is None:
        action.due_on = due
    else:
        day = max(batch.today, action.created_on)
        moved = postponement_of(action, uuid4(), due, reason, day, batch.acting_user.full_name)
        moved.clean_fields(exclude=["action"])
        batch.postponements.append(moved)
    action.current_due_on = due
    return moved.pk if moved else None


def set_state(one: RowPlan, values: dict[str, Any], reason: str, batch: Batch) -> date | None:
    """Moves the action step by step; returns the day it is done, when it becomes so.

    What forbids a move (a proof missing, an open part) was read for the whole file at once.
    """
    if "state" not in values:
        return None
    action, today = one.action, batch.today
    done = one.row.values.get("done_on") or today
    path = path_to(action.state, values["state"])
    for step in path:
        day = done if step == State.DONE else today
        if step in (State.ACCEPTED, State.IN_PROGRESS) and State.DONE in path:
            day = done
        by_name = batch.acting_user.full_name
        move_write(action, step, max(day, action.created_on), reason.strip(), by_name)
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
