"""A sheet ready to show, to print or to export."""

import io
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import xlsxwriter
from django.utils import timezone

from hygie.compliance.entry_sheets.correcting import differences
from hygie.compliance.entry_sheets.mapping import Mapping
from hygie.compliance.entry_sheets.subject import UNKNOWN, Subject
from hygie.compliance.models import EntrySheet
from hygie.documents.pdf import render_pdf
from hygie.organisations.models import Organisation

TEMPLATE = Path(__file__).resolve().parent.parent / "typst" / "entry_sheet.typ"


@dataclass(frozen=True)
class SheetLine:
    """A label, its value and its unit."""

    key: str
    label: str
    value: str
    unit: str

    @property
    def is_known(self) -> bool:
        return self.value != UNKNOWN


def lines(subject: Subject, mapping: Mapping) -> list[SheetLine]:
    """The lines of a subject in the order of the mapping."""
    return [
        SheetLine(line.key, line.label, subject.values.get(line.key, UNKNOWN), line.unit)
        for line in mapping.sheet(subject.action).lines
    ]


def lacking(subject: Subject, mapping: Mapping) -> list[str]:
    """Labels of the lines whose value is not known."""
    return [line.label for line in lines(subject, mapping) if not line.is_known]


def xlsx(subject: Subject, mapping: Mapping) -> bytes:
    """The sheet as a workbook; every cell is text, never a formula."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    sheet = mapping.sheet(subject.action)
    with xlsxwriter.Workbook(buffer, options) as book:
        page = book.add_worksheet("Fiche de saisie")
        bold = book.add_format({"bold": True})
        page.set_column(0, 0, 52)
        page.set_column(1, 1, 46)
        page.write_row(0, 0, [sheet.title, subject.label], bold)
        page.write_row(1, 0, [mapping.provenance, f"Version {mapping.version}"])
        page.write_row(3, 0, ["Libellé", "Valeur", "Unité"], bold)
        for place, line in enumerate(lines(subject, mapping), start=4):
            for column, text in enumerate((line.label, line.value, line.unit)):
                page.write_string(place, column, text)
    return buffer.getvalue()


def pdf(
    unit: Organisation,
    subject: Subject,
    mapping: Mapping,
    made_on: date,
    closing: EntrySheet | None,
) -> bytes:
    """The sheet on paper, with the place of the receipt, or what changed since the last one."""
    sheet = mapping.sheet(subject.action)
    changed = differences(closing, subject)
    frozen = closing if closing and not changed else None
    shown = (
        [(label, value, unit_name) for _, label, value, unit_name in frozen.values]
        if frozen
        else [(line.label, line.value, line.unit) for line in lines(subject, mapping)]
    )
    data = {
        "title": f"Fiche de saisie, action {subject.action}",
        "subtitle": f"{sheet.title} – {subject.label}",
        "unit": f"{unit.name} – FINESS {unit.finess}",
        "demonstration": unit.is_demo,
        "when": sheet.when,
        "provenance": mapping.provenance,
        "version": mapping.version,
        "entered_on": closing.entered_on if closing else subject.entered_on,
        "receipt": closing.receipt if closing else subject.receipt,
        "changed": [[one.label, one.entered, one.now] for one in changed],
        "frozen_on": timezone.localdate(frozen.closed_at) if frozen else None,
        "to_copy": bool(changed) or subject.is_waiting,
        "refusal": "" if subject.is_closed else subject.refusal,
        "rows": [[label, f"{value} {unit_name}".strip()] for label, value, unit_name in shown],
    }
    return render_pdf(TEMPLATE, data, made_on=made_on)
