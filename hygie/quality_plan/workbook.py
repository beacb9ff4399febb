"""The plan as an XLSX file for the quality suite."""

from collections.abc import Iterable, Mapping
from datetime import date
from io import BytesIO
from typing import Any
from uuid import UUID

import xlsxwriter

from hygie.organisations.models import Organisation
from hygie.quality_plan.models import PlanAction

HEADINGS = (
    ("Identifiant Hygie", 38),
    ("Code", 14),
    ("Numéro dans le PAQ", 18),
    ("Libellé diffusable", 60),
    ("Origine", 32),
    ("Pilote", 26),
    ("Commanditaire", 22),
    ("Porté par", 30),
    ("Inscrite le", 12),
    ("Échéance convenue", 14),
    ("Échéance actuelle", 14),
    ("Avancement (%)", 12),
    ("État", 14),
    ("En retard", 10),
    ("Réalisée le", 12),
    ("Vérifiée le", 12),
    ("Indicateur", 30),
)
RESTRICTED = ("Détail à diffusion restreinte", 60)


def plan_workbook(
    unit: Organisation,
    actions: Iterable[Any],
    origins: Mapping[UUID, list[str]],
    day: date,
    *,
    with_details: bool,
) -> bytes:
    """The file, as bytes. Every text is written as text: nothing typed becomes a formula.

    `actions` come from `selectors.actions_of`. `with_details` adds the restricted details: the
    caller has checked the right and written it in the journal.
    """
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet("PAQ")
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        text = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
        days = book.add_format({"num_format": "dd/mm/yyyy", "valign": "top"})
        headings = (*HEADINGS, RESTRICTED) if with_details else HEADINGS
        warning = " – document de travail, diffusion restreinte" if with_details else ""
        sheet.write_string(
            0, 0, f"Plan d’actions (PAQ) de {unit.name}, au {day:%d/%m/%Y}{warning}", bold
        )
        for column, (heading, width) in enumerate(headings):
            sheet.set_column(column, column, width)
            sheet.write_string(2, column, heading, bold)
        for row, action in enumerate(actions, start=3):
            for column, value in enumerate(_cells(action, origins[action.pk], with_details)):
                _write(sheet, row, column, value, text, days)
        sheet.freeze_panes(3, 4)
    return buffer.getvalue()


def _cells(action: PlanAction, origins: list[str], with_details: bool) -> list[Any]:
    cells: list[Any] = [
        str(action.pk),
        action.code,
        action.number or "",  # type: ignore[attr-defined]  # annotated by the selector
        action.title,
        ", ".join(origins),
        action.pilote_name,
        action.sponsor_name,
        action.bearer.name,
        action.created_on,
        action.due_on,
        action.current_due_on,
        action.progress,
        action.get_state_display(),
        "oui" if action.is_late else "",  # type: ignore[attr-defined]  # idem
        action.done_on,
        action.verified_on,
        action.indicator,
    ]
    return [*cells, action.restricted_detail] if with_details else cells


def _write(sheet: Any, row: int, column: int, value: Any, text: Any, days: Any) -> None:
    if isinstance(value, date):
        sheet.write_datetime(row, column, value, days)
    elif isinstance(value, int):
        sheet.write_number(row, column, value, text)
    elif value:
        sheet.write_string(row, column, str(value), text)
