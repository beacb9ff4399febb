"""The same tables as workbooks and as CSV. Text is written as text: never a formula."""

import csv
import io
from collections.abc import Sequence
from datetime import date
from typing import Any

import xlsxwriter
from django.http import HttpResponse

from hygie.organisations.models import Organisation
from hygie.oversight.quarters import Evolution
from hygie.oversight.selectors import Cell, MatrixPage, ObligationShare, UnitLine
from hygie.web.charts.shares import KINDS, WORDS
from hygie.web.formats import NBSP, day_short
from hygie.web.statuses import detail_of, look_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
BOM = "\ufeff"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")

Rows = list[list[Any]]


def answer(name: str, rows: Rows, form: str) -> HttpResponse:
    """The rows as a file of the form asked, "csv" or "xlsx"; the first row is the head."""
    is_csv = form == "csv"
    content: str | bytes = csv_text(rows) if is_csv else workbook(rows)
    answered = HttpResponse(content, content_type=CSV if is_csv else XLSX)
    answered["Content-Disposition"] = f'attachment; filename="{name}.{"csv" if is_csv else "xlsx"}"'
    return answered


def workbook(rows: Rows) -> bytes:
    """One sheet, text never read as a formula."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet("Hygie")
        head = book.add_format({"bold": True, "text_wrap": True})
        for place, row in enumerate(rows):
            sheet.write_row(place, 0, row, head if place == 0 else None)
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, 0, 42)
    return buffer.getvalue()


def csv_text(rows: Rows) -> str:
    """UTF-8 with its mark, « ; » between values, as a French spreadsheet opens it."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerows([neutral(value) for value in row] for row in rows)
    return BOM + buffer.getvalue()


def neutral(value: Any) -> Any:
    """A text that a spreadsheet would take for a formula, behind an apostrophe; a plain space
    where a no-break one stood."""
    if not isinstance(value, str):
        return value
    text = value.replace(NBSP, " ")
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_STARTS) else text


def matrix_rows(page: MatrixPage, day: date) -> Rows:
    """Units × obligations on a day, each status with its day."""
    head = [f"Établissement, au {day_short(day)}", "FINESS", "En retard", "Publié à l’ARS le"]
    rows: Rows = [[*head, *(f"{one.id} {one.short_label}" for one in page.shown)]]
    for row in page.rows:
        cells = [cell_text(row.cells.get(one.id)) for one in page.shown]
        if not row.is_open:
            cells[0] = "pas de délégation"
        late = row.late if row.is_open else ""
        rows.append([row.unit.name, row.unit.finess, late, day_short(row.published_on), *cells])
    return rows


def cell_text(cell: Cell | None) -> str:
    """« en retard depuis le 01/01/2026 »; nothing without a status."""
    if cell is None:
        return ""
    said = detail_of(cell.status, since=cell.status_since, due_on=cell.due_on)
    return f"{look_of(cell.status).word} {said}".strip()


def share_rows(shares: Sequence[ObligationShare], day: date) -> Rows:
    """Numbers of units by obligation and status on a day; each row counts every unit."""
    rows: Rows = [[f"Obligation, au {day_short(day)}", *(WORDS[kind] for kind in KINDS)]]
    for share in shares:
        rows.append([f"{share.obligation.id} {share.obligation.short_label}", *share.numbers])
    return rows


def unit_rows(lines: Sequence[UnitLine], day: date) -> Rows:
    """Units with what they published: day, number late, ADS level when they share it."""
    head = ["Établissement", "FINESS", "Département", "Secteur", "Dernière publication"]
    rows: Rows = [[*head, f"En retard au {day_short(day)}", "Niveau ADS partagé", "Audit ADS du"]]
    for line in lines:
        unit, told = line.unit, line.published_on is not None
        rows.append(
            [
                unit.name,
                unit.finess,
                unit.department,
                unit.get_sector_display() or "",
                day_short(line.published_on) or "non renseigné",
                line.late if told else "",
                line.ads_level or "",
                day_short(line.ads_level_on),
            ]
        )
    return rows


def evolution_rows(evolutions: Sequence[Evolution], action: int) -> Rows:
    """One row per obligation and quarter; the first obligation is the whole action."""
    rows: Rows = [["Obligation", "Dernier jour du trimestre", *(WORDS[kind] for kind in KINDS)]]
    for one in evolutions:
        told = one.obligation
        label = f"{told.id} {told.short_label}" if told else f"Action {action}, toutes obligations"
        rows += [[label, day_short(last), *column.numbers]
                 for column, last in zip(one.columns, one.days, strict=True)]  # fmt: skip
    return rows


def name_of(place: Organisation, day: date, what: str = "") -> str:
    """Name of a file, without its ending."""
    return "-".join(filter(None, ("hygie", what, place.code, f"{day:%Y-%m-%d}")))
