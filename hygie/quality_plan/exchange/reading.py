"""A spreadsheet or a CSV as rows of text: what was hidden, merged or computed is told, not lost."""

import codecs
import csv
import io
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from hygie.documents.contents import CSV, TEXT, XLSX, content_type_of
from hygie.domain.refusal import ServiceRefusal
from hygie.domain.workbook import Limits, WorkbookRefused, column_letters, open_workbook
from hygie.quality_plan.exchange.columns import is_ours, recognised

MOST_ROWS, MOST_COLUMNS, MOST_BYTES = 20_000, 200, 20 * 1024 * 1024
HEAD_ROWS = 25
HEAD_CHARACTERS, DELIMITERS = 64 * 1024, ";\t,"
LIMITS = Limits(MOST_BYTES, MOST_ROWS, MOST_COLUMNS)
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
    "plan_file_quotes", "file_damaged"."""
    if path.stat().st_size == 0:
        raise ServiceRefusal("plan_file_no_headings")
    if path.stat().st_size > MOST_BYTES:
        raise ServiceRefusal("plan_file_too_big", most=MOST_BYTES // (1024 * 1024))
    kind = CSV if _is_utf16(path) else content_type_of(path, name)
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


def _is_utf16(path: Path) -> bool:
    """« Texte Unicode » of Excel: UTF-16 that says so at its start."""
    with path.open("rb") as stream:
        return stream.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def _csv(content: bytes) -> list[list[str]]:
    text = _decoded(content)
    rows: list[list[str]] = []
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)):
            if len(rows) >= MOST_ROWS or len(cells) > MOST_COLUMNS:
                raise _too_large()
            rows.append([_unguarded(cell.strip()) for cell in cells])
    except csv.Error as error:  # a cell without end: a quote was opened and never closed
        raise ServiceRefusal("plan_file_quotes") from error
    return rows


def _decoded(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = content.decode("utf-16", errors="replace")
        if "\ufffd" in text or any(mark < " " and mark not in "\t\n\r\f" for mark in text):
            raise ServiceRefusal("plan_file_kind")
        return text
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _delimiter(text: str) -> str:
    """The one that cuts most of the first lines: a title above the headings may hold another."""
    lines = [line for line in text[:HEAD_CHARACTERS].splitlines() if line.strip()][:HEAD_ROWS]
    return max(DELIMITERS, key=lambda one: (sum(one in line for line in lines), text.count(one)))


def _unguarded(cell: str) -> str:
    """Without the apostrophe that our CSV puts before what a spreadsheet would compute."""
    return cell[1:] if cell.startswith("'") and cell[1:2] in GUARDED else cell


def _too_large() -> ServiceRefusal:
    return ServiceRefusal("plan_file_too_large", rows=MOST_ROWS, columns=MOST_COLUMNS)


def _workbook(path: Path, grid: Grid) -> tuple[list[list[str]], int]:
    """Rows from A1 of the sheet « PAQ », else of the first one that is shown, and how many of its
    columns are hidden; the notes and the formulas without result go in `grid`."""
    try:
        book = open_workbook(path.read_bytes(), LIMITS)
        if not book.shown:
            raise ServiceRefusal("plan_file_no_headings")
        name = next((one for one in book.shown if one.strip().upper() == "PAQ"), book.shown[0])
        sheet = book.sheet(name)
    except WorkbookRefused as refused:
        if refused.code in ("far_cell", "unpacks_too_big"):
            raise _too_large() from refused
        raise ServiceRefusal("file_damaged") from refused
    rows = [[cell_text(value) for value in row] for row in sheet.rows]
    if len(book.shown) > 1:
        grid.notes.append(f"Feuille lue\u00a0: «\u00a0{name}\u00a0».")
    grid.notes += _fill_merged(rows, sheet.ranges)
    grid.uncomputed = [(row + 1, column) for row, column in sorted(sheet.uncomputed)]
    if computed := len(sheet.formulas) - len(sheet.uncomputed):
        grid.notes.append(f"{computed} cellules calculées\u00a0: leur résultat a été lu.")
    width = max(map(len, rows), default=0)
    return rows, sum(rank < width for rank in sheet.hidden_columns)


def _fill_merged(rows: list[list[str]], merged: list[Any]) -> list[str]:
    """Cells merged downwards: their value counts for each row. Returns the note to show."""
    places = []
    for (top, left), (bottom, _) in merged:
        if bottom == top or bottom >= len(rows) or left >= len(rows[top]):
            continue  # beside, or under, all that is written
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
