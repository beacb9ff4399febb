"""Screens of the results: figures by theme, line by line, beside last year's; a workbook."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render

from hygie.organisations.models import Organisation
from hygie.organisations.policies import unit_view
from hygie.organisations.requests import HygieRequest
from hygie.self_assessments import comparing, results, selectors
from hygie.self_assessments.models import SelfAssessment
from hygie.self_assessments.views.fetch import ROOM, offered
from hygie.self_assessments.views.packs import XLSX

LINES = 100


@unit_view(ROOM)
def assessment_results(
    request: HygieRequest, unit: Organisation, assessment_id: UUID
) -> HttpResponse:
    """Radar and bars by theme, the difference with last year, and one theme line by line."""
    assessment = _answered(unit, assessment_id)
    earlier = selectors.assessment_before(unit, assessment)
    answers = selectors.answered_of(assessment)
    before = selectors.answered_of(earlier) if earlier else {}
    old = results.scores_of(earlier, before) if earlier else None
    found = results.results_of(assessment, answers, old)
    number = _theme_asked(request.GET.get("theme", ""), len(found.themes))
    theme = found.themes[number - 1].label
    lines = results.lines_of(assessment, found, answers, before, theme)
    context = {
        "assessment": assessment,
        "earlier": earlier,
        "results": found,
        "theme": theme,
        "number": number,
        "may_compare": comparing.may_compare(request.scope, unit),
        "page": Paginator(lines, LINES).get_page(request.GET.get("page")),
        **results.drawings(found, str(assessment), str(earlier or "")),
    }
    return render(request, "self_assessments/results.html", context)


def _theme_asked(text: str, last: int) -> int:
    """The number of the theme asked for, from 1 to `last`; the first one for any other text."""
    is_number = text.isdecimal() and len(text) <= len(str(last))
    return int(text) if is_number and 1 <= int(text) <= last else 1


@unit_view(ROOM)
def assessment_compare(
    request: HygieRequest, unit: Organisation, assessment_id: UUID
) -> HttpResponse:
    """The establishments of the GHT or group that the person may read, side by side."""
    assessment = _answered(unit, assessment_id)
    rows = comparing.compared(request.scope, unit, assessment)
    context = {
        "assessment": assessment,
        "rows": rows,
        "themes": comparing.by_theme(rows),
        "silent": sum(row.scores is None for row in rows),
        **comparing.drawing(rows),
    }
    return render(request, "self_assessments/compare.html", context)


@unit_view(ROOM)
def assessment_workbook(
    request: HygieRequest, unit: Organisation, assessment_id: UUID
) -> HttpResponse:
    """The answers and the formulas of the figures, as a workbook."""
    assessment = _answered(unit, assessment_id)
    found = results.results_of(assessment, selectors.answered_of(assessment), None)
    answer = HttpResponse(results.results_workbook(assessment, found), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="resultats-{assessment.year}.xlsx"'
    return answer


def _answered(unit: Organisation, assessment_id: UUID) -> SelfAssessment:
    """The self-assessment, when its text has measures."""
    assessment = offered(unit, assessment_id)
    if not assessment.pack.has_measures:
        raise Http404("Ce référentiel n’a pas de grille\u00a0: il n’y a rien à calculer.")
    return assessment
