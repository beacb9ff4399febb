"""From what is read to what the templates show."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from hygie.compliance.gestures import NAMES
from hygie.organisations.enums import Kind
from hygie.organisations.models import Organisation
from hygie.oversight.quarters import (
    Evolution,
    Quarter,
    columns_of,
    quarters_shown,
    working_by_quarter,
)
from hygie.oversight.selectors import (
    Cell,
    MatrixPage,
    MatrixRow,
    ObligationShare,
)
from hygie.web.badges import badge
from hygie.web.charts.shares import (
    KINDS,
    WORDS,
    Column,
    said,
    share_axis,
    share_bar,
    share_columns,
    share_defs,
    share_legend,
    share_strip,
    share_table,
)
from hygie.web.charts.svg import table
from hygie.web.statuses import detail_of

EVOLUTIONS = {
    Kind.REGION: "oversight:region-evolution",
    Kind.NATION: "oversight:nation-evolution",
}
NO_FINESS = "000000000"
SUPPORT = format_html(
    '<span class="matrix-support" title="{0}">S<span class="visually-hidden">, {1}</span></span>',
    "À traiter par l’établissement support",
    "à traiter par l’établissement support",
)


def matrix_rows(page: MatrixPage, query: str) -> list[dict[str, Any]]:
    """One row per unit; `query` (« ?jour=… », or nothing) goes with every link."""
    return [
        {
            "unit": row.unit,
            "is_open": row.is_open,
            "late": row.late,
            "published_on": row.published_on,
            "url": unit_address(row.unit) + query if row.is_open else "",
            "cells": cells_markup(page, row, query),
        }
        for row in page.rows
    ]


def cells_markup(page: MatrixPage, row: MatrixRow, query: str) -> SafeString:
    """The cells of one unit, each a link to its obligation."""
    finess, markup = conditional_escape(row.unit.finess or ""), conditional_escape("")
    for one in page.shown:
        cell = row.cells.get(one.id)
        if cell is None:
            markup += format_html('<td data-code="{}" class="matrix-cell"></td>', one.id)
            continue
        before, after = cell_ends(one.id, one.short_label, cell, one.id in row.by_support, query)
        markup += before + finess + after
    return markup


@lru_cache(maxsize=4096)
def cell_ends(
    code: str, label: str, cell: Cell, by_support: bool, query: str
) -> tuple[SafeString, SafeString]:
    """What stands before and after the FINESS number in a cell: a page holds hundreds of them."""
    before, after = reverse("compliance:obligation", args=[NO_FINESS, code]).split(NO_FINESS)
    said_on = detail_of(cell.status, since=cell.status_since, due_on=cell.due_on)
    mark = badge(cell.status, said_on, compact=True)
    return (
        format_html(
            '<td data-code="{}" title="{}" class="matrix-cell"><a href="{}', code, label, before
        ),
        format_html('{}{}">{}{}</a></td>', after, query, mark, SUPPORT if by_support else ""),
    )


def unit_address(unit: Organisation) -> str:
    """Address of the page of an establishment."""
    return reverse("compliance:status", args=[unit.finess])


def strips(page: MatrixPage, day: date, query: str) -> dict[str, Any]:
    """What the panel of strips shows: axis, rows, legend and table."""
    shown = quarters_shown(day)
    rows = strip_rows(page, shown, query)
    return {
        "strips": rows,
        "axis": share_axis(columns_of([Counter()] * len(shown), shown, 0)),
        "share_defs": share_defs(),
        "share_legend": share_legend(KINDS[:-1], over_time=True),
        "strips_table": strips_table(tuple((row["unit"].name, row["columns"]) for row in rows))
        if rows
        else "",
        "legend": KINDS[:-1],
    }


def strip_rows(page: MatrixPage, shown: Sequence[Quarter], query: str) -> list[dict[str, Any]]:
    """One strip per open unit: its obligations shown, by status, quarter by quarter."""
    codes = [one.id for one in page.shown]
    counted = working_by_quarter([row.unit.pk for row in page.open_rows], codes, shown)
    nothing: list[Counter[str]] = [Counter() for _ in shown]
    found = []
    for row in page.open_rows:
        columns = columns_of(counted.get(row.unit.pk, nothing), shown, len(codes))
        found.append(
            {
                "unit": row.unit,
                "url": unit_address(row.unit) + query,
                "late": row.late,
                "columns": columns,
                "strip": share_strip(columns),
            }
        )
    return found


@lru_cache(maxsize=64)
def strips_table(rows: tuple[tuple[str, tuple[Column, ...]], ...]) -> SafeString:
    """The strips in words: one row per unit, one column per quarter."""
    heads = ("Établissement", *(column.label for column in rows[0][1]))
    lines = [(name, *(said(column.numbers) for column in columns)) for name, columns in rows]
    return table(
        "Nombre d’obligations par statut, au dernier jour de chaque trimestre", heads, lines
    )


def columns(page: MatrixPage) -> list[dict[str, Any]]:
    """Heads of the columns with the number of units late."""
    return [
        {
            "code": one.id,
            "label": one.short_label,
            "late": page.late_by_obligation.get(one.id, 0),
            "opens": index == 0 or page.shown[index - 1].action != one.action,
        }
        for index, one in enumerate(page.shown)
    ]


def action_tabs(current: int | None, *, whole: bool = True) -> list[dict[str, Any]]:
    """The seven actions as a filter; `whole`: with « Tout » before them."""
    tabs: list[dict[str, Any]] = [{"label": "Tout", "value": None, "current": current is None}]
    tabs = tabs if whole else []
    tabs += [
        {"label": f"{number}. {name}", "value": number, "current": current == number}
        for number, name in NAMES.items()
    ]
    return tabs


def shares(place: Organisation, found: Sequence[ObligationShare], query: str) -> dict[str, Any]:
    """What the panel of bars shows."""
    rows = share_rows(place, found, query)
    return {
        "shares": rows,
        "evolution_url": f"{evolution_address(place)}?{query}".rstrip("?&"),
        "heads": list(WORDS.values()),
        "share_defs": share_defs(),
        "share_legend": share_legend(),
    }


def evolution_address(place: Organisation) -> str:
    """Address of the page of a region, or of the nation, over time."""
    return reverse(EVOLUTIONS[Kind(place.kind)], args=[place.code])


def evolution(found: Sequence[Evolution]) -> dict[str, Any]:
    """What the page of an evolution shows."""
    return {
        "figures": evolution_figures(found),
        "share_defs": share_defs(),
        "share_legend": share_legend(over_time=True),
    }


def share_rows(
    place: Organisation, shares: Sequence[ObligationShare], query: str
) -> list[dict[str, Any]]:
    """The bars and the table under them: each bar leads to its evolution."""
    address = evolution_address(place)
    previous, found = 0, []
    for share in shares:
        one, numbers = share.obligation, share.numbers
        found.append(
            {
                "code": one.id,
                "label": one.short_label,
                "opens": bool(previous) and one.action != previous,
                "url": f"{address}?{query}action={one.action}#o{one.id}",
                "bar": share_bar(numbers),
                "late": numbers[0],
                "told": sum(numbers[:-1]),
                "numbers": list(zip(WORDS.values(), numbers, strict=True)),
            }
        )
        previous = one.action
    return found


def evolution_figures(evolutions: Sequence[Evolution]) -> list[dict[str, Any]]:
    """One drawing and one table for the action, then for each of its obligations."""
    found = []
    for one in evolutions:
        told = one.obligation
        title = f"{told.id} {told.short_label}" if told else "Toutes les obligations de l’action"
        found.append(
            {
                "id": f"o{told.id}" if told else "",
                "title": title,
                "chart": share_columns(one.columns),
                "table": share_table(one.columns, title=title),
            }
        )
    return found
