"""The XLSX template of a pack, empty or filled with a pack: what `read_workbook` reads."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import xlsxwriter

from hygie.domain.packs.safe_workbook import cell_name
from hygie.domain.packs.shape import Pack, PackRefused, Problem, measure_of
from hygie.domain.packs.workbook import (
    GROUP_SHEET,
    GROUPS,
    HEAD,
    HEAD_SHEET,
    MEASURE_SHEET,
    MEASURES,
    SCALE,
    SCALE_SHEET,
)

GUIDE = (
    "Une ligne par mesure dans la feuille «\u00a0Mesures\u00a0». L’identifiant ne change pas d’une "
    "version à l’autre\u00a0: les réponses le suivent.",
    "Pas de cellule fusionnée, pas de formule\u00a0: collez les valeurs.",
    "Les colonnes «\u00a0Énoncé du niveau 0\u00a0», «\u00a0Énoncé du niveau 1\u00a0»… sont "
    "facultatives\u00a0; le numéro est une valeur de la feuille «\u00a0Échelle\u00a0».",
    "Preuves attendues\u00a0: une par ligne dans la cellule. Liens\u00a0: "
    "«\u00a0référentiel\u00a0: référence\u00a0», un par ligne. Groupes\u00a0: codes de la feuille "
    "«\u00a0Groupes\u00a0», séparés par des virgules.",
    "Les colonnes «\u00a0(JSON)\u00a0» gardent ce qu’un référentiel importé a de plus\u00a0: un "
    "objet par ligne. Laissez-les telles quelles, ou vides.",
)
WIDTHS = {"title": 40, "question": 60, "help": 40, "theme": 28, "id": 24, "evidence_hints": 40}
EMPTY_SCALE = (
    {"value": 0, "label": "Pas fait"},
    {"value": 1, "label": "Commencé"},
    {"value": 2, "label": "Fait pour l’essentiel"},
    {"value": 3, "label": "Fait et vérifié"},
)
EMPTY_HEAD = {"is_official": "non", "demonstration": "non"}
LONGEST_CELL = 32_767
LEVEL_SHOWN = "Énoncé du niveau {}"


def template_workbook(pack: Pack | None = None) -> bytes:
    """The file; without pack, the empty template with a usual scale.

    Raises `PackRefused` "too_long": a workbook does not hold such a text in a cell.
    """
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        writer = _Writer(book)
        writer.guide()
        said = pack.plain() if pack else {}
        writer.head({**EMPTY_HEAD, **{key: _flagged(value) for key, value in said.items()}})
        scale = said.get("scale") or EMPTY_SCALE
        writer.table(SCALE_SHEET, [(label, key) for label, (key, _) in SCALE.items()], scale)
        groups = said.get("groups", ())
        groups = [{key: _flagged(value) for key, value in one.items()} for one in groups]
        writer.table(GROUP_SHEET, [(label, key) for label, (key, _) in GROUPS.items()], groups)
        columns = [(label, key) for label, (key, _) in MEASURES.items()]
        columns += [(LEVEL_SHOWN.format(row["value"]), f"level:{row['value']}") for row in scale]
        writer.table(MEASURE_SHEET, columns, map(_row, said.get("measures", ())))
    return buffer.getvalue()


def _flagged(value: Any) -> Any:
    return ("oui" if value else "non") if isinstance(value, bool) else value


def _row(said: Mapping[str, Any]) -> dict[str, Any]:
    """A measure as the cells of its row."""
    measure = measure_of(said)
    row = {**measure, "groups": ", ".join(measure["groups"])}
    row["evidence_hints"] = "\n".join(measure["evidence_hints"])
    row["links"] = "\n".join(map(_link, measure["links"]))
    for key in ("controls", "questions"):
        row[key] = "\n".join(json.dumps(one, ensure_ascii=False) for one in measure[key])
    row |= {f"level:{one['value']}": one["statement"] for one in measure["levels"]}
    return row


def _link(said: Mapping[str, str]) -> str:
    """« référentiel : référence [subset] »."""
    relation = f" [{said['relationship']}]" if "relationship" in said else ""
    return f"{said['framework']}\u00a0: {said['ref']}{relation}"


class _Writer:
    """Writes the sheets: every text as a text."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self.text = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})

    def guide(self) -> None:
        sheet = self.book.add_worksheet("Mode d’emploi")
        sheet.set_column(0, 0, 110)
        for row, line in enumerate(GUIDE):
            sheet.write_string(row, 0, line, self.text)

    def head(self, said: Mapping[str, Any]) -> None:
        sheet = self.book.add_worksheet(HEAD_SHEET)
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, 1, 70, self.text)
        for row, (label, (key, _)) in enumerate(HEAD.items()):
            sheet.write_string(row, 0, label, self.bold)
            self.cell(sheet, row, 1, said.get(key))

    def table(
        self, name: str, columns: Sequence[tuple[str, str]], rows: Iterable[Mapping[str, Any]]
    ) -> None:
        sheet = self.book.add_worksheet(name)
        for column, (label, key) in enumerate(columns):
            sheet.set_column(column, column, WIDTHS.get(key, 18), self.text)
            sheet.write_string(0, column, label, self.bold)
        for rank, row in enumerate(rows, 1):
            for column, (_, key) in enumerate(columns):
                self.cell(sheet, rank, column, row.get(key))
        sheet.freeze_panes(1, 0)

    def cell(self, sheet: Any, row: int, column: int, value: Any) -> None:
        if isinstance(value, int | float):
            sheet.write_number(row, column, value, self.text)
        elif value:
            if len(str(value)) > LONGEST_CELL:
                raise PackRefused([Problem("too_long", cell=cell_name(row, column))])
            sheet.write_string(row, column, str(value), self.text)
