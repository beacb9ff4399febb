"""An XLSX file opened safely, with the place of each formula, merged range and hidden column.

A workbook is a zip of XML: a small one may unpack to gigabytes, or hold one cell at the far end of
a sheet, which readers then fill with nothing. Its real size and its farthest cell are known before
any reader opens it, and what it opens is what was checked, whatever the names and the order of the
parts. Every room that takes workbooks opens them here.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from python_calamine import CalamineError, CalamineWorkbook

MAX_UNPACKED = 150 * 1024 * 1024
MAX_ENTRIES = 1000
SHEET_MARK = b"sheetData"  # the element that holds the cells: a part without it has none
REFERENCE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
CONTENTS = ("v", "is", "f")
DAMAGED = (
    zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError,
    ValueError, KeyError, expat.ExpatError, CalamineError,
)  # fmt: skip

Corner = tuple[int, int]


class WorkbookRefused(Exception):
    """`code`: too_large, unpacks_too_big (`most`, bytes), damaged, protected, not_xlsx, macros,
    far_cell (`sheet`, `cell`)."""

    def __init__(self, code: str, **data: Any) -> None:
        super().__init__(code)
        self.code, self.data = code, data


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes of the file; farthest row and column (from 1) that may hold something."""

    size: int
    rows: int
    columns: int


@dataclass(slots=True)
class RawSheet:
    """One sheet from A1: raw cells, all rows of one width.

    `formulas`: places (« B3 »), and `uncomputed` those that keep no result; `ranges`: corners of
    the merged cells, from 0; `hidden_columns`: ranks from 0.
    """

    name: str
    rows: list[list[Any]]
    formulas: set[str] = field(default_factory=set)
    uncomputed: set[Corner] = field(default_factory=set)
    ranges: list[tuple[Corner, Corner]] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    hidden_rows: int = 0

    @property
    def merged(self) -> list[str]:
        """The merged cells as people name them (« A2:B2 »)."""
        return [f"{place(*one)}:{place(*other)}" for one, other in self.ranges]


class SafeWorkbook:
    """The sheets of a checked workbook, read one by one."""

    def __init__(self, book: CalamineWorkbook, looks: Mapping[str, _Look]) -> None:
        self.book, self.looks = book, looks
        self.names: list[str] = list(book.sheet_names)
        self.shown = [
            one.name
            for one in book.sheets_metadata
            if str(one.visible).endswith("Visible") and one.name in looks
        ]

    @property
    def formulas(self) -> list[str]:
        """Places of the formulas of every sheet."""
        return [one for look in self.looks.values() for one in look.formulas]

    def sheet(self, name: str) -> RawSheet:
        """One of `names`. Raises `WorkbookRefused` "damaged"."""
        look = self.looks.get(name) or _Look(name, Limits(0, 0, 0))
        try:
            sheet = self.book.get_sheet_by_name(name)
            rows = sheet.to_python(skip_empty_area=False)
        except DAMAGED as error:
            raise WorkbookRefused("damaged") from error
        return RawSheet(
            name=name,
            rows=rows,
            formulas=set(look.formulas),
            uncomputed=look.uncomputed,
            ranges=list(sheet.merged_cell_ranges or []),
            hidden_columns=look.hidden_columns,
            hidden_rows=look.hidden_rows,
        )


def open_workbook(content: bytes, limits: Limits) -> SafeWorkbook:
    """The workbook, looked at whole. Raises `WorkbookRefused`."""
    if len(content) > limits.size:
        raise WorkbookRefused("too_large", most=limits.size)
    try:
        anew, looks = _checked(content, limits)
        return SafeWorkbook(CalamineWorkbook.from_filelike(io.BytesIO(anew)), looks)
    except DAMAGED as error:
        raise WorkbookRefused("damaged") from error


def _checked(content: bytes, limits: Limits) -> tuple[bytes, dict[str, _Look]]:
    """The workbook written anew from the parts that were looked at, and each sheet's look."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = archive.infolist()
        names = {entry.filename for entry in entries}
        if any(entry.flag_bits & 1 for entry in entries):
            raise WorkbookRefused("protected")
        if len(entries) > MAX_ENTRIES or sum(one.file_size for one in entries) > MAX_UNPACKED:
            raise WorkbookRefused("unpacks_too_big", most=MAX_UNPACKED)
        if len(names) != len(entries):  # two parts of one name: readers do not take the same
            raise zipfile.BadZipFile
        if "xl/workbook.xml" not in names:
            raise WorkbookRefused("not_xlsx")
        if "xl/vbaProject.bin" in names:
            raise WorkbookRefused("macros")
        parts = {entry.filename: archive.read(entry) for entry in entries}
    shown = _sheet_names(parts)
    looks: dict[str, _Look] = {}
    anew = io.BytesIO()
    with zipfile.ZipFile(anew, "w") as copy:
        for name, part in parts.items():
            if SHEET_MARK in part:
                look = _Look(shown.get(name, name), limits)
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
            path = posixpath.normpath(posixpath.join("/xl", given.get("Target", "")))
            targets[given.get("Id", "")] = path.lstrip("/")
        elif kind == "sheet":
            link = next((given[one] for one in given if one.endswith(":id")), "")
            names[targets.get(link, "")] = given.get("name", "")

    for part in ("xl/_rels/workbook.xml.rels", "xl/workbook.xml"):
        parser = _parser()
        parser.StartElementHandler = start
        parser.Parse(parts[part], True)
    return names


def _parser() -> Any:
    """Reads XML that every reader reads; a workbook has no doctype."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def _refuse_doctype(*_: object) -> None:
    """It only serves to make a small file a big one."""
    raise zipfile.BadZipFile


class _Look:
    """Looks at each cell of a sheet without keeping any: its place, and whether it computes."""

    def __init__(self, name: str, limits: Limits) -> None:
        self.name, self.limits = name, limits
        self.row = self.column = 0
        self.formulas: list[str] = []
        self.uncomputed: set[Corner] = set()
        self.hidden_columns: list[int] = []
        self.hidden_rows = 0
        self.parser: Any = None
        self.is_value = False

    def look_at(self, xml: bytes) -> None:
        """Raises `WorkbookRefused` "far_cell", `ValueError` and `ExpatError`."""
        self.parser = _parser()
        self.parser.StartElementHandler = self._start
        self.parser.Parse(xml, True)
        self.parser = None

    def _start(self, tag: str, given: Mapping[str, str]) -> None:
        kind = tag.rpartition(":")[2]
        self.is_value = kind == "v"
        if kind == "row":
            self.row = int(given.get("r", self.row + 1))
            self.column = 0
            self.hidden_rows += _is_hidden(given)
        elif kind == "c":
            self._cell(given.get("r"))
        elif kind in CONTENTS:
            self._content(kind)
        elif kind == "col" and _is_hidden(given):
            last = min(int(given["max"]), self.limits.columns)
            self.hidden_columns += range(int(given["min"]) - 1, last)

    def _cell(self, reference: str | None) -> None:
        self.parser.CharacterDataHandler = None
        self.column += 1
        if reference is not None:
            said = REFERENCE.fullmatch(reference)
            if said is None:
                raise ValueError(reference)
            self.column, self.row = column_rank(said[1].upper()) + 1, int(said[2])

    def _content(self, kind: str) -> None:
        """A cell with something in it: a sheet styled down to its last row holds empty ones."""
        corner = (self.row - 1, self.column - 1)
        if self.row > self.limits.rows or self.column > self.limits.columns:
            raise WorkbookRefused("far_cell", sheet=self.name, cell=place(*corner))
        if kind == "f":
            self.formulas.append(place(*corner))
            self.uncomputed.add(corner)
            self.parser.CharacterDataHandler = self._result

    def _result(self, text: str) -> None:
        """The text of what follows a formula in its cell, until the next cell."""
        if self.is_value and text.strip():
            self.uncomputed.discard((self.row - 1, self.column - 1))


def _is_hidden(given: Mapping[str, str]) -> bool:
    return given.get("hidden") in ("1", "true")


def column_rank(letters: str) -> int:
    """Rank of a column from its letters: A is 0."""
    rank = 0
    for letter in letters:
        rank = rank * 26 + ord(letter) - 64
    return rank - 1


def column_letters(rank: int) -> str:
    """« AB » from a rank that begins at 0."""
    letters, rank = "", rank + 1
    while rank:
        rank, left = divmod(rank - 1, 26)
        letters = chr(65 + left) + letters
    return letters


def place(row: int, column: int) -> str:
    """« C5 » from ranks that begin at 0."""
    return f"{column_letters(column)}{row + 1}"
