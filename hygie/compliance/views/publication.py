"""« Voir comme l'ARS », then the explicit act of publishing."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render

from hygie.compliance import publishing
from hygie.compliance.services.publication import publication_publish
from hygie.domain.refusal import ServiceRefusal
from hygie.obligations import selectors as obligations
from hygie.organisations.days import looked_on
from hygie.organisations.models import Organisation
from hygie.organisations.policies import unit_view
from hygie.organisations.requests import HygieRequest
from hygie.organisations.rights import Right, Room
from hygie.web import refusals
from hygie.web.http import see_other


@unit_view(Room.PUBLICATION)
def publication(request: HygieRequest, unit: Organisation) -> HttpResponse:
    """What the ARS reads now, and what it would read after a publication."""
    day = looked_on(request)
    lines = publishing.compared(unit, day)
    context = {
        "lines": lines,
        "changed": [line for line in lines if line.is_changed],
        "last": obligations.last_publication(unit),
        "history": publishing.history(unit),
        "may_publish": request.scope.may(unit, Room.PUBLICATION, Right.PUBLISH),
        "who_can": publishing.who_publishes(unit, request.scope.on),
    }
    return render(request, "compliance/publication.html", context)


@unit_view(Room.PUBLICATION, read=Right.PUBLISH, write=Right.PUBLISH)
def publish(request: HygieRequest, unit: Organisation) -> HttpResponse:
    """« Voir comme l'ARS » (GET), with the button that publishes (POST)."""
    if request.method == "POST":
        return see_other(_publish(request, unit), unit.finess)
    ads_level = publishing.ads_level(request.scope, unit)
    context = {
        "lines": publishing.compared(unit, looked_on(request)),
        "new_id": uuid4(),
        "ads_level": ads_level,
        "seen": publishing.timeline_digest(unit, ads_level),
        "last": obligations.last_publication(unit),
    }
    return render(request, "compliance/publish.html", context)


def _publish(request: HygieRequest, unit: Organisation) -> str:
    """Publishes what was shown, or says why not; answers the name of the page to show next."""
    try:
        publication_publish(
            scope=request.scope,
            acting_user=request.user,
            unit=unit,
            new_id=UUID(request.POST.get("new_id", "")),
            seen=request.POST.get("seen", ""),
            share_ads_level=request.POST.get("share_ads_level") == "on",
        )
    except ServiceRefusal as refusal:
        messages.error(request, refusals.sentence(refusal))
        if refusal.code in ("publication_changed", "ads_level_unknown"):
            return "compliance:publish"
    except ValueError:
        messages.error(request, "La page était incomplète\u00a0: rechargez-la, puis recommencez.")
    else:
        said = "C’est publié\u00a0: l’ARS et le ministère lisent cette situation."
        messages.success(request, said)
    return "compliance:publication"
