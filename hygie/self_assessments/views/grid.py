"""Screens of the answering grid: the measures of a theme, or one at a time."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from hygie.organisations.models import Organisation
from hygie.organisations.policies import unit_view
from hygie.organisations.requests import HygieRequest
from hygie.organisations.rights import Right
from hygie.self_assessments import judging, selectors, services
from hygie.self_assessments.grid_forms import CONFIRM_ALL, AnswersForm, keys_in
from hygie.self_assessments.models import Answer, SelfAssessment, answer_fingerprint
from hygie.self_assessments.views.fetch import ROOM, borne, who
from hygie.web.edge import attempt, form_page, sent, take_shown
from hygie.web.http import see_other

MEASURES_PER_PAGE = 20
Measures = Sequence[Mapping[str, Any]]


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
    form, rows = _form(request, unit, assessment, shown, with_questions=False)
    if request.htmx and form.is_bound:
        return _saved_alone(request, form, rows)
    if rows is not None:
        messages.success(request, f"Réponses enregistrées\u00a0: {themes[theme_number - 1]}.")
        return see_other(_after(unit, assessment, theme_number, len(themes), page))
    states = judging.themes_of(
        assessment.pack, assessment.measures, selectors.answered_of(assessment)
    )
    context = {"theme": themes[theme_number - 1], "number": theme_number, "themes": states}
    form.ranks = _ranks(assessment, shown)
    stored = partial(_stored_form, unit, assessment, shown, with_questions=False)
    return _page(request, form, assessment, stored, "answers_form.html", page=page, **context)


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
    form, rows = _form(request, unit, assessment, shown, with_questions=True)
    if request.htmx and form.is_bound:
        return _saved_alone(request, form, rows)
    if rows is not None:
        messages.success(request, "Réponse enregistrée.")
        one = [unit.finess, assessment.pk]
        if rank == len(measures):
            return see_other("self_assessments:detail", *one)
        return see_other("self_assessments:measure", *one, rank + 1)
    context = {"rank": rank, "total": len(measures), "theme": shown[0]["theme"],
               "theme_number": assessment.themes.index(shown[0]["theme"]) + 1,
               "links": selectors.links_of(unit, assessment, shown[0])}  # fmt: skip
    stored = partial(_stored_form, unit, assessment, shown, with_questions=True)
    return _page(request, form, assessment, stored, "measure_form.html", **context)


def _form(
    request: HygieRequest,
    unit: Organisation,
    assessment: SelfAssessment,
    shown: Measures,
    *,
    with_questions: bool,
) -> tuple[AnswersForm, list[Answer] | None]:
    """The form, and the rows saved when it was sent and everything is right."""
    data = sent(request)
    if data is None:
        form = _stored_form(unit, assessment, shown, with_questions=with_questions)
        return form, None
    wanted = keys_in(data, [one["id"] for one in shown])
    measures = [one for one in shown if one["id"] in wanted]
    form = _stored_form(unit, assessment, measures, data, with_questions=with_questions)
    if not form.is_valid():
        return form, None
    return form, attempt(
        form,
        services.answers_save,
        **who(request, unit),
        assessment_id=assessment.pk,
        given=form.given(is_all_confirmed=CONFIRM_ALL in data),
        expected=form.expected(),
    )


def _stored_form(
    unit: Organisation,
    assessment: SelfAssessment,
    measures: Measures,
    data: QueryDict | None = None,
    *,
    with_questions: bool,
) -> AnswersForm:
    ids = [measure["id"] for measure in measures]
    return AnswersForm(
        data,
        pack=assessment.pack,
        measures=measures,
        answers=selectors.answers_of(assessment, ids),
        before=selectors.answers_before(unit, assessment, ids),
        with_questions=with_questions,
    )


def _saved_alone(
    request: HygieRequest, form: AnswersForm, rows: list[Answer] | None
) -> HttpResponse:
    """What follows a measure saved while the page stays: what is stored now, or what is wrong."""
    stored = {row.measure_id: row for row in rows or []}
    context = {
        "form": form,
        "is_saved": rows is not None,
        "states": [_state(row, stored.get(row["measure"]["id"])) for row in form.rows()],
        "errors": _errors(form),
    }
    return render(request, "self_assessments/_saved.html", context)


def _errors(form: AnswersForm) -> list[str]:
    """What is wrong, short: the page stays as it is."""
    refusal = getattr(form, "refusal", None)
    if refusal is not None and refusal.code == "stale":
        by = refusal.data["by"] or "Quelqu’un d’autre"
        return [f"{by} vient de répondre autrement. Rechargez la page pour voir sa réponse."]
    return [str(text) for texts in form.errors.values() for text in texts]


def _state(row: Mapping[str, Any], saved: Answer | None) -> dict[str, Any]:
    return {"row": row, "saved": saved, "seen": answer_fingerprint(saved)}


def _page(
    request: HygieRequest,
    form: AnswersForm,
    assessment: SelfAssessment,
    stored: Any,
    template: str,
    **context: Any,
) -> HttpResponse:
    refusal = getattr(form, "refusal", None)
    if refusal is not None and refusal.code == "stale":
        now = stored()
        for name in form.fields:
            if name.endswith("-seen"):
                take_shown(form, name, now[name].value())
    return form_page(
        request,
        form,
        template=f"self_assessments/{template}",
        stored=stored,
        assessment=assessment,
        **context,
    )


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
