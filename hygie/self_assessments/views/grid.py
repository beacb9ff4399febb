"""Screens of the answering grid: the measures of a theme, or one at a time."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.urls import reverse

from hygie.organisations.models import Organisation
from hygie.organisations.policies import unit_view
from hygie.organisations.requests import HygieRequest
from hygie.organisations.rights import Right
from hygie.self_assessments import judging, selectors, services
from hygie.self_assessments.models import Answer, SelfAssessment
from hygie.self_assessments.proof_selectors import proofs_of
from hygie.self_assessments.views.answering import (
    MEASURES_PER_PAGE,
    Measures,
    form_sent,
    grid_page,
    saved_alone,
    stored_form,
)
from hygie.self_assessments.views.fetch import ROOM, borne, who
from hygie.web.http import see_other


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def assessment_answers(
    request: HygieRequest, unit: Organisation, assessment_id: UUID, theme_number: int
) -> HttpResponse:
    """The measures of one theme, page by page: answers saved, then what follows."""
    assessment = borne(unit, assessment_id)
    themes = assessment.themes
    if not 1 <= theme_number <= len(themes):
        raise Http404("Ce thème n’est pas dans le référentiel.")
    measures = assessment.measures_of(themes[theme_number - 1])
    page = Paginator(measures, MEASURES_PER_PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    form, rows = form_sent(request, unit, assessment, shown, _save(request, unit, assessment))
    if request.htmx and form.is_bound:
        count = _theme_now(assessment, measures) if rows else None
        return saved_alone(request, form, rows, theme=count, number=theme_number)
    if rows is not None:
        messages.success(request, f"Réponses enregistrées\u00a0: {themes[theme_number - 1]}.")
        return see_other(_after(unit, assessment, theme_number, len(themes), page))
    states = judging.themes_of(
        assessment.pack, assessment.measures, selectors.answered_of(assessment)
    )
    context = {"theme": themes[theme_number - 1], "number": theme_number, "themes": states}
    form.ranks = _ranks(assessment, shown)
    stored = partial(stored_form, unit, assessment, shown)
    return grid_page(request, form, assessment, stored, "answers_form.html", page=page, **context)


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def assessment_measure(
    request: HygieRequest, unit: Organisation, assessment_id: UUID, rank: int
) -> HttpResponse:
    """One measure with everything that helps to answer, its questions included."""
    assessment = borne(unit, assessment_id)
    measures = assessment.measures
    if not 1 <= rank <= len(measures):
        raise Http404("Cette mesure n’est pas dans le référentiel.")
    shown = [measures[rank - 1]]
    save = _save(request, unit, assessment)
    form, rows = form_sent(request, unit, assessment, shown, save, with_questions=True)
    if request.htmx and form.is_bound:
        return saved_alone(request, form, rows)
    if rows is not None:
        messages.success(request, "Réponse enregistrée.")
        one = [unit.finess, assessment.pk]
        if rank == len(measures):
            return see_other("self_assessments:detail", *one)
        return see_other("self_assessments:measure", *one, rank + 1)
    context = {"rank": rank, "total": len(measures), "theme": shown[0]["theme"],
               "theme_number": assessment.themes.index(shown[0]["theme"]) + 1,
               "links": selectors.links_of(unit, assessment, shown[0]),
               "proofs": proofs_of(request.scope, unit, assessment, shown[0]["id"])}  # fmt: skip
    stored = partial(stored_form, unit, assessment, shown, with_questions=True)
    return grid_page(request, form, assessment, stored, "measure_form.html", **context)


def _save(
    request: HygieRequest, unit: Organisation, assessment: SelfAssessment
) -> Callable[..., list[Answer]]:
    return partial(services.answers_save, **who(request, unit), assessment_id=assessment.pk)


def _theme_now(assessment: SelfAssessment, measures: Measures) -> judging.ThemeState:
    """Where the theme of these measures stands, after an answer."""
    answers = selectors.answered_of(assessment)
    return judging.themes_of(assessment.pack, measures, answers)[0]


def _ranks(assessment: SelfAssessment, shown: Measures) -> dict[str, int]:
    """Place of each measure shown among all, from 1."""
    wanted = {one["id"] for one in shown}
    ids = (one["id"] for one in assessment.measures)
    return {key: rank for rank, key in enumerate(ids, 1) if key in wanted}


def _after(
    unit: Organisation, assessment: SelfAssessment, number: int, themes: int, page: Any
) -> str:
    """The next page, the next theme, or the self-assessment after the last one."""
    one = [unit.finess, assessment.pk]
    if page.has_next():
        here = reverse("self_assessments:answers", args=[*one, number])
        return f"{here}?page={page.next_page_number()}"
    if number < themes:
        return reverse("self_assessments:answers", args=[*one, number + 1])
    return reverse("self_assessments:detail", args=one)
