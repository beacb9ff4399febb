"""Workbooks and archives as people make them: filled templates, broken ones, hostile ones."""

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import uuid4

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from hygie.exchanges import services
from hygie.exchanges.history import running, undoing
from hygie.exchanges.history.table import BY_KEY
from hygie.exchanges.models import HistoryImport
from tests.cast import scope_of

FULL: dict[str, list[dict[str, Any]]] = {
    "exercises": [
        {
            "held_on": date(2024, 3, 12), "title": "Rançongiciel aux urgences",
            "theme": "Rançongiciel", "tested_care": "oui", "under_cyber_event": "oui",
            "functions": "DG; DSI", "participants": 24, "retex_validated_on": "02/04/2024",
            "retex_validated_by": "Mme Ferrand", "proofs": "cr-2024.txt",
        },
        {"held_on": "10 mai 2025", "functions": "aucune"},
    ],
    "directories": [{"name": "CHR-PROD", "entered_on": "01/09/2015"}],
    "ads": [
        {"directory": "chr-prod", "done_on": "2025-T3", "level": 2,
         "failed_points": "vuln_adupdate_bad"},
        {"directory": "CHR-PROD", "done_on": date(2026, 5, 4), "level": "3 – sécurité de base"},
    ],
    "assessments": [{"year": 2025, "global_level": "61 %", "declared_on": "20/05/2025"}],
    "copil": [
        {"nature": "Réunion", "day": "14/01/2025", "decisions": "Liste arrêtée"},
        {"nature": "Mise en place", "day": "05/11/2024", "members": "DG, PCME"},
    ],
    "bias": [
        {"service": "Urgences", "family": "Service critique", "state": "Approuvé", "dmia_h": 4,
         "pdma_h": 1, "approved_on": "18/06/2025", "approved_by": "Dr Costa"},
    ],
    "actions": [
        {"title": "Renforcer les comptes", "created_on": "15/04/2024", "number": "PAQ-1",
         "origin": "Exercice de crise", "pilote_name": "M. Aubert", "due_on": "31/12/2024",
         "state": "Réalisée", "closed_on": "01/12/2024"},
        {"title": "Former les cadres", "created_on": "15/04/2025", "state": "À valider",
         "due_on": "31/12/2027"},
    ],
    "budgets": [
        {"fiscal_year": 2024, "charges_total": "12 345 678,90", "digital_t1": 100000.1,
         "digital_t2": 0, "digital_t3": "50 000", "digital_t4": "1 234,5", "etp_ssi_own": "1,5",
         "computed_on": "12/05/2025"},
    ],
    "entries": [
        {"action": "Exercice de crise", "held_on": "12/03/2024", "entered_on": "10/04/2024",
         "receipt": "ACC-1"},
        {"action": "Auto-évaluation", "year": 2025, "entered_on": "30/05/2025", "receipt": "ACC-2"},
        {"action": "Budget numérique", "year": 2024, "entered_on": "15/06/2025",
         "receipt": "ACC-3"},
    ],
}  # fmt: skip
ROWS_OF_FULL = sum(map(len, FULL.values()))


def workbook(
    sheets: Mapping[str, Sequence[Mapping[str, Any]]], *, extra: Any = None, **names: str
) -> bytes:
    """The file with these rows by register; `names`: another name for a sheet; `extra(book)`."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for key, rows in sheets.items():
            sheet = book.add_worksheet(names.get(key, BY_KEY[key].sheet))
            columns = BY_KEY[key].columns
            for rank, column in enumerate(columns):
                sheet.write_string(0, rank, column.heading)
                for number, row in enumerate(rows, 1):
                    value = row.get(column.key)
                    if isinstance(value, date):
                        sheet.write_datetime(number, rank, value, day)
                    elif isinstance(value, str):
                        is_formula = value.startswith("=")
                        write = sheet.write_formula if is_formula else sheet.write_string
                        write(number, rank, value)
                    elif value is not None:
                        sheet.write(number, rank, value)
        if extra is not None:
            extra(book)
    return buffer.getvalue()


def cell(register: str, key: str, row: int = 2) -> str:
    """« C2 »: where a column stands in these files."""
    rank = [one.key for one in BY_KEY[register].columns].index(key)
    return f"{chr(65 + rank)}{row}"


def patched(content: bytes, part: str, change: Any) -> bytes:
    """The same archive with one part changed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(buffer, "w") as after:
        for one in before.infolist():
            data = before.read(one)
            after.writestr(one.filename, change(data) if re.fullmatch(part, one.filename) else data)
    return buffer.getvalue()


def archive(files: Mapping[str, bytes]) -> bytes:
    """A ZIP of these files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return buffer.getvalue()


def who(user: Any, unit: Any) -> dict[str, Any]:
    return {"scope": scope_of(user), "acting_user": user, "unit": unit}


def read(user: Any, unit: Any, content: bytes, proofs: bytes | None = None) -> HistoryImport:
    """The dry run of a file."""
    return services.history_read(
        **who(user, unit),
        new_id=uuid4(),
        file=SimpleUploadedFile("reprise.xlsx", content),
        proofs=SimpleUploadedFile("pieces.zip", proofs) if proofs is not None else None,
    )


def confirm(user: Any, unit: Any, history: HistoryImport) -> HistoryImport:
    """What was read, written: here, in the test's own thread."""
    services.history_confirm(**who(user, unit), history_id=history.pk)
    return running.history_write(history.pk)


def take_back(user: Any, unit: Any, history: HistoryImport, reason: str) -> HistoryImport:
    """What was written, taken back: here, in the test's own thread."""
    services.history_undo(**who(user, unit), history_id=history.pk, reason=reason)
    return undoing.history_take_back(history.pk)


def faults(history: HistoryImport, *, warning: bool = False) -> list[tuple[str, str, str]]:
    """(sheet, cell, text) of the faults, or of the warnings."""
    return [
        (one["sheet"], one["cell"], one["text"])
        for one in history.problems
        if one["warning"] == warning
    ]
