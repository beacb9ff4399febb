"""Archives of exercises: made, read, kept, opened."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.views.decorators.http import require_POST

from hygie.domain.refusal import ServiceRefusal
from hygie.exercises.archives import presenting
from hygie.exercises.forms.archives import (
    WITHOUT,
    ArchiveForm,
    ArchiveReadForm,
    ArchiveRemoveForm,
)
from hygie.exercises.models import ArchivedRun
from hygie.exercises.services import archives as services
from hygie.exercises.views import fetch_runs as fetch
from hygie.organisations.models import Organisation
from hygie.organisations.policies import unit_view
from hygie.organisations.requests import HygieRequest
from hygie.organisations.rights import Right
from hygie.web import refusals
from hygie.web.edge import attempt, form_page, sent
from hygie.web.http import SentFile, see_other
from hygie.web.paths import path_of

ROOM = fetch.ROOM
NOT_GIVEN = (
    "Hygie ne donne pas cette pièce\u00a0: elle n’est ni un document, ni une image, ni un texte "
    "qu’il connaît, ou elle contient des macros. Demandez-la à qui a fait l’archive."
)


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def run_archive(request: HygieRequest, unit: Organisation, run_id: UUID) -> Any:
    """What the archive holds, the names or not, then the file."""
    run = fetch.led(unit, run_id)
    if not run.is_after:
        return see_other("exercises:run", unit.finess, run_id)
    asked = fetch.of_run(request, unit, run_id)
    doubts: list[str] = []
    if request.POST.get("names") == WITHOUT:
        doubts = services.archive_doubts(scope=request.scope, unit=unit, run_id=run_id)
    form = ArchiveForm(sent(request), doubts=doubts)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, services.archive_make, **asked, **form.asked())
        if made is not None:
            name = f"archive-{slugify(run.title)[:60] or 'exercice'}.zip"
            return SentFile(made, as_attachment=True, filename=name)
    context = fetch.form_context(unit, run, "Archive de l’exercice", "Faire l’archive", "")
    return form_page(request, form, template="exercises/archives/make.html", run=run, **context)


@unit_view(ROOM, write=Right.WRITE)
def archive_list(request: HygieRequest, unit: Organisation) -> HttpResponse:
    """The archives kept; another is read from a file."""
    form = ArchiveReadForm(sent(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        asked = {**fetch.who(request, unit), "new_id": form.cleaned_data["new_id"]}
        row = attempt(form, services.archive_read, upload=form.cleaned_data["file"], **asked)
        if row is not None:
            return see_other("exercises:archive", unit.finess, row.pk)
    return form_page(
        request,
        form,
        template="exercises/archives/list.html",
        rows=presenting.archives_of(unit),
        may_write=fetch.may_write(request, unit),
        crumbs=fetch.crumbs(unit, None, "Archives importées"),
    )


@unit_view(ROOM, read=fetch.READING)
def archive_page(request: HygieRequest, unit: Organisation, archive_id: UUID) -> HttpResponse:
    """One archive: what it holds, kept or to be kept. It shows a scenario: as scenarios, it is read
    by who writes them."""
    row = _fetched(unit, archive_id)
    content = presenting.content_read(row)
    context = {
        "row": row,
        "may_write": fetch.may_write(request, unit),
        "own_run": presenting.run_here(unit, row),
        "crumbs": _crumbs(unit, row.title),
        **(presenting.page_of(content) if content is not None else {"content": None}),
    }
    return render(request, "exercises/archives/detail.html", context)


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
@require_POST
def archive_keep(request: HygieRequest, unit: Organisation, archive_id: UUID) -> HttpResponse:
    """Keeps an archive that was looked at."""
    _fetched(unit, archive_id)
    try:
        row = services.archive_take(**fetch.who(request, unit), archive_id=archive_id)
    except ServiceRefusal as refusal:
        messages.error(request, refusals.sentence(refusal))
        return see_other("exercises:archives", unit.finess)
    messages.success(request, "L’archive est gardée. Elle ne compte pour aucune obligation.")
    return see_other("exercises:archive", unit.finess, row.pk)


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def archive_drop(request: HygieRequest, unit: Organisation, archive_id: UUID) -> HttpResponse:
    """Takes an archive away."""
    row = _fetched(unit, archive_id)
    form = ArchiveRemoveForm(sent(request))
    if request.method == "POST" and form.is_valid():
        asked = {**fetch.who(request, unit), "archive_id": archive_id}
        reason = form.cleaned_data["reason"]
        if attempt(form, services.archive_remove, reason=reason, **asked) is not None:
            messages.success(request, "L’archive est retirée, et son fichier effacé.")
            return see_other("exercises:archives", unit.finess)
    return form_page(
        request,
        form,
        title="Retirer cette archive",
        lead=f"{row}. Son fichier est effacé\u00a0; le journal garde son empreinte.",
        label="Retirer l’archive",
        kind="danger",
        cancel_url=path_of("exercises:archive", unit.finess, archive_id),
        crumbs=_crumbs(unit, "Retirer cette archive"),
    )


@unit_view(ROOM, read=fetch.READING)
def archive_piece(request: HygieRequest, unit: Organisation, archive_id: UUID, rank: int) -> Any:
    """One file of an archive, always to be saved."""
    row = _fetched(unit, archive_id)
    content = presenting.content_read(row)
    documents = content.documents if content is not None else ()
    if not 0 < rank <= len(documents):
        raise Http404("Cette pièce n’est pas dans l’archive.")
    try:
        piece, name = presenting.piece_open(row, documents[rank - 1])
    except ServiceRefusal:
        messages.error(request, NOT_GIVEN)
        return see_other("exercises:archive", unit.finess, archive_id)
    answer = SentFile(
        piece, as_attachment=True, filename=name, content_type="application/octet-stream"
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


def _fetched(unit: Organisation, archive_id: UUID) -> ArchivedRun:
    row = presenting.archive_of(unit, archive_id)
    if row is None:
        raise Http404("Archive inconnue, ou d’un autre établissement.")
    return row


def _crumbs(unit: Organisation, label: str) -> list[dict[str, str]]:
    return [
        {"label": "1. Exercices de crise", "url": path_of("exercises:list", unit.finess)},
        {"label": "Archives importées", "url": path_of("exercises:archives", unit.finess)},
        {"label": label, "url": ""},
    ]
