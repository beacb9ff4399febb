"""The history: template, upload, dry run, confirmation, progress, undo, and the paper forms."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from hygie.domain.refusal import ServiceRefusal
from hygie.exchanges import selectors, services
from hygie.exchanges.enums import RESUMABLE, UNDOABLE, Outcome, State
from hygie.exchanges.forms import HistoryForm, UndoForm
from hygie.exchanges.history import at_work
from hygie.exchanges.history.paper import paper_pdf
from hygie.exchanges.history.paper_only import PAPER_ONLY, PAPERS
from hygie.exchanges.history.setting import Setting
from hygie.exchanges.history.template import template_workbook
from hygie.exchanges.models import HistoryImport
from hygie.organisations.models import Organisation
from hygie.organisations.policies import unit_view
from hygie.organisations.requests import HygieRequest
from hygie.organisations.rights import Right, Room
from hygie.web import edge, refusals
from hygie.web.http import see_other

PER_PAGE = 100
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Who may write which sheet is asked sheet by sheet: the page itself is for who knows the unit.
opened = unit_view(Room.STATUS, write=Right.READ)


@opened
def history(request: HygieRequest, unit: Organisation) -> HttpResponse:
    """Where one takes the template, sends it filled, and finds the former imports."""
    form = HistoryForm(edge.sent(request), request.FILES or None)
    if form.is_bound and form.is_valid():
        made = edge.attempt(form, services.history_read, **by(request, unit), **form.cleaned_data)
        if made is not None:
            return see_other("exchanges:history-import", unit.finess, made.pk)
    setting = Setting(
        scope=request.scope, acting_user=request.user, unit=unit, today=timezone.localdate()
    )
    context = {
        "form": form,
        "imports": [at_work.seen(one) for one in selectors.imports_of(unit)],
        "sheets": selectors.sheets_writable(setting),
        "paper_only": PAPER_ONLY,
        "may_write": request.scope.may_write_somewhere(unit),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "exchanges/history.html", context, status=status)


def by(request: HygieRequest, unit: Organisation) -> dict[str, Any]:
    """The first words of every service."""
    return {"scope": request.scope, "acting_user": request.user, "unit": unit}


def as_file(content: bytes, name: str, content_type: str) -> HttpResponse:
    """A file made now, to be saved."""
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=content_type, headers=disposition)


@opened
def template(request: HygieRequest, unit: Organisation) -> HttpResponse:
    """The empty workbook."""
    return as_file(template_workbook(), "hygie-reprise.xlsx", XLSX)


@opened
def paper(request: HygieRequest, unit: Organisation, register: str = "") -> HttpResponse:
    """The blank form of one register, or of all of them, to be filled by hand."""
    chosen = [one for one in PAPERS if register in ("", one.key)]
    if not chosen:
        raise Http404("Registre inconnu.")
    name = f"fiche-{register}.pdf" if register else "fiches-des-registres.pdf"
    content = paper_pdf(chosen, unit_name=unit.name, is_demo=unit.is_demo, on=timezone.localdate())
    return as_file(content, name, "application/pdf")


@opened
def history_import(request: HygieRequest, unit: Organisation, history_id: UUID) -> HttpResponse:
    """What a file would write, what is being written, or what became of each row."""
    found = history_or_404(unit, history_id)
    context = {"history": found, "done": at_work.steps_done(found)}
    if request.htmx and found.is_running:
        return render(request, "exchanges/_progress.html", context)
    context |= {
        "is_mine": found.author_id == request.user.pk,
        "may_confirm": found.state in RESUMABLE,
        "may_undo": found.state in UNDOABLE,
        **_content(request, unit, found),
    }
    response = render(request, "exchanges/history_import.html", context)
    if request.htmx:
        response.headers["HX-Refresh"] = "true"
    return response


def history_or_404(unit: Organisation, history_id: UUID) -> HistoryImport:
    rows = HistoryImport.objects.select_related("author").exclude(state=State.DROPPED)
    return at_work.seen(get_object_or_404(rows, pk=history_id, unit=unit))


def _content(request: HttpRequest, unit: Organisation, found: HistoryImport) -> dict[str, Any]:
    """The sheets, the faults, and the rows page by page, of the registers that one may read."""
    registers = selectors.readable(request.scope, unit)  # type: ignore[attr-defined]
    rows = selectors.rows_of(found, registers)
    counts = selectors.outcome_counts(rows)
    shown = request.GET.get("suite", "")
    if shown in counts:
        rows = rows.filter(outcome=shown)
    tabs = [{"label": "Tout", "url": "?", "current": shown not in counts, "count": None}]
    tabs += [
        {"label": one.label, "url": f"?suite={one}", "current": shown == one, "count": counts[one]}
        for one in Outcome
        if one in counts
    ]
    problems = selectors.problems_of(found, registers)
    faults = [one for one in problems if not one["warning"]]
    return {
        "sheets": selectors.sheets_of(found, registers),
        "faults": Paginator(faults, PER_PAGE).get_page(request.GET.get("fautes")),
        "warnings": [one for one in problems if one["warning"]][:PER_PAGE],
        "tabs": tabs,
        "counts": counts,
        "new": counts.get(Outcome.NEW, 0),
        "page": Paginator(rows.defer("values"), PER_PAGE).get_page(request.GET.get("page")),
    }


@opened
@require_POST
def history_confirm(request: HygieRequest, unit: Organisation, history_id: UUID) -> HttpResponse:
    """Writes what the dry run showed."""
    get_object_or_404(HistoryImport, pk=history_id, unit=unit)
    try:
        services.history_confirm(**by(request, unit), history_id=history_id)
    except ServiceRefusal as refusal:
        messages.error(request, refusals.sentence(refusal))
        return see_other("exchanges:history", unit.finess)
    return see_other("exchanges:history-import", unit.finess, history_id)


@opened
@require_POST
def history_drop(request: HygieRequest, unit: Organisation, history_id: UUID) -> HttpResponse:
    """Gives up a file that was read."""
    get_object_or_404(HistoryImport, pk=history_id, unit=unit)
    try:
        services.history_drop(**by(request, unit), history_id=history_id)
    except ServiceRefusal as refusal:
        messages.error(request, refusals.sentence(refusal))
    else:
        messages.success(request, "Le fichier est abandonné\u00a0: rien n’a été écrit.")
    return see_other("exchanges:history", unit.finess)


@opened
def history_undo(request: HygieRequest, unit: Organisation, history_id: UUID) -> HttpResponse:
    """Takes back what one import wrote."""
    found = history_or_404(unit, history_id)
    form = UndoForm(edge.sent(request))
    if form.is_bound and form.is_valid():
        reason = form.cleaned_data["reason"]
        values = {**by(request, unit), "history_id": history_id, "reason": reason}
        if edge.attempt(form, services.history_undo, **values):
            return see_other("exchanges:history-import", unit.finess, history_id)
    return edge.form_page(
        request,
        form,
        title="Annuler cette reprise",
        lead=f"{found.file_name}. Ce que ce fichier a écrit est retiré\u00a0; ce qui a été modifié "
        "ou complété depuis est gardé, et listé.",
        label="Retirer ce qui a été écrit",
        kind="danger",
        cancel_url=reverse("exchanges:history-import", args=[unit.finess, history_id]),
    )
