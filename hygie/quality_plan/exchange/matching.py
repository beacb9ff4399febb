"""Which action each row of a file is about, and which one it is a part of."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from hygie.quality_plan.enums import OPEN_STATES, State
from hygie.quality_plan.exchange.columns import plain
from hygie.quality_plan.exchange.rows import Known, RowPlan

CODE_HEAD = "CYB-"  # a suite has codes of its own: those tell nothing here
SEVERAL = "Plusieurs actions du plan répondent à cette cellule."
GONE = (
    "Cette action n’est pas, ou plus, au plan de l’établissement. Videz l’identifiant pour "
    "l’inscrire de nouveau."
)


def find_actions(plans: Iterable[RowPlan], known: Known, others: Collection[int]) -> set[UUID]:
    """Sets the action of each row without error, or leaves it new; returns the ids named.

    `others`: numbers of the rows that a person said to be about a new action, whatever they look
    like; a row that carries an id is never one.
    """
    seen: dict[UUID, int] = {}
    for one in plans:
        if not one.errors:
            pk = _action_named(one, known, one.row.number in others)
            if pk is not None:
                _take(one, pk, known, seen)
    return set(seen)


def _action_named(one: RowPlan, known: Known, is_other: bool) -> UUID | None:
    """By its id, else its number, its code, its wording; None for a new one, or in error."""
    values = one.row.values
    pk: UUID | None = values.get("id")
    if pk is not None:
        if pk not in known.actions:
            one.errors["id"] = GONE
            return None
        one.matched_by = "id"
        return pk
    if is_other:
        return None
    number, code = values.get("number") or "", values.get("code") or ""
    if number and (found := known.by_number.get(plain(number))):
        return _only(one, "number", found, known)
    if code and (found := known.by_code.get(plain(code))):
        return _only(one, "code", found, known)
    if code.upper().startswith(CODE_HEAD):
        return None  # it names an action of Hygie, and none of the plan
    same = known.by_title.get(plain(values.get("title") or ""), [])
    if number:  # a number that the suite has just given: not one that carries another
        same = [pk for pk in same if not known.actions[pk].own_number]
    return _only(one, "title", same, known) if same else None


def _only(one: RowPlan, key: str, found: list[UUID], known: Known) -> UUID | None:
    """The one action found, the one still open among several; else the cell is told."""
    if len(found) > 1:
        found = [pk for pk in found if known.actions[pk].is_open] or found
    if len(found) > 1:
        one.errors[key] = SEVERAL
        return None
    one.matched_by = key
    return found[0]


def _take(one: RowPlan, pk: UUID, known: Known, seen: dict[UUID, int]) -> None:
    if pk in seen:
        one.errors["id" if one.row.values.get("id") else "title"] = (
            f"La ligne {seen[pk]} parle déjà de cette action."
        )
        return
    seen[pk] = one.row.number
    one.action = known.actions[pk]


def find_parents(plans: list[RowPlan], known: Known) -> None:
    """Sets `parent` where the cell « Sous-action de » names an action of the plan, or a new row.

    The cell then holds the code of that action, as Hygie writes it; what cannot be is told.
    """
    asking = [
        one
        for one in plans
        if not one.errors and one.row.values.get("parent") and not _is_unmoved(one)
    ]
    if not asking:
        return
    fresh = _fresh_rows(plans)
    for one in asking:
        text = one.row.values["parent"]
        found = _parents_named(text, known, fresh)
        if len(found) != 1:
            one.errors["parent"] = (
                SEVERAL
                if found
                else "Aucune action du plan ni du fichier ne porte ce code ou ce numéro."
            )
            continue
        one.parent = found[0]
        if not isinstance(one.parent, RowPlan):
            one.row.values["parent"] = one.parent.code
    for one in asking:
        if one.parent is not None and (refused := _parent_error(one, known)):
            one.errors["parent"] = refused


def _is_unmoved(one: RowPlan) -> bool:
    """Whether the cell names the whole that the action already has."""
    whole = one.action.parent if one.action is not None else None
    return whole is not None and plain(one.row.values["parent"]) == plain(whole.code)


def _fresh_rows(plans: Iterable[RowPlan]) -> dict[str, list[RowPlan]]:
    """New rows by their number or their code, for the rows that are parts of them."""
    fresh: dict[str, list[RowPlan]] = {}
    for one in plans:
        if one.is_new:
            names = {plain(one.row.values.get(key) or "") for key in ("number", "code")} - {""}
            for name in names:
                fresh.setdefault(name, []).append(one)
    return fresh


def _parents_named(text: str, known: Known, fresh: Mapping[str, list[RowPlan]]) -> list[Any]:
    try:
        by_id = known.actions.get(UUID(text))
    except ValueError:
        by_id = None
    if by_id is not None:
        return [by_id]
    name = plain(text)
    found = known.by_code.get(name) or known.by_number.get(name) or []
    actions = [known.actions[pk] for pk in found]
    own = [one for one in actions if one.bearer_id == known.unit_id]  # two bearers, one code
    return own or actions or fresh.get(name, [])


def _stays_open(one: RowPlan) -> bool:
    before = one.action.state if one.action is not None else State.PROPOSED
    return (one.row.values.get("state") or before) in OPEN_STATES


def _parent_error(one: RowPlan, known: Known) -> str:
    """Why the row cannot be a part of the action that it names; empty when it can."""
    parent = one.parent
    if parent is one or (one.action is not None and parent is one.action):
        return "Une action n’est pas sa propre sous-action."
    if isinstance(parent, RowPlan):
        is_part = bool(parent.row.values.get("parent"))
    else:
        if parent.bearer_id != known.unit_id:
            return f"Action portée par {parent.bearer.name}\u00a0: elle ne se découpe pas ici."
        is_part = parent.parent_id is not None
        if not parent.is_open and _stays_open(one):
            return "Cette action d’ensemble est close\u00a0: rouvrez-la d’abord."
    if is_part:
        return "Une sous-action n’a pas elle-même de sous-actions."
    if one.action is not None and one.action.pk in known.with_parts:
        return "Cette action a des sous-actions\u00a0: elle n’en devient pas une."
    return ""
