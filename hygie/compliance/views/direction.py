"""The direction page."""

from django.http import HttpResponse
from django.shortcuts import render

from hygie.compliance import direction as pages
from hygie.compliance.frise import unit_frise
from hygie.organisations.days import looked_on
from hygie.organisations.models import Organisation
from hygie.organisations.policies import unit_view
from hygie.organisations.requests import HygieRequest
from hygie.organisations.rights import Room


@unit_view(Room.STATUS)
def direction(request: HygieRequest, unit: Organisation) -> HttpResponse:
    """Position, what is late with reason, plan and date, decisions to take."""
    day = looked_on(request)
    page = pages.direction_page(request.scope, unit, day)
    context = {"page": page, "frise": unit_frise(unit, day)}
    return render(request, "compliance/direction.html", context)


@unit_view(Room.STATUS)
def direction_pdf(request: HygieRequest, unit: Organisation) -> HttpResponse:
    """The same on one sheet of paper."""
    page = pages.direction_page(request.scope, unit, looked_on(request))
    answer = HttpResponse(pages.pdf(page, request.scope.on), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="direction-{unit.finess}.pdf"'
    return answer
