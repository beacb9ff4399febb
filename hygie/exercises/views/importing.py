"""A scenario taken from a file: read, looked at, then written."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render

from hygie.domain.scenario.cutting import filled
from hygie.domain.scenario.faults import ScenarioErrors
from hygie.domain.scenario.form import schema_text
from hygie.domain.scenario.loading import Draft, load_draft
from hygie.exercises import presenting
from hygie.exercises import scenario_selectors as selectors
from hygie.exercises.charts import chronogramme
from hygie.exercises.forms.library import ImportForm
from hygie.exercises.services.scenarios import draft_import, scenario_import
from hygie.exercises.views import fetch_scenarios as fetch
from hygie.organisations.models import Organisation
from hygie.organisations.policies import unit_view
from hygie.organisations.requests import HygieRequest
from hygie.organisations.rights import Right
from hygie.web.edge import attempt, form_page, sent, take_shown
from hygie.web.http import see_other

ROOM = fetch.ROOM
REFUSED = "Ce fichier n’a pas été pris. Rien n’a été écrit\u00a0: ce qui est à corriger est listé."


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def scenario_import_page(request: HygieRequest, unit: Organisation) -> HttpResponse:
    """A file chosen or pasted: its faults by line, or what it holds, then it is written."""
    owners = selectors.owners_offered(unit, request.scope.on)
    files = request.FILES if request.method == "POST" else None
    form = ImportForm(sent(request), files, owners=owners)
    faults: list[dict[str, Any]] = []
    if request.method == "POST" and form.is_valid():
        take_shown(form, "text", form.cleaned_data["text"])
        try:
            draft = _read(form.cleaned_data["text"])
        except ScenarioErrors as error:
            faults = presenting.lines_at_fault(form.cleaned_data["text"], error.errors)
            form.add_error("text", REFUSED)
        else:
            if request.POST.get("etape") != "prendre":
                return _preview(request, unit, form, draft)
            taken = _take(request, unit, form, draft)
            if taken is not None:
                return taken
    context: dict[str, Any] = {
        "faults": faults,
        "crumbs": fetch.crumbs(unit, ("Reprendre un fichier", "")),
    }
    return form_page(request, form, template="exercises/library/import.html", **context)


def _read(text: str) -> Draft:
    """The scenario of a text, with what it lacks and what its reading changed.

    Raises ScenarioErrors: something is wrong, not only missing.
    """
    draft = load_draft(text)
    if not draft.only_gaps:
        raise ScenarioErrors(draft.errors)
    return draft


def _preview(
    request: HygieRequest, unit: Organisation, form: ImportForm, draft: Draft
) -> HttpResponse:
    """What the file holds, before anything is written."""
    said = filled(draft.scenario, {})
    owner = next(one for one in form.owners if one.pk == form.owner_id())
    context = {
        **presenting.page_of(said),
        "form": form,
        "owner": owner,
        "rows": presenting.rows_of(said),
        "drawing": chronogramme(said),
        "notes": [one.message for one in draft.notes],
        "gaps": presenting.lines_at_fault(form.cleaned_data["text"], draft.errors),
        "known": selectors.known_of_slug(owner, draft.scenario.slug),
        "crumbs": fetch.crumbs(unit, ("Reprendre un fichier", "")),
    }
    return render(request, "exercises/library/preview.html", context)


def _take(
    request: HygieRequest, unit: Organisation, form: ImportForm, draft: Draft
) -> HttpResponse | None:
    """Writes the version, or the draft of what is unfinished, and shows it; None when refused."""
    asked = {
        **fetch.who(request, unit),
        "owner_id": form.owner_id(),
        "new_id": form.cleaned_data["new_id"],
        "text": form.cleaned_data["text"],
    }
    if draft.errors:
        held = attempt(form, draft_import, **asked)
        if held is None:
            return None
        messages.success(request, "Le brouillon est gardé\u00a0: complétez-le, puis publiez-le.")
        return see_other("exercises:scenario-edit", unit.finess, held.pk)
    version = attempt(form, scenario_import, **asked)
    if version is None:
        return None
    messages.success(request, f"Le scénario est dans la bibliothèque, version {version.number}.")
    return see_other("exercises:scenario", unit.finess, version.scenario_id)


@unit_view(ROOM)
def scenario_schema(request: HygieRequest, unit: Organisation) -> HttpResponse:
    """The JSON Schema of the format."""
    return HttpResponse(schema_text(), content_type="application/schema+json")
