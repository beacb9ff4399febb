"""What an exercise gave, for whoever writes its RETEX."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render

from hygie.exercises.run_review import page_of
from hygie.exercises.run_selectors import held_of
from hygie.exercises.views import fetch_runs as fetch
from hygie.organisations.models import Organisation
from hygie.organisations.policies import unit_view
from hygie.organisations.requests import HygieRequest
from hygie.organisations.rights import Right


@unit_view(fetch.ROOM, read=Right.WRITE, write=Right.WRITE)
def run_review(request: HygieRequest, unit: Organisation, run_id: UUID) -> HttpResponse:
    """The draft of the RETEX; who is only invited reads nothing of the scenario before FINEX."""
    run = fetch.played(unit, run_id)
    leads = run.bearer_id == unit.pk
    if not (leads or run.is_after):
        raise Http404(fetch.UNKNOWN)
    context = {
        **page_of(run, None if leads else unit),
        "run": run,
        "leads": leads,
        "held": held_of(run, unit),
        "crumbs": fetch.crumbs(unit, run, "Bilan"),
    }
    return render(request, "exercises/playing/review.html", context)
