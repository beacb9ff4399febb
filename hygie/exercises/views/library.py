"""Screens of the library: the list, one scenario, its file, a copy."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from hygie.domain.refusal import ServiceRefusal
from hygie.domain.scenario import shape
from hygie.domain.scenario.cutting import filled
from hygie.domain.scenario.writing import dump
from hygie.exercises import presenting, scenario_words, starting
from hygie.exercises import scenario_selectors as selectors
from hygie.exercises.charts import chronogramme
from hygie.exercises.forms.library import CopyForm, LibraryFilterForm, StartingForm
from hygie.exercises.library import shipped as shipped_files
from hygie.exercises.scenario_selectors import Shown
from hygie.exercises.services.scenarios import scenario_archive, scenario_begin
from hygie.exercises.views import fetch_scenarios as fetch
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


@unit_view(ROOM)
def scenario_list(request: HygieRequest, unit: Organisation) -> HttpResponse:
    """The scenarios that the unit may play, and where to begin."""
    form, begin = LibraryFilterForm(request.GET), StartingForm(request.GET)
    rows = selectors.library(unit, request.scope.on, form.chosen())
    level = starting.level_advised(begin.answers())
    context = {
        "form": form,
        "begin": begin,
        "advised": level,
        "advised_word": scenario_words.word(level),
        "advised_reason": starting.REASONS.get(level, "") if level else "",
        "rows": [{"row": row, "card": presenting.card_words(row.card)} for row in rows],
        "is_filtered": any(form.chosen().values()),
        "may_write": fetch.may_write(request, unit),
    }
    return render(request, "exercises/library/list.html", context)


@unit_view(ROOM, read=fetch.READING)
def scenario_detail(request: HygieRequest, unit: Organisation, scenario_id: UUID) -> HttpResponse:
    """One scenario of an organisation, in its last version or the one asked."""
    return _page(request, unit, fetch.shown(request, unit, scenario_id))


@unit_view(ROOM, read=fetch.READING)
def scenario_shipped(request: HygieRequest, unit: Organisation, slug: str) -> HttpResponse:
    """One scenario that comes with Hygie."""
    return _page(request, unit, fetch.shipped(slug))


def _page(request: HygieRequest, unit: Organisation, found: Shown) -> HttpResponse:
    said = filled(found.scenario, {})
    context = {
        **presenting.page_of(said),
        **(_of_held(request, unit, found) if found.held else _of_shipped(unit, found)),
        "shown": found,
        "rows": presenting.rows_of(said),
        "drawing": chronogramme(said),
        "crumbs": fetch.crumbs(unit, (found.scenario.title, "")),
        "may_copy": fetch.may_write(request, unit),
        "prepare_url": _prepare_url(request, unit, found),
    }
    return render(request, "exercises/library/detail.html", context)


def _prepare_url(request: HygieRequest, unit: Organisation, found: Shown) -> str:
    """Where an exercise is prepared from what is shown; "" for a draft, or without the right."""
    if not fetch.may_write(request, unit) or found.is_draft:
        return ""
    if found.held is None:
        return path_of("exercises:run-new-shipped", unit.finess, found.scenario.slug)
    if found.held.archived_at is not None or found.version is None:
        return ""
    asked = f"?version={found.version.number}"
    return path_of("exercises:run-new", unit.finess, found.held.pk) + asked


def _of_held(request: HygieRequest, unit: Organisation, found: Shown) -> dict[str, Any]:
    """What the page says of a scenario of an organisation, its versions and gestures."""
    held = found.held
    assert held is not None  # noqa: S101  # the caller looked
    writes = fetch.may_write(request, unit)
    owners = selectors.owners_written(unit, request.scope.on)
    may_write = writes and owners.filter(pk__in=[held.owner_id]).exists()
    asked = f"?version={found.version.number}" if found.version else ""
    return {
        "file_url": path_of("exercises:scenario-file", unit.finess, held.pk) + asked,
        "copy_url": path_of("exercises:scenario-copy", unit.finess, held.pk) + asked,
        "versions": selectors.versions_of(held),
        "history": history_events(selectors.history_of(unit, held)),
        "may_write": may_write,
    }


def _of_shipped(unit: Organisation, found: Shown) -> dict[str, Any]:
    slug = found.scenario.slug
    return {
        "file_url": path_of("exercises:scenario-shipped-file", unit.finess, slug),
        "copy_url": path_of("exercises:scenario-shipped-copy", unit.finess, slug),
        "versions": [],
        "history": [],
        "may_write": False,
    }


@unit_view(ROOM, read=fetch.READING)
def scenario_file(request: HygieRequest, unit: Organisation, scenario_id: UUID) -> HttpResponse:
    """The scenario as a YAML file; what is being written with `?brouillon=1`."""
    if request.GET.get("brouillon") == "1":
        held = fetch.drafted(request, unit, scenario_id)
        text = dump(selectors.written(held))
        return fetch.file_answer(text, f"{held.slug}-brouillon.yaml")
    found = fetch.shown(request, unit, scenario_id)
    text = found.version.text if found.version else dump(found.scenario)
    return fetch.file_answer(text, f"{found.scenario.slug}-v{found.scenario.version}.yaml")


@unit_view(ROOM, read=fetch.READING)
def scenario_shipped_file(request: HygieRequest, unit: Organisation, slug: str) -> HttpResponse:
    """The same for a scenario that comes with Hygie."""
    found = fetch.shipped(slug)
    return fetch.file_answer(shipped_files()[slug].text, f"{slug}-v{found.scenario.version}.yaml")


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def scenario_copy(request: HygieRequest, unit: Organisation, scenario_id: UUID) -> HttpResponse:
    """Begins a scenario from one of an organisation."""
    return _copy(request, unit, fetch.shown(request, unit, scenario_id))


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def scenario_shipped_copy(request: HygieRequest, unit: Organisation, slug: str) -> HttpResponse:
    """Begins a scenario from one that comes with Hygie."""
    return _copy(request, unit, fetch.shipped(slug))


def _copy(request: HygieRequest, unit: Organisation, found: Shown) -> HttpResponse:
    owners = selectors.owners_offered(unit, request.scope.on)
    initial = {"title": f"{found.scenario.title} (copie)"[:200], "new_id": uuid4()}
    form = CopyForm(sent(request), owners=owners, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = attempt(
            form,
            scenario_begin,
            **fetch.who(request, unit),
            owner_id=form.owner_id(),
            new_id=form.cleaned_data["new_id"],
            scenario=found.scenario,
            title=form.cleaned_data["title"],
            source=found.scenario.title,
        )
        if made is not None:
            messages.success(request, "La copie est prête\u00a0: adaptez-la, puis publiez-la.")
            return see_other("exercises:scenario-edit", unit.finess, made.pk)
    return form_page(request, form, **_copy_page(unit, found))


def _copy_page(unit: Organisation, found: Shown) -> dict[str, Any]:
    scenario: shape.Scenario = found.scenario
    return {
        "title": "Dupliquer un scénario",
        "lead": f"{scenario.title}\u00a0: la copie est à vous, l’original ne change pas.",
        "label": "Dupliquer",
        "cancel_url": page_url(unit, found),
        "crumbs": fetch.crumbs(unit, (scenario.title, page_url(unit, found)), ("Dupliquer", "")),
    }


def page_url(unit: Organisation, found: Shown) -> str:
    """The page of a scenario."""
    if found.held is None:
        return path_of("exercises:scenario-shipped", unit.finess, found.scenario.slug)
    return path_of("exercises:scenario", unit.finess, found.held.pk)


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
@require_POST
def scenario_shelve(request: HygieRequest, unit: Organisation, scenario_id: UUID) -> HttpResponse:
    """Takes a scenario out of the library (`archive=1`), or puts it back."""
    held = selectors.scenario_written(unit, request.scope.on, scenario_id)
    if held is None:
        raise Http404(fetch.UNKNOWN)
    archived = request.POST.get("archive") == "1"
    try:
        scenario_archive(**fetch.who(request, unit), scenario_id=scenario_id, archived=archived)
        messages.success(request, "Le scénario est archivé." if archived else "Il est de retour.")
    except ServiceRefusal as refusal:
        messages.error(request, refusals.sentence(refusal))
    return see_other("exercises:scenario", unit.finess, scenario_id)
