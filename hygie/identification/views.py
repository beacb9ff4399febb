"""The overview of action 6; the screens of each fact are `hygie.identification.pages`."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from hygie.domain.verdict import Status
from hygie.identification import selectors
from hygie.identification.pages import APP, OBLIGATIONS, PAGES
from hygie.organisations.days import looked_on
from hygie.organisations.models import Organisation
from hygie.organisations.policies import unit_view
from hygie.organisations.requests import HygieRequest
from hygie.organisations.rights import Right, Room


@unit_view(Room.IDENTIFICATION)
def overview(request: HygieRequest, unit: Organisation) -> HttpResponse:
    """The five obligations with their facts, and the SSO rule spelled out."""
    page = selectors.overview(unit, looked_on(request))
    judged = [row.status for row in page.statuses.values()]
    may_write = request.scope.may(unit, Room.IDENTIFICATION, Right.WRITE)
    context = {
        "page": page,
        "statuses": page.statuses,
        "done": judged.count(Status.MET),
        "concerned": len(OBLIGATIONS) - judged.count(Status.NOT_APPLICABLE),
        "unclear": judged.count(Status.UNKNOWN),
        "may_write": may_write,
        "urls": {
            kind.name: reverse(f"{APP}:{kind.name}-record", args=[unit.finess]) if may_write else ""
            for kind in PAGES
        },
    }
    return render(request, "identification/overview.html", context)
