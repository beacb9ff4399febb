"""French words of the room: states, acts of the history, two versions of one record."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse

from hygie.journal.models import Entry
from hygie.organisations.models import Organisation
from hygie.quality_plan.enums import MOVES, Origin, State, is_reopening
from hygie.quality_plan.models import Finding, PlanAction
from hygie.quality_plan.selectors import (
    DECLINED,
    LATE,
    RETESTED,
    PlanCounts,
    PlanFilter,
    PlanRow,
)
from hygie.web.formats import day_short
from hygie.web.paths import path_of

MOVE_LABELS = {
    State.ACCEPTED: "Accepter",
    State.IN_PROGRESS: "Commencer",
    State.DONE: "Dire qu’elle est réalisée",
    State.VERIFIED: "Vérifier l’effet",
    State.CANCELLED: "Abandonner",
}
REOPEN = "Rouvrir"

ACTS = {
    "plan_action.recorded": "Action inscrite au plan",
    "plan_action.changed": "Action modifiée",
    "plan_action.removed": "Action retirée",
    "plan_action.moved": "Changement d’état",
    "plan_action.retested": "Vérifiée par exercice",
    "plan_action.unretested": "N’est plus vérifiée par exercice",
    "plan_action.progressed": "Avancement noté",
    "plan_action.postponed": "Échéance déplacée",
    "plan_action.refused": "Refusée par le pilote",
    "plan_action.imported": "Mise à jour par un fichier",
    "plan_action.import_undone": "Remise comme avant un import annulé",
    "plan_action.numbered": "Numéro dans le PAQ",
    "plan_action.answered": "Rattachée à un constat",
    "plan_action.unanswered": "Détachée d’un constat",
    "link.created": "Lien personnel donné au pilote",
    "link.revoked": "Lien personnel terminé",
    "fact.declined": "«\u00a0Ne nous concerne pas\u00a0»",
    "fact.taken_back": "Reprise par l’établissement",
    "finding.recorded": "Constat noté",
    "finding.changed": "Constat modifié",
    "finding.dismissed": "Constat écarté",
    "finding.restored": "Constat repris",
    "finding.answered": "Rattaché à une action",
    "finding.unanswered": "Détaché d’une action",
}


@dataclass(frozen=True, slots=True)
class MoveOffered:
    """A move that the table allows from the state of an action."""

    to_state: str
    label: str


def move_label(before: str, after: str) -> str:
    """The verb of a move, as a button says it."""
    return REOPEN if is_reopening(before, after) else MOVE_LABELS[State(after)]


def moves_offered(action: PlanAction) -> list[MoveOffered]:
    """The moves of an action, the usual one first."""
    return [
        MoveOffered(state.value, move_label(action.state, state))
        for state in MOVES[State(action.state)]
    ]


def history_events(entries: list[Entry]) -> list[dict[str, Any]]:
    """Lines for `web/components/timeline.html`."""
    return [
        {
            "on": entry.at,
            "text": ACTS.get(entry.verb, entry.verb),
            "person": entry.author_name,
            "note": _note(entry),
        }
        for entry in entries
    ]


def _note(entry: Entry) -> str:
    moved = entry.data.get("moved") or {}
    parts = []
    if "state" in moved:
        before, after = moved["state"]
        parts.append(f"{State(before).label} → {State(after).label}")
    if "due_on" in moved and entry.verb == "plan_action.postponed":
        parts.append(" → ".join(_iso_day(text) for text in moved["due_on"]))
    if "progress" in moved and entry.verb == "plan_action.progressed":
        parts.append(" → ".join(f"{value}\u00a0%" for value in moved["progress"]))
    if "number" in moved:
        parts.append(" → ".join(text or "aucun" for text in moved["number"]))
    if entry.verb == "plan_action.retested":
        parts.append(f"{entry.data['exercise']}, critère {entry.data['criterion']}")
    if entry.data.get("reason"):
        parts.append(str(entry.data["reason"]))
    return " · ".join(parts)


def _iso_day(text: str) -> str:
    return day_short(date.fromisoformat(text))


def state_tabs(asked: PlanFilter, counts: PlanCounts) -> list[dict[str, Any]]:
    """Tabs of the list: the address and the count of each state, late ones first."""
    tabs = [("", "Toutes", counts.total), (LATE, "En retard", counts.late)]
    tabs += [(state.value, state.label, counts.by_state.get(state, 0)) for state in State]
    tabs.append((RETESTED, "Vérifiées par exercice", counts.retested))
    if counts.declined:
        tabs.append((DECLINED, "Ne nous concerne pas", counts.declined))
    return [
        {"state": state, "label": label, "count": count, "current": asked.state == state}
        for state, label, count in tabs
        if count or state in ("", asked.state)
    ]


OVERVIEWS = (
    ("list", "Liste"),
    ("board", "Tableau"),
    ("calendar", "Calendrier"),
    ("gantt", "Gantt"),
    ("by-pilote", "Par pilote"),
    ("by-origin", "Par origine"),
    ("by-instance", "Par instance"),
)


def overviews(unit: Organisation, current: str) -> list[dict[str, Any]]:
    """Links between the ways to look at the plan."""
    return [
        {
            "label": label,
            "url": path_of(f"quality_plan:{name}", unit.finess),
            "current": name == current,
            "count": None,
        }
        for name, label in OVERVIEWS
    ]


NO_ID = UUID(int=0)
STATE_TAGS = {
    State.PROPOSED: "tag-unknown",
    State.ACCEPTED: "tag-accent",
    State.IN_PROGRESS: "tag-accent",
    State.DONE: "tag-met",
    State.VERIFIED: "tag-met",
}


def action_paths(unit: Organisation) -> Callable[[UUID], str]:
    """The address of an action of the unit, from its id: worked out once for a page of them."""
    before, after = path_of("quality_plan:action", unit.finess, NO_ID).split(str(NO_ID))
    return lambda pk: f"{before}{pk}{after}"


def plan_rows(
    unit: Organisation, rows: Iterable[PlanRow], origins: Mapping[UUID, list[str]] | None = None
) -> list[dict[str, Any]]:
    """The lines of a table of actions: what the row holds, its address, its tag and where it
    comes from, flat: a template reads hundreds of these values."""
    path = action_paths(unit)
    return [
        {
            **one._asdict(),
            "state_label": one.state_label,
            "path": path(one.pk),
            "tag": "" if one.is_late else STATE_TAGS.get(State(one.state), ""),
            "origin_labels": ", ".join(origins[one.pk]) if origins is not None else "",
            "borne_by": "" if one.bearer_id == unit.pk else one.bearer_name,
        }
        for one in rows
    ]


def number_of(action: Any) -> str:
    """The number in the PAQ of the unit, of an action read by a selector; empty without."""
    return action.number or ""


def number_initial(action: Any) -> dict[str, str]:
    """First values of the form of the number."""
    own = action.own_number or ""
    return {"number": own, "expected_number": own}


def origin_labels(action: PlanAction, findings: Iterable[Finding]) -> list[str]:
    """Where an action comes from: its own origin, and those of the findings that it answers."""
    origins = {*action.all_origins, *(finding.origin for finding in findings)}
    if len(origins) > 1:
        origins.discard(Origin.OTHER)
    return [origin.label for origin in Origin if origin in origins]


def lacks_of(unit: Organisation, action: Any, *, may_change: bool) -> list[dict[str, str]]:
    """What the rule asks of an action and that it has not: pilote, day, number in the PAQ."""
    edit = reverse("quality_plan:edit", args=[unit.finess, action.pk]) if may_change else ""
    lacks = []
    if not action.has_pilote:
        lacks.append({"label": "un pilote", "url": edit, "gesture": "Le nommer"})
    if action.due_on is None:
        lacks.append({"label": "une échéance", "url": edit, "gesture": "La fixer"})
    if not number_of(action) and unit.quality_plan_in_hygie_since is None:
        label = "son numéro dans le PAQ de l’établissement"
        lacks.append({"label": label, "url": "#suivi", "gesture": "L’écrire"})
    return lacks
