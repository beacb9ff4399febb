"""Screens of one stimulus of a scenario being written: added, corrected, moved, removed."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse

from hygie.domain.scenario.shape import Channel, Scenario, Stimulus, StimulusKind
from hygie.exercises import edits
from hygie.exercises import scenario_selectors as selectors
from hygie.exercises.forms.library import PlainVersionForm
from hygie.exercises.forms.stimulus import MoveForm, StimulusForm
from hygie.exercises.services.scenario_drafts import (
    stimulus_move,
    stimulus_put,
    stimulus_remove,
)
from hygie.exercises.views import fetch_scenarios as fetch
from hygie.exercises.views.editing import crumbs
from hygie.organisations.models import Organisation
from hygie.organisations.policies import unit_view
from hygie.organisations.requests import HygieRequest
from hygie.organisations.rights import Right
from hygie.web.edge import attempt, form_page, sent
from hygie.web.http import see_other
from hygie.web.paths import path_of

ROOM = fetch.ROOM
PAGE = "exercises/library/stimulus.html"


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def stimulus_new(request: HygieRequest, unit: Organisation, scenario_id: UUID) -> HttpResponse:
    """Adds a stimulus, blank or like another (`?comme=S03`)."""
    return _page(request, unit, scenario_id, None)


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def stimulus_edit(
    request: HygieRequest, unit: Organisation, scenario_id: UUID, stimulus_code: str
) -> HttpResponse:
    """Corrects a stimulus."""
    return _page(request, unit, scenario_id, stimulus_code)


def _page(
    request: HygieRequest, unit: Organisation, scenario_id: UUID, code: str | None
) -> HttpResponse:
    form = _form(request, unit, scenario_id, code, sent(request))
    if request.method == "POST" and form.is_valid():
        kept = attempt(
            form,
            stimulus_put,
            **fetch.who(request, unit),
            scenario_id=scenario_id,
            expected_version=form.cleaned_data["version"],
            stimulus=form.stimulus() if code is None else replace(form.stimulus(), code=code),
            is_new=code is None,
        )
        if kept is not None:
            messages.success(request, "Le stimulus est enregistré dans le brouillon.")
            return _back(unit, scenario_id)
    title = "Ajouter un stimulus" if code is None else f"Modifier {code}"
    context = _context(request, unit, scenario_id, title, "Enregistrer le stimulus")
    return form_page(
        request,
        form,
        template=PAGE,
        stored=lambda: _form(request, unit, scenario_id, code),
        **context,
    )


def _form(
    request: HygieRequest,
    unit: Organisation,
    scenario_id: UUID,
    code: str | None,
    data: Any = None,
) -> StimulusForm:
    held = fetch.writable(request, unit, scenario_id)
    scenario = selectors.written(held)
    stimulus = _begun(scenario, request.GET.get("comme", "")) if code is None else None
    return StimulusForm(
        data,
        version=held.version,
        scenario=scenario,
        stimulus=stimulus or _of_code(scenario, code or ""),
    )


def _begun(scenario: Scenario, like: str) -> Stimulus:
    """A new stimulus, blank after the last one, or like another of the scenario."""
    code = edits.next_stimulus_code(scenario)
    known = edits.stimulus_of(scenario, like)
    if known is not None:
        bare = tuple(replace(one, code="") for one in known.criteria)
        return replace(known, code=code, criteria=edits.with_codes(bare, f"C{code[1:]}"))
    last = max((one.at_s for one in scenario.stimuli), default=0)
    return Stimulus(
        code=code,
        at_s=last,
        story_time="",
        kind=StimulusKind.MAIN,
        sender="",
        recipients=(),
        channel=Channel.TELEPHONE,
        title="",
        body="",
        objectives=(),
        expected=(),
        criteria=(),
    )


def _of_code(scenario: Scenario, code: str) -> Stimulus:
    found = edits.stimulus_of(scenario, code)
    if found is None:
        raise Http404("Ce stimulus n’existe pas, ou plus, dans ce scénario.")
    return found


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def stimulus_shift(
    request: HygieRequest, unit: Organisation, scenario_id: UUID, stimulus_code: str
) -> HttpResponse:
    """Sets another time to a stimulus, alone or with those that follow."""
    form = _move_form(request, unit, scenario_id, stimulus_code, sent(request))
    if request.method == "POST" and form.is_valid():
        moved = attempt(
            form,
            stimulus_move,
            **fetch.who(request, unit),
            scenario_id=scenario_id,
            expected_version=form.cleaned_data["version"],
            code=stimulus_code,
            at_s=form.cleaned_data["at_s"],
            following=form.cleaned_data["following"] == "yes",
        )
        if moved is not None:
            return _back(unit, scenario_id)
    context = _context(request, unit, scenario_id, f"Déplacer {stimulus_code}", "Déplacer")
    stored = lambda: _move_form(request, unit, scenario_id, stimulus_code)  # noqa: E731
    return form_page(request, form, stored=stored, **context)


def _move_form(
    request: HygieRequest, unit: Organisation, scenario_id: UUID, code: str, data: Any = None
) -> MoveForm:
    held = fetch.writable(request, unit, scenario_id)
    known = _of_code(selectors.written(held), code)
    return MoveForm(data, version=held.version, initial={"at_s": known.at_s})


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def stimulus_drop(
    request: HygieRequest, unit: Organisation, scenario_id: UUID, stimulus_code: str
) -> HttpResponse:
    """Takes a stimulus away: GET asks, POST does."""
    held = fetch.writable(request, unit, scenario_id)
    known = edits.stimulus_of(selectors.written(held), stimulus_code)
    if known is None:
        return _back(unit, scenario_id)
    form = PlainVersionForm(sent(request), version=held.version)
    if request.method == "POST" and form.is_valid():
        gone = attempt(
            form,
            stimulus_remove,
            **fetch.who(request, unit),
            scenario_id=scenario_id,
            expected_version=form.cleaned_data["version"],
            code=stimulus_code,
        )
        if gone is not None:
            return _back(unit, scenario_id)
    title = f"Retirer {stimulus_code} – {known.title}"
    context = _context(request, unit, scenario_id, title, "Retirer le stimulus")
    stored = lambda: PlainVersionForm(version=fetch.writable(request, unit, scenario_id).version)  # noqa: E731
    return form_page(request, form, stored=stored, **{**context, "kind": "danger"})


def _context(
    request: HygieRequest, unit: Organisation, scenario_id: UUID, title: str, label: str
) -> dict[str, Any]:
    held = fetch.writable(request, unit, scenario_id)
    return {
        "title": title,
        "lead": held.title,
        "label": label,
        "cancel_url": _edit_url(unit, scenario_id),
        "crumbs": crumbs(unit, held, title),
    }


def _edit_url(unit: Organisation, scenario_id: UUID) -> str:
    return path_of("exercises:scenario-edit", unit.finess, scenario_id) + "#chronogramme"


def _back(unit: Organisation, scenario_id: UUID) -> HttpResponse:
    return see_other(_edit_url(unit, scenario_id))
