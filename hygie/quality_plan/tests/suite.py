"""A quality suite for the tests: takes an export, changes cells, gives files back."""

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import xlsxwriter
from python_calamine import CalamineWorkbook

from hygie.quality_plan import selectors, services
from hygie.quality_plan.exchange.columns import ALL
from hygie.quality_plan.exchange.rows import ImportPlan
from hygie.quality_plan.models import PlanImport
from hygie.quality_plan.services.imports import dry_run
from hygie.quality_plan.tests.plan import House
from hygie.quality_plan.workbook import plan_csv, plan_workbook
from tests.cast import TODAY

HEADING = {one.key: one.heading for one in ALL}
Table = list[list[Any]]


def exported(house: House, *, with_details: bool = False) -> Table:
    """The export as the suite reads it: headings first, then the rows."""
    actions = selectors.with_relations(
        selectors.actions_of(house.unit, selectors.PlanFilter(sort="code"), TODAY)
    )
    origins = selectors.origins_of(actions)
    content = plan_workbook(house.unit, actions, origins, TODAY, with_details=with_details)
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return book.get_sheet_by_index(0).to_python(skip_empty_area=False)[2:]


def exported_csv(house: House) -> bytes:
    actions = selectors.with_relations(
        selectors.actions_of(house.unit, selectors.PlanFilter(), TODAY)
    )
    origins = selectors.origins_of(actions)
    return plan_csv(house.unit, actions, origins, TODAY, with_details=False)


def put(table: Table, title: str, key: str, value: Any) -> None:
    """Changes one cell of the row of this title."""
    column = table[0].index(HEADING[key])
    place = table[0].index(HEADING["title"])
    row = next(row for row in table[1:] if row[place] == title)
    row[column] = value


def without(table: Table, *keys: str) -> Table:
    """The table as a suite that drops columns gives it back."""
    dropped = {HEADING[key] for key in keys}
    kept = [rank for rank, heading in enumerate(table[0]) if heading not in dropped]
    return [[row[rank] for rank in kept] for row in table]


def workbook(table: Table, change: Callable[[Any, Any], None] | None = None) -> bytes:
    """An XLSX of these rows; `change` gets the sheet and the book."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("PAQ")
        days = book.add_format({"num_format": "dd/mm/yyyy"})
        for row, cells in enumerate(table):
            for column, value in enumerate(cells):
                if isinstance(value, date):
                    sheet.write_datetime(row, column, value, days)
                elif isinstance(value, str) and value:
                    sheet.write_string(row, column, value)
                elif value not in ("", None):
                    sheet.write(row, column, value)
        if change is not None:
            change(sheet, book)
    return buffer.getvalue()


def send(house: House, content: bytes, name: str = "paq.xlsx") -> PlanImport:
    """Sends a file; nothing is taken yet."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "upload"
        path.write_bytes(content)
        return services.import_draft(**house.who, new_id=uuid4(), path=path, name=name)


def choose(house: House, draft: PlanImport, **kept_rows: str) -> PlanImport:
    """Accepts the columns as proposed."""
    return services.import_columns_choose(
        **house.who, import_id=draft.pk, mapping=draft.columns, kept_rows=kept_rows
    )


def looked_at(house: House, draft: PlanImport, **values: Any) -> ImportPlan:
    return dry_run(draft, house.unit, **values)


def take(house: House, draft: PlanImport, **values: Any) -> PlanImport:
    return services.import_take(**house.who, import_id=draft.pk, **values)


def give_back(house: House, table: Table, **values: Any) -> PlanImport:
    """Sends and takes at once."""
    return take(house, send(house, workbook(table)), **values)
