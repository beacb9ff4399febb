"""A pack from the XLSX template: sheets Référentiel, Échelle, Groupes and Mesures."""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from hygie.domain.packs.checks import Path_, check_pack
from hygie.domain.packs.safe_workbook import Cell, Sheet, cell_name, open_sheets
from hygie.domain.packs.shape import Pack, PackRefused, Problem

HEAD_SHEET, SCALE_SHEET, GROUP_SHEET, MEASURE_SHEET = (
    "Référentiel", "Échelle", "Groupes", "Mesures",
)  # fmt: skip
SHEETS = {HEAD_SHEET: True, SCALE_SHEET: True, GROUP_SHEET: False, MEASURE_SHEET: True}
# Labels of the template and the keys of the format; True: needed.
HEAD: Mapping[str, tuple[str, bool]] = {
    "Identifiant": ("id", True),
    "Titre": ("title", True),
    "Émetteur": ("issuer", True),
    "Version": ("version", True),
    "Date": ("date", True),
    "Licence": ("licence", True),
    "Texte officiel": ("is_official", True),
    "Démonstration": ("demonstration", True),
    "Avertissement": ("notice", False),
    "Niveau à atteindre": ("target_level", False),
}
SCALE: Mapping[str, tuple[str, bool]] = {
    "Valeur": ("value", True), "Libellé": ("label", True), "Description": ("description", False),
}  # fmt: skip
GROUPS: Mapping[str, tuple[str, bool]] = {
    "Code": ("id", True), "Nom": ("name", True), "Description": ("description", False),
    "Retenu d’office": ("default", False),
}  # fmt: skip
MEASURES: Mapping[str, tuple[str, bool]] = {
    "Identifiant": ("id", True),
    "Numéro": ("number", False),
    "Thème": ("theme", True),
    "Rubrique": ("section", False),
    "Titre": ("title", True),
    "Question": ("question", True),
    "Aide": ("help", False),
    "Poids": ("weight", False),
    "Groupes": ("groups", False),
    "Preuves attendues": ("evidence_hints", False),
    "Liens": ("links", False),
    "Mesures de référence (JSON)": ("controls", False),
    "Questions détaillées (JSON)": ("questions", False),
}
RELATED = re.compile(r"(.*\S)\s*\[(equal|subset|superset|intersect|other)\]")
BETWEEN_SPACES = re.compile(r"(.*\S)[ \u00a0]:[ \u00a0](.+)")
LEVEL_HEADING = re.compile(r"^enonce du niveau (\d{1,4})$")
YES, NO = {"oui", "vrai", "true", "1", "x"}, {"non", "faux", "false", "0", ""}


class CellFault(Exception):
    """A cell that does not hold what its column asks."""

    def __init__(self, code: str, **data: Any) -> None:
        super().__init__(code)
        self.code, self.data = code, data


@dataclass(slots=True)
class Cells:
    """Where each value of the pack was read, and the faults of cells."""

    places: dict[Path_, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def place(self, code: str, path: Path_, data: Mapping[str, Any]) -> Problem:
        at = path
        while at and at not in self.places:
            at = at[:-1]
        named = {**data, "path": ".".join(map(str, path))}
        return Problem(code, cell=self.places.get(at, ""), data=named)

    def read(self, path: Path_, sheet: Sheet, row: int, column: int, kind: str) -> Any:
        """The value of one cell as its key asks, its place written down; None when empty."""
        self.places[path] = f"{sheet.name} {cell_name(row, column)}"
        value = sheet.rows[row][column]
        try:
            return READERS.get(kind, _text)(value)
        except CellFault as fault:
            data = {**fault.data, "key": kind}
            self.problems.append(Problem(fault.code, cell=self.places[path], data=data))
            return None


def read_workbook(content: bytes) -> Pack:
    """The pack of a workbook made from the template. Raises `PackRefused`."""
    sheets = open_sheets(content, SHEETS)
    cells = Cells()
    said = _head(sheets[HEAD_SHEET], cells)
    for name, labels, key in (
        (SCALE_SHEET, SCALE, "scale"),
        (GROUP_SHEET, GROUPS, "groups"),
        (MEASURE_SHEET, MEASURES, "measures"),
    ):
        if name in sheets:
            said[key] = _table(sheets[name], labels, key, cells)
    if cells.problems:
        raise PackRefused(cells.problems)
    return check_pack(said, cells)


def _head(sheet: Sheet, cells: Cells) -> dict[str, Any]:
    """Labels in the first column, values in the second."""
    known = {plain(label): key for label, (key, _) in HEAD.items()}
    said: dict[str, Any] = {}
    for row, line in enumerate(sheet.rows):
        label = plain(_text(line[0]) or "") if line else ""
        if not label or label not in known or len(line) < 2:  # a title or a remark
            continue
        key = known[label]
        value = cells.read((key,), sheet, row, 1, key)
        if value is not None:
            said[key] = value
    return said


def _table(
    sheet: Sheet, labels: Mapping[str, tuple[str, bool]], name: str, cells: Cells
) -> list[dict[str, Any]]:
    """One entry a row under the headings; rows without anything are passed over."""
    top = next((rank for rank, row in enumerate(sheet.rows) if any(map(_is_filled, row))), 0)
    if not sheet.rows:
        sheet = Sheet(sheet.name, [[]])
    columns = _columns(sheet, top, labels, cells)
    found: list[dict[str, Any]] = []
    for row in range(top + 1, len(sheet.rows)):
        if not any(map(_is_filled, sheet.rows[row])):
            continue
        here: Path_ = (name, len(found))
        cells.places[here] = f"{sheet.name} {cell_name(row, 0)}"
        entry: dict[str, Any] = {}
        levels: list[dict[str, Any]] = []
        for column, key in columns.items():
            value = cells.read((*here, key), sheet, row, column, key)
            if value is None:
                continue
            if key.startswith("level:"):
                cells.places[(*here, "levels", len(levels))] = cells.places[(*here, key)]
                levels.append({"value": int(key.removeprefix("level:")), "statement": value})
            else:
                entry[key] = value
        found.append({**entry, "levels": levels} if levels else entry)
    return found


def _columns(
    sheet: Sheet, top: int, labels: Mapping[str, tuple[str, bool]], cells: Cells
) -> dict[int, str]:
    """Key of each column, from its heading."""
    known = {plain(label): key for label, (key, _) in labels.items()}
    columns: dict[int, str] = {}
    for column, cell in enumerate(sheet.rows[top]):
        heading = plain(str(_text(cell) or ""))
        level = LEVEL_HEADING.match(heading)
        key = f"level:{level[1]}" if level and labels is MEASURES else known.get(heading)
        place = f"{sheet.name} {cell_name(top, column)}"
        if not heading:
            if any(_is_filled(row[column]) for row in sheet.rows[top + 1 :]):
                cells.problems.append(Problem("column_without_heading", cell=place))
        elif key is None:
            data = {"heading": str(cell), "allowed": list(labels)}
            cells.problems.append(Problem("unknown_column", cell=place, data=data))
        elif key in columns.values():
            cells.problems.append(Problem("column_twice", cell=place, data={"heading": str(cell)}))
        else:
            columns[column] = key
    lacking = [
        label for label, (key, needed) in labels.items() if needed and key not in columns.values()
    ]
    cells.problems += [
        Problem("missing_column", cell=sheet.name, data={"heading": one}) for one in lacking
    ]
    return columns


def plain(text: str) -> str:
    """A heading without case, accents and spaces in excess."""
    bare = unicodedata.normalize("NFD", text)
    letters = "".join(one for one in bare if not unicodedata.combining(one))
    return " ".join(letters.casefold().split())


def _is_filled(cell: Cell) -> bool:
    return not (cell is None or (isinstance(cell, str) and not cell.strip()))


def _text(cell: Cell) -> str | None:
    """A text; a whole number as it is written, a day as AAAA-MM-JJ; None when empty."""
    if not _is_filled(cell):
        return None
    if isinstance(cell, str):
        return cell.replace("\r\n", "\n").replace("_x000D_", "").replace("\0", "").strip()
    if isinstance(cell, bool):
        return "oui" if cell else "non"
    if isinstance(cell, float):
        if not cell.is_integer():
            # 1.10 typed in a cell of numbers is kept as 1.1: the file no longer says which.
            raise CellFault("number_as_text", value=str(cell).replace(".", ","))
        return str(int(cell))
    return _day(cell)


def _day(cell: Cell) -> str | None:
    """A day as AAAA-MM-JJ, from a cell of dates or from 31/12/2026."""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    text = str(cell).strip()
    french = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text)
    if french:
        return f"{french[3]}-{int(french[2]):02}-{int(french[1]):02}"
    return text or None


def _number(cell: Cell) -> int | float | None:
    """A number, typed as such or as a text with a comma; whole numbers as int."""
    if not _is_filled(cell):
        return None
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        raise CellFault("not_a_number", value=str(cell))
    try:
        value = (
            float(cell.strip().replace(" ", "").replace("\u00a0", "").replace(",", "."))
            if isinstance(cell, str)
            else float(cell)
        )
    except ValueError as error:
        raise CellFault("not_a_number", value=str(cell)) from error
    if not math.isfinite(value):  # « nan » reads as a number, and is none
        raise CellFault("not_a_number", value=str(cell))
    return int(value) if value.is_integer() else value


def _flag(cell: Cell) -> bool | None:
    if isinstance(cell, bool):
        return cell
    said = plain(str(_text(cell) or ""))
    if said not in YES | NO:
        raise CellFault("not_yes_no", value=said)
    return said in YES


def _lines(cell: Cell) -> list[str] | None:
    text = _text(cell)
    return [one.strip(" -•\t") for one in text.split("\n") if one.strip(" -•\t")] if text else None


def _codes(cell: Cell) -> list[str] | None:
    text = _text(cell)
    return [one.strip() for one in re.split(r"[,;\n]", text) if one.strip()] if text else None


def _links(cell: Cell) -> list[dict[str, str]] | None:
    """« référentiel : référence », one a line, and perhaps « [subset] » at its end.

    Cut at the last « : » between spaces, else at the last colon: a framework may be an URN.
    """
    found = []
    for line in _lines(cell) or []:
        related = RELATED.fullmatch(line)
        text, relation = (related[1], related[2]) if related else (line, "")
        cut = BETWEEN_SPACES.fullmatch(text)
        framework, mark, ref = (cut[1], ":", cut[2]) if cut else text.rpartition(":")
        if not mark or not framework.strip() or not ref.strip():
            raise CellFault("bad_link", value=line)
        link = {"framework": framework.strip(), "ref": ref.strip()}
        found.append({**link, "relationship": relation} if relation else link)
    return found or None


def _objects(cell: Cell) -> list[Any] | None:
    """What the format says and no cell can hold better: one JSON object a line."""
    try:
        return [
            json.loads(line) for line in (_text(cell) or "").split("\n") if line.strip()
        ] or None
    except ValueError as error:
        raise CellFault("bad_json", value=str(error)) from error


READERS: Mapping[str, Callable[[Cell], Any]] = {
    "date": _day,
    "value": _number,
    "target_level": _number,
    "weight": _number,
    "is_official": _flag,
    "demonstration": _flag,
    "evidence_hints": _lines,
    "groups": _codes,
    "links": _links,
    "default": lambda cell: _flag(cell) if _is_filled(cell) else None,
    "controls": _objects,
    "questions": _objects,
}
