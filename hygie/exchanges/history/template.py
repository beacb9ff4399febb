"""The XLSX template: a sheet per register, its help and its lists, all from the one table."""

import io
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from hygie.exchanges.history.table import KIND_WORDS, MAX_ROWS, REGISTERS, Column, Kind

HELP_SHEET, LIST_SHEET = "Mode d’emploi", "Listes"
GUIDE = (
    "Reprise de l’historique dans Hygie\u00a0: une feuille par registre, une ligne par fait.",
    "Remplissez ce que vous savez\u00a0: une feuille vide est passée, une cellule vide reste "
    "«\u00a0à préciser\u00a0». Les colonnes marquées «\u00a0*\u00a0» sont nécessaires.",
    "Déposez ensuite le fichier dans Hygie\u00a0: rien n’est écrit avant que vous ayez vu ce qui "
    "le sera. Chaque erreur est dite par feuille et par cellule.",
    "Ne fusionnez pas de cellules et collez les valeurs, pas les formules. L’ordre des colonnes "
    "est libre\u00a0; leurs titres restent.",
    "Le même fichier déposé deux fois n’écrit rien deux fois\u00a0: corrigez-le et déposez-le de "
    "nouveau autant que nécessaire.",
    "Preuves\u00a0: mettez les fichiers dans un ZIP et écrivez leurs noms dans la colonne "
    "«\u00a0Pièce\u00a0».",
    f"{MAX_ROWS} lignes au plus par feuille.",
)
LISTED = (Kind.CHOICE, Kind.CODES)


def template_workbook() -> bytes:
    """The empty file: every text is written as a text."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        formats = {
            "bold": book.add_format({"bold": True, "text_wrap": True, "valign": "top"}),
            "head": book.add_format(
                {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#EEF1F4"}
            ),
            "text": book.add_format({"text_wrap": True, "valign": "top"}),
            "day": book.add_format({"num_format": "dd/mm/yyyy", "valign": "top"}),
        }
        _help(book, formats)
        sheets = {one.key: book.add_worksheet(one.sheet) for one in REGISTERS}
        ranges = _lists(book, formats)
        for register in REGISTERS:
            for rank, column in enumerate(register.columns):
                _column(sheets[register.key], rank, column, formats, ranges)
            sheets[register.key].freeze_panes(1, 0)
    return buffer.getvalue()


def heading_of(column: Column) -> str:
    """The heading as it is shown: a star says that it is needed."""
    return f"{column.heading} *" if column.needed else column.heading


def _help(book: Any, formats: dict[str, Any]) -> None:
    sheet = book.add_worksheet(HELP_SHEET)
    for rank, width in enumerate((24, 30, 34, 60, 34)):
        sheet.set_column(rank, rank, width)
    for row, line in enumerate(GUIDE):
        sheet.write_string(row, 0, line, formats["bold"] if row == 0 else None)
    row = len(GUIDE) + 1
    for rank, heading in enumerate(("Feuille", "Colonne", "Ce qu’on y écrit", "Aide", "Exemple")):
        sheet.write_string(row, rank, heading, formats["head"])
    for register in REGISTERS:
        for column in register.columns:
            row += 1
            cells = (
                register.sheet, heading_of(column), KIND_WORDS[column.kind], column.help,
                column.example,
            )  # fmt: skip
            for rank, text in enumerate(cells):
                sheet.write_string(row, rank, text, formats["text"])


def _lists(book: Any, formats: dict[str, Any]) -> dict[tuple[tuple[str, str], ...], str]:
    """The closed lists, each in a column; returns the range of each for the validation."""
    sheet, ranges = book.add_worksheet(LIST_SHEET), {}
    rank = 0
    for register in REGISTERS:
        for column in register.columns:
            if column.kind not in LISTED or column.choices in ranges:
                continue
            has_codes = column.kind == Kind.CODES
            sheet.set_column(rank, rank, 34)
            sheet.write_string(
                0, rank, f"{register.sheet}\u00a0: {column.heading}", formats["head"]
            )
            for row, (value, label) in enumerate(column.choices, 1):
                text = f"{value} – {label}" if has_codes else label
                sheet.write_string(row, rank, text, formats["text"])
            name = xl_col_to_name(rank)
            ranges[column.choices] = f"={LIST_SHEET}!${name}$2:${name}${len(column.choices) + 1}"
            rank += 1
    return ranges


def _column(
    sheet: Any,
    rank: int,
    column: Column,
    formats: dict[str, Any],
    ranges: dict[tuple[tuple[str, str], ...], str],
) -> None:
    is_day = column.kind in (Kind.DAY, Kind.OLD_DAY, Kind.DUE_DAY)
    sheet.set_column(rank, rank, column.width, formats["day" if is_day else "text"])
    sheet.write_string(0, rank, heading_of(column), formats["head"])
    asked: dict[str, Any]
    if column.kind == Kind.CHOICE:
        asked = {"validate": "list", "source": ranges[column.choices], "error_type": "warning"}
    elif column.kind == Kind.YES_NO:
        asked = {"validate": "list", "source": ["oui", "non"], "error_type": "warning"}
    else:
        return
    sheet.data_validation(1, rank, MAX_ROWS, rank, asked)
