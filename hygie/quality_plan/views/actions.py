"""One action: noted, shown, corrected, removed, declined."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from hygie.documents.selectors import evidence_for
from hygie.organisations.bearing import coverages_shown
from hygie.organisations.models import Coverage, Organisation
from hygie.organisations.policies import unit_view
from hygie.organisations.requests import HygieRequest
from hygie.organisations.rights import Right, Room
from hygie.quality_plan import presenting, selectors, services
from hygie.quality_plan.action_forms import ActionEditForm, ActionForm
from hygie.quality_plan.enums import Instance
from hygie.quality_plan.forms import (
    NumberForm,
    ProgressForm,
    ReasonForm,
    VersionedReasonForm,
)
from hygie.quality_plan.models import Finding, PlanAction
from hygie.quality_plan.references import labels, notices
from hygie.quality_plan.services.findings import prefilled
from hygie.quality_plan.views.edge import (
    action_or_404,
    attempt,
    attempt_or_compare,
    by,
    finding_or_404,
    form_page,
    own_action_or_404,
)
from hygie.web.http import see_other

NEW_LEAD = "Pour compter, une action porte son numéro au PAQ, un pilote et une échéance."
PART_LEAD = "Une sous-action a son pilote et son échéance\u00a0; elle suit le numéro de l’ensemble."
REMOVE_LEAD = (
    "À réserver à une action inscrite par erreur. Une action à laquelle on renonce s’abandonne"
    "\u00a0: elle reste au plan avec son motif."
)


def finding_asked(request: HygieRequest, unit: Organisation) -> Finding | None:
    """The finding that the new action answers, when the address names one."""
    text = request.GET.get("constat", "")
    try:
        return finding_or_404(unit, UUID(text)) if text else None
    except ValueError:
        return None


def first_values(unit: Organisation, finding: Finding | None) -> dict[str, Any]:
    """What the form shows first: taken from the finding, and counting for the same units."""
    if finding is None:
        return {}
    units = [unit.pk]
    if finding.bearer_id == unit.pk:
        covered = Coverage.objects.accepted().filter(fact_id=finding.coverage_id)
        units = list(covered.values_list("unit_id", flat=True)) or units
    return {**prefilled(finding), "units": units}


def parent_asked(request: HygieRequest, unit: Organisation) -> PlanAction | None:
    """The action that the new one is a part of, when the address names one."""
    text = request.GET.get("ensemble", "")
    try:
        return own_action_or_404(unit, UUID(text)) if text else None
    except ValueError:
        return None


def create_action(
    request: HygieRequest,
    unit: Organisation,
    form: ActionForm,
    finding: Finding | None,
    parent: PlanAction | None,
) -> bool:
    """Creates the action, linked to its finding if it has one."""
    values = {
        "parent": parent,
        **by(request, unit),
        **form.values(),
        "new_id": form.cleaned_data["new_id"],
        "units": form.cleaned_data["units"],
    }
    if finding is None:
        return attempt(form, services.action_record, values)
    return attempt(form, services.action_from_finding, {**values, "finding_id": finding.pk})


@unit_view(Room.QUALITY_PLAN, read=Right.WRITE, write=Right.WRITE)
def action_new(request: HygieRequest, unit: Organisation) -> HttpResponse:
    """Puts an action in the plan; `?constat=` prefills it from a finding and links it."""
    finding, parent = finding_asked(request, unit), parent_asked(request, unit)
    form = ActionForm(
        request.POST or None,
        bearer=unit,
        on=request.scope.on,
        initial=first_values(unit, finding),
    )
    sent = request.method == "POST" and form.is_valid()
    if sent and create_action(request, unit, form, finding, parent):
        return see_other("quality_plan:action", unit.finess, form.cleaned_data["new_id"])
    return form_page(
        request,
        form,
        title=f"Sous-action de {parent.code}" if parent else "Inscrire une action au plan",
        label="Inscrire l’action",
        cancel_url="../../constats/" if finding else "../../",
        finding=finding,
        lead=f"{parent.title}. {PART_LEAD}" if parent else NEW_LEAD,
        template="action_form",
    )


def gestures_of(request: HygieRequest, unit: Organisation, action: PlanAction) -> dict[str, Any]:
    """What the person may do with an action, and the small forms of its page."""
    may_write = request.scope.may(unit, Room.QUALITY_PLAN, Right.WRITE)
    own = action.bearer_id == unit.pk
    return {
        "own": own,
        "may_write": may_write,
        "may_change": may_write and own,
        "may_read_detail": selectors.may_read_detail(request.scope, unit),
        "moves": presenting.moves_offered(action),
        "number_form": NumberForm(initial=presenting.number_initial(action)),
        "progress_form": ProgressForm(
            initial={"progress": action.progress}, version=action.version
        ),
        "decline_form": ReasonForm(),
        "is_pilote": action.is_open and action.pilote_id == request.user.pk,
        "parts": selectors.parts_of(unit, action, request.scope.on)
        if action.parent_id is None
        else [],
        "instances": [Instance(code).label for code in action.instances],
        "criteria": [labels()[code] for code in action.criteria if code in labels()],
        "criteria_notices": notices(action.criteria),
    }


@unit_view(Room.QUALITY_PLAN)
def action_detail(request: HygieRequest, unit: Organisation, action_id: UUID) -> HttpResponse:
    """All that is known of an action, and the gestures that the person may do."""
    action = action_or_404(unit, action_id)
    coverages = list(coverages_shown([action.pk]))
    findings = list(selectors.findings_answered(unit, action))
    own = action.bearer_id == unit.pk
    context = {
        **gestures_of(request, unit, action),
        "action": action,
        "is_late": action.is_overdue(request.scope.on),
        "coverage": next((one for one in coverages if one.unit_id == unit.pk), None),
        "coverages": coverages if own else [],
        "findings": findings,
        "origins": presenting.origin_labels(action, findings),
        "lacks": presenting.lacks_of(unit, action, may_change=own),
        "postponements": list(action.postponements.all()),
        "evidences": evidence_for(PlanAction.fact_kind, [action.pk])[str(action.pk)],
        "events": presenting.history_events(selectors.history_of(unit, action)),
    }
    return render(request, "quality_plan/action_detail.html", context)


@unit_view(Room.QUALITY_PLAN, read=Right.WRITE, write=Right.WRITE)
def action_edit(request: HygieRequest, unit: Organisation, action_id: UUID) -> HttpResponse:
    """Corrects an action; when another person saved meanwhile, shows the two versions."""
    action = own_action_or_404(unit, action_id)
    look = {"title": f"Modifier {action.code}", "template": "action_form"}
    shown: dict[str, Any] | None = {}

    def form_of(record: PlanAction, data: Any = None) -> ActionEditForm:
        return ActionEditForm(data, instance=record, bearer=unit, on=request.scope.on)

    form = form_of(action, request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = {
            **by(request, unit),
            "action_id": action_id,
            "expected_version": form.cleaned_data["version"],
            "changes": form.values(),
            "units": form.cleaned_data["units"],
        }
        shown = attempt_or_compare(
            form,
            services.action_change,
            values,
            lambda: form_of(own_action_or_404(unit, action_id)),
        )
    if shown is None:
        return see_other("quality_plan:action", unit.finess, action_id)
    return form_page(request, form, label="Enregistrer", cancel_url="../", **look, **shown)


@unit_view(Room.QUALITY_PLAN, read=Right.WRITE, write=Right.WRITE)
def action_remove(request: HygieRequest, unit: Organisation, action_id: UUID) -> HttpResponse:
    """Removes an action noted by mistake."""
    action = own_action_or_404(unit, action_id)
    form = VersionedReasonForm(request.POST or None, version=action.version)
    if request.method == "POST" and form.is_valid():
        values = {**by(request, unit), "action_id": action_id, **form.values()}
        if attempt(form, services.action_remove, values, version=action.version):
            return see_other("quality_plan:list", unit.finess)
    return form_page(
        request,
        form,
        title=f"Retirer {action.code} du plan",
        label="Retirer l’action",
        cancel_url="../",
        kind="danger",
        lead=REMOVE_LEAD,
    )


@unit_view(Room.QUALITY_PLAN, read=Right.WRITE, write=Right.WRITE)
def action_decline(request: HygieRequest, unit: Organisation, action_id: UUID) -> HttpResponse:
    """« Ne nous concerne pas » for an action borne by another, or the way back."""
    action = action_or_404(unit, action_id)
    takes_back = "reprendre" in request.POST
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and (takes_back or form.is_valid()):
        reason = "" if takes_back else form.cleaned_data["reason"]
        values = {**by(request, unit), "action_id": action_id, "reason": reason}
        values["declines"] = not takes_back
        if attempt(form, services.action_answer_coverage, values):
            return see_other("quality_plan:action", unit.finess, action_id)
    return form_page(
        request,
        form,
        title=f"{action.code}\u00a0: ne nous concerne pas",
        label="Décliner cette action",
        cancel_url="../",
        lead=f"Portée par {action.bearer.name}. Elle ne comptera plus pour {unit.name}\u00a0; "
        "vous pourrez la reprendre.",
    )
