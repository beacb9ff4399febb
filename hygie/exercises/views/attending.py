"""Who came, and the exercise put in the register."""

from collections.abc import Iterable
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from hygie.domain.refusal import ServiceRefusal
from hygie.exercises.models import Participant
from hygie.exercises.run_enums import Presence
from hygie.exercises.run_selectors import held_of, units_held
from hygie.exercises.run_words import function_said
from hygie.exercises.services.attending import presences_note, run_hold
from hygie.exercises.services.run_people import people_of
from hygie.exercises.views import fetch_runs as fetch
from hygie.organisations.models import Organisation
from hygie.organisations.policies import unit_view
from hygie.organisations.requests import HygieRequest
from hygie.organisations.rights import Right
from hygie.web import refusals
from hygie.web.http import see_other

FIELD, SHOWN = "presence-", "vu-"


@unit_view(fetch.ROOM, read=Right.WRITE, write=Right.WRITE)
def run_presences(request: HygieRequest, unit: Organisation, run_id: UUID) -> HttpResponse:
    """The attendance sheet: one line a participant, saved at once."""
    run = fetch.played(unit, run_id)
    told = ""
    people = list(people_of(run, unit).select_related("unit"))
    if request.method == "POST":
        given = _changed(request, people)
        try:
            presences_note(**fetch.of_run(request, unit, run_id), presences=given)
        except ServiceRefusal as refusal:
            told = refusals.sentence(refusal)
        else:
            messages.success(request, "Les présences sont notées.")
            return see_other("exercises:run-presences", unit.finess, run_id)
    context = {
        "run": run,
        "rows": [{"one": one, "function": function_said(run, one.function)} for one in people],
        "choices": Presence.choices,
        "field": FIELD,
        "refusal": told,
        "held": held_of(run, unit),
        "units": units_held(run, unit),
        "crumbs": fetch.crumbs(unit, run, "Présences"),
    }
    return render(request, "exercises/playing/presences.html", context, status=422 if told else 200)


def _changed(request: HygieRequest, people: Iterable[Participant]) -> dict[UUID, str]:
    """Only what this person changed: another one may be noting at the same time."""
    said = {one.pk: request.POST.get(f"{FIELD}{one.pk}", "") for one in people}
    shown = {key: request.POST.get(f"{SHOWN}{key}", "") for key in said}
    return {key: value for key, value in said.items() if value and value != shown[key]}


@unit_view(fetch.ROOM, read=Right.WRITE, write=Right.WRITE)
@require_POST
def run_held(request: HygieRequest, unit: Organisation, run_id: UUID) -> HttpResponse:
    """Puts the exercise in the register of each establishment that played."""
    fetch.played(unit, run_id)
    try:
        made = run_hold(**fetch.of_run(request, unit, run_id))
    except (ServiceRefusal, ValidationError) as error:
        told = refusals.sentence(error) if isinstance(error, ServiceRefusal) else ""
        messages.error(request, told or " ".join(getattr(error, "messages", ())))
        return see_other("exercises:run-presences", unit.finess, run_id)
    mine = next((one for one in made if one.bearer_id == unit.pk), None)
    messages.success(request, "L’exercice est inscrit au registre, avec ceux qui étaient présents.")
    if mine is None:
        return see_other("exercises:list", unit.finess)
    return see_other("exercises:detail", unit.finess, mine.pk)
