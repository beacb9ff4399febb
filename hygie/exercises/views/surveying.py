"""The « questionnaire à chaud »: its address to project and to print, and its anonymous page."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from hygie.accounts import throttle
from hygie.domain.playing.survey import LEAST, SCALE, Answer, Result, results, shown
from hygie.exercises.forms.retex import SurveyForm
from hygie.exercises.models import Run
from hygie.exercises.retex_content import answers_of
from hygie.exercises.services.survey import code_of, is_open, run_id_of, survey_answer
from hygie.exercises.views import fetch_runs as fetch
from hygie.organisations.models import Organisation
from hygie.organisations.policies import link_view, unit_view
from hygie.organisations.requests import HygieRequest
from hygie.organisations.rights import Right
from hygie.web.addresses import address_for_others, opens_here_only
from hygie.web.edge import attempt, sent
from hygie.web.qr import qr

TRIES = "survey"
SHOWN = [label for _, label in sorted(SCALE.items(), reverse=True)]


@unit_view(fetch.ROOM, read=Right.WRITE)
def run_survey(request: HygieRequest, unit: Organisation, run_id: UUID) -> HttpResponse:
    """The address to show to everybody, and what they answered, three by three."""
    run = fetch.led(unit, run_id)
    path = reverse("exercises:survey", args=[code_of(run.pk)])
    address = address_for_others(request, path)
    answers = [Answer(one.marks, one.texts, one.batch) for one in answers_of(run)]
    context = {
        "run": run,
        "address": address,
        "drawing": qr(address),
        "opens_here_only": opens_here_only(address),
        "is_open": is_open(run),
        "count": len(answers),
        "waiting": len(answers) - len(shown(answers)),
        "least": LEAST,
        "scale": SHOWN,
        "results": [_row(one) for one in results(answers)],
        "crumbs": fetch.crumbs(unit, run, "Questionnaire à chaud"),
    }
    return render(request, "exercises/retex/survey_share.html", context)


def _row(one: Result) -> dict[str, Any]:
    """One question and its answers, « tout à fait » first."""
    marks = list(zip(SHOWN, reversed(one.counts), strict=True)) if one.counts else []
    return {"label": one.question.label, "marks": marks, "texts": one.texts}


@link_view
def survey_page(request: HttpRequest, code: str) -> HttpResponse:
    """The ten questions, for anybody who has the address: nothing says who answers."""
    if throttle.is_throttled(request, TRIES):
        return render(request, "429.html", status=HTTPStatus.TOO_MANY_REQUESTS)
    run_id = run_id_of(code)
    runs = Run.objects.select_related("bearer")
    run = runs.filter(pk=run_id).first() if run_id is not None else None
    if run is None:
        throttle.count_failure(request, TRIES)
        raise Http404("Ce questionnaire n’existe pas.")
    form, is_sent = SurveyForm(sent(request)), False
    if request.method == "POST" and form.is_valid():
        asked = {"run_id": run.pk, "new_id": form.cleaned_data["new_id"], **form.values()}
        is_sent = attempt(form, survey_answer, **asked) is not None
    context = {"run": run, "form": form, "is_sent": is_sent, "is_open": is_open(run)}
    status = 422 if form.is_bound and form.errors else 200
    answer = render(request, "exercises/retex/survey.html", context, status=status)
    add_never_cache_headers(answer)
    answer.headers["Referrer-Policy"] = "same-origin"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer
