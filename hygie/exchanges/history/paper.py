"""Blank forms to fill by hand, one per register, from the same table as the workbook."""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from hygie.documents.pdf import render_pdf
from hygie.exchanges.history.table import Column, Kind, Register
from hygie.exchanges.history.template import heading_of

TEMPLATE = Path(__file__).resolve().parents[1] / "typst" / "blank.typ"
DAYS = (Kind.DAY, Kind.OLD_DAY, Kind.DUE_DAY)
LINES: Mapping[Kind, int] = {Kind.LONG: 3, Kind.LINES: 4}


def paper_pdf(registers: Iterable[Register], *, unit_name: str, is_demo: bool, on: date) -> bytes:
    """The forms of these registers in one PDF, each on its own pages."""
    sheets = [
        {
            "title": one.sheet,
            "purpose": one.purpose,
            "fields": [_field(column) for column in one.columns],
        }
        for one in registers
    ]
    title = f"Fiche papier\u00a0: {sheets[0]['title']}" if len(sheets) == 1 else "Fiches papier"
    data: dict[str, Any] = {
        "title": title,
        "unit": unit_name,
        "demonstration": is_demo,
        "sheets": sheets,
    }
    return render_pdf(TEMPLATE, data, made_on=on)


def _field(column: Column) -> dict[str, Any]:
    """How one column is filled by hand: boxes to tick, a date, or lines."""
    boxes: list[str] = []
    if column.kind == Kind.YES_NO:
        boxes = ["oui", "non", "on ne sait pas"]
    elif column.kind in (Kind.CHOICE, Kind.CODES):
        boxes = [label for _, label in column.choices]
        if column.kind == Kind.CODES:
            boxes += ["personne de cette liste", "on ne sait pas"]
    elif column.kind == Kind.PERIOD_DAY:
        boxes = ["T1", "T2", "T3", "T4"]
    text = "Où est la pièce, et son nom." if column.kind == Kind.PROOFS else column.help
    return {
        "heading": heading_of(column),
        "help": text,
        "boxes": boxes,
        "is_day": column.kind in (*DAYS, Kind.PERIOD_DAY),
        "lines": column.paper_lines or LINES.get(column.kind, 1),
    }
