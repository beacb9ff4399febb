"""Screens of the self-assessments of a unit: noted, seen, changed, entered, declined."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from hygie.documents.selectors import evidence_for
from hygie.domain.refusal import ServiceRefusal
from hygie.obligations.entry_forms import EntryForm
from hygie.obligations.platform_entries import told_elsewhere
from hygie.organisations.days import looked_on
from hygie.organisations.models import Organisation
from hygie.organisations.policies import unit_view
from hygie.organisations.requests import HygieRequest
from hygie.organisations.rights import Right, Room
from hygie.quality_plan.models import Finding
from hygie.quality_plan.sources import findings_noted
from hygie.self_assessments import judging, selectors, services, wording
from hygie.self_assessments.forms import (
    AssessmentEditForm,
    AssessmentForm,
    DeclineForm,
    GapForm,
    ReasonForm,
)
from hygie.self_assessments.models import SelfAssessment
from hygie.self_assessments.views.fetch import ROOM, back, borne, offered, rights_of, who
from hygie.web import refusals
from hygie.web.edge import attempt, form_page, sent
from hygie.web.http import see_other
from hygie.web.paths import path_of

BELOW_SHOWN = 30


@unit_view(ROOM)
def assessment_list(request: HygieRequest, unit: Organisation) -> HttpResponse:
    """The self-assessments by year, missed years said, and the state of action 2."""
    day = looked_on(request)
    page = selectors.assessments_page(unit, day)
    context = {
        "page": page,
        "title": wording.page_title(page, day),
        "may_write": request.scope.may(unit, ROOM, Right.WRITE),
    }
    return render(request, "self_assessments/assessment_list.html", context)


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def assessment_create(request: HygieRequest, unit: Organisation) -> HttpResponse:
    """Notes a self-assessment, or starts a grid."""
    form = AssessmentForm(sent(request), bearer=unit, on=request.scope.on)
    if request.method == "POST" and form.is_valid():
        assessment = attempt(
            form,
            services.self_assessment_record,
            **who(request, unit),
            **form.record_values(),
            new_id=form.cleaned_data["new_id"],
            units=form.cleaned_data["units"],
        )
        if assessment is not None:
            return back(request, unit, assessment.pk, "L’auto-évaluation est notée.")
    return form_page(
        request,
        form,
        template="self_assessments/assessment_form.html",
        title="Noter une auto-évaluation",
    )


@unit_view(ROOM)
def assessment_detail(
    request: HygieRequest, unit: Organisation, assessment_id: UUID
) -> HttpResponse:
    """One self-assessment: 2.a and 2.b, its grid, its gaps, proofs and history."""
    assessment, day = offered(unit, assessment_id), looked_on(request)
    coverages = selectors.coverages_of_assessment(assessment)
    context = {
        **_detail(request, unit, assessment, coverages),
        "evidences": evidence_for(SelfAssessment.fact_kind, [assessment.pk])[str(assessment.pk)],
        "coverages": coverages,
        "history": wording.history_events(selectors.history_of(unit, assessment)),
        "looked_on": day,
    }
    return render(request, "self_assessments/assessment_detail.html", context)


def _detail(
    request: HygieRequest, unit: Organisation, assessment: SelfAssessment, coverages: list[Any]
) -> dict[str, Any]:
    own = next((one for one in coverages if one.unit_id == unit.pk), None)
    rights = rights_of(request, unit)
    is_bearer, pack = assessment.bearer_id == unit.pk, assessment.pack
    entry, gaps = selectors.entry_of(unit, assessment), findings_noted(unit, assessment)
    grid = _grid_context(assessment, gaps)
    judged = selectors.assessment_steps(unit, assessment, entry, gaps, looked_on(request))
    steps = wording.steps_shown(unit, assessment, judged, own, **rights)
    may_answer = rights["may_write"] and is_bearer and pack.has_measures
    gesture = wording.first_gesture(
        unit, assessment, steps, missing=grid["missing"], may_answer=may_answer
    )
    return {
        "assessment": assessment,
        "title": wording.detail_title(assessment, judged, grid["missing"], own),
        "steps": steps,
        "gesture": None if own and own.declined_at else gesture,
        "entry": entry,
        **grid,
        "gaps": gaps,
        "own_coverage": own,
        "is_bearer": is_bearer,
        "may_write": rights["may_write"],
        "may_answer": may_answer,
    }


def _grid_context(assessment: SelfAssessment, gaps: list[Finding]) -> dict[str, Any]:
    pack, measures = assessment.pack, assessment.measures
    answers = selectors.answered_of(assessment)
    themes = judging.themes_of(pack, measures, answers)
    below = selectors.measures_below(assessment, measures, answers, gaps)
    free = [one for one in below if not one["is_noted"]]
    return {
        "themes": themes,
        "levels": judging.counts_by_level(pack, measures, answers) if pack.has_measures else [],
        "below": below,
        "below_shown": below[:BELOW_SHOWN],
        "below_left": max(0, len(below) - BELOW_SHOWN),
        "below_free": len(free),
        "missing": sum(state.total - state.answered for state in themes),
    }


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def assessment_edit(request: HygieRequest, unit: Organisation, assessment_id: UUID) -> HttpResponse:
    """Corrects what is noted of a self-assessment."""
    form = _edit_form(request, unit, assessment_id, sent(request))
    title = f"Modifier\u00a0: {form.instance}"
    if request.method == "POST" and form.is_valid():
        changed = attempt(
            form,
            services.self_assessment_change,
            **who(request, unit),
            assessment_id=assessment_id,
            expected_version=form.cleaned_data["version"],
            changes=form.values(),
            units=form.cleaned_data["units"],
        )
        if changed is not None:
            said = f"L’auto-évaluation est corrigée.{told_elsewhere(changed, unit)}"
            return back(request, unit, assessment_id, said)
    stored = partial(_edit_form, request, unit, assessment_id)
    context = {"title": title, "assessment_id": assessment_id, "pack": form.instance.pack}
    return form_page(
        request, form, template="self_assessments/assessment_form.html", stored=stored, **context
    )


def _edit_form(
    request: HygieRequest, unit: Organisation, assessment_id: UUID, data: Any = None
) -> AssessmentEditForm:
    assessment = borne(unit, assessment_id)
    return AssessmentEditForm(data, instance=assessment, bearer=unit, on=request.scope.on)


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def assessment_entry(
    request: HygieRequest, unit: Organisation, assessment_id: UUID
) -> HttpResponse:
    """Closes the entry of the self-assessment on the national platform, for this unit."""
    assessment = offered(unit, assessment_id)
    form = _entry_form(unit, assessment, sent(request))
    if request.method == "POST" and form.is_valid():
        closed = attempt(
            form,
            services.self_assessment_entry_close,
            **who(request, unit),
            assessment_id=assessment_id,
            entered_on=form.cleaned_data["entered_on"],
            receipt=form.cleaned_data["receipt"],
            expected_version=form.cleaned_data["version"],
        )
        if closed is not None:
            return back(request, unit, assessment_id, "La saisie est notée, avec son accusé.")
    context = {
        "title": "Saisie sur la plateforme nationale",
        "lead": wording.entry_lead(assessment),
        "label": "Noter la saisie",
        "cancel_url": path_of("self_assessments:detail", unit.finess, assessment.pk),
    }
    return form_page(request, form, stored=partial(_entry_form, unit, assessment), **context)


def _entry_form(unit: Organisation, assessment: SelfAssessment, data: Any = None) -> EntryForm:
    return EntryForm(data, entry=selectors.entry_of(unit, assessment))


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def assessment_gap(request: HygieRequest, unit: Organisation, assessment_id: UUID) -> HttpResponse:
    """Notes a gap, on one measure (`?mesure=`) or on the whole, and the action that answers it."""
    assessment = borne(unit, assessment_id)
    measure = assessment.measure(request.GET.get("mesure", ""))
    form = _gap_form(request, unit, measure)
    if request.method == "POST" and form.is_valid():
        finding = attempt(
            form,
            services.gap_note,
            **who(request, unit),
            assessment_id=assessment_id,
            new_id=form.cleaned_data["new_id"],
            wording=form.cleaned_data["wording"],
            measure_id=measure["id"] if measure else "",
            action=form.action(),
        )
        if finding is not None:
            return back(request, unit, assessment_id, "L’écart est noté.")
    return form_page(
        request,
        form,
        template="self_assessments/gap_form.html",
        assessment=assessment,
        measure=measure,
    )


def _gap_form(request: HygieRequest, unit: Organisation, measure: Any) -> GapForm:
    wording_first = (
        f"{measure.get('number', '')} {measure['title']}\u00a0: ".lstrip() if measure else ""
    )
    may_plan = request.scope.may(unit, Room.QUALITY_PLAN, Right.WRITE)
    initial = {"wording": wording_first}
    return GapForm(sent(request), initial=initial, may_plan=may_plan)


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def assessment_remove(
    request: HygieRequest, unit: Organisation, assessment_id: UUID
) -> HttpResponse:
    """Removes a self-assessment noted by mistake: GET asks, POST does."""
    assessment = borne(unit, assessment_id)
    form = ReasonForm(sent(request), version=assessment.version)
    if request.method == "POST" and form.is_valid():
        removed = attempt(
            form,
            services.self_assessment_remove,
            **who(request, unit),
            assessment_id=assessment_id,
            expected_version=form.cleaned_data["version"],
            reason=form.cleaned_data["reason"],
        )
        if removed is not None:
            messages.success(
                request, "L’auto-évaluation est retirée. Le journal en garde la trace."
            )
            return see_other("self_assessments:list", unit.finess)
    stored = partial(ReasonForm, version=assessment.version)
    context = {"assessment": assessment, "gaps": len(findings_noted(unit, assessment))}
    return form_page(
        request, form, template="self_assessments/remove_form.html", stored=stored, **context
    )


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def assessment_decline(
    request: HygieRequest, unit: Organisation, assessment_id: UUID
) -> HttpResponse:
    """« Ne nous concerne pas », for a self-assessment borne by another."""
    assessment = offered(unit, assessment_id)
    form = DeclineForm(sent(request))
    if request.method == "POST" and form.is_valid():
        answered = attempt(
            form,
            services.self_assessment_answer,
            **who(request, unit),
            assessment=assessment,
            declines=True,
            reason=form.cleaned_data["reason"],
        )
        if answered is not None:
            said = "C’est noté\u00a0: cette auto-évaluation ne compte pas pour vous."
            return back(request, unit, assessment_id, said)
    return form_page(
        request, form, template="self_assessments/decline_form.html", assessment=assessment
    )


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
@require_POST
def assessment_take_back(
    request: HygieRequest, unit: Organisation, assessment_id: UUID
) -> HttpResponse:
    """Takes back a self-assessment that was declined."""
    assessment = offered(unit, assessment_id)
    try:
        services.self_assessment_answer(**who(request, unit), assessment=assessment, declines=False)
        messages.success(request, "C’est noté\u00a0: elle compte de nouveau pour vous.")
    except ServiceRefusal as refusal:
        messages.error(request, refusals.sentence(refusal))
    return see_other("self_assessments:detail", unit.finess, assessment_id)
