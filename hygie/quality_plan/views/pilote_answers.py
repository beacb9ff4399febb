"""The pilote with an account answers: accepts, refuses with his reason, notes how far he is."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpResponse

from hygie.organisations.models import Organisation
from hygie.organisations.policies import unit_view
from hygie.organisations.requests import HygieRequest
from hygie.organisations.rights import Right, Room
from hygie.quality_plan import services
from hygie.quality_plan.enums import State
from hygie.quality_plan.forms import PiloteAnswerForm, ProgressForm
from hygie.quality_plan.models import PlanAction
from hygie.quality_plan.views.edge import action_or_404, attempt, by, form_page
from hygie.web.http import see_other


@unit_view(Room.QUALITY_PLAN, read=Right.READ, write=Right.READ)
def action_mine(request: HygieRequest, unit: Organisation, action_id: UUID) -> HttpResponse:
    """What the pilote says of his action; anybody else is sent back to its page."""
    action = action_or_404(unit, action_id)
    if action.pilote_id != request.user.pk or not action.is_open:
        return see_other("quality_plan:action", unit.finess, action_id)
    if action.state == State.PROPOSED:
        return answer_page(request, unit, action)
    return progress_page(request, unit, action)


def answer_page(request: HygieRequest, unit: Organisation, action: PlanAction) -> HttpResponse:
    """« Conduirez-vous cette action ? »"""
    form = PiloteAnswerForm(request.POST or None, version=action.version)
    if request.method == "POST" and form.is_valid():
        values = {
            **by(request, unit),
            "action_id": action.pk,
            "expected_version": form.cleaned_data["version"],
        }
        service: Callable[..., PlanAction] = services.pilote_accept
        if not form.accepts():
            service = services.pilote_refuse
            values["reason"] = form.cleaned_data["reason"]
        if attempt(form, service, values, version=action.version):
            return see_other("quality_plan:action", unit.finess, action.pk)
    return form_page(
        request,
        form,
        title=f"{action.code}\u00a0: votre réponse",
        label="Répondre",
        cancel_url="../",
        lead=action.title,
    )


def progress_page(request: HygieRequest, unit: Organisation, action: PlanAction) -> HttpResponse:
    """How far the action is, said by its pilote."""
    first = {"progress": action.progress}
    form = ProgressForm(request.POST or None, initial=first, version=action.version)
    if request.method == "POST" and form.is_valid():
        values = {**by(request, unit), "action_id": action.pk, **form.values()}
        if attempt(form, services.pilote_progress_note, values, version=action.version):
            return see_other("quality_plan:action", unit.finess, action.pk)
    return form_page(
        request,
        form,
        title=f"{action.code}\u00a0: où en êtes-vous\u00a0?",
        label="Noter l’avancement",
        cancel_url="../",
        lead=action.title,
    )
