"""An anonymised RETEX: made for others, taken from them, read."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from hygie.domain.playing.shared import SharedRetex as Said
from hygie.domain.playing.shared import written
from hygie.exercises.forms.sharing import PDF, SharedTakeForm, ShareForm
from hygie.exercises.models import SharedRetex
from hygie.exercises.retex_selectors import OWN
from hygie.exercises.services import sharing as services
from hygie.exercises.sharing import presenting
from hygie.exercises.sharing.preparing import pieces_of, prepared
from hygie.exercises.views import fetch_retex
from hygie.exercises.views import fetch_runs as fetch
from hygie.organisations.models import Organisation
from hygie.organisations.policies import unit_view
from hygie.organisations.requests import HygieRequest
from hygie.organisations.rights import Right
from hygie.web.edge import attempt, form_page, sent
from hygie.web.http import see_other
from hygie.web.paths import path_of

ROOM = fetch.ROOM


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def run_retex_share(request: HygieRequest, unit: Organisation, run_id: UUID) -> HttpResponse:
    """The texts to read again, then the file: JSON to be taken elsewhere, or PDF to be read."""
    retex = fetch_retex.made(unit, run_id, OWN)
    if not retex.is_validated:
        return see_other("exercises:run-retex", unit.finess, run_id, OWN)
    form = ShareForm(sent(request), pieces=pieces_of(prepared(retex)))
    if request.method == "POST" and form.is_valid():
        who = fetch.who(request, unit)
        said = attempt(form, services.retex_share, retex=retex, texts=form.texts(), **who)
        if said is not None:
            return _file(request, unit, said)
    context = fetch_retex.form_context(unit, retex, OWN, "Partager sans les noms", "")
    return form_page(request, form, template="exercises/sharing/share.html", **context)


def _file(request: HygieRequest, unit: Organisation, said: Said) -> HttpResponse:
    if request.POST.get("forme") == PDF:
        content, kind, end = (
            presenting.shared_pdf(
                said.texts, said.lists, on=request.scope.on, is_demo=unit.is_demo
            ),
            "application/pdf",
            "pdf",
        )
    else:
        content, kind, end = written(said), "application/json", "json"
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="retex-sans-les-noms.{end}"'
    return answer


@unit_view(ROOM, write=Right.WRITE)
def shared_list(request: HygieRequest, unit: Organisation) -> HttpResponse:
    """Those of other establishments; another is taken from its file."""
    form = SharedTakeForm(sent(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        asked = {**fetch.who(request, unit), "new_id": given["new_id"], "note": given["note"]}
        row = attempt(form, services.shared_take, content=given["file"].read(), **asked)
        if row is not None:
            messages.success(request, "Le RETEX est pris. Il ne compte pour aucune obligation.")
            return see_other("exercises:shared", unit.finess, row.pk)
    return form_page(
        request,
        form,
        template="exercises/sharing/list.html",
        rows=presenting.shared_of(unit),
        may_write=fetch.may_write(request, unit),
        crumbs=_crumbs(unit),
    )


@unit_view(ROOM)
def shared_page(request: HygieRequest, unit: Organisation, shared_id: UUID) -> HttpResponse:
    """One of them."""
    row = _fetched(unit, shared_id)
    context = {
        "row": row,
        "may_write": fetch.may_write(request, unit),
        "crumbs": _crumbs(unit, row.title),
        **presenting.page_of(row.content["texts"], row.content["lists"]),
    }
    return render(request, "exercises/sharing/detail.html", context)


@unit_view(ROOM)
def shared_paper(request: HygieRequest, unit: Organisation, shared_id: UUID) -> HttpResponse:
    """The same as a PDF."""
    row = _fetched(unit, shared_id)
    content = presenting.shared_pdf(
        row.content["texts"],
        row.content["lists"],
        on=request.scope.on,
        is_demo=unit.is_demo,
        origin=row.note,
    )
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = 'inline; filename="retex-partage.pdf"'
    return answer


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
@require_POST
def shared_drop(request: HygieRequest, unit: Organisation, shared_id: UUID) -> HttpResponse:
    """Takes it away."""
    _fetched(unit, shared_id)
    services.shared_remove(**fetch.who(request, unit), shared_id=shared_id)
    messages.success(request, "Le RETEX partagé est retiré.")
    return see_other("exercises:shared-list", unit.finess)


def _fetched(unit: Organisation, shared_id: UUID) -> SharedRetex:
    row = presenting.shared_read(unit, shared_id)
    if row is None:
        raise Http404("RETEX partagé inconnu, ou d’un autre établissement.")
    return row


def _crumbs(unit: Organisation, label: str = "") -> list[dict[str, Any]]:
    path = [
        {"label": "1. Exercices de crise", "url": path_of("exercises:list", unit.finess)},
        {"label": "RETEX partagés", "url": path_of("exercises:shared-list", unit.finess)},
    ]
    if not label:
        path[-1]["url"] = ""
        return path
    return [*path, {"label": label, "url": ""}]
