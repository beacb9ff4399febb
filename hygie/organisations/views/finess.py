"""Importing FINESS from the screen: send the file, follow its progress, read the report."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from hygie.domain.refusal import ServiceRefusal
from hygie.organisations.finess import runs
from hygie.organisations.models import FinessImport, FinessOutcome
from hygie.organisations.policies import admin_view
from hygie.organisations.requests import HygieRequest
from hygie.organisations.uploads import cap_upload, was_too_large
from hygie.web import refusals
from hygie.web.forms import HygieForm, SubmissionForm
from hygie.web.http import see_other

LINES_PER_PAGE = 100
IMPORTS_SHOWN = 20
MISSING = "Choisissez le fichier à importer."


class FinessFile(forms.FileField):
    """The file; `accept` only helps to choose, the content decides."""

    widget = forms.ClearableFileInput(attrs={"accept": ".json,.gz,application/json"})


class FinessImportForm(SubmissionForm):
    """The daily file of FINESS structures."""

    file = FinessFile(
        label="Fichier des structures FINESS",
        help_text="finess-structures-journalier, en .json ou .json.gz, pris sur data.gouv.fr.",
        error_messages={"required": MISSING, "empty": "Ce fichier est vide."},
    )
    everything = forms.BooleanField(
        label="Importer aussi les entités sans établissement sanitaire ouvert",
        required=False,
        help_text="Sans cela, les EHPAD seuls, pharmacies et services sociaux restent dehors.",
    )


@csrf_exempt
@admin_view
def finess_import(request: HygieRequest) -> HttpResponseBase:
    """The form and the last imports. The body of a POST is read once its size is bounded."""
    cap_upload(request)
    return _form_or_import(request)


@csrf_protect
def _form_or_import(request: HygieRequest) -> HttpResponse:
    runs.stopped_note()
    if request.method != "POST":
        return _form_page(request, FinessImportForm())
    form = FinessImportForm(request.POST, request.FILES)
    is_valid = form.is_valid()
    try:
        if was_too_large(request):
            raise runs.too_large()
        if not is_valid:
            return _form_page(request, form)
        run = runs.upload_accept(
            scope=request.scope,
            acting_user=request.user,
            new_id=form.cleaned_data["new_id"],
            upload=form.cleaned_data["file"],
            everything=form.cleaned_data["everything"],
        )
    except ServiceRefusal as refusal:
        form.errors.pop("file", None)
        refusals.add_to_form(form, refusal)
        return _form_page(request, form)
    return see_other("organisations:finess-import-detail", run.pk)


def _form_page(request: HygieRequest, form: HygieForm) -> HttpResponse:
    imports = FinessImport.objects.select_related("author")[:IMPORTS_SHOWN]
    status = 422 if form.is_bound and form.errors else 200
    context = {"form": form, "imports": imports, "most": runs.most_permitted()}
    return render(request, "organisations/finess_import.html", context, status=status)


@admin_view
def finess_import_detail(request: HygieRequest, run_id: UUID) -> HttpResponse:
    """Progress of one import, then its report; `?suite=` shows one kind of lines."""
    runs.stopped_note()
    run = get_object_or_404(FinessImport.objects.select_related("author"), pk=run_id)
    context = {"run": run, "can_resume": runs.can_resume(run)}
    if request.htmx and run.is_under_way:
        return render(request, "organisations/finess_import_progress.html", context)
    context |= {"figures": runs.figures(run), **_lines(request, run)}
    response = render(request, "organisations/finess_import_detail.html", context)
    if request.htmx:
        response.headers["HX-Refresh"] = "true"
    return response


def _lines(request: HygieRequest, run: FinessImport) -> dict[str, Any]:
    """The lines of the report, by kind, page by page."""
    counts = dict(run.lines.order_by().values_list("outcome").annotate(Count("pk")))
    shown = request.GET.get("suite", "")
    lines = run.lines.filter(outcome=shown) if shown in counts else run.lines.all()
    tabs = [{"label": "Tout", "url": "?", "current": shown not in counts, "count": None}]
    for kind in FinessOutcome:
        if kind in counts:
            tab = {"label": kind.label, "url": f"?suite={kind}", "current": shown == kind}
            tabs.append({**tab, "count": counts[kind]})
    page = Paginator(lines, LINES_PER_PAGE).get_page(request.GET.get("page"))
    return {"tabs": tabs, "page": page}


@admin_view
@require_POST
def finess_import_resume(request: HygieRequest, run_id: UUID) -> HttpResponse:
    """Takes up again an import that stopped."""
    run = get_object_or_404(FinessImport, pk=run_id)
    try:
        runs.upload_resume(scope=request.scope, acting_user=request.user, run_id=run.pk)
    except ServiceRefusal as refusal:
        messages.error(request, refusals.sentence(refusal))
    return see_other("organisations:finess-import-detail", run_id)
