"""What an exercise gave, for whoever writes its RETEX."""

from uuid import UUID

from django.http import HttpResponse
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
    """The draft of the RETEX; each weakness may become an improvement of the exercise held."""
    run = fetch.played(unit, run_id)
    context = {
        **page_of(run, None if run.bearer_id == unit.pk else unit),
        "run": run,
        "held": held_of(run, unit),
        "crumbs": fetch.crumbs(unit, run, "Bilan"),
    }
    return render(request, "exercises/playing/review.html", context)
