"""Screens that open and close what is asked: groups, taking over, versions, closing, reopening."""

from collections.abc import Callable, Mapping
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
from hygie.self_assessments.models import SelfAssessment
from hygie.self_assessments.services.packs import plain_of
from hygie.self_assessments.views.fetch import ROOM, back, borne, nothing, who
from hygie.web import refusals
from hygie.web.edge import attempt, form_page, sent
from hygie.web.formats import plural
from hygie.web.http import see_other


def _gesture(
    request: HygieRequest,
    assessment: SelfAssessment,
    shown: Callable[..., Any],
    service: Callable[..., SelfAssessment],
    given: Mapping[str, str],
    said: Callable[[SelfAssessment], str],
    template: str,
    **context: Any,
) -> HttpResponse:
    """One gesture of who bears a self-assessment: its form, then what was done.

    `given`: what the service takes, by the field of the form; `said` makes the words of the done.
    """
    unit, form = assessment.bearer, shown(sent(request), version=assessment.version)
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        values = {name: cleaned[field] for name, field in given.items()}
        values |= {"assessment_id": assessment.pk, "expected_version": cleaned["version"]}
        done = attempt(form, service, **who(request, unit), **values)
        if done is not None:
            return back(request, unit, assessment.pk, said(done))
    stored, page = partial(shown, version=assessment.version), f"self_assessments/{template}"
    return form_page(request, form, template=page, stored=stored, assessment=assessment, **context)


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def assessment_close(
    request: HygieRequest, unit: Organisation, assessment_id: UUID
) -> HttpResponse:
    """Closes the answers of a grid."""
    return _gesture(
        request,
        borne(unit, assessment_id),
        CloseForm,
        services.assessment_close,
        {"declared_on": "declared_on"},
        lambda _done: "Les réponses sont closes.",
        "close_form.html",
    )


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def assessment_reopen(
    request: HygieRequest, unit: Organisation, assessment_id: UUID
) -> HttpResponse:
    """Opens the answers of a closed grid again, with a reason."""
    return _gesture(
        request,
        borne(unit, assessment_id),
        ReasonForm,
        services.assessment_reopen,
        {"reason": "reason"},
        lambda _done: "Les réponses sont rouvertes.",
        "reopen_form.html",
    )


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def assessment_groups(
    request: HygieRequest, unit: Organisation, assessment_id: UUID
) -> HttpResponse:
    """Says which groups of the text concern the establishment."""
    assessment = borne(unit, assessment_id)
    if not assessment.pack.groups:
        return nothing(request, unit, assessment_id, "Ce référentiel n’a pas de groupe.")
    return _gesture(
        request,
        assessment,
        partial(GroupsForm, pack=assessment.pack, chosen=assessment.groups),
        services.groups_choose,
        {"groups": "chosen"},
        lambda done: f"{done.measure_count} mesure{plural(done.measure_count)} à répondre.",
        "groups_form.html",
    )


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
    moves = [
        (pack, pack_selectors.moved_between(assessment.pack, plain_of(pack))) for pack in versions
    ]
    return _gesture(
        request,
        assessment,
        partial(VersionForm, versions=versions),
        services.assessment_pack_update,
        {"pack_id": "pack"},
        lambda done: f"Vous répondez à la version {done.pack.version}. Les réponses sont gardées.",
        "version_form.html",
        moves=moves,
    )
