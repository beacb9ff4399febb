"""Screens of an exercise being prepared: the list, a new one, its page and what it plays."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from hygie.domain.refusal import ServiceRefusal
from hygie.exercises import run_presenting as presenting
from hygie.exercises import run_selectors as selectors
from hygie.exercises.after_selectors import after_context
from hygie.exercises.forms.runs import (
    CellsForm,
    FunctionsForm,
    NewRunForm,
    RunCancelForm,
    RunDayForm,
    RunWordsForm,
    WaiverForm,
)
from hygie.exercises.library import loaded
from hygie.exercises.models import Run, ScenarioVersion
from hygie.exercises.run_enums import RunState
from hygie.exercises.run_papers import PAPERS
from hygie.exercises.run_selectors import held_of
from hygie.exercises.scenario_selectors import Shown
from hygie.exercises.services import run_people as people
from hygie.exercises.services import runs as services
from hygie.exercises.services.scenarios import scenario_ensure
from hygie.exercises.views import fetch_runs as fetch
from hygie.exercises.views import fetch_scenarios as library
from hygie.exercises.wording import history_events
from hygie.organisations.models import Organisation
from hygie.organisations.policies import unit_view
from hygie.organisations.requests import HygieRequest
from hygie.organisations.rights import Right
from hygie.web import refusals
from hygie.web.edge import attempt, form_page, sent
from hygie.web.http import see_other
from hygie.web.paths import path_of

ROOM = fetch.ROOM
LINES_PAGE = "exercises/runs/lines.html"


@unit_view(ROOM)
def run_list(request: HygieRequest, unit: Organisation) -> HttpResponse:
    """The exercises that the unit prepares or plays in."""
    context = {
        "rows": presenting.rows_of_runs(selectors.runs_of(unit), str(unit.finess)),
        "may_write": fetch.may_write(request, unit),
        "crumbs": fetch.crumbs(unit),
    }
    return render(request, "exercises/runs/list.html", context)


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def run_new(request: HygieRequest, unit: Organisation, scenario_id: UUID) -> HttpResponse:
    """Prepares an exercise from a scenario of an organisation."""
    found = library.shown(request, unit, scenario_id)
    version = found.version
    if version is None:
        raise Http404("Ce scénario n’a pas encore de version publiée\u00a0: publiez-le d’abord.")
    return _new(request, unit, found, lambda: version)


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def run_new_shipped(request: HygieRequest, unit: Organisation, slug: str) -> HttpResponse:
    """Prepares an exercise from a scenario that comes with Hygie."""
    return _new(request, unit, library.shipped(slug), lambda: scenario_ensure(slug))


def _new(
    request: HygieRequest,
    unit: Organisation,
    found: Shown,
    version: Callable[[], ScenarioVersion],
) -> HttpResponse:
    form = NewRunForm(sent(request), scenario=found.scenario)
    if request.method == "POST" and form.is_valid():
        asked = {**fetch.who(request, unit), "version": version(), **form.values()}
        made = attempt(form, services.run_create, **asked)
        if made is not None:
            messages.success(request, "L’exercice est ouvert\u00a0: complétez-le étape par étape.")
            return see_other("exercises:run", unit.finess, made.pk)
    return form_page(
        request,
        form,
        title="Préparer un exercice",
        lead=f"Scénario\u00a0: {found.scenario.title}. Tout se corrige ensuite, date comprise.",
        label="Préparer l’exercice",
        cancel_url=path_of("exercises:scenarios", unit.finess),
        crumbs=fetch.crumbs(unit, None, "Préparer un exercice"),
    )


@unit_view(ROOM)
def run_detail(request: HygieRequest, unit: Organisation, run_id: UUID) -> HttpResponse:
    """One exercise: what is missing, then its steps."""
    run = fetch.readable(unit, run_id)
    if not selectors.plays(run, unit):
        return redirect("exercises:run-answer", unit.finess, run_id)
    prepared = selectors.preparation_of(run, unit)
    may_write = fetch.may_write(request, unit)
    is_bearer = run.bearer_id == unit.pk
    leads = is_bearer and may_write
    conducted = run.state == RunState.READY or run.is_live or run.is_after
    context = {
        **presenting.page_of(prepared),
        "may_write": leads and run.is_before,
        "may_print": leads,
        "may_conduct": leads and not run.is_after_the_fact and conducted,
        **after_context(run, unit, leads=leads),
        "held": held_of(run, unit) if run.is_after else None,
        "may_people": may_write and run.state in people.OPEN,
        "may_own": may_write and not is_bearer,
        "is_bearer": is_bearer,
        "log_id": selectors.log_of(run, unit),
        "papers": PAPERS,
        # Its notes tell what was left out of the story, and why.
        "history": history_events(selectors.history_of(run)) if leads else [],
        "crumbs": fetch.crumbs(unit, run),
    }
    return render(request, "exercises/runs/detail.html", context)


def _changed(
    request: HygieRequest,
    unit: Organisation,
    run_id: UUID,
    make: Callable[[Run, Any], Any],
    service: Callable[..., Any],
    values: Callable[[Any], dict[str, Any]],
    **page: Any,
) -> HttpResponse:
    """One form on the record of the exercise: shown, sent, saved, or both versions shown.

    `fetched`: gives the exercise with the right; by default, to the establishment that leads it.
    """
    fetched = page.pop("fetched", fetch.led)
    run = fetched(unit, run_id)
    form = make(run, sent(request))
    if request.method == "POST" and form.is_valid():
        asked = {**fetch.of_run(request, unit, run_id), **values(form)}
        kept = attempt(form, service, expected_version=form.cleaned_data["version"], **asked)
        if kept is not None:
            messages.success(request, "C’est enregistré.")
            return see_other(fetch.page_url(unit, run_id, page["anchor"]))
    stored = lambda: make(fetched(unit, run_id), None)  # noqa: E731
    template = page.pop("template", None)
    context = fetch.form_context(unit, run, label="Enregistrer", **page)
    more = {"template": template} if template else {}
    return form_page(request, form, stored=stored, **context, **more)


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def run_words(request: HygieRequest, unit: Organisation, run_id: UUID) -> HttpResponse:
    """Step 1: the title, the length, the words of the establishment."""
    return _changed(
        request,
        unit,
        run_id,
        lambda run, data: RunWordsForm(data, scenario=loaded(run.scenario_version.text), run=run),
        services.run_change,
        lambda form: {"changes": form.changes()},
        title="Scénario et mots locaux",
        anchor="scenario",
    )


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def run_day(request: HygieRequest, unit: Organisation, run_id: UUID) -> HttpResponse:
    """Step 2: the day, the hour, the place."""
    names = ("planned_on", "starts_at", "place")
    return _changed(
        request,
        unit,
        run_id,
        lambda run, data: RunDayForm(
            data, version=run.version, initial={name: getattr(run, name) for name in names}
        ),
        services.run_plan,
        lambda form: {name: form.cleaned_data[name] for name in names},
        title="Date et lieu",
        anchor="date",
    )


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def run_cells(request: HygieRequest, unit: Organisation, run_id: UUID) -> HttpResponse:
    """Step 3: the room and the telephone of each cell."""
    return _changed(
        request,
        unit,
        run_id,
        lambda run, data: CellsForm(data, prepared=selectors.preparation_of(run, unit)),
        services.run_cells_set,
        lambda form: {"cells": form.cells()},
        title="Cellules",
        anchor="cellules",
        fetched=fetch.played,
        lead="Un numéro qui marche quand le réseau de l’hôpital est coupé\u00a0: portable, ligne "
        "directe, talkie-walkie.",
        template=LINES_PAGE,
    )


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def run_functions(request: HygieRequest, unit: Organisation, run_id: UUID) -> HttpResponse:
    """Step 4: what the house calls each function, and those that the animation plays."""
    return _changed(
        request,
        unit,
        run_id,
        lambda run, data: FunctionsForm(data, prepared=selectors.preparation_of(run)),
        services.run_change,
        lambda form: {"changes": form.changes(), "act": "functions_set"},
        title="Fonctions",
        anchor="participants",
        lead="Le nom que votre établissement donne à chaque fonction, et celles que l’animation "
        "joue elle-même.",
        template=LINES_PAGE,
    )


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def run_waive(request: HygieRequest, unit: Organisation, run_id: UUID, key: str) -> HttpResponse:
    """Step 7: a lack accepted, with its reason."""
    prepared = fetch.prepared(unit, run_id)
    lack = next((one for one in presenting.lacks_shown(prepared) if one["key"] == key), None)
    if lack is None:
        return see_other(fetch.page_url(unit, run_id, "verifications"))
    form = WaiverForm(sent(request), initial=lack["waiver"])
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        asked = {**fetch.of_run(request, unit, run_id), "key": key, "reason": reason}
        if attempt(form, services.run_waive, **asked) is not None:
            return see_other(fetch.page_url(unit, run_id, "verifications"))
    context = fetch.form_context(
        unit, prepared.run, "Accepter ce point", "L’accepter", "verifications", lack["text"]
    )
    return form_page(request, form, **context)


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
@require_POST
def run_unwaive(request: HygieRequest, unit: Organisation, run_id: UUID, key: str) -> HttpResponse:
    """Takes a waiver back."""
    return _done(request, unit, run_id, services.run_waive, "", key=key, reason="")


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
@require_POST
def run_declare(request: HygieRequest, unit: Organisation, run_id: UUID) -> HttpResponse:
    """Says that the exercise is ready."""
    return _done(request, unit, run_id, services.run_ready, "L’exercice est prêt.")


def _done(
    request: HygieRequest,
    unit: Organisation,
    run_id: UUID,
    service: Callable[..., Any],
    said: str,
    **values: Any,
) -> HttpResponse:
    """One gesture without form, then the page of the exercise again."""
    fetch.led(unit, run_id)
    try:
        service(**fetch.of_run(request, unit, run_id), **values)
        if said:
            messages.success(request, said)
    except ServiceRefusal as refusal:
        messages.error(request, refusals.sentence(refusal))
    return see_other(fetch.page_url(unit, run_id, "verifications"))


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def run_cancel(request: HygieRequest, unit: Organisation, run_id: UUID) -> HttpResponse:
    """Cancels the exercise, with a reason."""
    run = fetch.led(unit, run_id)
    form = RunCancelForm(sent(request))
    if request.method == "POST" and form.is_valid():
        asked = {**fetch.of_run(request, unit, run_id), "reason": form.cleaned_data["reason"]}
        if attempt(form, services.run_cancel, **asked) is not None:
            messages.success(request, "L’exercice est annulé.")
            return see_other("exercises:run-cancel-tell", unit.finess, run_id)
    context = fetch.form_context(
        unit, run, "Annuler l’exercice", "Annuler l’exercice", "", f"{run.title}\u00a0: ce qui est "
        "préparé reste lisible, mais ne peut plus être joué."
    )  # fmt: skip
    return form_page(request, form, kind="danger", cancel_label="Revenir", **context)
