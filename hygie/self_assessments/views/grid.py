"""Screens of the answering grid: one page by theme, then closed, sometimes reopened."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse

from hygie.organisations.models import Organisation
from hygie.organisations.policies import unit_view
from hygie.organisations.requests import HygieRequest
from hygie.organisations.rights import Right
from hygie.self_assessments import judging, selectors, services
from hygie.self_assessments.forms import (
    AnswersForm,
    CloseForm,
    ReasonForm,
)
from hygie.self_assessments.models import SelfAssessment
from hygie.self_assessments.views.fetch import ROOM, back, borne, who
from hygie.web.edge import attempt, form_page, sent
from hygie.web.http import see_other


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def assessment_answers(
    request: HygieRequest, unit: Organisation, assessment_id: UUID, theme_number: int
) -> HttpResponse:
    """The measures of one theme: answers saved, then the next theme."""
    assessment = borne(unit, assessment_id)
    themes = assessment.pack.themes
    if not 1 <= theme_number <= len(themes):
        raise Http404("Ce thème n’est pas dans le référentiel.")
    theme = themes[theme_number - 1]
    form = _answers_form(assessment, theme, sent(request))
    if request.method == "POST" and form.is_valid():
        saved = attempt(
            form,
            services.answers_save,
            **who(request, unit),
            assessment_id=assessment_id,
            theme=theme,
            given=form.given(),
            expected=form.cleaned_data["seen"],
        )
        if saved is not None:
            messages.success(request, f"Réponses enregistrées\u00a0: {theme}.")
            return see_other(_after(unit, assessment, theme_number))
    return _grid(request, form, assessment, theme_number)


def _grid(
    request: HygieRequest, form: AnswersForm, assessment: SelfAssessment, number: int
) -> HttpResponse:
    themes = assessment.pack.themes
    stored = partial(_answers_form, assessment, themes[number - 1])
    context = {
        "assessment": assessment,
        "theme": themes[number - 1],
        "number": number,
        "themes": judging.themes_of(assessment.pack, selectors.answers_of(assessment)),
        "is_last": number == len(themes),
    }
    return form_page(
        request, form, template="self_assessments/answers_form.html", stored=stored, **context
    )


def _answers_form(assessment: SelfAssessment, theme: str, data: Any = None) -> AnswersForm:
    measures = assessment.pack.measures_of(theme)
    ids = {measure["id"] for measure in measures}
    answers = [row for row in selectors.answers_of(assessment) if row.measure_id in ids]
    return AnswersForm(data, pack=assessment.pack, measures=measures, answers=answers)


def _after(unit: Organisation, assessment: SelfAssessment, number: int) -> str:
    """The next theme, or the self-assessment after the last one."""
    one = [unit.finess, assessment.pk]
    if number < len(assessment.pack.themes):
        return reverse("self_assessments:answers", args=[*one, number + 1])
    return reverse("self_assessments:detail", args=one)


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
    stored = partial(CloseForm, version=assessment.version)
    return form_page(
        request,
        form,
        template="self_assessments/close_form.html",
        stored=stored,
        assessment=assessment,
    )


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
    stored = partial(ReasonForm, version=assessment.version)
    return form_page(
        request,
        form,
        template="self_assessments/reopen_form.html",
        stored=stored,
        assessment=assessment,
    )
