"""The establishment's page: what is late first, the frise, and each obligation with its why."""

from django.http import Http404, HttpResponse
from django.shortcuts import render

from hygie.compliance import explaining, selectors
from hygie.compliance.frise import unit_frise
from hygie.compliance.gestures import ROOM_OF_ACTION
from hygie.domain.dated import load_book
from hygie.organisations.days import looked_on
from hygie.organisations.models import Organisation
from hygie.organisations.policies import unit_view
from hygie.organisations.requests import HygieRequest
from hygie.organisations.rights import Right, Room


@unit_view(Room.STATUS)
def status(request: HygieRequest, unit: Organisation) -> HttpResponse:
    """Where the unit stands on a day: three things to do, the frise, the 25 lines by urgency."""
    day = looked_on(request)
    lines = selectors.unit_lines(request.scope, unit, day)
    context = {
        "headline": selectors.headline(lines),
        "sections": selectors.sections(lines),
        "next_three": selectors.next_three(lines),
        "frise": unit_frise(unit, day),
        "nothing_noted": not any(line.noted for line in lines),
        "may_first_run": request.scope.may_write_somewhere(unit),
    }
    return render(request, "compliance/status.html", context)


@unit_view(Room.STATUS)
def obligation(request: HygieRequest, unit: Organisation, code: str) -> HttpResponse:
    """One obligation: status, why, what would change it, its history along the frise."""
    day = looked_on(request)
    lines = selectors.unit_lines(request.scope, unit, day)
    line = next((line for line in lines if line.code == code), None)
    if line is None:
        raise Http404("Cette obligation n’existe pas.")
    context = {
        "line": line,
        "helpers": explaining.helpers(line, unit, request.scope.on),
        "explained": explaining.explained(line, load_book(), unit, day),
        "history": selectors.history(unit, code),
        "may_see_why": request.scope.may(unit, ROOM_OF_ACTION[line.action], Right.READ),
        "question": line.judged.question,
        "may_answer": request.scope.may(unit, Room.STATUS, Right.WRITE),
    }
    return render(request, "compliance/obligation.html", context)
