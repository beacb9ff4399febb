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
from hygie.exercises import run_news as news
from hygie.exercises.console import NOTED_ON_CONSOLE, SHIFTS, SKIP_REASONS, console_of
from hygie.exercises.forms.playing import FreeStimulusForm
from hygie.exercises.models import Run
from hygie.exercises.run_drawing import wall_context
from hygie.exercises.run_selectors import log_of, units_playing
from hygie.exercises.services import playing
from hygie.exercises.services.observing import NOTED_IN, stimulus_note
from hygie.exercises.views import fetch_runs as fetch
from hygie.logbook import live
from hygie.organisations.models import Organisation
from hygie.organisations.policies import unit_view
from hygie.organisations.requests import HygieRequest
from hygie.organisations.rights import Right
from hygie.web import refusals
from hygie.web.edge import attempt, sent
from hygie.web.http import see_other
from hygie.web.paths import path_of

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
    "decaler": playing.stimulus_shift,
    "noter": stimulus_note,
}


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def run_console(request: HygieRequest, unit: Organisation, run_id: UUID) -> HttpResponse:
    """What to send now and next; a free stimulus may be sent from here."""
    seq = live.last_seq(news.topic_of(run_id))
    run = fetch.led(unit, run_id)
    form = FreeStimulusForm(sent(request), run=run, initial={"new_id": uuid4()})
    if request.method == "POST" and form.is_valid():
        values = {**form.cleaned_data, **fetch.of_run(request, unit, run_id)}
        if attempt(form, playing.stimulus_free, **values) is not None:
            return see_other("exercises:run-console", unit.finess, run_id)
    context = {
        **_console_context(request, run),
        "form": form,
        "seq": seq,
        "stream_url": path_of("exercises:run-console-stream", unit.finess, run_id),
        "follow_url": path_of("exercises:run-console-news", unit.finess, run_id),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "exercises/playing/console.html", context, status=status)


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def run_console_part(request: HygieRequest, unit: Organisation, run_id: UUID) -> HttpResponse:
    """The part of the console that changes by itself; 204 when nothing did since `?vu=`."""
    context = _console_context(request, fetch.led(unit, run_id))
    if request.GET.get("vu") == context["console"].signature:
        return HttpResponse(status=204)
    return render(request, "exercises/playing/_console.html", context)


def _console_context(request: HygieRequest, run: Run) -> dict[str, Any]:
    """What the living part of the console shows, of the establishment chosen last (session)."""
    units, key = units_playing(run), f"console:{run.pk}"
    if "etablissement" in request.GET:
        request.session[key] = request.GET["etablissement"][:20]
    chosen = next((one for one in units if one.finess == request.session.get(key)), None)
    return {
        "console": console_of(run, timezone.now(), chosen.pk if chosen else None),
        "run": run,
        "units": units,
        "only": chosen,
        "shifts": SHIFTS,
        "reasons": SKIP_REASONS,
        "noted": NOTED_ON_CONSOLE,
        "may_note": run.state in NOTED_IN,
        "log_id": log_of(run, request.unit),
    }


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
    """Sends, skips, puts back, shifts or notes one stimulus."""
    fetch.led(unit, run_id)
    if press not in PRESSES:
        raise Http404("Ce geste n’existe pas.")
    asked = {**fetch.of_run(request, unit, run_id), **_asked(request, press)}
    try:
        PRESSES[press](**asked, stimulus_id=stimulus_id)
    except ServiceRefusal as refusal:
        messages.error(request, refusals.sentence(refusal))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return see_other("exercises:run-console", unit.finess, run_id)


def _asked(request: HygieRequest, press: str) -> dict[str, Any]:
    """What a press carries besides its stimulus."""
    if press == "ecarter":
        said = (_text(request, "motif"), _text(request, "precision"))
        return {"reason": "\u00a0: ".join(one for one in said if one)}
    if press == "noter":
        return {"note": _text(request, "note"), "expected": _text(request, "vue")}
    if press == "decaler":
        return {
            "by_s": 60 * _number(request, "minutes"),
            "expected_due_s": _number(request, "due"),
            "with_following": request.POST.get("suivants") == "1",
        }
    return {}


@unit_view(ROOM)
def run_wall(request: HygieRequest, unit: Organisation, run_id: UUID) -> HttpResponse:
    """The page on the wall: the hours, and what everybody may read. Never what is to come."""
    seq = live.last_seq(news.topic_of(run_id))
    context = wall_context(fetch.played(unit, run_id))
    if request.htmx:
        return render(request, "exercises/playing/_wall.html", context)
    context |= {
        "seq": seq,
        "stream_url": path_of("exercises:run-wall-stream", unit.finess, run_id),
        "follow_url": path_of("exercises:run-wall-news", unit.finess, run_id),
    }
    return render(request, "exercises/playing/wall.html", context)


def _text(request: HygieRequest, name: str) -> str:
    """A text of a field; no NUL, which no database keeps."""
    return request.POST.get(name, "").replace("\x00", "").strip()


def _number(request: HygieRequest, name: str) -> int:
    """A whole number of a hidden field; 0 when it is none."""
    said = request.POST.get(name, "")
    digits = said.removeprefix("-")
    return int(said) if digits.isdecimal() and len(digits) <= 6 else 0
