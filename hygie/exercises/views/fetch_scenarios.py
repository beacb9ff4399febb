"""What the views of the library fetch with the right, and how they answer."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse

from hygie.exercises import scenario_selectors as selectors
from hygie.exercises.models import Scenario
from hygie.exercises.scenario_selectors import Shown
from hygie.organisations.models import Organisation
from hygie.organisations.requests import HygieRequest
from hygie.organisations.rights import Right, Room
from hygie.web.paths import path_of

ROOM = Room.EXERCISES
# Who reads the exercises of a unit may be asked to play in one: what a scenario holds, its stimuli
# first, is read by who writes them (RSSI, DSI, animateur) and nobody else.
READING = Right.WRITE
UNKNOWN = "Scénario inconnu, ou d’un autre établissement."
YAML = "application/yaml; charset=utf-8"


def readable(request: HygieRequest, unit: Organisation, scenario_id: UUID) -> Scenario:
    """A scenario that the unit may see."""
    held = selectors.scenario_read(unit, request.scope.on, scenario_id)
    if held is None:
        raise Http404(UNKNOWN)
    return held


def writable(request: HygieRequest, unit: Organisation, scenario_id: UUID) -> Scenario:
    """A scenario that the unit may change."""
    held = selectors.scenario_written(unit, request.scope.on, scenario_id)
    if held is None or held.archived_at is not None:
        raise Http404(UNKNOWN)
    return held


def drafted(request: HygieRequest, unit: Organisation, scenario_id: UUID) -> Scenario:
    """The same, for a page that is open to readers."""
    if not may_write(request, unit):
        raise Http404(UNKNOWN)
    return writable(request, unit, scenario_id)


def shown(request: HygieRequest, unit: Organisation, scenario_id: UUID) -> Shown:
    """The version asked by the address (`?version=2`), the last one by default."""
    held = readable(request, unit, scenario_id)
    asked = request.GET.get("version", "")
    number = int(asked) if asked.isdecimal() and len(asked) < 7 else None
    found = selectors.shown(held, number)
    if found is None:
        raise Http404("Cette version n’existe pas.")
    return found


def shipped(slug: str) -> Shown:
    """A scenario that comes with Hygie."""
    found = selectors.shipped_shown(slug)
    if found is None:
        raise Http404("Ce scénario n’est pas fourni avec Hygie.")
    return found


def who(request: HygieRequest, unit: Organisation) -> dict[str, Any]:
    return {"scope": request.scope, "acting_user": request.user, "unit": unit}


def may_write(request: HygieRequest, unit: Organisation) -> bool:
    return request.scope.may(unit, ROOM, Right.WRITE)


def crumbs(unit: Organisation, *more: tuple[str, str]) -> list[dict[str, str]]:
    """From the exercises to here: labels and addresses."""
    path = [
        ("1. Exercices de crise", path_of("exercises:list", unit.finess)),
        ("Scénarios", path_of("exercises:scenarios", unit.finess)),
        *more,
    ]
    return [{"label": label, "url": url} for label, url in path]


def file_answer(text: str, name: str) -> HttpResponse:
    """A scenario as a file to keep."""
    answer = HttpResponse(text, content_type=YAML)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
