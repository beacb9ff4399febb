"""The rail of a unit's pages: seven actions with what is late, then the other rooms."""

from typing import Any, cast

from django.http import HttpRequest

from hygie.compliance.gestures import ROOM_OF_ACTION
from hygie.compliance.selectors import rail_counts
from hygie.organisations.days import looked_on
from hygie.organisations.models import Organisation
from hygie.organisations.requests import HygieRequest
from hygie.organisations.rights import Right, Room
from hygie.organisations.scope import Scope
from hygie.web.paths import path_of

OTHERS = (
    ("À faire", "compliance:todo", Room.STATUS),
    ("Main courante", "logbook:list", Room.LOGBOOK),
    ("Documents", "documents:list", Room.STATUS),
    ("Fiches et état annuel", "compliance:entry-sheets", Room.STATEMENTS),
    ("Publication", "compliance:publication", Room.PUBLICATION),
    ("Organisation", "organisations:unit", Room.ORGANISATION),
    ("Personnes et droits", "organisations:people", Room.PEOPLE),
)


def rail(request: HttpRequest) -> dict[str, Any]:
    """`nav`, `looked_on`, `note_url` of web/base.html on the pages of a unit."""
    unit: Organisation | None = getattr(request, "unit", None)
    if unit is None:
        return {}
    signed = cast(HygieRequest, request)
    day = looked_on(request)
    values: dict[str, Any] = {
        "nav": entries(signed, unit, rail_counts(unit, day)),
        "looked_on": day,
    }
    if signed.scope.may_write_somewhere(unit):
        values["note_url"] = path_of("compliance:note", unit.finess)
    return values


def entries(request: HygieRequest, unit: Organisation, counts: list[Any]) -> list[dict[str, Any]]:
    """Only what the person may open."""
    found = [entry(request, unit, "Situation", "compliance:status")]
    for line in counts:
        if readable(request.scope, unit, ROOM_OF_ACTION[line.number]):
            found.append(
                entry(request, unit, line.label, line.url_name)
                | {"number": line.number, "late": line.late}
            )
    opened = False
    for label, url_name, room in OTHERS:
        if readable(request.scope, unit, room):
            found.append(entry(request, unit, label, url_name) | {"separator": not opened})
            opened = True
    return found


def readable(scope: Scope, unit: Organisation, room: Room) -> bool:
    """Whether the person may read this room of the unit."""
    return scope.may(unit, room, Right.READ)


def entry(request: HttpRequest, unit: Organisation, label: str, url_name: str) -> dict[str, Any]:
    """One line of the rail; `current` on the pages of its folder."""
    url = path_of(url_name, unit.finess)
    home = path_of("compliance:status", unit.finess)
    current = request.path == url if url == home else request.path.startswith(url)
    return {"label": label, "url": url, "current": current}
