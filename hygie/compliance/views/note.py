"""« Noter un fait »: every kind of fact the person may write, two gestures from anywhere."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from hygie.compliance.gestures import NAMES, ROOM_OF_ACTION
from hygie.compliance.note_kinds import KINDS
from hygie.organisations.models import Organisation
from hygie.organisations.policies import unit_view
from hygie.organisations.requests import HygieRequest
from hygie.organisations.rights import Right, Room


@unit_view(Room.STATUS)
def note(request: HygieRequest, unit: Organisation) -> HttpResponse:
    """The kinds of facts by action; only those that the person's role may write."""
    groups = []
    for number, kinds in KINDS.items():
        if request.scope.may(unit, ROOM_OF_ACTION[number], Right.WRITE):
            links = [
                {
                    "label": kind.label,
                    "hint": kind.hint,
                    "url": reverse(kind.url_name, args=[unit.finess]) + kind.query,
                }
                for kind in kinds
            ]
            groups.append({"number": number, "title": NAMES[number], "links": links})
    return render(request, "compliance/note.html", {"groups": groups})
