"""What the views of an exercise prepared fetch with the right, and the shape of their pages."""

from typing import Any
from uuid import UUID

from django.http import Http404

from hygie.exercises import run_selectors as selectors
from hygie.exercises.models import Participant, Run
from hygie.exercises.run_selectors import Preparation
from hygie.exercises.views.fetch_scenarios import READING, ROOM, may_write, who
from hygie.organisations.models import Organisation
from hygie.organisations.requests import HygieRequest
from hygie.web.paths import path_of

UNKNOWN = "Exercice inconnu, ou d’un autre établissement."
PAGE = "exercises/runs/form.html"

__all__ = ["READING", "ROOM", "may_write", "who"]


def readable(unit: Organisation, run_id: UUID) -> Run:
    """An exercise that the unit leads or plays in."""
    run = selectors.run_read(unit, run_id)
    if run is None:
        raise Http404(UNKNOWN)
    return run


def led(unit: Organisation, run_id: UUID) -> Run:
    """An exercise that the unit leads."""
    run = selectors.run_led(unit, run_id)
    if run is None:
        raise Http404(UNKNOWN)
    return run


def played(unit: Organisation, run_id: UUID) -> Run:
    """An exercise that the unit leads, or accepted to play in."""
    run = readable(unit, run_id)
    if not selectors.plays(run, unit):
        raise Http404(UNKNOWN)
    return run


def prepared(unit: Organisation, run_id: UUID) -> Preparation:
    """What is prepared of an exercise that the unit leads."""
    return selectors.preparation_of(led(unit, run_id))


def peopled(unit: Organisation, run_id: UUID) -> Preparation:
    """What is prepared of an exercise, with the people that the unit may write."""
    return selectors.preparation_of(played(unit, run_id), unit)


def participant(run: Run, unit: Organisation, participant_id: UUID) -> Participant:
    """Somebody whom the unit may write."""
    found = selectors.participant_read(run, participant_id)
    if found is None or unit.pk not in (found.unit_id, run.bearer_id):
        raise Http404("Cette personne n’est pas, ou plus, de cet exercice.")
    return found


def of_run(request: HygieRequest, unit: Organisation, run_id: UUID) -> dict[str, Any]:
    """What every service about an exercise takes."""
    return {**who(request, unit), "run_id": run_id}


def page_url(unit: Organisation, run_id: UUID, anchor: str = "") -> str:
    """The page of the exercise, at one of its steps."""
    return path_of("exercises:run", unit.finess, run_id) + (f"#{anchor}" if anchor else "")


def crumbs(unit: Organisation, run: Run | None = None, *more: str) -> list[dict[str, str]]:
    """From the exercises to here."""
    path = [
        ("1. Exercices de crise", path_of("exercises:list", unit.finess)),
        ("Préparation", path_of("exercises:runs", unit.finess)),
    ]
    if run is not None:
        path.append((run.title, page_url(unit, run.pk) if more else ""))
    return [{"label": label, "url": url} for label, url in (*path, *((one, "") for one in more))]


def form_context(
    unit: Organisation, run: Run, title: str, label: str, anchor: str, lead: str = ""
) -> dict[str, Any]:
    """What the page of a form about the exercise takes."""
    return {
        "title": title,
        "lead": lead or run.title,
        "label": label,
        "cancel_url": page_url(unit, run.pk, anchor),
        "crumbs": crumbs(unit, run, title),
    }
