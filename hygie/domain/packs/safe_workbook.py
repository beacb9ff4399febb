"""An XLSX file opened safely: its real size, its merged cells and its formulas are known first.

A workbook is a zip of XML: a small one may unpack to gigabytes, or hold one cell at the far end of
a sheet, which readers then fill with nothing. Both are refused before any reader opens it.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import ParseError

from python_calamine import CalamineError, CalamineWorkbook

from hygie.domain.packs.shape import MAX_BYTES, MAX_MEASURES, PackRefused, Problem

MAX_UNPACKED = 150 * 1024 * 1024
MAX_ENTRIES = 1000
MAX_ROWS, MAX_COLUMNS = MAX_MEASURES + 1000, 300
SHEET_PART = re.compile(r"^xl/worksheets/[^/]+\.xml$")
CELL = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"')
FORMULA = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3}[0-9]{1,7})"[^>]*>\s*<(?:\w+:)?f[\s>/]')
DAMAGED = (
    zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError,
    ValueError, ParseError, CalamineError,
)  # fmt: skip

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
    if len(content) > MAX_BYTES:
        raise PackRefused([Problem("too_large", data={"most": MAX_BYTES})])
    try:
        _refuse_dangerous(content)
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    except DAMAGED as error:
        raise PackRefused([Problem("damaged_workbook")]) from error
    absent = [
        name for name, is_needed in wanted.items() if is_needed and name not in book.sheet_names
    ]
    if absent:
        raise PackRefused(
            [Problem("missing_sheet", cell=name, data={"sheet": name}) for name in absent]
        )
    try:
        return {name: _sheet(book, name) for name in wanted if name in book.sheet_names}
    except DAMAGED as error:
        raise PackRefused([Problem("damaged_workbook")]) from error


def _refuse_dangerous(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = archive.infolist()
        names = {entry.filename for entry in entries}
        if any(entry.flag_bits & 1 for entry in entries):
            raise PackRefused([Problem("workbook_protected")])
        if len(entries) > MAX_ENTRIES or sum(one.file_size for one in entries) > MAX_UNPACKED:
            raise PackRefused([Problem("unpacks_too_big", data={"most": MAX_UNPACKED})])
        if archive.testzip() is not None:  # reads each entry whole: its size is the one announced
            raise zipfile.BadZipFile
        if "xl/workbook.xml" not in names:
            raise PackRefused([Problem("not_xlsx")])
        if "xl/vbaProject.bin" in names:
            raise PackRefused([Problem("has_macros")])
        for name in sorted(names):
            if SHEET_PART.match(name):
                _refuse_cells(archive.read(name))


def _refuse_cells(xml: bytes) -> None:
    formulas = [found.decode() for found in FORMULA.findall(xml)]
    if formulas:
        data = {"count": len(formulas)}
        raise PackRefused([Problem("formula", cell=one, data=data) for one in formulas[:20]])
    for letters, row in CELL.findall(xml):
        if int(row) > MAX_ROWS or _column(letters) > MAX_COLUMNS:
            data = {"rows": MAX_ROWS, "columns": MAX_COLUMNS}
            raise PackRefused(
                [Problem("sheet_too_large", cell=f"{letters.decode()}{int(row)}", data=data)]
            )


def _column(letters: bytes) -> int:
    """Rank of a column from its letters: A is 1."""
    rank = 0
    for letter in letters:
        rank = rank * 26 + letter - 64
    return rank


def _sheet(book: CalamineWorkbook, name: str) -> Sheet:
    sheet = book.get_sheet_by_name(name)
    merged = sheet.merged_cell_ranges or []
    if merged:
        raise PackRefused(
            [
                Problem("merged_cells", cell=f"{name} {cell_name(*start)}:{cell_name(*end)}")
                for start, end in merged[:20]
            ]
        )
    if sheet.total_height > MAX_ROWS or sheet.total_width > MAX_COLUMNS:
        data = {"rows": MAX_ROWS, "columns": MAX_COLUMNS}
        raise PackRefused([Problem("sheet_too_large", cell=name, data=data)])
    return Sheet(name, sheet.to_python(skip_empty_area=False))


def cell_name(row: int, column: int) -> str:
    """« C5 » from ranks that begin at 0."""
    letters, rank = "", column + 1
    while rank:
        rank, left = divmod(rank - 1, 26)
        letters = chr(65 + left) + letters
    return f"{letters}{row + 1}"
