"""The console of the animateur, and the page on the wall."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from hygie.domain.refusal import ServiceRefusal
from hygie.exercises.console import SHIFTS, console_of, on_the_wall
from hygie.exercises.forms.playing import FreeStimulusForm
from hygie.exercises.models import Run
from hygie.exercises.run_selectors import log_of
from hygie.exercises.services import playing
from hygie.exercises.views import fetch_runs as fetch
from hygie.organisations.models import Organisation
from hygie.organisations.policies import unit_view
from hygie.organisations.requests import HygieRequest
from hygie.organisations.rights import Right
from hygie.web import refusals
from hygie.web.edge import attempt, sent
from hygie.web.http import see_other

ROOM = fetch.ROOM
# What one press does to the clock: its service, and what is said of it.
GESTURES: dict[str, tuple[Callable[..., Run], str]] = {
    "debex": (playing.run_debex, "DEBEX\u00a0: l’exercice a commencé."),
    "pause": (playing.run_pause, "Pause\u00a0: l’heure d’exercice est arrêtée."),
    "reprise": (playing.run_resume, "Reprise\u00a0: l’heure d’exercice court de nouveau."),
    "courriels-arreter": (
        partial(playing.mails_stop, stopped=True),
        "Les courriels sont arrêtés\u00a0: plus aucun ne part.",
    ),
    "courriels-reprendre": (
        partial(playing.mails_stop, stopped=False),
        "Les courriels partent de nouveau.",
    ),
    "finex": (playing.run_finex, "FINEX\u00a0: l’exercice est terminé."),
}
# What one press does to a stimulus.
PRESSES: dict[str, Callable[..., Any]] = {
    "envoyer": playing.stimulus_send,
    "ecarter": playing.stimulus_skip,
    "remettre": playing.stimulus_restore,
}


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def run_console(request: HygieRequest, unit: Organisation, run_id: UUID) -> HttpResponse:
    """What to send now and next; a free stimulus may be sent from here."""
    run = fetch.led(unit, run_id)
    form = FreeStimulusForm(sent(request), run=run, initial={"new_id": uuid4()})
    if request.method == "POST" and form.is_valid():
        values = {**form.cleaned_data, **fetch.of_run(request, unit, run_id)}
        if attempt(form, playing.stimulus_free, **values) is not None:
            return see_other("exercises:run-console", unit.finess, run_id)
    context = {
        "console": console_of(run, timezone.now()),
        "form": form,
        "run": run,
        "shifts": SHIFTS,
        "log_id": log_of(run, unit),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "exercises/playing/console.html", context, status=status)


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def run_console_part(request: HygieRequest, unit: Organisation, run_id: UUID) -> HttpResponse:
    """The part of the console that changes by itself; 204 when nothing did since `?vu=`."""
    console = console_of(fetch.led(unit, run_id), timezone.now())
    if request.GET.get("vu") == console.signature:
        return HttpResponse(status=204)
    context = {
        "console": console,
        "run": console.run,
        "shifts": SHIFTS,
        "log_id": log_of(console.run, unit),
    }
    return render(request, "exercises/playing/_console.html", context)


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
@require_POST
def run_gesture(
    request: HygieRequest, unit: Organisation, run_id: UUID, gesture: str
) -> HttpResponse:
    """DEBEX, pause, resume, FINEX."""
    fetch.led(unit, run_id)
    if gesture not in GESTURES:
        raise Http404("Ce geste n’existe pas.")
    service, told = GESTURES[gesture]
    try:
        service(**fetch.of_run(request, unit, run_id))
    except ServiceRefusal as refusal:
        messages.error(request, refusals.sentence(refusal))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, told)
    return see_other("exercises:run-console", unit.finess, run_id)


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
@require_POST
def stimulus_press(
    request: HygieRequest, unit: Organisation, run_id: UUID, stimulus_id: UUID, press: str
) -> HttpResponse:
    """Sends, skips, puts back or shifts one stimulus."""
    fetch.led(unit, run_id)
    given: dict[str, Any] = {**fetch.of_run(request, unit, run_id), "stimulus_id": stimulus_id}
    service = PRESSES.get(press)
    if press == "decaler":
        service = playing.stimulus_shift
        given |= {
            "by_s": 60 * _number(request, "minutes"),
            "expected_due_s": _number(request, "due"),
            "with_following": request.POST.get("suivants") == "1",
        }
    if service is None:
        raise Http404("Ce geste n’existe pas.")
    try:
        service(**given)
    except ServiceRefusal as refusal:
        messages.error(request, refusals.sentence(refusal))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return see_other("exercises:run-console", unit.finess, run_id)


@unit_view(ROOM)
def run_wall(request: HygieRequest, unit: Organisation, run_id: UUID) -> HttpResponse:
    """The page on the wall: the hours, and what everybody may read. Never what is to come."""
    run = fetch.readable(unit, run_id)
    console = console_of(run, timezone.now())
    context = {
        "run": run,
        "told": console.told,
        "at_s": console.at_s,
        "story": console.story,
        "shown": on_the_wall(run),
    }
    template = "exercises/playing/_wall.html" if request.htmx else "exercises/playing/wall.html"
    return render(request, template, context)


def _number(request: HygieRequest, name: str) -> int:
    """A whole number of a hidden field; 0 when it is none."""
    said = request.POST.get(name, "")
    digits = said.removeprefix("-")
    return int(said) if digits.isdecimal() and len(digits) <= 6 else 0
