"""Findings: those « à rattacher », noted here, answered by an action, set aside, corrected."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from hygie.organisations.models import Organisation
from hygie.organisations.policies import unit_view
from hygie.organisations.requests import HygieRequest
from hygie.organisations.rights import Right, Room
from hygie.quality_plan import selectors, services
from hygie.quality_plan.forms import (
    AnswerForm,
    ConfirmForm,
    ConfirmVersionForm,
    FindingEditForm,
    FindingForm,
    VersionedReasonForm,
)
from hygie.quality_plan.models import Finding
from hygie.quality_plan.views.edge import (
    attempt,
    attempt_or_compare,
    by,
    finding_or_404,
    form_page,
)
from hygie.quality_plan.views.plan import PER_PAGE, rights_of
from hygie.web.http import see_other


@unit_view(Room.QUALITY_PLAN)
def finding_list(request: HygieRequest, unit: Organisation) -> HttpResponse:
    """Findings without action first; `?tous=1` shows all of them with their actions."""
    show_all = request.GET.get("tous") == "1"
    found = selectors.findings_of(unit) if show_all else selectors.findings_without_action(unit)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": selectors.with_actions(unit, page.object_list),
        "show_all": show_all,
        **rights_of(request, unit),
    }
    return render(request, "quality_plan/finding_list.html", context)


@unit_view(Room.QUALITY_PLAN, read=Right.WRITE, write=Right.WRITE)
def finding_new(request: HygieRequest, unit: Organisation) -> HttpResponse:
    """Notes a finding in the plan itself."""
    given = {name: request.GET[name] for name in ("origin", "wording") if name in request.GET}
    form = FindingForm(request.POST or None, bearer=unit, on=request.scope.on, initial=given)
    if request.method == "POST" and form.is_valid():
        ids = {name: form.cleaned_data[name] for name in ("new_id", "units")}
        values = {**by(request, unit), **form.values(), **ids}
        if attempt(form, services.finding_record, values):
            return see_other("quality_plan:findings", unit.finess)
    return form_page(
        request,
        form,
        title="Noter un constat ou une amélioration",
        label="Noter le constat",
        cancel_url="../",
        lead="Chaque constat demande une action au plan, ou un motif pour l’écarter.",
    )


@unit_view(Room.QUALITY_PLAN, read=Right.WRITE, write=Right.WRITE)
def finding_edit(request: HygieRequest, unit: Organisation, finding_id: UUID) -> HttpResponse:
    """Corrects a finding; when another person saved meanwhile, shows the two versions."""
    finding = finding_or_404(unit, finding_id, own=True)
    shown: dict[str, Any] | None = {}

    def form_of(record: Finding, data: Any = None) -> FindingEditForm:
        return FindingEditForm(data, instance=record, bearer=unit, on=request.scope.on)

    form = form_of(finding, request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = {
            **by(request, unit),
            "finding_id": finding_id,
            "expected_version": form.cleaned_data["version"],
            "changes": form.values(),
            "units": form.units_chosen(),
        }
        stored = lambda: form_of(finding_or_404(unit, finding_id, own=True))  # noqa: E731
        shown = attempt_or_compare(form, services.finding_change, values, stored)
    if shown is None:
        return see_other("quality_plan:findings", unit.finess)
    title = "Modifier le constat"
    return form_page(request, form, title=title, label="Enregistrer", cancel_url="../../", **shown)


@unit_view(Room.QUALITY_PLAN, read=Right.WRITE, write=Right.WRITE)
def finding_answer(request: HygieRequest, unit: Organisation, finding_id: UUID) -> HttpResponse:
    """Links a finding to an action that is already in the plan."""
    finding = finding_or_404(unit, finding_id)
    form = AnswerForm(request.POST or None, unit=unit, asked=request.GET.get("q", ""))
    if request.method == "POST" and form.is_valid():
        ids = {"finding_id": finding_id, "action_id": form.cleaned_data["action"].pk}
        if attempt(form, services.finding_answer, {**by(request, unit), **ids}):
            return see_other("quality_plan:findings", unit.finess)
    return form_page(
        request,
        form,
        title="Rattacher à une action du plan",
        label="Rattacher",
        cancel_url="../../",
        finding=finding,
        template="finding_answer",
    )


@unit_view(Room.QUALITY_PLAN, read=Right.WRITE, write=Right.WRITE)
def finding_unanswer(
    request: HygieRequest, unit: Organisation, finding_id: UUID, action_id: UUID
) -> HttpResponse:
    """Takes back the link between a finding and an action: GET asks, POST does."""
    finding = finding_or_404(unit, finding_id)
    form = ConfirmForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        ids = {"finding_id": finding_id, "action_id": action_id}
        if attempt(form, services.finding_unanswer, {**by(request, unit), **ids}):
            return see_other("quality_plan:action", unit.finess, action_id)
    return form_page(
        request,
        form,
        title="Détacher ce constat de l’action",
        label="Détacher",
        cancel_url=f"../../../../actions/{action_id}/",
        finding=finding,
    )


@unit_view(Room.QUALITY_PLAN, read=Right.WRITE, write=Right.WRITE)
def finding_dismiss(request: HygieRequest, unit: Organisation, finding_id: UUID) -> HttpResponse:
    """Sets a finding aside with its reason."""
    finding = finding_or_404(unit, finding_id, own=True)
    form = VersionedReasonForm(request.POST or None, version=finding.version)
    if request.method == "POST" and form.is_valid():
        values = {**by(request, unit), "finding_id": finding_id, **form.values()}
        if attempt(form, services.finding_dismiss, values, version=finding.version):
            return see_other("quality_plan:findings", unit.finess)
    return form_page(
        request,
        form,
        title="Écarter ce constat",
        label="Écarter le constat",
        cancel_url="../../",
        finding=finding,
        lead="À partir d’aujourd’hui, il ne demandera plus d’action. Il reste lisible avec ce "
        "motif, et peut être repris.",
    )


@unit_view(Room.QUALITY_PLAN, read=Right.WRITE, write=Right.WRITE)
def finding_restore(request: HygieRequest, unit: Organisation, finding_id: UUID) -> HttpResponse:
    """Takes back a finding that was set aside: GET asks, POST does."""
    finding = finding_or_404(unit, finding_id, own=True)
    form = ConfirmVersionForm(request.POST or None, version=finding.version)
    if request.method == "POST" and form.is_valid():
        values = {**by(request, unit), "finding_id": finding_id, **form.values()}
        if attempt(form, services.finding_restore, values, version=finding.version):
            return see_other("quality_plan:findings", unit.finess)
    return form_page(
        request,
        form,
        title="Reprendre ce constat",
        label="Reprendre le constat",
        cancel_url="../../",
        finding=finding,
        lead=f"Écarté le {finding.dismissed_on:%d/%m/%Y}\u00a0: {finding.dismissed_reason}"
        if finding.dismissed_on
        else "",
    )


@unit_view(Room.QUALITY_PLAN, read=Right.WRITE, write=Right.WRITE)
def finding_remove(request: HygieRequest, unit: Organisation, finding_id: UUID) -> HttpResponse:
    """Removes a finding noted by mistake."""
    finding = finding_or_404(unit, finding_id, own=True)
    form = VersionedReasonForm(request.POST or None, version=finding.version)
    if request.method == "POST" and form.is_valid():
        values = {**by(request, unit), "finding_id": finding_id, **form.values()}
        if attempt(form, services.finding_remove, values, version=finding.version):
            return see_other("quality_plan:findings", unit.finess)
    return form_page(
        request,
        form,
        title="Retirer ce constat",
        label="Retirer le constat",
        cancel_url="../../",
        kind="danger",
        finding=finding,
        lead="À réserver à un constat noté par erreur\u00a0; sinon, écartez-le avec son motif.",
    )
