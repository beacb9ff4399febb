"""What the screens that answer measures share: the form sent, saved alone or with its page."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from hygie.organisations.models import Organisation
from hygie.self_assessments import selectors
from hygie.self_assessments.grid_forms import CONFIRM_ALL, AnswersForm, keys_in
from hygie.self_assessments.models import Answer, SelfAssessment, answer_fingerprint
from hygie.web.edge import attempt, form_page, sent, take_shown

MEASURES_PER_PAGE = 20
Measures = Sequence[Mapping[str, Any]]


def form_sent(
    request: HttpRequest,
    unit: Organisation,
    assessment: SelfAssessment,
    shown: Measures,
    save: Callable[..., list[Answer]],
    *,
    with_questions: bool = False,
) -> tuple[AnswersForm, list[Answer] | None]:
    """The form, and the rows that `save` wrote when it was sent and everything is right."""
    data = sent(request)
    if data is None:
        form = stored_form(unit, assessment, shown, with_questions=with_questions)
        return form, None
    wanted = keys_in(data, [one["id"] for one in shown])
    measures = [one for one in shown if one["id"] in wanted]
    form = stored_form(unit, assessment, measures, data, with_questions=with_questions)
    if not form.is_valid():
        return form, None
    return form, attempt(
        form,
        save,
        given=form.given(is_all_confirmed=CONFIRM_ALL in data),
        expected=form.expected(),
    )


def stored_form(
    unit: Organisation,
    assessment: SelfAssessment,
    measures: Measures,
    data: QueryDict | None = None,
    *,
    with_questions: bool = False,
) -> AnswersForm:
    """The form of these measures, with what is stored now."""
    ids = [measure["id"] for measure in measures]
    return AnswersForm(
        data,
        pack=assessment.pack,
        measures=measures,
        answers=selectors.answers_of(assessment, ids),
        before=selectors.answers_before(unit, assessment, ids),
        with_questions=with_questions,
    )


def saved_alone(
    request: HttpRequest, form: AnswersForm, rows: list[Answer] | None, **theme: Any
) -> HttpResponse:
    """What follows a measure saved while the page stays: what is stored now, or what is wrong.

    `theme`: where its theme stands now and its `number`, on a page that counts them.
    """
    stored = {row.measure_id: row for row in rows or []}
    context = {
        "form": form,
        "is_saved": rows is not None,
        "states": [_state(row, stored.get(row["measure"]["id"])) for row in form.rows()],
        "errors": _errors(form),
        **theme,
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


def grid_page(
    request: HttpRequest,
    form: AnswersForm,
    assessment: SelfAssessment,
    stored: Any,
    template: str,
    **context: Any,
) -> HttpResponse:
    """The page of some measures; after another person's answer, what is stored is then known."""
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
