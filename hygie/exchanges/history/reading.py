"""From the sheets of a workbook to rows of typed values; every fault is said by sheet and cell."""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError

from hygie.exchanges.history import words
from hygie.exchanges.history.opening import RawSheet, place
from hygie.exchanges.history.table import (
    FIRST_DAY,
    FIRST_YEAR,
    MAX_ROWS,
    NOBODY,
    OLDEST_DAY,
    REGISTERS,
    Column,
    Kind,
    Register,
)
from hygie.exchanges.history.template import HELP_SHEET, LIST_SHEET
from hygie.web.forms import FrenchDateField, FrenchDecimalField

MAX_PROBLEMS = 1000  # kept for one file; the counts stay complete
QUARTER = re.compile(r"(?:(\d{4})[ \-/]*t([1-4]))|(?:t([1-4])[ \-/]*(\d{4}))")
DAYS = (Kind.DAY, Kind.OLD_DAY, Kind.DUE_DAY, Kind.PERIOD_DAY)
SHOWN = 60


class CellFault(ValueError):
    """A cell that does not hold what its column asks; its message is the French sentence."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault, or a warning, with its place: a sheet, a cell when there is one."""

    register: str
    sheet: str
    cell: str
    text: str
    warning: bool = False

    def plain(self) -> dict[str, Any]:
        names = ("register", "sheet", "cell", "text", "warning")
        return {name: getattr(self, name) for name in names}


@dataclass(slots=True)
class Row:
    """One row read: its number in the sheet, its values by key, the cell of each key."""

    register: Register
    number: int
    values: dict[str, Any]
    cells: dict[str, str]

    def fault(self, key: str, text: str, *, warning: bool = False) -> Problem:
        """A problem at the cell of `key`, or at the row when the column is not there."""
        cell = self.cells.get(key, f"ligne {self.number}")
        return Problem(self.register.key, self.register.sheet, cell, text, warning)


@dataclass(slots=True)
class Reading:
    """What a workbook says: rows by register, and problems in the order of the file."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_sheets(sheets: list[RawSheet], *, today: date) -> Reading:
    """Rows of every sheet of the model. Other sheets are told, and not read."""
    known = {plain(one.sheet): one for one in REGISTERS}
    quiet = {plain(HELP_SHEET), plain(LIST_SHEET)}
    found = Reading()
    for sheet in sheets:
        register = known.get(plain(sheet.name))
        if register is None:
            if plain(sheet.name) not in quiet and any(map(_any_filled, sheet.rows)):
                names = ", ".join(one.sheet for one in REGISTERS)
                text = words.UNKNOWN_SHEET.format(name=sheet.name[:SHOWN], sheets=names)
                found.problems.append(Problem("", sheet.name[:SHOWN], "", text, True))
        elif register.key in found.rows:
            found.problems.append(Problem(register.key, sheet.name, "", words.SHEET_TWICE))
        else:
            found.rows[register.key] = _SheetReader(register, sheet, found.problems, today).read()
    return found


def plain(text: str) -> str:
    """A heading, a name or a label without case, accents, star, typographic signs and spaces."""
    bare = unicodedata.normalize("NFKD", text.replace("’", "'").replace("–", "-"))
    letters = "".join(one for one in bare if not unicodedata.combining(one))
    return " ".join(letters.casefold().replace("*", " ").split())


def is_filled(cell: Any) -> bool:
    return not (cell is None or (isinstance(cell, str) and not cell.strip()))


def _any_filled(row: list[Any]) -> bool:
    return any(map(is_filled, row))


class _SheetReader:
    """Reads one sheet of one register."""

    def __init__(
        self, register: Register, sheet: RawSheet, problems: list[Problem], today: date
    ) -> None:
        self.register, self.sheet, self.problems, self.today = register, sheet, problems, today

    def say(self, cell: str, text: str, *, warning: bool = False) -> None:
        self.problems.append(Problem(self.register.key, self.register.sheet, cell, text, warning))

    def read(self) -> list[Row]:
        rows = self.sheet.rows
        top = next((rank for rank, row in enumerate(rows) if _any_filled(row)), None)
        if top is None or not any(map(_any_filled, rows[top + 1 :])):
            return []
        for merged in self.sheet.merged:
            self.say(merged, words.MERGED)
        columns = self._columns(top)
        filled = [rank for rank in range(top + 1, len(rows)) if _any_filled(rows[rank])]
        if len(filled) > MAX_ROWS:
            self.say(f"ligne {filled[MAX_ROWS] + 1}", words.TOO_MANY.format(most=MAX_ROWS))
            return []
        if self.sheet.hidden_rows:
            self.say("", words.HIDDEN_ROWS, warning=True)
        return [self._row(rank, columns) for rank in filled]

    def _columns(self, top: int) -> dict[int, Column]:
        """The column of the table that stands at each rank."""
        known = {plain(one.heading): one for one in self.register.columns}
        allowed = ", ".join(one.heading for one in self.register.columns)
        columns: dict[int, Column] = {}
        for rank, cell in enumerate(self.sheet.rows[top]):
            heading = str(cell if cell is not None else "").strip()
            below = (row[rank] for row in self.sheet.rows[top + 1 :] if rank < len(row))
            column = known.get(plain(heading))
            if not heading:
                if any(map(is_filled, below)):
                    self.say(place(top, rank), words.NO_HEADING)
            elif column is None:
                text = words.UNKNOWN_COLUMN.format(heading=heading[:SHOWN], allowed=allowed)
                self.say(place(top, rank), text)
            elif column in columns.values():
                self.say(place(top, rank), words.COLUMN_TWICE.format(heading=column.heading))
            else:
                columns[rank] = column
                if rank in self.sheet.hidden_columns and any(map(is_filled, below)):
                    self.say(place(top, rank), words.HIDDEN_COLUMN, warning=True)
        for column in self.register.columns:
            if column.needed and column not in columns.values():
                self.say(place(top, 0), words.MISSING_COLUMN.format(heading=column.heading))
        return columns

    def _row(self, rank: int, columns: Mapping[int, Column]) -> Row:
        row = Row(self.register, rank + 1, {}, {})
        for at, column in columns.items():
            cell = place(rank, at)
            row.cells[column.key] = cell
            if cell in self.sheet.formulas:
                self.say(cell, words.FORMULA)
                continue
            raw = self.sheet.rows[rank][at] if at < len(self.sheet.rows[rank]) else None
            if not is_filled(raw):
                if column.needed:
                    self.say(cell, words.NEEDED)
                continue
            try:
                row.values[column.key] = READERS[column.kind](raw, column, self.today)
            except CellFault as fault:
                self.say(cell, str(fault))
            except ValidationError as error:
                self.say(cell, " ".join(error.messages))
        return row


def _as_text(raw: Any) -> str:
    """Any cell as people see it."""
    if isinstance(raw, str):
        return raw.replace("\r\n", "\n").replace("_x000D_", "").strip()
    if isinstance(raw, bool):
        return "oui" if raw else "non"
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    if isinstance(raw, float):
        return str(raw).replace(".", ",")
    if isinstance(raw, datetime | date):
        return f"{raw.day:02}/{raw.month:02}/{raw.year:04}"
    return str(raw)


def _text(raw: Any, column: Column, today: date) -> str:
    text = _as_text(raw)
    if column.kind == Kind.TEXT:
        text = " ".join(text.split())
    if any(unicodedata.category(one) == "Cc" and one not in "\n\t" for one in text):
        raise CellFault(words.CONTROL)
    if len(text) > column.most:
        raise CellFault(words.TOO_LONG.format(most=column.most))
    return text


def _day(raw: Any, column: Column, today: date) -> date:
    """A day from a cell of dates or typed; a bare number is no day."""
    if isinstance(raw, bool | int | float | time | timedelta):
        raise CellFault(words.NOT_A_DAY.format(value=_as_text(raw)[:SHOWN]))
    field_ = FrenchDateField(
        earliest=FIRST_DAY if column.kind in (Kind.DAY, Kind.PERIOD_DAY) else OLDEST_DAY,
        clock=lambda: today,
        not_after_today=column.kind != Kind.DUE_DAY,
    )
    value = field_.clean(raw)
    if value is None:
        raise CellFault(words.NEEDED)
    return date(value.year, value.month, value.day)


def _period(raw: Any, column: Column, today: date) -> date:
    """A day, or the last day of a quarter: today at the latest, for the quarter under way."""
    found = QUARTER.fullmatch(plain(_as_text(raw))) if isinstance(raw, str) else None
    if found is None:
        return _day(raw, column, today)
    year, quarter = int(found[1] or found[4]), int(found[2] or found[3])
    if not FIRST_YEAR <= year <= today.year:
        raise CellFault(words.NOT_A_YEAR.format(first=FIRST_YEAR, last=today.year))
    month = quarter * 3
    last = date(year, month, monthrange(year, month)[1])
    is_now = year == today.year and (today.month - 1) // 3 + 1 == quarter
    return _day(today if is_now else last, column, today)


def _year(raw: Any, column: Column, today: date) -> int:
    text = _as_text(raw)
    is_year = text.isdecimal() and len(text) == len(str(FIRST_YEAR))
    if not is_year or not FIRST_YEAR - 1 <= int(text) <= today.year:
        raise CellFault(words.NOT_A_YEAR.format(first=FIRST_YEAR - 1, last=today.year))
    return int(text)


def _whole(raw: Any, column: Column, today: date) -> int:
    text = re.sub(r"\s", "", _as_text(raw))
    is_whole = text.isascii() and text.isdecimal()
    figures = text.lstrip("0") or "0"
    if not is_whole or len(figures) > len(str(column.most)) or int(figures) > column.most:
        raise CellFault(words.NOT_WHOLE.format(least=0, most=column.most))
    return int(figures)


def _amount(raw: Any, column: Column, today: date) -> Decimal:
    """A number of a cell, or typed with a comma, spaces and « € »."""
    places = 3 if column.key.startswith("etp") else 2
    if isinstance(raw, float | int) and not isinstance(raw, bool):
        # What a cell shows as 0,1 is stored as 0.1000000000000000055.
        raw = round(Decimal(str(raw)), places)
    field_ = FrenchDecimalField(min_value=0, max_digits=15, decimal_places=places)
    value: Decimal | None = field_.clean(raw)
    if value is None:
        raise CellFault(words.NEEDED)
    return value


def _yes_no(raw: Any, column: Column, today: date) -> bool:
    said = plain(_as_text(raw))
    if said not in ("oui", "non", "vrai", "faux", "x"):
        raise CellFault(words.NOT_YES_NO)
    return said in ("oui", "vrai", "x")


def _choice(raw: Any, column: Column, today: date) -> str:
    said = plain(_as_text(raw))
    for value, label in column.choices:
        if said in (plain(label), plain(value)):
            return value
    allowed = ", ".join(label for _, label in column.choices)
    raise CellFault(words.NOT_IN_LIST.format(value=_as_text(raw)[:SHOWN], allowed=allowed))


def _codes(raw: Any, column: Column, today: date) -> list[str]:
    """Codes of the list; the words of a label, or « DG – Direction… » as the list shows it."""
    if plain(_as_text(raw)) == NOBODY:
        return []
    known = {plain(value): value for value, _ in column.choices}
    known |= {plain(label): value for value, label in column.choices}
    known |= {plain(f"{value} – {label}"): value for value, label in column.choices}
    found: list[str] = []
    for part in re.split(r"[;,\n]", _as_text(raw)):
        if not part.strip():
            continue
        value = known.get(plain(part))
        if value is None:
            allowed = ", ".join(value for value, _ in column.choices)
            raise CellFault(words.NOT_IN_LIST.format(value=part.strip()[:SHOWN], allowed=allowed))
        if value not in found:
            found.append(value)
    return found


def _lines(raw: Any, column: Column, today: date) -> list[str]:
    text = _text(raw, column, today)
    return [one.strip(" -•\t") for one in re.split(r"[\n;,]", text) if one.strip(" -•\t")]


def _proofs(raw: Any, column: Column, today: date) -> list[str]:
    names = [one.strip() for one in re.split(r"[;\n]", _as_text(raw)) if one.strip()]
    return list(dict.fromkeys(names))[:20]


READERS: Mapping[Kind, Callable[[Any, Column, date], Any]] = {
    Kind.TEXT: _text,
    Kind.LONG: _text,
    **dict.fromkeys((Kind.DAY, Kind.OLD_DAY, Kind.DUE_DAY), _day),
    Kind.PERIOD_DAY: _period,
    Kind.YEAR: _year,
    Kind.WHOLE: _whole,
    Kind.AMOUNT: _amount,
    Kind.YES_NO: _yes_no,
    Kind.CHOICE: _choice,
    Kind.CODES: _codes,
    Kind.LINES: _lines,
    Kind.PROOFS: _proofs,
}


def to_plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values that JSON can keep: days as ISO text, amounts as text."""
    kept = (date, Decimal)
    return {key: str(one) if isinstance(one, kept) else one for key, one in values.items()}


def from_plain(register: Register, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as they were read."""
    back: dict[str, Any] = {}
    for column in register.columns:
        if column.key not in values:
            continue
        value = values[column.key]
        if column.kind in DAYS:
            value = date.fromisoformat(value)
        elif column.kind == Kind.AMOUNT:
            value = Decimal(value)
        back[column.key] = value
    return back
