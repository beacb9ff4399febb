"""Taking one file back: exactly what it wrote, and only where nobody passed since."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from hygie.accounts.models import User
from hygie.documents.models import Evidence
from hygie.domain.refusal import ServiceRefusal
from hygie.journal import services as journal
from hygie.obligations.recording import fact_values, require_write
from hygie.organisations.models import Coverage, Organisation
from hygie.organisations.rights import Room
from hygie.organisations.scope import Scope
from hygie.quality_plan.enums import OPEN_STATES
from hygie.quality_plan.models import (
    ActionPostponement,
    Finding,
    ImportedAction,
    PlanAction,
    PlanImport,
    PlanNumber,
)
from hygie.quality_plan.services.bulk import actions_save, numbers_set, plain_value, put_back
from hygie.quality_plan.services.import_writing import line_of
from hygie.quality_plan.services.pilotes import links_end
from hygie.quality_plan.services.writing import refresh

GONE = "retirée du plan depuis"
CHANGED = "modifiée depuis l’import"
NUMBERED = "son numéro a changé depuis"
POSTPONED = "son échéance a été reportée depuis"
PROVED = "une preuve y a été ajoutée"
ANSWERS = "elle répond à un constat"
HAS_PARTS = "des sous-actions s’y rattachent"
FOLLOWED = "l’occurrence suivante a été modifiée depuis"
WHOLE_GONE = "l’action d’ensemble d’avant n’est plus au plan"
WHOLE_DONE = "son action d’ensemble est réalisée"
KEPT_SHOWN = 500


@dataclass(slots=True)
class Now:
    """What surrounds the actions of one file, read once: see `_now`."""

    actions: dict[UUID, PlanAction]
    numbers: dict[UUID, str]
    postponed: set[UUID]
    proved: set[str]
    answering: set[UUID]
    parts: dict[UUID, set[UUID]]
    followed: set[UUID]
    wholes: dict[UUID, str]  # state of each action that was, or is, the whole of one of the file


@dataclass(slots=True)
class Undone:
    """What the undoing does, row by row, before it is written at once."""

    removed: list[ImportedAction] = field(default_factory=list)
    restored: list[ImportedAction] = field(default_factory=list)
    kept: list[ImportedAction] = field(default_factory=list)
    removed_ids: set[UUID] = field(default_factory=set)
    freed: dict[UUID, set[UUID]] = field(default_factory=lambda: defaultdict(set))


@transaction.atomic
def import_undo(
    *, scope: Scope, acting_user: User, unit: Organisation, import_id: UUID, reason: str
) -> PlanImport:
    """Takes back what one file wrote in the plan, with its reason.

    An action that it created is removed if nobody touched it since; one that it changed takes back
    the values of before; what was touched since stays as it is, and is named in the report. Undone
    already, nothing happens. Raises `ServiceRefusal`: "not_allowed", "gone", "import_not_taken",
    "reason_missing".
    """
    require_write(scope, unit, PlanAction)
    imports = PlanImport.objects.select_for_update(of=("self",))
    found = imports.filter(pk=import_id, unit=unit).first()
    if found is None:
        raise ServiceRefusal("gone")
    if found.undone_at is not None:
        return found
    if found.applied_at is None:
        raise ServiceRefusal("import_not_taken")
    if not reason.strip():
        raise ServiceRefusal("reason_missing", field="reason")
    now = _now(found, unit)
    undone = _sorted_out(found, now)
    touched = _write(undone, now, acting_user, unit, reason.strip())
    found.undone_at, found.undone_by_name = timezone.now(), acting_user.full_name
    found.report = {**found.report, "undone": _told(undone)}
    found.save(update_fields=["undone_at", "undone_by_name", "report"])
    journal.record(
        author=acting_user,
        verb="plan.import_undone",
        room=Room.QUALITY_PLAN,
        subject_kind="plan_import",
        subject_id=found.pk,
        subject_label=found.file_name,
        organisation_id=unit.pk,
        data={"counts": found.report["undone"]["counts"], "reason": reason.strip()},
    )
    refresh([unit.pk, *touched])
    return found


def _now(found: PlanImport, unit: Organisation) -> Now:
    """The plan around the actions of this file, locked; its next occurrences come with them."""
    ids = found.written.order_by().values("action_id")
    followings = found.written.order_by().exclude(following_id=None).values("following_id")
    both = PlanAction.objects.filter(pk__in=ids) | PlanAction.objects.filter(pk__in=followings)
    rows = both.order_by().select_for_update(of=("self",)).select_related("bearer")
    actions = {one.pk: one for one in rows}
    mine = PlanAction.objects.filter(pk__in=list(actions)).order_by()
    parts: dict[UUID, set[UUID]] = defaultdict(set)
    linked = PlanAction.objects.filter(parent__in=mine.values("pk")).order_by()
    for whole, part in linked.values_list("parent_id", "pk"):
        parts[whole].add(part)
    befores = found.written.order_by().values_list("before", flat=True)
    wholes = {UUID(one["parent_id"]) for one in befores if one.get("parent_id")}
    wholes |= {one.parent_id for one in actions.values() if one.parent_id is not None}
    evidence = Evidence.objects.kept().about(PlanAction.fact_kind, actions)
    answers = Finding.actions.through.objects.filter(planaction__in=mine.values("pk"))
    moved = ActionPostponement.objects.filter(action__in=mine.values("pk")).order_by()
    ours = found.written.order_by().exclude(postponement_id=None).values("postponement_id")
    return Now(
        actions=actions,
        numbers=dict(PlanNumber.objects.filter(unit=unit).values_list("action_id", "number")),
        postponed=set(moved.exclude(pk__in=ours).values_list("action_id", flat=True)),
        proved=set(evidence.values_list("subject_id", flat=True)),
        answering=set(answers.values_list("planaction_id", flat=True)),
        parts=parts,
        followed=set(
            PlanAction.objects.filter(previous__in=mine.values("pk"))
            .order_by()
            .values_list("previous_id", flat=True)
        ),
        wholes=dict(PlanAction.objects.filter(pk__in=wholes).values_list("pk", "state")),
    )


def _sorted_out(found: PlanImport, now: Now) -> Undone:
    """Changed actions first, then the new ones, parts before their wholes: each frees the next."""
    rows = list(found.written.order_by("-pk"))
    created = [one for one in rows if one.is_new]
    undone = Undone()
    for one in rows:
        if not one.is_new:
            _sort_changed(one, now, undone)
    for wants_part in (True, False):
        for one in created:
            action = now.actions.get(one.action_id)
            if (action is not None and action.parent_id is not None) == wants_part:
                _sort_created(one, now, undone)
    return undone


def _sort_changed(one: ImportedAction, now: Now, undone: Undone) -> None:
    action = now.actions.get(one.action_id)
    why = GONE if action is None else _why_not_restored(one, action, now)
    if why or action is None:
        _keep(one, why, undone)
        return
    if "parent_id" in one.before and action.parent_id is not None:
        undone.freed[action.parent_id].add(action.pk)
    if one.following_id is not None:
        undone.removed_ids.add(one.following_id)
    undone.restored.append(one)


def _why_not_restored(one: ImportedAction, action: PlanAction, now: Now) -> str:
    if one.before and action.version != one.version:
        return CHANGED
    if one.number_after is not None and now.numbers.get(action.pk, "") != one.number_after:
        return NUMBERED
    if one.following_id is not None:
        following = now.actions.get(one.following_id)
        if following is not None and _why_used(following, 1, now):
            return FOLLOWED
    whole = one.before.get("parent_id", plain_value(action.parent_id))
    if whole is None:
        return ""
    if UUID(whole) not in now.wholes:
        return WHOLE_GONE
    reopens = one.before.get("state", action.state) in OPEN_STATES
    is_closed = now.wholes[UUID(whole)] not in OPEN_STATES
    return WHOLE_DONE if reopens and is_closed and not action.is_open else ""


def _sort_created(one: ImportedAction, now: Now, undone: Undone) -> None:
    action = now.actions.get(one.action_id)
    if action is None:
        _keep(one, GONE, undone)
        return
    why = _why_used(action, one.version, now)
    if now.numbers.get(action.pk, "") != one.number_after:
        why = why or NUMBERED
    left = now.parts.get(action.pk, set()) - undone.removed_ids - undone.freed[action.pk]
    if why or left:
        _keep(one, why or HAS_PARTS, undone)
        return
    undone.removed.append(one)
    undone.removed_ids.add(action.pk)


def _why_used(action: PlanAction, version: int, now: Now) -> str:
    """What people did since with an action that the file brought; empty when nothing."""
    if action.version != version or action.pk in now.followed:
        return CHANGED
    if action.pk in now.postponed:
        return POSTPONED
    if action.pk in now.answering:
        return ANSWERS
    return PROVED if str(action.pk) in now.proved else ""


def _keep(one: ImportedAction, why: str, undone: Undone) -> None:
    one.message = why
    undone.kept.append(one)


def _write(
    undone: Undone, now: Now, acting_user: User, unit: Organisation, reason: str
) -> set[int]:
    """Everything at once; returns the units touched."""
    doomed = [now.actions[pk] for pk in undone.removed_ids if pk in now.actions]
    changed = [now.actions[one.action_id] for one in undone.restored]
    touched = _units_of([*doomed, *changed])
    lines = [_restored_line(one, now, unit, reason) for one in undone.restored]
    lines += [
        line_of(one, unit, "removed", {"values": fact_values(one), "reason": reason})
        for one in doomed
    ]
    for one in undone.restored:
        action = now.actions[one.action_id]
        put_back(action, one.before)
        if one.before:
            action.version += 1
            action.updated_by_name = acting_user.full_name
    actions_save((now.actions[one.action_id], one.before) for one in undone.restored if one.before)
    numbers_set(
        unit,
        {
            one.action_id: one.number_before or ""
            for one in undone.restored
            if one.number_after is not None
        },
    )
    moves = [one.postponement_id for one in undone.restored if one.postponement_id]
    ActionPostponement.objects.filter(pk__in=moves).delete()
    renamed = [one.action_id for one in undone.restored if "pilote_name" in one.before]
    links_end(acting_user, {pk: now.actions[pk].pilote_name for pk in renamed})
    _remove(doomed)
    journal.record_many(author=acting_user, lines=lines)
    _earlier_follow(undone, now)
    _note_outcomes(undone)
    return touched


def _units_of(actions: Iterable[PlanAction]) -> set[int]:
    rows = Coverage.objects.filter(fact_id__in=[one.pk for one in actions]).order_by()
    return set(rows.values_list("unit_id", flat=True).distinct())


def _restored_line(
    one: ImportedAction, now: Now, unit: Organisation, reason: str
) -> dict[str, Any]:
    action = now.actions[one.action_id]
    moved = {
        name: [plain_value(getattr(action, name)), value] for name, value in one.before.items()
    }
    if one.number_after is not None:
        moved["number"] = [one.number_after, one.number_before]
    return line_of(action, unit, "import_undone", {"moved": moved, "reason": reason})


def _remove(doomed: list[PlanAction]) -> None:
    """Parts first: a whole is protected while it has some."""
    Coverage.objects.filter(fact_id__in=[one.pk for one in doomed]).delete()
    for is_part in (True, False):
        ids = [one.pk for one in doomed if (one.parent_id is not None) == is_part]
        PlanAction.objects.filter(pk__in=ids).delete()


def _earlier_follow(undone: Undone, now: Now) -> None:
    """An import taken before this one left the values now back: it may be undone in its turn."""
    back = {one.action_id: one for one in undone.restored if one.before}
    earlier = ImportedAction.objects.filter(
        action_id__in=list(back), outcome=ImportedAction.Outcome.WRITTEN
    ).exclude(pk__in=[one.pk for one in back.values()])
    followed = [one for one in earlier if one.version == back[one.action_id].version - 1]
    for one in followed:
        one.version = now.actions[one.action_id].version
    ImportedAction.objects.bulk_update(followed, ["version"], batch_size=500)


def _note_outcomes(undone: Undone) -> None:
    for rows, outcome in (
        ([*undone.removed, *undone.restored], ImportedAction.Outcome.UNDONE),
        (undone.kept, ImportedAction.Outcome.KEPT),
    ):
        by_message = defaultdict(list)
        for one in rows:
            by_message[one.message].append(one.pk)
        for message, ids in by_message.items():
            some = ImportedAction.objects.filter(pk__in=ids)
            some.update(outcome=outcome, message=message)


def _told(undone: Undone) -> dict[str, Any]:
    """For the report: how many were removed, restored and kept, and which were kept."""
    counts = {
        "removed": len(undone.removed),
        "restored": len(undone.restored),
        "kept": len(undone.kept),
    }
    kept = [
        {"id": str(one.action_id), "label": one.label, "message": one.message}
        for one in undone.kept[:KEPT_SHOWN]
    ]
    return {"counts": counts, "kept": kept}
