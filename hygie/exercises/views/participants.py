"""Screens of the people of an exercise: added, pasted, corrected, removed, given their link."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from hygie.exercises import run_selectors as selectors
from hygie.exercises.forms.library import PlainVersionForm
from hygie.exercises.forms.participants import (
    NewParticipantForm,
    ParticipantForm,
    PasteForm,
    participant_initial,
)
from hygie.exercises.forms.runs import LinkForm
from hygie.exercises.services import run_people as services
from hygie.exercises.views import fetch_runs as fetch
from hygie.organisations.models import Organisation
from hygie.organisations.policies import unit_view
from hygie.organisations.requests import HygieRequest
from hygie.organisations.rights import Right
from hygie.web.addresses import address_for_others, opens_here_only
from hygie.web.edge import attempt, form_page, sent
from hygie.web.formats import plural
from hygie.web.http import see_other
from hygie.web.qr import qr

ROOM = fetch.ROOM
ANCHOR = "participants"


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def participant_new(request: HygieRequest, unit: Organisation, run_id: UUID) -> HttpResponse:
    """Adds somebody."""
    prepared = fetch.peopled(unit, run_id)
    form = NewParticipantForm(sent(request), prepared=prepared, others=prepared.people)
    if request.method == "POST" and form.is_valid():
        asked = {"new_id": form.cleaned_data["new_id"], "values": form.values()}
        made = attempt(
            form, services.participant_add, **fetch.of_run(request, unit, run_id), **asked
        )
        if made is not None:
            messages.success(request, f"{made.name} est de l’exercice.")
            return see_other(fetch.page_url(unit, run_id, ANCHOR))
    page = fetch.form_context(unit, prepared.run, "Ajouter une personne", "Ajouter", ANCHOR)
    return form_page(request, form, **page)


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def participants_paste(request: HygieRequest, unit: Organisation, run_id: UUID) -> HttpResponse:
    """Adds the people of a list."""
    prepared = fetch.peopled(unit, run_id)
    form = PasteForm(sent(request), prepared=prepared)
    if request.method == "POST" and form.is_valid():
        asked = {"new_id": form.cleaned_data["new_id"], "rows": form.rows()}
        made = attempt(
            form, services.participants_add, **fetch.of_run(request, unit, run_id), **asked
        )
        if made is not None:
            messages.success(request, _added(len(made), len(form.rows())))
            return see_other(fetch.page_url(unit, run_id, ANCHOR))
    page = fetch.form_context(unit, prepared.run, "Coller une liste", "Ajouter la liste", ANCHOR)
    return form_page(request, form, **page)


def _added(made: int, asked: int) -> str:
    said = f"{made} personne{plural(made)} ajoutée{plural(made)}."
    there = asked - made
    return f"{said} {there} déjà dans la liste." if there else said


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def participant_edit(
    request: HygieRequest, unit: Organisation, run_id: UUID, participant_id: UUID
) -> HttpResponse:
    """Corrects somebody."""
    form = _form(unit, run_id, participant_id, sent(request))
    if request.method == "POST" and form.is_valid():
        kept = attempt(
            form,
            services.participant_change,
            **fetch.of_run(request, unit, run_id),
            participant_id=participant_id,
            expected_version=form.cleaned_data["version"],
            values=form.values(),
        )
        if kept is not None:
            messages.success(request, "C’est enregistré.")
            return see_other(fetch.page_url(unit, run_id, ANCHOR))
    run = fetch.played(unit, run_id)
    title = f"Modifier {fetch.participant(run, unit, participant_id).name}"
    page = fetch.form_context(unit, run, title, "Enregistrer", ANCHOR)
    return form_page(request, form, stored=lambda: _form(unit, run_id, participant_id), **page)


def _form(
    unit: Organisation, run_id: UUID, participant_id: UUID, data: Any = None
) -> ParticipantForm:
    prepared = fetch.peopled(unit, run_id)
    one = fetch.participant(prepared.run, unit, participant_id)
    return ParticipantForm(
        data,
        version=one.version,
        prepared=prepared,
        others=[other for other in prepared.people if other.pk != one.pk],
        initial=participant_initial(one),
    )


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def participant_drop(
    request: HygieRequest, unit: Organisation, run_id: UUID, participant_id: UUID
) -> HttpResponse:
    """Takes somebody away: GET asks, POST does."""
    run = fetch.played(unit, run_id)
    one = selectors.participant_read(run, participant_id)
    if one is None or unit.pk not in (one.unit_id, run.bearer_id):
        return see_other(fetch.page_url(unit, run_id, ANCHOR))
    form = PlainVersionForm(sent(request), version=one.version)
    if request.method == "POST" and form.is_valid():
        gone = attempt(
            form,
            services.participant_remove,
            **fetch.of_run(request, unit, run_id),
            participant_id=participant_id,
            expected_version=form.cleaned_data["version"],
        )
        if gone is not None:
            return see_other(fetch.page_url(unit, run_id, ANCHOR))
    lead = "Son lien personnel ne s’ouvrira plus. Le journal garde son nom."
    page = fetch.form_context(unit, run, f"Retirer {one.name}", "Retirer", ANCHOR, lead)
    stored = lambda: PlainVersionForm(version=fetch.participant(run, unit, participant_id).version)  # noqa: E731
    return form_page(request, form, stored=stored, kind="danger", **page)


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def participant_give(
    request: HygieRequest, unit: Organisation, run_id: UUID, participant_id: UUID
) -> HttpResponse:
    """Makes the personal link of somebody; its address and its QR code are shown once."""
    run = fetch.played(unit, run_id)
    one = fetch.participant(run, unit, participant_id)
    form, address = LinkForm(sent(request)), ""
    if request.method == "POST" and form.is_valid():
        asked = {"participant_id": one.pk, "new_id": form.cleaned_data["new_id"]}
        given = attempt(
            form, services.participant_link_give, **fetch.of_run(request, unit, run_id), **asked
        )
        if given is not None:
            path = reverse("exercises:participant-link", args=[given[1]])
            address = address_for_others(request, path)
    title = f"Lien personnel de {one.name}"
    context = {
        **fetch.form_context(unit, run, title, "Créer le lien", ANCHOR),
        "form": form,
        "participant": one,
        "address": address,
        "drawing": qr(address) if address else "",
        "opens_here_only": opens_here_only(address),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "exercises/runs/link_give.html", context, status=status)
