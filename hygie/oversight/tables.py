"""The same tables as workbooks. Text cells are written as text: never a formula."""

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

import xlsxwriter
from django.http import HttpResponse

from hygie.organisations.models import Organisation
from hygie.oversight.selectors import MatrixPage, ObligationShare
from hygie.web.formats import day_short
from hygie.web.statuses import look_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(name: str, rows: Sequence[Sequence[Any]]) -> HttpResponse:
    """One sheet; the first row is the head."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet("Hygie")
        head = book.add_format({"bold": True, "text_wrap": True})
        for place, row in enumerate(rows):
            sheet.write_row(place, 0, row, head if place == 0 else None)
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, 0, 42)
    answer = HttpResponse(buffer.getvalue(), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return answer


def matrix_xlsx(group: Organisation, page: MatrixPage, day: date) -> HttpResponse:
    """Units × obligations on a day."""
    rows: list[list[Any]] = [["Établissement", "FINESS", "En retard"]]
    rows[0] += [f"{one.id} {one.short_label}" for one in page.shown]
    for row in page.rows:
        words = [
            look_of(row.cells[one.id].status).word if one.id in row.cells else ""
            for one in page.shown
        ]
        if not row.is_open:
            words = ["pas de délégation"] + [""] * (len(page.shown) - 1)
        rows.append([row.unit.name, row.unit.finess, row.late, *words])
    return workbook(f"hygie-{group.code}-{day:%Y-%m-%d}", rows)


def shares_xlsx(place: Organisation, shares: Sequence[ObligationShare], day: date) -> HttpResponse:
    """Numbers of units by obligation and status on a day."""
    statuses = ("late", "unknown", "due", "open", "met", "not_applicable")
    rows: list[list[Any]] = [
        [
            f"Obligation, au {day_short(day)}",
            *(look_of(one).word for one in statuses),
            "non renseigné",
        ]
    ]
    for share in shares:
        numbers = [share.counts.get(one, 0) for one in statuses]
        label = f"{share.obligation.id} {share.obligation.short_label}"
        rows.append([label, *numbers, share.not_noted + share.not_published])
    return workbook(f"hygie-{place.code}-{day:%Y-%m-%d}", rows)
