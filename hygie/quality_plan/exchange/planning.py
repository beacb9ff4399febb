"""What a file would do to the plan: row by row, before anything is written."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from hygie.quality_plan.enums import FINISHED, MOVES, OPEN_STATES, State, needs_reason
from hygie.quality_plan.exchange.cells import Row, marks_in, text_of
from hygie.quality_plan.exchange.cells import mark_of as mark
from hygie.quality_plan.exchange.columns import COMPARED
from hygie.quality_plan.exchange.matching import find_actions, find_parents
from hygie.quality_plan.exchange.rows import ImportPlan, Known, RowPlan, stored_values
from hygie.quality_plan.models import PlanAction

TAKE_FILE, KEEP_HYGIE = "fichier", "hygie"
NEVER_EMPTIED = frozenset({"title", "state", "progress"})
CLOSED = (State.DONE, State.VERIFIED, State.CANCELLED)


def import_plan(
    rows: list[Row],
    known: Known,
    *,
    today: date,
    reason: str = "",
    choices: Mapping[tuple[str, str], str] | None = None,
    every: str = KEEP_HYGIE,
    others: Collection[int] = (),
) -> ImportPlan:
    """What the rows do. `reason`: of the postponements whose row gives none.

    `choices`: (id of the action, key) → `TAKE_FILE` or `KEEP_HYGIE`, for the conflicts settled on
    screen; `every`: for the others. None leaves all conflicts open. `others`: see `find_actions`.
    """
    plans = [RowPlan(row, errors=dict(row.errors)) for row in rows]
    named = find_actions(plans, known, others)
    find_parents(plans, known)
    for one in plans:
        if one.errors:
            continue
        if one.is_new:
            one.changes = {k: v for k, v in one.row.values.items() if v not in (None, "", [])}
            one.errors.update(new_errors(one, today))
            continue
        _compare(one, choices, every)
        one.errors.update(change_errors(one, known, today, reason))
    _parents_in_error(plans)
    return ImportPlan(plans, len(set(known.actions) - named))


def conflicts_mark(plan: ImportPlan) -> str:
    """What tells whether the values changed on both sides are those that a person was shown.

    `plan`: made without choices and without `others`, so that the same plan gives the same mark.
    """
    told = [
        f"{one.action.pk} {key} {mark(stored[key])} {mark(value)}"
        for one in plan.rows
        if one.conflicts
        for stored in (stored_values(one.action),)
        for key, value in one.conflicts.items()
    ]
    return mark("\n".join(sorted(told)))


def _parents_in_error(plans: list[RowPlan]) -> None:
    """A part waits for the row of its new whole to be right."""
    for one in plans:
        if not one.errors and isinstance(one.parent, RowPlan) and one.parent.errors:
            place = one.parent.row.number
            one.errors["parent"] = f"L’action d’ensemble est à la ligne {place}, à corriger."


def _compare(one: RowPlan, choices: Mapping[tuple[str, str], str] | None, every: str) -> None:
    """Three versions of each value: the file, Hygie now, and what Hygie wrote in the file."""
    stored = stored_values(one.action)
    marks = marks_in(one.row.values.get("base") or "")
    for key in COMPARED:
        if key not in one.row.values:
            continue
        value, here = one.row.values[key], stored[key]
        if value == here or _says_the_same(key, value, here):
            continue
        if marks and mark(value) == marks[key]:
            one.kept.append(key)
            continue
        if not marks and text_of(value) == "":
            continue  # a file that lost its marks empties nothing
        is_ours = mark(here) == marks[key] if marks else text_of(here) == ""
        settled = (choices or {}).get((str(one.action.pk), key), every)
        if is_ours or (choices is not None and settled == TAKE_FILE):
            one.changes[key] = value
        else:
            one.conflicts[key] = value


def _says_the_same(key: str, value: Any, here: Any) -> bool:
    text = text_of(value)
    return text == text_of(here) or (text == "" and key in NEVER_EMPTIED)


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
    if "progress" in values:
        errors.update(_progress_errors(one, state))
    if values.get("pilote_name") == "" and state != State.PROPOSED:
        errors["pilote_name"] = "Une action acceptée garde un pilote."
    return errors


def _progress_errors(one: RowPlan, state: str) -> dict[str, str]:
    """`state`: the one that the row leaves the action in; closed by it, it is done at 100 %."""
    values = one.changes
    if values["progress"] and state == State.PROPOSED:
        return {"progress": "L’action n’est pas encore acceptée par son pilote."}
    if state in OPEN_STATES:
        return {}
    if "state" not in values or one.action.state not in OPEN_STATES:
        return {"progress": "Cette action est close\u00a0: son avancement ne change plus."}
    if state != State.CANCELLED:
        values["progress"] = FINISHED
    return {}


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
