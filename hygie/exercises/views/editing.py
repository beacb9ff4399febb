"""Screens of a scenario being written: its parts, what blocks its publication, its versions."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse

from hygie.domain.scenario.checks import warnings
from hygie.domain.scenario.loading import problems
from hygie.exercises import edits, presenting
from hygie.exercises import scenario_selectors as selectors
from hygie.exercises.charts import chronogramme
from hygie.exercises.forms.header import HeaderForm, NewScenarioForm, header_initial
from hygie.exercises.forms.library import PlainVersionForm, PublishForm
from hygie.exercises.forms.parts import (
    CriteriaForm,
    DebriefForm,
    ObjectivesForm,
    PublicsForm,
    VariablesForm,
)
from hygie.exercises.models import Scenario
from hygie.exercises.services.scenario_drafts import draft_set
from hygie.exercises.services.scenarios import draft_drop, scenario_begin, scenario_publish
from hygie.exercises.views import fetch_scenarios as fetch
from hygie.organisations.models import Organisation
from hygie.organisations.policies import unit_view
from hygie.organisations.requests import HygieRequest
from hygie.organisations.rights import Right
from hygie.web.edge import FORM_PAGE, attempt, form_page, sent
from hygie.web.http import see_other
from hygie.web.paths import path_of

ROOM = fetch.ROOM
PARTS: dict[str, tuple[str, Any]] = {
    "presentation": ("Présentation", HeaderForm),
    "objectifs": ("Objectifs", ObjectivesForm),
    "publics": ("Qui doit être là", PublicsForm),
    "criteres": ("Critères de tout le scénario", CriteriaForm),
    "variables": ("Mots à mettre aux vôtres", VariablesForm),
    "bilan": ("RETEX", DebriefForm),
}
PLAIN = {"presentation", "bilan"}


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def scenario_new(request: HygieRequest, unit: Organisation) -> HttpResponse:
    """Begins a scenario from a blank page."""
    owners = selectors.owners_offered(unit, request.scope.on)
    form = NewScenarioForm(sent(request), owners=owners, initial=header_initial(edits.BLANK))
    if request.method == "POST" and form.is_valid():
        header = form.header()
        made = attempt(
            form,
            scenario_begin,
            **fetch.who(request, unit),
            owner_id=form.owner_id(),
            new_id=form.cleaned_data["new_id"],
            scenario=edits.header_set(edits.BLANK, header),
            title=header["title"],
        )
        if made is not None:
            return see_other("exercises:scenario-edit", unit.finess, made.pk)
    context: dict[str, Any] = {
        "title": "Écrire un scénario",
        "lead": "Présentez-le d’abord\u00a0; objectifs, fonctions et stimuli viennent ensuite.",
        "label": "Commencer",
        "cancel_url": path_of("exercises:scenarios", unit.finess),
        "crumbs": fetch.crumbs(unit, ("Écrire un scénario", "")),
    }
    return form_page(request, form, **context)


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def scenario_edit(request: HygieRequest, unit: Organisation, scenario_id: UUID) -> HttpResponse:
    """What is being written, what blocks its publication; publishes it."""
    held = fetch.writable(request, unit, scenario_id)
    form = PublishForm(sent(request), version=held.version)
    if request.method == "POST" and form.is_valid():
        made = attempt(
            form,
            scenario_publish,
            **fetch.who(request, unit),
            scenario_id=scenario_id,
            expected_version=form.cleaned_data["version"],
            note=form.cleaned_data["note"],
        )
        if made is not None:
            messages.success(request, f"La version {made.number} est publiée.")
            return see_other("exercises:scenario", unit.finess, scenario_id)
    template = "exercises/library/edit.html"
    return form_page(request, form, template=template, **_edited(unit, held))


def _edited(unit: Organisation, held: Scenario) -> dict[str, Any]:
    """The parts, the stimuli and what is to settle."""
    scenario = selectors.written(held)
    page = path_of("exercises:scenario-edit", unit.finess, held.pk)
    faults = problems(scenario)
    return {
        **presenting.page_of(scenario),
        "held": held,
        "rows": presenting.rows_of(scenario),
        "drawing": chronogramme(scenario),
        "parts": [
            {
                "label": label,
                "url": f"{page}{name}/",
                "count": presenting.part_count(scenario, name),
            }
            for name, (label, _) in PARTS.items()
        ],
        "edit_base": f"{page}stimuli/",
        "edit_url": page,
        "faults": presenting.faults_shown(scenario, faults),
        "advice": presenting.faults_shown(scenario, warnings(scenario)) if not faults else [],
        "may_drop": held.draft is not None and held.versions.exists(),
        "crumbs": crumbs(unit, held),
    }


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def scenario_part(
    request: HygieRequest, unit: Organisation, scenario_id: UUID, part: str
) -> HttpResponse:
    """One part of a scenario, corrected."""
    if part not in PARTS:
        raise Http404("Cette partie n’existe pas.")
    form = _part_form(request, unit, scenario_id, part, sent(request))
    if request.method == "POST" and form.is_valid():
        kept = attempt(
            form,
            draft_set,
            **fetch.who(request, unit),
            scenario_id=scenario_id,
            expected_version=form.cleaned_data["version"],
            **form.values(),
        )
        if kept is not None:
            messages.success(request, "C’est enregistré dans le brouillon.")
            return see_other("exercises:scenario-edit", unit.finess, scenario_id)
    held = fetch.writable(request, unit, scenario_id)
    return form_page(
        request,
        form,
        template=FORM_PAGE if part in PLAIN else "exercises/library/rows.html",
        stored=lambda: _part_form(request, unit, scenario_id, part),
        **_part_page(unit, held, PARTS[part][0]),
    )


def _part_form(
    request: HygieRequest, unit: Organisation, scenario_id: UUID, part: str, data: Any = None
) -> Any:
    held = fetch.writable(request, unit, scenario_id)
    scenario = selectors.written(held)
    if part == "presentation":
        return HeaderForm(data, version=held.version, initial=header_initial(scenario))
    return PARTS[part][1](data, version=held.version, scenario=scenario)


def _part_page(
    unit: Organisation, held: Scenario, title: str, label: str = "Enregistrer"
) -> dict[str, Any]:
    return {
        "title": title,
        "lead": held.title,
        "label": label,
        "cancel_url": path_of("exercises:scenario-edit", unit.finess, held.pk),
        "crumbs": crumbs(unit, held, title),
    }


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def scenario_drop(request: HygieRequest, unit: Organisation, scenario_id: UUID) -> HttpResponse:
    """Gives up what is being written: GET asks, POST does."""
    held = fetch.writable(request, unit, scenario_id)
    form = PlainVersionForm(sent(request), version=held.version)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        given = {**fetch.who(request, unit), "scenario_id": scenario_id}
        if attempt(form, draft_drop, **given, expected_version=version) is not None:
            messages.success(request, "Les modifications sont abandonnées, la version reste.")
            return see_other("exercises:scenario", unit.finess, scenario_id)
    page = _part_page(unit, held, "Abandonner les modifications", "Abandonner")
    lead = f"{held.title}. Le brouillon disparaît\u00a0; la version publiée ne change pas."
    return form_page(
        request, form, stored=lambda: _dropped(held), **{**page, "lead": lead, "kind": "danger"}
    )


def _dropped(held: Scenario) -> PlainVersionForm:
    held.refresh_from_db(fields=["version"])
    return PlainVersionForm(version=held.version)


def crumbs(unit: Organisation, held: Scenario, *more: str) -> list[dict[str, str]]:
    """From the exercises to a page of the scenario being written."""
    here = path_of("exercises:scenario", unit.finess, held.pk)
    edit = path_of("exercises:scenario-edit", unit.finess, held.pk)
    last = [(one, "") for one in more]
    return fetch.crumbs(unit, (held.title, here), ("Modifier", edit if more else ""), *last)
