"""A file for the plan: sent, its columns chosen, looked at row by row, then taken."""

import tempfile
from pathlib import Path
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from hygie.organisations.models import Organisation
from hygie.organisations.policies import unit_view
from hygie.organisations.requests import HygieRequest
from hygie.organisations.rights import Right, Room
from hygie.quality_plan import import_pages, services
from hygie.quality_plan.exchange.planning import conflicts_mark
from hygie.quality_plan.import_forms import ColumnsForm, ImportForm, TakeForm, UndoForm, others_in
from hygie.quality_plan.models import PlanImport
from hygie.quality_plan.services.imports import dry_run
from hygie.quality_plan.views.edge import attempt, by
from hygie.web import edge
from hygie.web.http import see_other

UNDO_LEAD = (
    "Les actions qu’il a inscrites sont retirées, celles qu’il a mises à jour reprennent leurs "
    "valeurs d’avant. Celles que quelqu’un a modifiées ou complétées depuis restent telles "
    "quelles, et sont listées."
)


def draft_or_404(unit: Organisation, import_id: UUID) -> PlanImport:
    """A file sent for this unit."""
    draft = PlanImport.objects.filter(pk=import_id, unit=unit).first()
    if draft is None:
        raise Http404("Ce fichier n’est pas, ou plus, gardé pour cet établissement.")
    return draft


@unit_view(Room.QUALITY_PLAN, read=Right.WRITE, write=Right.WRITE)
def import_new(request: HygieRequest, unit: Organisation) -> HttpResponse:
    """The file is read and kept; the plan does not move yet."""
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload, new_id = form.cleaned_data["upload"], form.cleaned_data["new_id"]
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "upload"
            with path.open("wb") as stream:
                for chunk in upload.chunks():
                    stream.write(chunk)
            values = {**by(request, unit), "new_id": new_id, "path": path, "name": upload.name}
            if attempt(form, services.import_draft, values):
                return see_other("quality_plan:import-draft", unit.finess, new_id)
    context = {"form": form, "past": import_pages.past_imports(unit)}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "quality_plan/import_new.html", context, status=status)


@unit_view(Room.QUALITY_PLAN, read=Right.WRITE, write=Right.WRITE)
def import_columns(request: HygieRequest, unit: Organisation, import_id: UUID) -> HttpResponse:
    """What each column of the file is."""
    draft = draft_or_404(unit, import_id)
    if draft.applied_at is not None:
        return see_other("quality_plan:import-draft", unit.finess, import_id)
    initial = {f"kept_{name}": value for name, value in draft.kept_rows.items()}
    form = ColumnsForm(request.POST or None, draft=draft, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = {
            **by(request, unit),
            "import_id": import_id,
            "mapping": form.mapping(),
            "kept_rows": form.kept_rows(),
        }
        if attempt(form, services.import_columns_choose, values):
            return see_other("quality_plan:import-draft", unit.finess, import_id)
    status = 422 if form.is_bound and form.errors else 200
    context = {"form": form, "draft": draft}
    return render(request, "quality_plan/import_columns.html", context, status=status)


@unit_view(Room.QUALITY_PLAN, read=Right.WRITE, write=Right.WRITE)
def import_draft(request: HygieRequest, unit: Organisation, import_id: UUID) -> HttpResponse:
    """What the file would change, row by row; then what it changed."""
    draft = draft_or_404(unit, import_id)
    if draft.applied_at is not None:
        return render(request, "quality_plan/import_report.html", import_pages.report(draft))
    if not draft.is_mapped:
        return see_other("quality_plan:import-columns", unit.finess, import_id)
    reason = request.POST.get("reason", request.GET.get("reason", "")).strip()[:500]
    others = others_in(request.POST)
    plan = dry_run(draft, unit, reason=reason, others=others)
    form = TakeForm(request.POST or None, plan=plan, initial={"reason": reason})
    takes = request.method == "POST" and "relire" not in request.POST and form.is_valid()
    if takes and attempt(form, services.import_take, take_values(request, unit, import_id, form)):
        return see_other("quality_plan:import-draft", unit.finess, import_id)
    seen = conflicts_mark(dry_run(draft, unit) if others else plan)
    shown = import_pages.dry_run_page(draft, plan, others, form.choices())
    context = {"form": form, "draft": draft, "seen": seen, **shown}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "quality_plan/import_draft.html", context, status=status)


def take_values(
    request: HygieRequest, unit: Organisation, import_id: UUID, form: TakeForm
) -> dict[str, Any]:
    """What the service takes."""
    return {
        **by(request, unit),
        "import_id": import_id,
        "reason": form.cleaned_data["reason"],
        "every": form.cleaned_data["every"],
        "choices": form.choices(),
        "others": form.others(),
        "seen": request.POST.get("vus", ""),
    }


@unit_view(Room.QUALITY_PLAN, read=Right.WRITE, write=Right.WRITE)
def import_undo(request: HygieRequest, unit: Organisation, import_id: UUID) -> HttpResponse:
    """Takes back what one file wrote in the plan."""
    draft = draft_or_404(unit, import_id)
    page = reverse("quality_plan:import-draft", args=[unit.finess, import_id])
    if draft.applied_at is None or draft.undone_at is not None:
        return see_other("quality_plan:import-draft", unit.finess, import_id)
    form = UndoForm(edge.sent(request))
    if form.is_bound and form.is_valid():
        values = {**by(request, unit), "import_id": import_id, **form.cleaned_data}
        if attempt(form, services.import_undo, values):
            return see_other("quality_plan:import-draft", unit.finess, import_id)
    return edge.form_page(
        request,
        form,
        title="Annuler cet import",
        lead=f"{draft.file_name}. {UNDO_LEAD}",
        label="Annuler l’import",
        kind="danger",
        cancel_url=page,
        cancel_label="Garder l’import",
    )
