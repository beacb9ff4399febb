"""Screens of an exercise played by several establishments: who is invited, what each answers, and
which stimuli are for some of them only."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from hygie.domain.refusal import ServiceRefusal
from hygie.exercises import run_presenting as presenting
from hygie.exercises import run_selectors as selectors
from hygie.exercises.forms.together import AnswerForm, RecipientsForm, UnitsForm
from hygie.exercises.models import Run
from hygie.exercises.run_enums import Answer
from hygie.exercises.services import together
from hygie.exercises.services.addressing import stimulus_address
from hygie.exercises.views import fetch_runs as fetch
from hygie.organisations.models import Organisation
from hygie.organisations.policies import unit_view
from hygie.organisations.requests import HygieRequest
from hygie.organisations.rights import Right
from hygie.web import refusals
from hygie.web.edge import attempt, form_page, sent
from hygie.web.http import see_other
from hygie.web.paths import path_of

ROOM = fetch.ROOM


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def run_units(request: HygieRequest, unit: Organisation, run_id: UUID) -> HttpResponse:
    """The establishments invited to play."""
    run = fetch.led(unit, run_id)
    form = _units_form(request, run, sent(request))
    if request.method == "POST" and form.is_valid():
        asked = {**fetch.of_run(request, unit, run_id), "unit_ids": form.unit_ids()}
        version = form.cleaned_data["version"]
        kept = attempt(form, together.run_units_set, expected_version=version, **asked)
        if kept is not None:
            messages.success(
                request, "C’est enregistré. Qui est invité le voit dans ses exercices."
            )
            return see_other(fetch.page_url(unit, run_id, "etablissements"))
    context = fetch.form_context(unit, run, "Établissements", "Enregistrer", "etablissements")
    stored = lambda: _units_form(request, fetch.led(unit, run_id), None)  # noqa: E731
    return form_page(request, form, stored=stored, **context)


def _units_form(request: HygieRequest, run: Run, data: Any) -> UnitsForm:
    scope = request.scope
    invitable = together.units_invitable(run.bearer, scope)
    near = {one.pk: one for one in together.units_near(run.bearer, scope)}
    near |= {one.unit_id: one.unit for one in run.units.exclude(unit=run.bearer_id)
             .select_related("unit")}  # fmt: skip
    return UnitsForm(
        data,
        near=sorted(near.values(), key=lambda one: one.name),
        found=lambda said: {str(one.finess): one for one in invitable.filter(finess__in=said)},
        run=run,
    )


@unit_view(ROOM, write=Right.WRITE)
def run_answer(request: HygieRequest, unit: Organisation, run_id: UUID) -> HttpResponse:
    """What the exercise is, and the answer of who is invited; nothing of the scenario."""
    run = fetch.readable(unit, run_id)
    mine = selectors.invitation_of(run, unit)
    if mine is None or run.bearer_id == unit.pk:
        return see_other(fetch.page_url(unit, run_id))
    said = {Answer.ACCEPTED: "oui", Answer.DECLINED: "non"}.get(Answer(mine.answer), "")
    initial = {"answer": said, "opens_log": mine.opens_log, "reason": mine.declined_reason}
    form = AnswerForm(sent(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        asked = {**fetch.of_run(request, unit, run_id), **form.values()}
        if attempt(form, together.invitation_answer, **asked) is not None:
            messages.success(request, "Votre réponse est enregistrée.")
            return see_other("exercises:runs", unit.finess)
    context = {
        **fetch.form_context(unit, run, "Invitation à un exercice", "Répondre", ""),
        **presenting.invitation_of(selectors.preparation_of(run, unit)),
        "form": form,
        "mine": mine,
        "may_answer": fetch.may_write(request, unit) and run.is_before,
        "may_open": fetch.may_write(request, unit)
        and (run.is_live or (run.is_after and mine.opens_log))
        and mine.event_id is not None,
        "cancel_url": path_of("exercises:runs", unit.finess),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "exercises/runs/answer.html", context, status=status)


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
@require_POST
def run_log_open(request: HygieRequest, unit: Organisation, run_id: UUID) -> HttpResponse:
    """Opens the main courante of the establishment to who leads, or closes it again."""
    fetch.played(unit, run_id)
    opens = request.POST.get("ouvrir") == "1"
    try:
        together.log_open(**fetch.of_run(request, unit, run_id), opens=opens)
    except ServiceRefusal as refusal:
        messages.error(request, refusals.sentence(refusal))
    else:
        said = "ouverte à l’établissement qui mène" if opens else "de nouveau à vous seuls"
        messages.success(request, f"Votre main courante est {said}.")
    return see_other("exercises:run-answer", unit.finess, run_id)


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def run_addressed(request: HygieRequest, unit: Organisation, run_id: UUID) -> HttpResponse:
    """Each stimulus with the establishments that receive it."""
    prepared = fetch.prepared(unit, run_id)
    context = {
        "run": prepared.run,
        "rows": presenting.addressed_shown(prepared, selectors.addressed_of(prepared.run)),
        "may_write": prepared.run.is_before or prepared.run.is_live,
        "crumbs": fetch.crumbs(unit, prepared.run, "Stimuli par établissement"),
    }
    return render(request, "exercises/runs/addressed.html", context)


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def run_address(
    request: HygieRequest, unit: Organisation, run_id: UUID, stimulus_code: str
) -> HttpResponse:
    """Which establishments receive one stimulus."""
    prepared = fetch.prepared(unit, run_id)
    codes = {one.code: one.title for one in prepared.scenario.stimuli}
    if stimulus_code not in codes:
        raise Http404("Ce stimulus n’est pas de cet exercice.")
    known = selectors.addressed_of(prepared.run).get(stimulus_code, [])
    form = RecipientsForm(sent(request), units=prepared.units, initial={"units": known})
    if request.method == "POST" and form.is_valid():
        asked = {"code": stimulus_code, "unit_ids": form.cleaned_data["units"]}
        if (
            attempt(form, stimulus_address, **fetch.of_run(request, unit, run_id), **asked)
            is not None
        ):
            return see_other("exercises:run-addressed", unit.finess, run_id)
    title = f"Qui reçoit {stimulus_code}, {codes[stimulus_code]}"
    context = fetch.form_context(unit, prepared.run, title, "Enregistrer", "etablissements")
    context["cancel_url"] = path_of("exercises:run-addressed", unit.finess, run_id)
    return form_page(request, form, **context)
