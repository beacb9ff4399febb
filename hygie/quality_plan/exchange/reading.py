"""A spreadsheet or a CSV as rows of text: what was hidden, merged or computed is told, not lost."""

import csv
import io
import re
import zipfile
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from python_calamine import CalamineError, CalamineWorkbook

from hygie.documents.contents import CSV, DAMAGED, TEXT, XLSX, content_type_of
from hygie.domain.refusal import ServiceRefusal
from hygie.quality_plan.exchange.columns import is_ours, recognised

MOST_ROWS, MOST_COLUMNS, MOST_BYTES = 20_000, 200, 20 * 1024 * 1024
HEAD_ROWS = 25
CELL = re.compile(
    rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"[^>]*?(?:/>|>(.*?)</(?:\w+:)?c>)', re.DOTALL
)
FORMULA, VALUE = re.compile(rb"<(?:\w+:)?f[\s>/]"), re.compile(rb"<(?:\w+:)?v>[^<]")
HIDDEN = re.compile(rb"<(?:\w+:)?col\b[^>]*\bhidden=\"(?:1|true)\"[^>]*>")
GUARDED = ("=", "+", "-", "@", "\t")


@dataclass(slots=True)
class Grid:
    """A file as text. `rows`: number in the file and cells; `notes`: sentences to show.

    `uncomputed`: cells (row number, column rank) whose formula has no result kept.
    """

    headings: list[str]
    heading_row: int
    rows: list[tuple[int, list[str]]]
    notes: list[str] = field(default_factory=list)
    uncomputed: list[tuple[int, int]] = field(default_factory=list)


def read_file(path: Path, name: str, remembered: dict[str, str]) -> Grid:
    """The rows of the file at `path`. Raises `ServiceRefusal`: those of `content_type_of`,
    "plan_file_too_big", "plan_file_kind", "plan_file_too_large", "plan_file_no_headings",
    "file_damaged"."""
    if path.stat().st_size == 0:
        raise ServiceRefusal("plan_file_no_headings")
    if path.stat().st_size > MOST_BYTES:
        raise ServiceRefusal("plan_file_too_big", most=MOST_BYTES // (1024 * 1024))
    kind = content_type_of(path, name)
    grid = Grid([], 0, [])
    if kind is XLSX:
        rows, hidden = _workbook(path, grid)
    elif kind in (CSV, TEXT):
        rows, hidden = _csv(path.read_bytes()), 0
    else:
        raise ServiceRefusal("plan_file_kind")
    rank = _heading_rank(rows, remembered)
    grid.headings, grid.heading_row = rows[rank], rank + 1
    if hidden and not is_ours(grid.headings):
        grid.notes.append(f"Des colonnes masquées ({hidden}) ont été lues comme les autres.")
    grid.rows = [
        (row, cells) for row, cells in enumerate(rows, start=1) if row > rank + 1 and any(cells)
    ]
    return grid


def _heading_rank(rows: list[list[str]], remembered: dict[str, str]) -> int:
    """The row that names the columns: the one with most known words, else the first full one."""
    head = rows[:HEAD_ROWS]
    known = [len(recognised(cells, remembered)) for cells in head]
    if head and max(known) >= 2:
        return known.index(max(known))
    for rank, cells in enumerate(head):
        if sum(bool(cell) for cell in cells) >= 2:
            return rank
    raise ServiceRefusal("plan_file_no_headings")


def _csv(content: bytes) -> list[list[str]]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = content.decode("utf-16", errors="replace")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252", errors="replace")
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(";\t,", key=first.count)
    rows: list[list[str]] = []
    for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
        _refuse_size(len(rows), len(cells))
        rows.append([_unguarded(cell.strip()) for cell in cells])
    return rows


def _unguarded(cell: str) -> str:
    """Without the apostrophe that our CSV puts before what a spreadsheet would compute."""
    return cell[1:] if cell.startswith("'") and cell[1:2] in GUARDED else cell


def _refuse_size(rows: int, columns: int) -> None:
    if rows > MOST_ROWS or columns > MOST_COLUMNS:
        raise ServiceRefusal("plan_file_too_large", rows=MOST_ROWS, columns=MOST_COLUMNS)


def _workbook(path: Path, grid: Grid) -> tuple[list[list[str]], int]:
    """Rows from A1 of the sheet « PAQ », else of the first one that is shown, and how many of its
    columns are hidden; the notes and the formulas without result go in `grid`."""
    try:
        parts = _sheet_parts(path)
        for xml in parts.values():
            for letters, row, _ in CELL.findall(xml):
                _refuse_size(int(row), column_rank(letters) + 1)
        with CalamineWorkbook.from_path(str(path)) as book:
            shown = [
                one.name
                for one in book.sheets_metadata
                if str(one.visible).endswith("Visible") and one.name in parts
            ]
            if not shown:
                raise ServiceRefusal("plan_file_no_headings")
            name = next((one for one in shown if one.strip().upper() == "PAQ"), shown[0])
            sheet = book.get_sheet_by_name(name)
            rows = [[cell_text(value) for value in row] for row in _raw(sheet)]
            merged = list(sheet.merged_cell_ranges or [])
    except (*DAMAGED, CalamineError, ElementTree.ParseError) as error:
        raise ServiceRefusal("file_damaged") from error
    if len(shown) > 1:
        grid.notes.append(f"Feuille lue\u00a0: «\u00a0{name}\u00a0».")
    grid.notes += _fill_merged(rows, merged)
    computed, grid.uncomputed = _formulas(parts[name])
    if computed:
        grid.notes.append(f"{computed} cellules calculées\u00a0: leur résultat a été lu.")
    return rows, len(HIDDEN.findall(parts[name]))


def _raw(sheet: Any) -> list[list[Any]]:
    """Rows from A1; nothing for a sheet without any cell."""
    rows: list[list[Any]] = sheet.to_python(skip_empty_area=False)
    return rows


def _sheet_parts(path: Path) -> dict[str, bytes]:
    """XML of each sheet by name."""
    with zipfile.ZipFile(path) as archive:
        links = _tree(archive.read("xl/_rels/workbook.xml.rels"))
        places = {one.get("Id"): one.get("Target") or "" for one in links}
        book = _tree(archive.read("xl/workbook.xml"))
        parts = {}
        for sheet in book.iter():
            if not sheet.tag.endswith("}sheet"):
                continue
            key = next((v for k, v in sheet.attrib.items() if k.endswith("}id")), None)
            place = places.get(key, "").removeprefix("/xl/").removeprefix("./")
            if f"xl/{place}" in archive.namelist():
                parts[str(sheet.get("name"))] = archive.read(f"xl/{place}")
    return parts


def _tree(xml: bytes) -> ElementTree.Element:
    """A part of the workbook; one that declares entities is no workbook."""
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise ValueError("a part of a workbook declares no entity")
    return ElementTree.fromstring(xml)  # noqa: S314  # entities refused just above


def column_rank(letters: bytes | str) -> int:
    """Rank of a column from its letters: A is 0."""
    rank = 0
    for letter in letters if isinstance(letters, bytes) else letters.encode():
        rank = rank * 26 + letter - 64
    return rank - 1


def column_letters(rank: int) -> str:
    """« AB » from a rank that begins at 0."""
    letters, rank = "", rank + 1
    while rank:
        rank, left = divmod(rank - 1, 26)
        letters = chr(65 + left) + letters
    return letters


def _formulas(xml: bytes) -> tuple[int, list[tuple[int, int]]]:
    """How many formulas have a result, and where those without are."""
    computed, uncomputed = 0, []
    for letters, row, inside in CELL.findall(xml):
        if FORMULA.search(inside):
            if VALUE.search(inside):
                computed += 1
            else:
                uncomputed.append((int(row), column_rank(letters)))
    return computed, uncomputed


def _fill_merged(rows: list[list[str]], merged: list[Any]) -> list[str]:
    """Cells merged downwards: their value counts for each row. Returns the note to show."""
    places = []
    for (top, left), (bottom, _) in merged:
        if bottom == top or bottom >= len(rows):
            continue
        for rank in range(top + 1, bottom + 1):
            rows[rank][left] = rows[top][left]
        letters = column_letters(left)
        places.append(f"{letters}{top + 1}:{letters}{bottom + 1}")
    if not places:
        return []
    shown = ", ".join(places[:10]) + ("…" if len(places) > 10 else "")
    return [f"Cellules fusionnées ({shown})\u00a0: leur valeur vaut pour chaque ligne."]


def cell_text(value: Any) -> str:
    """A cell as text: ISO days, whole numbers without decimals, « oui » and « non »."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time | timedelta):
        return str(value)
    return str(value).strip()
