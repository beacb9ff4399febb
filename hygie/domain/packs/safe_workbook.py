"""An XLSX file opened safely: its real size, its merged cells and its formulas are known first.

A workbook is a zip of XML: a small one may unpack to gigabytes, or hold one cell at the far end of
a sheet, which readers then fill with nothing. Both are refused before any reader opens it, and what
it opens is what was checked, whatever the names and the order of the parts.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from xml.parsers import expat

from python_calamine import CalamineError, CalamineWorkbook

from hygie.domain.packs.shape import MAX_BYTES, MAX_MEASURES, PackRefused, Problem

MAX_UNPACKED = 150 * 1024 * 1024
MAX_ENTRIES = 1000
FORMULAS_SHOWN = 20
MAX_ROWS, MAX_COLUMNS = MAX_MEASURES + 1000, 100
SHEET_MARK = b"sheetData"  # the element that holds the cells: a part without it has none
REFERENCE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
DAMAGED = (
    zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError,
    ValueError, expat.ExpatError, CalamineError,
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
        book = CalamineWorkbook.from_filelike(io.BytesIO(_checked(content)))
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


def _checked(content: bytes) -> bytes:
    """The workbook written anew from the parts that were looked at, and nothing else."""
    anew = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(anew, "w") as copy:
        entries = archive.infolist()
        names = {entry.filename for entry in entries}
        if any(entry.flag_bits & 1 for entry in entries):
            raise PackRefused([Problem("workbook_protected")])
        if len(entries) > MAX_ENTRIES or sum(one.file_size for one in entries) > MAX_UNPACKED:
            raise PackRefused([Problem("unpacks_too_big", data={"most": MAX_UNPACKED})])
        if len(names) != len(entries):  # two parts of one name: readers do not take the same
            raise zipfile.BadZipFile
        parts = [(entry.filename, archive.read(entry)) for entry in entries]
        if "xl/workbook.xml" not in names:
            raise PackRefused([Problem("not_xlsx")])
        if "xl/vbaProject.bin" in names:
            raise PackRefused([Problem("has_macros")])
        for name, part in parts:
            if SHEET_MARK in part:
                _Cells().look_at(part)
            copy.writestr(name, part)
    return anew.getvalue()


class _Cells:
    """Looks at each cell of a sheet without keeping any: its place, and whether it computes."""

    def __init__(self) -> None:
        self.row = self.column = 0
        self.formulas: list[str] = []

    def look_at(self, xml: bytes) -> None:
        """Raises `PackRefused`, and `ExpatError` when it is not XML that every reader reads."""
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.StartDoctypeDeclHandler = _refuse_doctype
        parser.Parse(xml, True)
        if self.formulas:
            data = {"count": len(self.formulas)}
            shown = self.formulas[:FORMULAS_SHOWN]
            raise PackRefused([Problem("formula", cell=one, data=data) for one in shown])

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        tag = name.rpartition(":")[2]
        if tag == "row":
            self.row = int(attributes.get("r", self.row + 1))
            self.column = 0
        elif tag == "c":
            self._cell(attributes.get("r"))
        elif tag == "f":
            self.formulas.append(cell_name(self.row - 1, self.column - 1))

    def _cell(self, reference: str | None) -> None:
        self.column += 1
        if reference is not None:
            said = REFERENCE.fullmatch(reference)
            if said is None:
                raise ValueError(reference)
            self.column, self.row = _column(said[1].upper()), int(said[2])
        if self.row > MAX_ROWS or self.column > MAX_COLUMNS:
            data = {"rows": MAX_ROWS, "columns": MAX_COLUMNS}
            name = cell_name(self.row - 1, self.column - 1)
            raise PackRefused([Problem("sheet_too_large", cell=name, data=data)])


def _refuse_doctype(*_: object) -> None:
    """A workbook has none: it only serves to make a small file a big one."""
    raise zipfile.BadZipFile


def _column(letters: str) -> int:
    """Rank of a column from its letters: A is 1."""
    rank = 0
    for letter in letters:
        rank = rank * 26 + ord(letter) - 64
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
