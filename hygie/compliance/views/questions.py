"""« On ne sait pas encore » : opened and closed from the page of an obligation."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseNotAllowed

from hygie.domain.refusal import ServiceRefusal
from hygie.obligations import services
from hygie.organisations.models import Organisation
from hygie.organisations.policies import unit_view
from hygie.organisations.requests import HygieRequest
from hygie.organisations.rights import Right, Room
from hygie.web import refusals
from hygie.web.http import see_other


@unit_view(Room.STATUS, read=Right.WRITE, write=Right.WRITE)
def question_open(request: HygieRequest, unit: Organisation, code: str) -> HttpResponse:
    """Answers « on ne sait pas encore » (POST)."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    try:
        services.question_open(
            scope=request.scope,
            acting_user=request.user,
            unit=unit,
            obligation_id=code,
            note=request.POST.get("note", "").replace("\0", "")[:300],
        )
    except ServiceRefusal as refusal:
        messages.error(request, refusals.sentence(refusal))
    return see_other("compliance:obligation", unit.finess, code)


@unit_view(Room.STATUS, read=Right.WRITE, write=Right.WRITE)
def question_close(request: HygieRequest, unit: Organisation, code: str) -> HttpResponse:
    """Closes the question (POST)."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    try:
        services.question_close(
            scope=request.scope, acting_user=request.user, unit=unit, obligation_id=code
        )
    except ServiceRefusal as refusal:
        messages.error(request, refusals.sentence(refusal))
    return see_other("compliance:obligation", unit.finess, code)
