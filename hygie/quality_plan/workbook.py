"""The plan as an XLSX or a CSV file for the quality suite, and the empty template."""

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import xlsxwriter

from hygie.organisations.models import Organisation
from hygie.quality_plan.exchange.cells import base_of, joined, label_of
from hygie.quality_plan.exchange.columns import COLUMNS, RESTRICTED, Column
from hygie.quality_plan.exchange.reading import GUARDED
from hygie.quality_plan.exchange.rows import stored_values

ONLY_OURS = ("id", "base")
LABELLED = ("state", "recurs_every_months")


def columns_of(*, with_details: bool) -> tuple[Column, ...]:
    """The columns of the file; the mark that tells who changed what stays the last one."""
    return (*COLUMNS[:-1], RESTRICTED, COLUMNS[-1]) if with_details else COLUMNS


def title_of(unit: Organisation, day: date, *, with_details: bool) -> str:
    """The first line of the file."""
    warning = " – document de travail, diffusion restreinte" if with_details else ""
    return f"Plan d’actions (PAQ) de {unit.name}, au {day:%d/%m/%Y}{warning}"


def cells_of(action: Any, origins: list[str], *, with_details: bool) -> list[Any]:
    """The values of one row; `action` comes from `selectors.actions_of`."""
    values = stored_values(action)
    others: dict[str, Any] = {
        "id": str(action.pk),
        "code": action.code,
        "origins": joined(origins),
        "bearer": action.bearer.name,
        "created_on": action.created_on,
        "first_due_on": action.due_on,
        "late": "oui" if action.is_late else "",
        "done_on": action.done_on,
        "verified_on": action.verified_on,
        "retested_on": action.retested_on,
        "retested_in": action.retested_in,
        "reason": "",
        "base": base_of(values, with_details=with_details),
    }
    cells = []
    for column in columns_of(with_details=with_details):
        key = column.key
        value = others[key] if key in others else values[key]
        is_label = key in LABELLED or isinstance(value, list)
        cells.append(label_of(key, value) if is_label else value)
    return cells


def plan_workbook(
    unit: Organisation,
    actions: Iterable[Any],
    origins: Mapping[UUID, list[str]],
    day: date,
    *,
    with_details: bool,
) -> bytes:
    """The file, as bytes. Every text is written as text: nothing typed becomes a formula.

    `actions` come from `selectors.actions_of`; none gives the template. `with_details` adds the
    restricted details: the caller has checked the right and written it in the journal.
    """
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet("PAQ")
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        formats = {
            "text": book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"}),
            "day": book.add_format({"num_format": "dd/mm/yyyy", "valign": "top"}),
            "money": book.add_format({"num_format": "#,##0.00", "valign": "top"}),
            "number": book.add_format({"num_format": "0", "valign": "top"}),
        }
        sheet.write_string(0, 0, title_of(unit, day, with_details=with_details), bold)
        for rank, column in enumerate(columns_of(with_details=with_details)):
            hidden = {"hidden": True} if column.key in ONLY_OURS else {}
            sheet.set_column(rank, rank, column.width, None, hidden)
            sheet.write_string(2, rank, column.heading, bold)
        for row, action in enumerate(actions, start=3):
            cells = cells_of(action, origins[action.pk], with_details=with_details)
            for rank, value in enumerate(cells):
                _write(sheet, row, rank, value, formats)
        sheet.freeze_panes(3, 4)
    return buffer.getvalue()


def _write(sheet: Any, row: int, column: int, value: Any, formats: dict[str, Any]) -> None:
    if isinstance(value, date):
        sheet.write_datetime(row, column, value, formats["day"])
    elif isinstance(value, Decimal):
        sheet.write_number(row, column, float(value), formats["money"])
    elif isinstance(value, int):
        sheet.write_number(row, column, value, formats["number"])
    elif value:
        sheet.write_string(row, column, str(value), formats["text"])


def plan_csv(
    unit: Organisation,
    actions: Iterable[Any],
    origins: Mapping[UUID, list[str]],
    day: date,
    *,
    with_details: bool,
) -> bytes:
    """The same as CSV for French spreadsheets: « ; », UTF-8 with its mark, days in figures."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";")
    writer.writerow([one.heading for one in columns_of(with_details=with_details)])
    for action in actions:
        cells = cells_of(action, origins[action.pk], with_details=with_details)
        writer.writerow([_guarded(label_of("", value)) for value in cells])
    return buffer.getvalue().encode("utf-8-sig")


def _guarded(text: str) -> str:
    """An apostrophe before what a spreadsheet would compute; the import takes it away."""
    return f"'{text}" if text.startswith(GUARDED) else text
