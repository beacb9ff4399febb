"""The life of an action on screen: states, progress, postponements, its number in the PAQ."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse

from hygie.domain.refusal import ServiceRefusal
from hygie.organisations.models import Organisation
from hygie.organisations.policies import unit_view
from hygie.organisations.requests import HygieRequest
from hygie.organisations.rights import Right, Room
from hygie.quality_plan import presenting, services
from hygie.quality_plan.enums import State, is_allowed
from hygie.quality_plan.forms import MoveForm, NumberForm, PostponeForm, ProgressForm
from hygie.quality_plan.models import PlanAction
from hygie.quality_plan.views.edge import (
    action_or_404,
    attempt,
    by,
    form_page,
    own_action_or_404,
)
from hygie.web.formats import day_long
from hygie.web.http import see_other
from hygie.web.refusals import sentence


def say_not_allowed(request: HygieRequest, action: PlanAction, to_state: str) -> None:
    """Tells that the action is not where that move starts; silent when it is already there."""
    if to_state != action.state:
        before = action.get_state_display().lower()
        messages.error(request, sentence(ServiceRefusal("move_not_allowed", before=before)))


@unit_view(Room.QUALITY_PLAN, read=Right.WRITE, write=Right.WRITE)
def action_move(
    request: HygieRequest, unit: Organisation, action_id: UUID, to_state: str
) -> HttpResponse:
    """Moves an action to another state."""
    action = own_action_or_404(unit, action_id)
    if to_state not in State.values:
        raise Http404("Cet état n’existe pas.")
    if not is_allowed(action.state, to_state):
        say_not_allowed(request, action, to_state)
        return see_other("quality_plan:action", unit.finess, action_id)
    label = presenting.move_label(action.state, to_state)
    form = MoveForm(request.POST or None, action=action, after=to_state, on=request.scope.on)
    if request.method == "POST" and form.is_valid():
        values = {**by(request, unit), "action_id": action_id, "to_state": to_state}
        if attempt(form, services.action_move, {**values, **form.values()}, version=action.version):
            return see_other("quality_plan:action", unit.finess, action_id)
    return form_page(
        request,
        form,
        title=f"{label}\u00a0: {action.code}",
        label=label,
        cancel_url="../../",
        lead=action.title,
    )


@unit_view(Room.QUALITY_PLAN, read=Right.WRITE, write=Right.WRITE)
def action_progress(request: HygieRequest, unit: Organisation, action_id: UUID) -> HttpResponse:
    """Notes how far an action is."""
    action = own_action_or_404(unit, action_id)
    first = {"progress": action.progress}
    form = ProgressForm(request.POST or None, initial=first, version=action.version)
    if request.method == "POST" and form.is_valid():
        values = {**by(request, unit), "action_id": action_id, **form.values()}
        if attempt(form, services.action_progress, values, version=action.version):
            return see_other("quality_plan:action", unit.finess, action_id)
    return form_page(
        request,
        form,
        title=f"Avancement de {action.code}",
        label="Noter l’avancement",
        cancel_url="../",
        lead=f"{action.title}. Avancement enregistré\u00a0: {action.progress}\u00a0%.",
    )


@unit_view(Room.QUALITY_PLAN, read=Right.WRITE, write=Right.WRITE)
def action_postpone(request: HygieRequest, unit: Organisation, action_id: UUID) -> HttpResponse:
    """Moves the due day of an action, with its reason."""
    action = own_action_or_404(unit, action_id)
    form = PostponeForm(request.POST or None, on=request.scope.on, version=action.version)
    if request.method == "POST" and form.is_valid():
        values = {**by(request, unit), "action_id": action_id, **form.values()}
        if attempt(form, services.action_postpone, values, version=action.version):
            return see_other("quality_plan:action", unit.finess, action_id)
    due = day_long(action.current_due_on) if action.current_due_on else "pas encore donnée"
    return form_page(
        request,
        form,
        title=f"Reporter l’échéance de {action.code}",
        label="Reporter l’échéance",
        cancel_url="../",
        lead=f"{action.title}. Échéance actuelle\u00a0: {due}.",
    )


@unit_view(Room.QUALITY_PLAN, read=Right.WRITE, write=Right.WRITE)
def action_number(request: HygieRequest, unit: Organisation, action_id: UUID) -> HttpResponse:
    """Writes the number that the action carries in the PAQ of this unit."""
    action = action_or_404(unit, action_id)
    form = NumberForm(request.POST or None, initial=presenting.number_initial(action))
    if request.method == "POST" and form.is_valid():
        values = {**by(request, unit), "action_id": action_id, **form.cleaned_data}
        if attempt(form, services.number_set, values):
            return see_other("quality_plan:action", unit.finess, action_id)
        form.take_stored(presenting.number_initial(action)["number"])
    return form_page(
        request,
        form,
        title=f"Numéro de {action.code} dans votre PAQ",
        label="Enregistrer le numéro",
        cancel_url="../",
        lead=action.title,
    )
