"""Screens that open and close what is asked: groups, taking over, versions, closing, reopening."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render

from hygie.domain.refusal import ServiceRefusal
from hygie.organisations.models import Organisation
from hygie.organisations.policies import unit_view
from hygie.organisations.requests import HygieRequest
from hygie.organisations.rights import Right
from hygie.self_assessments import pack_selectors, selectors, services
from hygie.self_assessments.forms import CloseForm, GroupsForm, ReasonForm, VersionForm
from hygie.self_assessments.services.packs import plain_of
from hygie.self_assessments.views.fetch import ROOM, back, borne, nothing, who
from hygie.web import refusals
from hygie.web.edge import attempt, form_page, sent
from hygie.web.formats import plural
from hygie.web.http import see_other


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def assessment_close(
    request: HygieRequest, unit: Organisation, assessment_id: UUID
) -> HttpResponse:
    """Closes the answers of a grid."""
    assessment = borne(unit, assessment_id)
    form = CloseForm(sent(request), version=assessment.version)
    if request.method == "POST" and form.is_valid():
        closed = attempt(
            form,
            services.assessment_close,
            **who(request, unit),
            assessment_id=assessment_id,
            expected_version=form.cleaned_data["version"],
            declared_on=form.cleaned_data["declared_on"],
        )
        if closed is not None:
            return back(request, unit, assessment_id, "Les réponses sont closes.")
    return _gesture(request, form, assessment, "close_form.html", partial(CloseForm))


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def assessment_reopen(
    request: HygieRequest, unit: Organisation, assessment_id: UUID
) -> HttpResponse:
    """Opens the answers of a closed grid again, with a reason."""
    assessment = borne(unit, assessment_id)
    form = ReasonForm(sent(request), version=assessment.version)
    if request.method == "POST" and form.is_valid():
        opened = attempt(
            form,
            services.assessment_reopen,
            **who(request, unit),
            assessment_id=assessment_id,
            expected_version=form.cleaned_data["version"],
            reason=form.cleaned_data["reason"],
        )
        if opened is not None:
            return back(request, unit, assessment_id, "Les réponses sont rouvertes.")
    return _gesture(request, form, assessment, "reopen_form.html", partial(ReasonForm))


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def assessment_groups(
    request: HygieRequest, unit: Organisation, assessment_id: UUID
) -> HttpResponse:
    """Says which groups of the text concern the establishment."""
    assessment = borne(unit, assessment_id)
    if not assessment.pack.groups:
        return nothing(request, unit, assessment_id, "Ce référentiel n’a pas de groupe.")
    shown = partial(GroupsForm, pack=assessment.pack, chosen=assessment.groups)
    form = shown(sent(request), version=assessment.version)
    if request.method == "POST" and form.is_valid():
        chosen = attempt(
            form,
            services.groups_choose,
            **who(request, unit),
            assessment_id=assessment_id,
            expected_version=form.cleaned_data["version"],
            groups=form.cleaned_data["chosen"],
        )
        if chosen is not None:
            said = f"{chosen.measure_count} mesure{plural(chosen.measure_count)} à répondre."
            return back(request, unit, assessment_id, said)
    return _gesture(request, form, assessment, "groups_form.html", shown)


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def assessment_carry(
    request: HygieRequest, unit: Organisation, assessment_id: UUID
) -> HttpResponse:
    """Takes over last year's answers, each to be confirmed: GET asks, POST does."""
    assessment = borne(unit, assessment_id)
    source = selectors.assessment_before(unit, assessment)
    if source is None:
        said = "Aucune auto-évaluation d’une année d’avant sur ce référentiel."
        return nothing(request, unit, assessment_id, said)
    if request.method == "POST":
        try:
            count = services.answers_carry(
                **who(request, unit), assessment_id=assessment_id, from_id=source.pk
            )
        except ServiceRefusal as refusal:
            messages.error(request, refusals.sentence(refusal))
            return see_other("self_assessments:detail", unit.finess, assessment_id)
        taken = f"{count} réponse{plural(count)} reprise{plural(count)}"
        said = f"{taken}\u00a0: dites de chacune si elle est toujours vraie."
        return back(request, unit, assessment_id, said)
    context = {"assessment": assessment, "source": source}
    return render(request, "self_assessments/carry_form.html", context)


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def assessment_version(
    request: HygieRequest, unit: Organisation, assessment_id: UUID
) -> HttpResponse:
    """Answers another version of the text: what moves is shown first, the answers are kept."""
    assessment = borne(unit, assessment_id)
    versions = selectors.other_versions(unit, assessment)
    if not versions:
        said = "Aucune autre version de ce référentiel n’est chargée."
        return nothing(request, unit, assessment_id, said)
    shown = partial(VersionForm, versions=versions)
    form = shown(sent(request), version=assessment.version)
    if request.method == "POST" and form.is_valid():
        moved = attempt(
            form,
            services.assessment_pack_update,
            **who(request, unit),
            assessment_id=assessment_id,
            expected_version=form.cleaned_data["version"],
            pack_id=form.cleaned_data["pack"],
        )
        if moved is not None:
            said = f"Vous répondez à la version {moved.pack.version}. Les réponses sont gardées."
            return back(request, unit, assessment_id, said)
    moves = [
        (pack, pack_selectors.moved_between(assessment.pack, plain_of(pack))) for pack in versions
    ]
    return _gesture(request, form, assessment, "version_form.html", shown, moves=moves)


def _gesture(
    request: HygieRequest, form: Any, assessment: Any, template: str, again: Any, **context: Any
) -> HttpResponse:
    """The page of one gesture on a self-assessment."""
    return form_page(
        request,
        form,
        template=f"self_assessments/{template}",
        stored=partial(again, version=assessment.version),
        assessment=assessment,
        **context,
    )
