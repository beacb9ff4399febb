"""Screens that turn gaps into actions of the PAQ: several at once."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse

from hygie.organisations.models import Organisation
from hygie.organisations.policies import unit_view
from hygie.organisations.requests import HygieRequest
from hygie.organisations.rights import Right, Room
from hygie.quality_plan.sources import findings_noted
from hygie.self_assessments import selectors, services
from hygie.self_assessments.forms import GapsForm
from hygie.self_assessments.views.fetch import ROOM, borne, who
from hygie.web.edge import attempt, form_page, sent
from hygie.web.formats import plural
from hygie.web.http import see_other


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def assessment_gaps(request: HygieRequest, unit: Organisation, assessment_id: UUID) -> HttpResponse:
    """Chooses gaps, and how the actions of the PAQ answer them: one, one a theme, one each."""
    assessment = borne(unit, assessment_id)
    measures, answers = assessment.measures, selectors.answered_of(assessment)
    gaps = findings_noted(unit, assessment)
    below = selectors.measures_below(assessment, measures, answers, gaps)
    may_plan = request.scope.may(unit, Room.QUALITY_PLAN, Right.WRITE)
    form = GapsForm(sent(request), below=below, may_plan=may_plan)
    if request.method == "POST" and form.is_valid():
        made = attempt(
            form,
            services.gaps_plan,
            **who(request, unit),
            assessment_id=assessment_id,
            new_id=form.cleaned_data["new_id"],
            measure_ids=form.cleaned_data["measures"],
            by=form.cleaned_data.get("by") or "all",
            action=form.action(),
        )
        if made is not None:
            messages.success(request, _said(len(form.cleaned_data["measures"]), made))
            return see_other("self_assessments:detail", unit.finess, assessment_id)
    context: dict[str, Any] = {"assessment": assessment, "below": below}
    return form_page(request, form, template="self_assessments/gaps_form.html", **context)


def _said(gaps: int, made: list[Any]) -> str:
    noted = f"{gaps} écart{plural(gaps)} noté{plural(gaps)}"
    if not made:
        return f"{noted}\u00a0: les actions du PAQ restent à décider."
    codes = ", ".join(action.code for action in made[:10])
    return f"{noted}, {len(made)} action{plural(len(made))} au PAQ\u00a0: {codes}."
