"""An exercise played on paper, written down afterwards."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render

from hygie.exercises.after_selectors import criteria_of, seen_by, stimuli_of, titles_of
from hygie.exercises.forms.after import (
    HOUR_HINT,
    AfterForm,
    GridForm,
    LogCopyForm,
    StimuliForm,
    after_initial,
)
from hygie.exercises.models import Participant, Run
from hygie.exercises.run_enums import AFTER, BEFORE, LIVE, PartRole
from hygie.exercises.run_selectors import log_of
from hygie.exercises.services import after
from hygie.exercises.views import fetch_runs as fetch
from hygie.organisations.models import Organisation
from hygie.organisations.policies import unit_view
from hygie.organisations.requests import HygieRequest
from hygie.organisations.rights import Right
from hygie.web.edge import attempt, form_page, sent
from hygie.web.http import see_other

ROOM = fetch.ROOM
LINES_PAGE = "exercises/after/lines.html"
ANCHOR = "apres-coup"


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def run_after(request: HygieRequest, unit: Organisation, run_id: UUID) -> HttpResponse:
    """The hours of an exercise played on paper: noted, or corrected."""
    run = fetch.led(unit, run_id)
    if not run.is_after_the_fact and run.state not in BEFORE:
        return see_other("exercises:run", unit.finess, run_id)
    form = AfterForm(sent(request), version=run.version, initial=after_initial(run))
    if request.method == "POST" and form.is_valid():
        asked = {**_asked(request, unit, run_id, form), **form.values()}
        if attempt(form, after.run_note_after, **asked) is not None:
            messages.success(request, "Les heures sont notées. Dites maintenant ce qui a été joué.")
            return see_other("exercises:run-after-stimuli", unit.finess, run_id)
    context = fetch.form_context(
        unit, run, "Noter après coup", "Noter les heures", ANCHOR, "L’exercice a été joué sur "
        "papier\u00a0? Dites quand\u00a0: vous noterez ensuite ce qui a été envoyé, vu et dit."
    )  # fmt: skip
    stored = lambda: AfterForm(version=fetch.led(unit, run_id).version, initial=after_initial(run))  # noqa: E731
    return form_page(request, form, stored=stored, **context)


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def run_after_stimuli(request: HygieRequest, unit: Organisation, run_id: UUID) -> HttpResponse:
    """What became of each stimulus, in one table."""
    run = fetch.led(unit, run_id)
    if not run.is_after_the_fact:
        return see_other("exercises:run", unit.finess, run_id)
    given: dict[str, Any] = {"run": run, "stimuli": stimuli_of(run), "titles": titles_of(run)}
    form = StimuliForm(sent(request), **given)
    if request.method == "POST" and "proposer" in request.POST:
        form.as_planned()
    elif request.method == "POST" and form.is_valid():
        asked = {**_asked(request, unit, run_id, form), "told": form.told()}
        if attempt(form, after.stimuli_note, **asked) is not None:
            messages.success(request, "C’est noté.")
            return see_other(fetch.page_url(unit, run_id, ANCHOR))
    context = fetch.form_context(
        unit, run, "Ce qui a été joué", "Enregistrer", ANCHOR, f"{HOUR_HINT} Les heures prévues "
        "sont déjà là\u00a0: corrigez-les. Un stimulus écarté ne coûte rien au bilan."
    )  # fmt: skip
    stored = lambda: StimuliForm(**{**given, "run": fetch.led(unit, run_id)})  # noqa: E731
    return form_page(request, form, stored=stored, template=LINES_PAGE, proposes=True, **context)


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def run_grid(request: HygieRequest, unit: Organisation, run_id: UUID) -> HttpResponse:
    """The paper grid of an observer, copied out for her; `?observateur=` says who."""
    run = fetch.led(unit, run_id)
    if run.state not in LIVE | AFTER:
        return see_other("exercises:run", unit.finess, run_id)
    observers = list(run.participants.filter(role=PartRole.OBSERVATEUR).select_related("unit"))
    one = next((o for o in observers if str(o.pk) == request.GET.get("observateur")), None)
    if one is None and len(observers) != 1:
        return _choose(request, unit, run, observers)
    return _grid(request, unit, run, one or observers[0])


def _choose(
    request: HygieRequest, unit: Organisation, run: Run, observers: list[Participant]
) -> HttpResponse:
    context = fetch.form_context(unit, run, "Grilles d’observation", "", ANCHOR)
    return render(
        request, "exercises/after/observers.html", {**context, "run": run, "observers": observers}
    )


def _grid(request: HygieRequest, unit: Organisation, run: Run, one: Participant) -> HttpResponse:
    form = GridForm(sent(request), run=run, criteria=criteria_of(run), known=seen_by(run, one))
    if request.method == "POST" and form.is_valid():
        asked = {**fetch.of_run(request, unit, run.pk), "observer_id": one.pk}
        asked |= {"new_id": form.cleaned_data["new_id"], "lines": form.lines_copied()}
        if attempt(form, after.grid_copy, **asked) is not None:
            messages.success(request, f"La grille de {one.name} est recopiée.")
            return see_other(fetch.page_url(unit, run.pk, ANCHOR))
    context = fetch.form_context(
        unit, run, f"Grille de {one.name}", "Enregistrer", ANCHOR, "Recopiez sa feuille\u00a0: ce "
        "qui n’y est pas reste vide. L’heure est facultative. Chaque ligne dira qui l’a recopiée."
    )  # fmt: skip
    return form_page(request, form, template=LINES_PAGE, **context)


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def run_log_copy(request: HygieRequest, unit: Organisation, run_id: UUID) -> HttpResponse:
    """A main courante kept on paper, copied out line after line."""
    run = fetch.led(unit, run_id)
    if run.state not in AFTER or log_of(run, unit) is None:
        return see_other("exercises:run", unit.finess, run_id)
    form = LogCopyForm(sent(request), run=run)
    if request.method == "POST" and form.is_valid():
        asked = {**fetch.of_run(request, unit, run_id), "new_id": form.cleaned_data["new_id"]}
        if attempt(form, after.log_copy, lines=form.log_lines(after.COPIED), **asked) is not None:
            messages.success(request, "Les lignes sont dans la main courante, chacune à son heure.")
            return see_other("logbook:event", unit.finess, log_of(run, unit))
    context = fetch.form_context(
        unit, run, "Recopier la main courante", "Écrire ces lignes", ANCHOR, f"{HOUR_HINT} Une "
        "ligne écrite ne s’efface pas\u00a0: une erreur se rectifie par une autre ligne."
    )  # fmt: skip
    return form_page(request, form, template="exercises/after/log.html", **context)


def _asked(request: HygieRequest, unit: Organisation, run_id: UUID, form: Any) -> dict[str, Any]:
    version = form.cleaned_data["version"]
    return {**fetch.of_run(request, unit, run_id), "expected_version": version}
