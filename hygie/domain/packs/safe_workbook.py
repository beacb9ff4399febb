"""The XLSX file of a pack: a template has neither merged cell nor formula, and each is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hygie.domain.packs.shape import MAX_BYTES, MAX_MEASURES, PackRefused, Problem
from hygie.domain.workbook import Limits, RawSheet, SafeWorkbook, WorkbookRefused, open_workbook
from hygie.domain.workbook import place as cell_name

__all__ = ["Cell", "Sheet", "cell_name", "open_sheets"]

FORMULAS_SHOWN, MERGED_SHOWN = 20, 20
MAX_ROWS, MAX_COLUMNS = MAX_MEASURES + 1000, 100
LIMITS = Limits(MAX_BYTES, MAX_ROWS, MAX_COLUMNS)
CODES = {
    "damaged": "damaged_workbook", "protected": "workbook_protected", "macros": "has_macros",
    "far_cell": "sheet_too_large",
}  # fmt: skip

Cell = str | int | float | bool | object


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its rows of raw values, from A1, all of one width."""

    name: str
    rows: list[list[Any]]


def open_sheets(content: bytes, wanted: Mapping[str, bool]) -> dict[str, Sheet]:
    """The sheets `wanted` (name: whether it is needed), by name.

    Raises `PackRefused`: "too_large", "damaged_workbook", "unpacks_too_big", "workbook_protected",
    "not_xlsx", "has_macros", "sheet_too_large", "formula", "merged_cells", "missing_sheet".
    """
    try:
        book = open_workbook(content, LIMITS)
        _refuse_formulas(book)
        absent = [name for name, needed in wanted.items() if needed and name not in book.names]
        if absent:
            raise PackRefused(
                [Problem("missing_sheet", cell=name, data={"sheet": name}) for name in absent]
            )
        sheets = [book.sheet(name) for name in wanted if name in book.names]
    except WorkbookRefused as refused:
        raise PackRefused([_problem(refused)]) from refused
    for sheet in sheets:
        _refuse_merged(sheet)
    return {sheet.name: Sheet(sheet.name, sheet.rows) for sheet in sheets}


def _problem(refused: WorkbookRefused) -> Problem:
    code = CODES.get(refused.code, refused.code)
    if refused.code == "far_cell":
        data = {"rows": MAX_ROWS, "columns": MAX_COLUMNS}
        return Problem(code, cell=refused.data["cell"], data=data)
    return Problem(code, data=refused.data)


def _refuse_formulas(book: SafeWorkbook) -> None:
    found = book.formulas
    if found:
        data = {"count": len(found)}
        raise PackRefused(
            [Problem("formula", cell=one, data=data) for one in found[:FORMULAS_SHOWN]]
        )


def _refuse_merged(sheet: RawSheet) -> None:
    if sheet.ranges:
        shown = sheet.merged[:MERGED_SHOWN]
        raise PackRefused([Problem("merged_cells", cell=f"{sheet.name} {one}") for one in shown])
