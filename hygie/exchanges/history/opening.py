"""An XLSX file opened safely, with the place of each formula, merged range and hidden column.

A workbook is a zip of XML: its real size and its farthest cell are known before any reader opens
it. What can be said cell by cell is kept for the report; only a file that cannot be read is
refused whole.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from python_calamine import CalamineError, CalamineWorkbook

from hygie.domain.refusal import ServiceRefusal
from hygie.exchanges.history.table import MAX_ROWS
from hygie.web.formats import file_size

MAX_BYTES = 16 * 1024 * 1024
MAX_UNPACKED = 150 * 1024 * 1024
MAX_ENTRIES, MAX_SHEETS = 1000, 40
LAST_ROW, LAST_COLUMN = 20_000, 300  # a filled cell farther than that would add as many empty ones
SHEET_MARK = b"sheetData"  # the element that holds the cells: a part without it has none
REFERENCE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
CONTENTS = ("v", "is", "f")
DAMAGED = (
    zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError,
    ValueError, KeyError, expat.ExpatError, CalamineError,
)  # fmt: skip


@dataclass(slots=True)
class RawSheet:
    """One sheet from A1: raw cells, places of formulas (« B3 »), merged ranges (« A2:B2 »)."""

    name: str
    rows: list[list[Any]]
    formulas: set[str] = field(default_factory=set)
    merged: list[str] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    hidden_rows: int = 0


def open_workbook(content: bytes) -> list[RawSheet]:
    """Every sheet of the file. Raises `ServiceRefusal`: history_too_large, history_damaged,
    history_unpacks_too_big, history_protected, history_not_xlsx, history_macros, history_far_cell.
    """
    if len(content) > MAX_BYTES:
        raise ServiceRefusal("history_too_large", field="file", limit=file_size(MAX_BYTES))
    try:
        anew, looks = _checked(content)
        book = CalamineWorkbook.from_filelike(io.BytesIO(anew))
        names = book.sheet_names[:MAX_SHEETS]
        return [_sheet(book, name, looks.get(name) or _Look(name)) for name in names]
    except DAMAGED as error:
        raise ServiceRefusal("history_damaged", field="file") from error


def _checked(content: bytes) -> tuple[bytes, dict[str, "_Look"]]:
    """The workbook written anew from the parts that were looked at, and each sheet's look."""
    anew = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(anew, "w") as copy:
        entries = archive.infolist()
        names = {entry.filename for entry in entries}
        if any(entry.flag_bits & 1 for entry in entries):
            raise ServiceRefusal("history_protected", field="file")
        if len(entries) > MAX_ENTRIES or sum(one.file_size for one in entries) > MAX_UNPACKED:
            limit = file_size(MAX_UNPACKED)
            raise ServiceRefusal("history_unpacks_too_big", field="file", limit=limit)
        if len(names) != len(entries):  # two parts of one name: readers do not take the same
            raise zipfile.BadZipFile
        if "xl/workbook.xml" not in names:
            raise ServiceRefusal("history_not_xlsx", field="file")
        if "xl/vbaProject.bin" in names:
            raise ServiceRefusal("history_macros", field="file")
        parts = {entry.filename: archive.read(entry) for entry in entries}
        shown = _sheet_names(parts)
        looks: dict[str, _Look] = {}
        for name, part in parts.items():
            if SHEET_MARK in part:
                look = _Look(shown.get(name, name))
                look.look_at(part)
                looks[look.name] = look
            copy.writestr(name, part)
    return anew.getvalue(), looks


def _sheet_names(parts: Mapping[str, bytes]) -> dict[str, str]:
    """The name that people read of each part that is a sheet."""
    targets: dict[str, str] = {}
    names: dict[str, str] = {}

    def start(tag: str, given: Mapping[str, str]) -> None:
        kind = tag.rpartition(":")[2]
        if kind == "Relationship":
            target = given.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            targets[given.get("Id", "")] = path
        elif kind == "sheet":
            link = next((given[one] for one in given if one.endswith(":id")), "")
            names[targets.get(link, "")] = given.get("name", "")

    for part in ("xl/_rels/workbook.xml.rels", "xl/workbook.xml"):
        _parse(parts[part], start)
    return names


def _parse(xml: bytes, start: Any) -> None:
    """Reads XML that every reader reads; a workbook has no doctype. Raises `ExpatError`."""
    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.Parse(xml, True)


def _refuse_doctype(*_: object) -> None:
    raise zipfile.BadZipFile


class _Look:
    """Looks at each cell of a sheet without keeping any: its place, and whether it computes."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.row = self.column = 0
        self.formulas: set[str] = set()
        self.hidden_columns: list[int] = []
        self.hidden_rows = 0

    def look_at(self, xml: bytes) -> None:
        """Raises `ServiceRefusal("history_far_cell")`, `ValueError` and `ExpatError`."""
        _parse(xml, self._start)

    def _start(self, tag: str, given: Mapping[str, str]) -> None:
        kind = tag.rpartition(":")[2]
        if kind == "row":
            self.row = int(given.get("r", self.row + 1))
            self.column = 0
            self.hidden_rows += _is_hidden(given)
        elif kind == "c":
            self._cell(given.get("r"))
        elif kind in CONTENTS:
            self._content(kind)
        elif kind == "col" and _is_hidden(given):
            last = min(int(given["max"]), LAST_COLUMN)
            self.hidden_columns += range(int(given["min"]) - 1, last)

    def _cell(self, reference: str | None) -> None:
        self.column += 1
        if reference is not None:
            said = REFERENCE.fullmatch(reference)
            if said is None:
                raise ValueError(reference)
            self.column, self.row = _rank(said[1].upper()), int(said[2])

    def _content(self, kind: str) -> None:
        """A cell with something in it: a sheet styled down to its last row holds empty ones."""
        cell = place(self.row - 1, self.column - 1)
        if self.row > LAST_ROW or self.column > LAST_COLUMN:
            raise ServiceRefusal(
                "history_far_cell", field="file", sheet=self.name, most=MAX_ROWS, cell=cell
            )
        if kind == "f":
            self.formulas.add(cell)


def _is_hidden(given: Mapping[str, str]) -> bool:
    return given.get("hidden") in ("1", "true")


def _rank(letters: str) -> int:
    """Rank of a column from its letters: A is 1."""
    rank = 0
    for letter in letters:
        rank = rank * 26 + ord(letter) - 64
    return rank


def _sheet(book: CalamineWorkbook, name: str, look: _Look) -> RawSheet:
    sheet = book.get_sheet_by_name(name)
    merged = [f"{place(*one)}:{place(*other)}" for one, other in sheet.merged_cell_ranges or []]
    return RawSheet(
        name=name,
        rows=sheet.to_python(skip_empty_area=False),
        formulas=look.formulas,
        merged=merged,
        hidden_columns=look.hidden_columns,
        hidden_rows=look.hidden_rows,
    )


def place(row: int, column: int) -> str:
    """« C5 » from ranks that begin at 0."""
    letters, rank = "", column + 1
    while rank:
        rank, left = divmod(rank - 1, 26)
        letters = chr(65 + left) + letters
    return f"{letters}{row + 1}"
