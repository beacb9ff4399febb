"""What a file would do to the plan: row by row, before anything is written."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from hygie.quality_plan.enums import MOVES, OPEN_STATES, State, needs_reason
from hygie.quality_plan.exchange.cells import Row, marks_in, text_of
from hygie.quality_plan.exchange.cells import mark_of as mark
from hygie.quality_plan.exchange.columns import COMPARED, plain
from hygie.quality_plan.models import PlanAction

TAKE_FILE, KEEP_HYGIE = "fichier", "hygie"
NEVER_EMPTIED = frozenset({"title", "state", "progress"})
CLOSED = (State.DONE, State.VERIFIED, State.CANCELLED)


@dataclass(slots=True)
class Known:
    """The plan of a unit as a file is compared with it, read once.

    `proved`: actions with a proof; `with_open_parts`: those that a part keeps open.
    """

    unit_id: int
    actions: dict[UUID, Any]
    proved: set[str]
    with_open_parts: set[UUID]
    by_number: dict[str, list[UUID]] = field(default_factory=dict)
    by_code: dict[str, list[UUID]] = field(default_factory=dict)
    by_title: dict[str, list[UUID]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for pk, action in self.actions.items():
            if action.own_number:
                self.by_number.setdefault(plain(action.own_number), []).append(pk)
            self.by_code.setdefault(plain(action.code), []).append(pk)
            self.by_title.setdefault(plain(action.title), []).append(pk)


@dataclass(slots=True)
class RowPlan:
    """What one row does. `changes`: value by key, to write; `conflicts`: values of the file where
    both sides changed; `kept`: keys where Hygie is newer than the file; `errors`: sentence by key.
    """

    row: Row
    action: Any = None
    changes: dict[str, Any] = field(default_factory=dict)
    conflicts: dict[str, Any] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def is_new(self) -> bool:
        return self.action is None

    @property
    def kind(self) -> str:
        """error, new, change, conflict (only conflicts are left) or same."""
        if self.errors:
            return "error"
        if self.is_new:
            return "new"
        if self.changes:
            return "change"
        return "conflict" if self.conflicts else "same"


@dataclass(slots=True)
class ImportPlan:
    """What the whole file does. `absent`: actions of the plan that the file does not name."""

    rows: list[RowPlan]
    absent: int

    def of_kind(self, *kinds: str) -> list[RowPlan]:
        return [one for one in self.rows if one.kind in kinds]

    @property
    def counts(self) -> Counter[str]:
        counts = Counter(one.kind for one in self.rows)
        counts["conflicts"] = sum(len(one.conflicts) for one in self.rows if not one.errors)
        counts["kept"] = sum(len(one.kept) for one in self.rows)
        return counts


def stored_values(action: Any) -> dict[str, Any]:
    """What is compared, as Hygie holds it; `action` comes from a selector (`own_number`)."""
    values = {key: getattr(action, key) for key in COMPARED if key != "number"}
    return {**values, "number": action.own_number or ""}


def import_plan(
    rows: list[Row],
    known: Known,
    *,
    today: date,
    reason: str = "",
    choices: Mapping[tuple[str, str], str] | None = None,
    every: str = KEEP_HYGIE,
) -> ImportPlan:
    """What the rows do. `reason`: of the postponements whose row gives none.

    `choices`: (id of the action, key) → `TAKE_FILE` or `KEEP_HYGIE`, for the conflicts settled on
    screen; `every`: for the others. None leaves all conflicts open.
    """
    seen: dict[UUID, int] = {}
    plans = []
    for row in rows:
        one = RowPlan(row, errors=dict(row.errors))
        plans.append(one)
        if one.errors:
            continue
        _find(one, known, seen)
        if one.errors:
            continue
        if one.is_new:
            one.changes = {k: v for k, v in row.values.items() if v not in (None, "", [])}
            one.errors.update(new_errors(one, today))
            continue
        _compare(one, choices, every)
        one.errors.update(change_errors(one, known, today, reason))
    return ImportPlan(plans, len(set(known.actions) - set(seen)))


def _find(one: RowPlan, known: Known, seen: dict[UUID, int]) -> None:
    """The action that the row is about: by its id, else its number, its code, its title."""
    values = one.row.values
    pk = values.get("id")
    if pk is not None:
        if pk not in known.actions:
            one.errors["id"] = (
                "Cette action n’est pas, ou plus, au plan de l’établissement. Videz l’identifiant "
                "pour l’inscrire de nouveau."
            )
            return
    else:
        for key, index in (
            ("number", known.by_number), ("code", known.by_code), ("title", known.by_title),
        ):  # fmt: skip
            found = index.get(plain(values.get(key) or ""), [])
            if len(found) > 1:
                found = [pk for pk in found if known.actions[pk].is_open] or found
            if len(found) > 1:
                one.errors[key] = "Plusieurs actions du plan répondent à cette cellule."
                return
            if found:
                pk = found[0]
                break
            if key != "title" and values.get(key):
                break  # it names an action, and none of the plan: a new one
    if pk is None:
        return
    if pk in seen:
        one.errors["id" if values.get("id") else "title"] = (
            f"La ligne {seen[pk]} parle déjà de cette action."
        )
        return
    seen[pk] = one.row.number
    one.action = known.actions[pk]


def _compare(one: RowPlan, choices: Mapping[tuple[str, str], str] | None, every: str) -> None:
    """Three versions of each value: the file, Hygie now, and what Hygie wrote in the file."""
    stored = stored_values(one.action)
    marks = marks_in(one.row.values.get("base") or "")
    for key in COMPARED:
        if key not in one.row.values:
            continue
        value, here = one.row.values[key], stored[key]
        is_empty = text_of(value) == ""
        if text_of(value) == text_of(here) or (is_empty and key in NEVER_EMPTIED):
            continue
        if marks:
            if mark(value) == marks[key]:
                one.kept.append(key)
                continue
            is_ours = mark(here) == marks[key]
        else:
            if is_empty:
                continue  # a file that lost its marks empties nothing
            is_ours = text_of(here) == ""
        if is_ours:
            one.changes[key] = value
        elif choices is None:
            one.conflicts[key] = value
        elif choices.get((str(one.action.pk), key), every) == TAKE_FILE:
            one.changes[key] = value
        else:
            one.conflicts[key] = value


def new_errors(one: RowPlan, today: date) -> dict[str, str]:
    """What forbids to create the action of a row."""
    values, errors = one.changes, {}
    if not values.get("title"):
        errors["title"] = "Le libellé manque."
    state = values.get("state", State.PROPOSED)
    if state not in (State.PROPOSED, State.CANCELLED) and not values.get("pilote_name"):
        errors["pilote_name"] = "Nommez le pilote d’une action acceptée, en cours ou réalisée."
    if state == State.CANCELLED and not values.get("reason"):
        errors["reason"] = "Une action abandonnée porte son motif."
    for key in ("created_on", "done_on"):
        if values.get(key) and values[key] > today:
            errors[key] = "Cette date est dans le futur."
    created = values.get("created_on")
    for key in ("current_due_on", "done_on"):
        if created and values.get(key) and values[key] < created:
            errors[key] = "Cette date précède l’inscription de l’action."
    return errors


def change_errors(one: RowPlan, known: Known, today: date, reason: str) -> dict[str, str]:
    """What forbids the changes of a row."""
    action, values, errors = one.action, one.changes, {}
    if action.bearer_id != known.unit_id and set(values) - {"number"}:
        first = next(key for key in values if key != "number")
        errors[first] = (
            f"Action portée par {action.bearer.name}\u00a0: seul le numéro se change ici."
        )
        return errors
    given = one.row.values.get("reason") or reason
    if "current_due_on" in values:
        errors.update(_due_errors(action, values["current_due_on"], given))
    if "state" in values:
        errors.update(_state_errors(one, known, today, given))
    state = values.get("state", action.state)
    if values.get("progress") and state == State.PROPOSED:
        errors["progress"] = "L’action n’est pas encore acceptée par son pilote."
    if values.get("pilote_name") == "" and state != State.PROPOSED:
        errors["pilote_name"] = "Une action acceptée garde un pilote."
    return errors


def _due_errors(action: PlanAction, due: date | None, reason: str) -> dict[str, str]:
    key = "current_due_on"
    if due is None:
        return {key: "Une échéance convenue ne s’efface pas."}
    if due < action.created_on:
        return {key: "Cette date précède l’inscription de l’action."}
    if action.current_due_on is None:
        return {}
    if not action.is_open:
        return {key: "Cette action est close\u00a0: son échéance ne se déplace plus."}
    if not reason:
        return {key: "Une échéance convenue ne se déplace pas sans motif."}
    return {}


def _state_errors(one: RowPlan, known: Known, today: date, reason: str) -> dict[str, str]:
    action, wanted = one.action, one.changes["state"]
    path = path_to(action.state, wanted)
    if not path:
        before = State(action.state).label.lower()
        return {"state": f"Une action «\u00a0{before}\u00a0» ne passe pas à cet état."}
    steps = [action.state, *path]
    if any(needs_reason(a, b) for a, b in zip(steps, path, strict=False)) and not reason:
        return {"reason": "Abandonner ou rouvrir une action demande un motif."}
    pilote = one.changes.get("pilote_name", action.pilote_name)
    if State.ACCEPTED in path and not (pilote or action.pilote_id):
        return {"pilote_name": "Nommez le pilote\u00a0: c’est lui qui accepte l’action."}
    if State.DONE in path and action.pk in known.with_open_parts:
        return {"state": "Une sous-action est encore ouverte."}
    if State.VERIFIED in path and str(action.pk) not in known.proved:
        return {"state": "Une action se vérifie sur une preuve\u00a0: ajoutez-la à la fiche."}
    done = one.row.values.get("done_on")
    if State.DONE in path and done is not None and not action.created_on <= done <= today:
        return {"done_on": "Ce jour précède l’inscription, ou n’est pas encore venu."}
    return {}


def path_to(before: str, after: str) -> list[State]:
    """The moves of the table from a state to another, the fewest; empty when there is none.

    Through giving up or reopening only when the file asks for it at once.
    """
    if after in MOVES[State(before)]:
        return [State(after)]
    for middle in MOVES[State(before)]:
        if not needs_reason(before, middle) and after in MOVES[middle]:
            return [middle, State(after)]
    if before == State.PROPOSED and after == State.VERIFIED:
        return [State.ACCEPTED, State.DONE, State.VERIFIED]
    return []


def is_open_after(action: PlanAction, changes: Mapping[str, Any]) -> bool:
    """Whether the action stays open once the changes are made."""
    return changes.get("state", action.state) in OPEN_STATES
