"""Screens of the exercises of a unit: fetch with right, service or selector, render."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from hygie.documents.selectors import evidence_for
from hygie.domain.refusal import ServiceRefusal
from hygie.exercises import judging, selectors, services, wording
from hygie.exercises.forms import (
    DeclineForm,
    ExerciseEditForm,
    ExerciseForm,
    ImprovementForm,
    ReasonForm,
    RetexForm,
)
from hygie.exercises.models import Exercise
from hygie.exercises.retex_selectors import OWN, run_of
from hygie.exercises.run_selectors import event_of, invitations_of
from hygie.logbook.pointing import pointers
from hygie.obligations.entry_forms import EntryForm
from hygie.obligations.platform_entries import told_elsewhere
from hygie.organisations.days import looked_on
from hygie.organisations.models import Organisation
from hygie.organisations.policies import unit_view
from hygie.organisations.requests import HygieRequest
from hygie.organisations.rights import Right, Room
from hygie.quality_plan.sources import findings_noted
from hygie.web import refusals
from hygie.web.edge import attempt, form_page, sent
from hygie.web.http import see_other
from hygie.web.paths import path_of

WORDING_LENGTH = 500
ROOM = Room.EXERCISES


def _borne(unit: Organisation, exercise_id: UUID) -> Exercise:
    exercise = selectors.exercise_borne_by(unit, exercise_id)
    if exercise is None:
        raise Http404("Exercice inconnu, ou porté par un autre établissement.")
    return exercise


def _offered(unit: Organisation, exercise_id: UUID) -> Exercise:
    exercise = selectors.exercise_for(unit, exercise_id)
    if exercise is None:
        raise Http404("Exercice inconnu ou hors de votre périmètre.")
    return exercise


def _who(request: HygieRequest, unit: Organisation) -> dict[str, Any]:
    return {"scope": request.scope, "acting_user": request.user, "unit": unit}


def _may(request: HygieRequest, unit: Organisation) -> dict[str, bool]:
    """Whether the person may write here, and in the plan."""
    rooms = {"may_write": ROOM, "may_plan": Room.QUALITY_PLAN}
    return {name: request.scope.may(unit, room, Right.WRITE) for name, room in rooms.items()}


@unit_view(ROOM)
def exercise_list(request: HygieRequest, unit: Organisation) -> HttpResponse:
    """The exercises by year, missed years said, and the state of action 1."""
    day = looked_on(request)
    page = selectors.exercises_page(unit, day)
    context = {
        "page": page,
        "looked_on": day,
        "title": wording.page_title(page, day),
        "invitations": invitations_of(unit),
        "may_write": request.scope.may(unit, ROOM, Right.WRITE),
    }
    return render(request, "exercises/exercise_list.html", context)


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def exercise_create(request: HygieRequest, unit: Organisation) -> HttpResponse:
    """Notes an exercise held."""
    form = ExerciseForm(sent(request), bearer=unit, on=request.scope.on)
    if request.method == "POST" and form.is_valid():
        exercise = attempt(
            form,
            services.exercise_record,
            **_who(request, unit),
            **form.values(),
            **form.entry_values(),
            new_id=form.cleaned_data["new_id"],
            units=form.cleaned_data["units"],
        )
        if exercise is not None:
            messages.success(request, "L’exercice est noté.")
            return see_other("exercises:detail", unit.finess, exercise.pk)
    context = {"title": "Noter un exercice de crise", "help": judging.what_does_not_count()}
    return form_page(request, form, template="exercises/exercise_form.html", **context)


@unit_view(ROOM)
def exercise_detail(request: HygieRequest, unit: Organisation, exercise_id: UUID) -> HttpResponse:
    """One exercise: what it brings to 1.a–1.d, its facts, improvements, proofs and history."""
    exercise, day = _offered(unit, exercise_id), looked_on(request)
    may = _may(request, unit)
    coverages = selectors.coverages_of_exercise(exercise)
    own = next((one for one in coverages if one.unit_id == unit.pk), None)
    entry = selectors.entry_of(unit, exercise)
    improvements = findings_noted(unit, exercise, on_time=True)
    judged = selectors.exercise_steps(unit, exercise, entry, improvements, day)
    steps = wording.steps_shown(unit, exercise, judged, own, **may)
    context = {
        "exercise": exercise,
        "title": wording.detail_title(exercise, judged, own),
        "steps": steps,
        "gesture": wording.first_gesture(steps, own),
        "entry": entry,
        "improvements": improvements,
        "evidences": evidence_for(Exercise.fact_kind, [exercise.pk])[str(exercise.pk)],
        "coverages": coverages,
        "own_coverage": own,
        "is_bearer": exercise.bearer_id == unit.pk,
        "history": wording.history_events(selectors.history_of(unit, exercise)),
        "may_write": may["may_write"],
        "pointers": pointers(request.scope, unit, event_of(unit, exercise)),
    }
    return render(request, "exercises/exercise_detail.html", context)


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def exercise_edit(request: HygieRequest, unit: Organisation, exercise_id: UUID) -> HttpResponse:
    """Corrects what is noted of an exercise."""
    form = _edit_form(request, unit, exercise_id, sent(request))
    context = {"title": f"Modifier\u00a0: {form.instance}", "help": judging.what_does_not_count()}
    if request.method == "POST" and form.is_valid():
        changed = attempt(
            form,
            services.exercise_change,
            **_who(request, unit),
            exercise_id=exercise_id,
            expected_version=form.cleaned_data["version"],
            changes=form.values(),
            units=form.cleaned_data["units"],
        )
        if changed is not None:
            messages.success(request, f"L’exercice est corrigé.{told_elsewhere(changed, unit)}")
            return see_other("exercises:detail", unit.finess, exercise_id)
    stored = partial(_edit_form, request, unit, exercise_id)
    return form_page(
        request, form, template="exercises/exercise_form.html", stored=stored, **context
    )


def _edit_form(
    request: HygieRequest, unit: Organisation, exercise_id: UUID, data: Any = None
) -> ExerciseEditForm:
    exercise = _borne(unit, exercise_id)
    is_played = run_of(exercise) is not None
    return ExerciseEditForm(
        data, instance=exercise, bearer=unit, on=request.scope.on, is_played=is_played
    )


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def exercise_retex(request: HygieRequest, unit: Organisation, exercise_id: UUID) -> HttpResponse:
    """Says when and by whom the RETEX was validated; one played here has its own RETEX."""
    exercise = _borne(unit, exercise_id)
    run_id = run_of(exercise)
    if run_id is not None:
        return see_other("exercises:run-retex", unit.finess, run_id, OWN)
    form = _retex_form(unit, exercise_id, sent(request))
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form,
            services.retex_validate,
            **_who(request, unit),
            exercise_id=exercise_id,
            expected_version=form.cleaned_data["version"],
            validated_on=form.cleaned_data["validated_on"],
            validated_by=form.cleaned_data["validated_by"],
        )
        if done is not None:
            messages.success(request, "Le RETEX est validé.")
            return see_other("exercises:detail", unit.finess, exercise_id)
    stored = partial(_retex_form, unit, exercise_id)
    return form_page(
        request, form, template="exercises/retex_form.html", stored=stored, exercise=exercise
    )


def _retex_form(unit: Organisation, exercise_id: UUID, data: Any = None) -> RetexForm:
    return RetexForm(data, exercise=_borne(unit, exercise_id))


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def exercise_entry(request: HygieRequest, unit: Organisation, exercise_id: UUID) -> HttpResponse:
    """Closes the entry of the exercise on the national platform, for this unit."""
    exercise = _offered(unit, exercise_id)
    form = _entry_form(unit, exercise, sent(request))
    if request.method == "POST" and form.is_valid():
        closed = attempt(
            form,
            services.exercise_entry_close,
            **_who(request, unit),
            exercise_id=exercise_id,
            entered_on=form.cleaned_data["entered_on"],
            receipt=form.cleaned_data["receipt"],
            expected_version=form.cleaned_data["version"],
        )
        if closed is not None:
            messages.success(request, "La saisie est notée, avec son accusé.")
            return see_other("exercises:detail", unit.finess, exercise_id)
    stored = partial(_entry_form, unit, exercise)
    context = {
        "title": "Saisie sur la plateforme nationale",
        "lead": wording.entry_lead(exercise),
        "label": "Noter la saisie",
        "cancel_url": path_of("exercises:detail", unit.finess, exercise.pk),
    }
    return form_page(request, form, stored=stored, **context)


def _entry_form(unit: Organisation, exercise: Exercise, data: Any = None) -> EntryForm:
    return EntryForm(data, entry=selectors.entry_of(unit, exercise))


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def exercise_improvement(
    request: HygieRequest, unit: Organisation, exercise_id: UUID
) -> HttpResponse:
    """Notes an improvement and, in one gesture, the action of the PAQ that answers it."""
    exercise = _borne(unit, exercise_id)
    may_plan = request.scope.may(unit, Room.QUALITY_PLAN, Right.WRITE)
    said = {"wording": request.GET.get("constat", "")[:WORDING_LENGTH]}
    form = ImprovementForm(sent(request), may_plan=may_plan, initial=said)
    if request.method == "POST" and form.is_valid():
        finding = attempt(
            form,
            services.improvement_note,
            **_who(request, unit),
            exercise_id=exercise_id,
            new_id=form.cleaned_data["new_id"],
            wording=form.cleaned_data["wording"],
            action=form.action(),
        )
        if finding is not None:
            messages.success(request, "L’amélioration est notée.")
            return see_other("exercises:detail", unit.finess, exercise_id)
    context: dict[str, Any] = {"exercise": exercise, "may_count": selectors.may_count(exercise)}
    return form_page(request, form, template="exercises/improvement_form.html", **context)


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def exercise_remove(request: HygieRequest, unit: Organisation, exercise_id: UUID) -> HttpResponse:
    """Removes an exercise noted by mistake: GET asks, POST does."""
    exercise = _borne(unit, exercise_id)
    form = _reason_form(unit, exercise_id, sent(request))
    if request.method == "POST" and form.is_valid():
        removed = attempt(
            form,
            services.exercise_remove,
            **_who(request, unit),
            exercise_id=exercise_id,
            expected_version=form.cleaned_data["version"],
            reason=form.cleaned_data["reason"],
        )
        if removed is not None:
            messages.success(request, "L’exercice est retiré. Le journal en garde la trace.")
            return see_other("exercises:list", unit.finess)
    stored = partial(_reason_form, unit, exercise_id)
    improvements = len(findings_noted(unit, exercise))
    context = {"exercise": exercise, "improvements": improvements}
    return form_page(request, form, template="exercises/remove_form.html", stored=stored, **context)


def _reason_form(unit: Organisation, exercise_id: UUID, data: Any = None) -> ReasonForm:
    return ReasonForm(data, version=_borne(unit, exercise_id).version)


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def exercise_decline(request: HygieRequest, unit: Organisation, exercise_id: UUID) -> HttpResponse:
    """« Ne nous concerne pas », for an exercise borne by another."""
    exercise = _offered(unit, exercise_id)
    form = DeclineForm(sent(request))
    if request.method == "POST" and form.is_valid():
        answered = attempt(
            form,
            services.exercise_answer,
            **_who(request, unit),
            exercise=exercise,
            declines=True,
            reason=form.cleaned_data["reason"],
        )
        if answered is not None:
            messages.success(request, "C’est noté\u00a0: cet exercice ne compte pas pour vous.")
            return see_other("exercises:detail", unit.finess, exercise_id)
    return form_page(request, form, template="exercises/decline_form.html", exercise=exercise)


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
@require_POST
def exercise_take_back(
    request: HygieRequest, unit: Organisation, exercise_id: UUID
) -> HttpResponse:
    """Takes back an exercise that was declined."""
    exercise = _offered(unit, exercise_id)
    try:
        services.exercise_answer(**_who(request, unit), exercise=exercise, declines=False)
        messages.success(request, "C’est noté\u00a0: cet exercice compte de nouveau pour vous.")
    except ServiceRefusal as refusal:
        messages.error(request, refusals.sentence(refusal))
    return see_other("exercises:detail", unit.finess, exercise_id)
