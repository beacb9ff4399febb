"""The entry sheets: what is to enter on the national platform, and what was."""

import logging
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render

from hygie.compliance.entry_sheets import sheet
from hygie.compliance.entry_sheets.correcting import changed_since, differences, last_closing
from hygie.compliance.entry_sheets.mapping import (
    Mapping,
    MappingError,
    Sheet,
    default_mapping,
    read_mapping,
)
from hygie.compliance.entry_sheets.sources import SUBJECTS, may_read, subject_of
from hygie.compliance.entry_sheets.subject import Subject
from hygie.compliance.forms import CloseEntryForm, MappingForm
from hygie.compliance.gestures import ROOM_OF_ACTION
from hygie.compliance.models import EntryMapping, EntrySheet
from hygie.compliance.services import entry as services
from hygie.organisations.models import Organisation
from hygie.organisations.policies import unit_view
from hygie.organisations.requests import HygieRequest
from hygie.organisations.rights import Right, Room
from hygie.organisations.scope import Forbidden
from hygie.web.edge import attempt, form_page
from hygie.web.http import see_other

logger = logging.getLogger(__name__)

ROOM = Room.STATEMENTS
SHOWN = 12
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def mapping_of(unit: Organisation) -> Mapping:
    """The labels in force for the unit: its own file, else the one that comes with Hygie."""
    own = EntryMapping.objects.filter(unit=unit).first()
    try:
        return read_mapping(own.text, name=own.version) if own else default_mapping()
    except MappingError as error:  # taken by a former version, which refused less
        logger.warning("labels of %s left aside: %s", unit.finess, error)
        return default_mapping()


def _subject(request: HygieRequest, unit: Organisation, action: int, subject_id: UUID) -> Subject:
    """The subject of a sheet: a sheet is read with the right to read the room of its action."""
    if action in SUBJECTS and not may_read(request.scope, unit, action):
        raise Forbidden(unit, ROOM_OF_ACTION[action], Right.READ)
    subject = subject_of(unit, action, subject_id)
    if subject is None:
        raise Http404("Rien à saisir ici pour cet établissement.")
    return subject


def shown_of(sheet_read: Sheet, subjects: list[Subject]) -> dict[str, Any]:
    """One sheet with its latest facts, and the older ones that still wait."""
    shown = [one for place, one in enumerate(subjects) if place < SHOWN or one.is_waiting]
    return {"sheet": sheet_read, "subjects": shown, "others": len(subjects) - len(shown)}


@unit_view(ROOM)
def entry_sheets(request: HygieRequest, unit: Organisation) -> HttpResponse:
    """The three sheets, at their three times: what waits, what is closed."""
    mapping = mapping_of(unit)
    read = {
        action: subjects(unit)
        for action, subjects in SUBJECTS.items()
        if may_read(request.scope, unit, action)
    }
    context = {
        "sheets": [shown_of(mapping.sheet(action), some) for action, some in read.items()],
        "changed": changed_since(unit, [one for some in read.values() for one in some]),
        "mapping": mapping,
        "waiting": sum(one.is_waiting for some in read.values() for one in some),
        "may_write": request.scope.may(unit, ROOM, Right.WRITE),
    }
    return render(request, "compliance/entry_sheets.html", context)


@unit_view(ROOM)
def entry_sheet(
    request: HygieRequest, unit: Organisation, action: int, subject_id: UUID
) -> HttpResponse:
    """One sheet: values to copy in order; frozen ones when it is closed."""
    subject, mapping = _subject(request, unit, action, subject_id), mapping_of(unit)
    found = EntrySheet.objects.filter(unit=unit, action=action, subject_id=subject_id)
    former = last_closing(unit, action, subject_id)
    context = {
        "subject": subject,
        "sheet": mapping.sheet(action),
        "mapping": mapping,
        "lines": sheet.lines(subject, mapping),
        "lacking": sheet.lacking(subject, mapping),
        "closings": found.select_related("corrects"),
        "former": former,
        "entered_on": former.entered_on if former else subject.entered_on,
        "changed": differences(former, subject),
        "may_write": request.scope.may(unit, ROOM, Right.WRITE),
    }
    return render(request, "compliance/entry_sheet.html", context)


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def entry_close(
    request: HygieRequest, unit: Organisation, action: int, subject_id: UUID
) -> HttpResponse:
    """Closes the sheet by the day of the entry and its receipt."""
    subject, mapping = _subject(request, unit, action, subject_id), mapping_of(unit)
    lacking = sheet.lacking(subject, mapping)
    form = CloseEntryForm(request.POST or None, on=request.scope.on, lacking=len(lacking))
    if request.method == "POST" and form.is_valid():
        closed = attempt(
            form,
            services.entry_close,
            scope=request.scope,
            acting_user=request.user,
            unit=unit,
            action=action,
            subject_id=subject_id,
            mapping=mapping,
            **form.values(),
        )
        if closed is not None:
            messages.success(request, "La saisie est close, avec son accusé.")
            return see_other("compliance:entry-sheet", unit.finess, action, subject_id)
    return _closing_page(request, form, unit, subject, lacking)


def _closing_page(
    request: HygieRequest,
    form: CloseEntryForm,
    unit: Organisation,
    subject: Subject,
    lacking: list[str],
) -> HttpResponse:
    former = last_closing(unit, subject.action, subject.subject_id)
    title = "Noter la saisie corrigée" if subject.is_closed else "Clore la saisie"
    return form_page(
        request,
        form,
        template="compliance/entry_close.html",
        title=title,
        lead=f"{subject.label}. Hygie n’a rien envoyé\u00a0: vous avez saisi sur la plateforme.",
        label=title,
        cancel_url="../",
        subject=subject,
        lacking=lacking,
        former=former,
        changed=differences(former, subject),
    )


@unit_view(ROOM)
def entry_pdf(
    request: HygieRequest, unit: Organisation, action: int, subject_id: UUID
) -> HttpResponse:
    """The sheet on paper."""
    subject = _subject(request, unit, action, subject_id)
    closing = last_closing(unit, action, subject_id)
    content = sheet.pdf(unit, subject, mapping_of(unit), request.scope.on, closing)
    return _download(content, "application/pdf", unit, subject, "pdf")


@unit_view(ROOM)
def entry_xlsx(
    request: HygieRequest, unit: Organisation, action: int, subject_id: UUID
) -> HttpResponse:
    """The sheet as a workbook."""
    subject = _subject(request, unit, action, subject_id)
    return _download(sheet.xlsx(subject, mapping_of(unit)), XLSX, unit, subject, "xlsx")


def _download(
    content: bytes, kind: str, unit: Organisation, subject: Subject, ending: str
) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    name = f"fiche-action-{subject.action}-{unit.finess}-{subject.year}.{ending}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def mapping_set(request: HygieRequest, unit: Organisation) -> HttpResponse:
    """Takes another file of labels, for example the one that an ARS shares."""
    form = MappingForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.mapping_set(
                scope=request.scope,
                acting_user=request.user,
                unit=unit,
                text=form.cleaned_data["text"],
                file_name=form.cleaned_data["file"].name[:80],
            )
            messages.success(request, "Les libellés sont remplacés.")
            return see_other("compliance:entry-sheets", unit.finess)
        except MappingError as error:
            form.add_error("file", str(error))
    return form_page(
        request,
        form,
        title="Remplacer les libellés des fiches",
        lead="Un fichier YAML de la même forme, que votre ARS peut partager.",
        label="Remplacer",
        cancel_url="../",
    )


@unit_view(ROOM)
def mapping_file(request: HygieRequest, unit: Organisation) -> HttpResponse:
    """The labels in force, as a file to share."""
    own = EntryMapping.objects.filter(unit=unit).first()
    text = own.text if own else services.default_text()
    answer = HttpResponse(text, content_type="application/yaml; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="libelles-fiches-de-saisie.yaml"'
    return answer
