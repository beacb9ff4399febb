"""A chronogramme kept in a spreadsheet, read line by line with what each cell cannot say.

Nothing is written here: lines are shown with their computed times, then made a scenario.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from hygie.domain.names import search_key
from hygie.domain.scenario.columns import Column, find_header
from hygie.domain.scenario.hours import Hours, since_debex, wall_clock
from hygie.domain.scenario.importing import to_scenario
from hygie.domain.scenario.lines import Chronogramme, Line, Reader, Remark
from hygie.domain.workbook import Limits, RawSheet, open_workbook

__all__ = [
    "Chronogramme",
    "ChronogrammeRefused",
    "Hours",
    "Line",
    "Remark",
    "read_chronogramme",
    "read_sheet",
    "to_scenario",
]

LIMITS = Limits(size=5 * 1024 * 1024, rows=5_000, columns=200)
MOST_LINES = 500
SOON_S = 3600  # « 0:20 » is after DEBEX rather than after midnight
NO_HEADER = (
    "Aucune ligne d’en-tête reconnue\u00a0: il faut au moins une colonne «\u00a0Heure\u00a0» (ou "
    "«\u00a0T+\u00a0») et une colonne «\u00a0Titre\u00a0» ou «\u00a0Contenu\u00a0»."
)


class ChronogrammeRefused(ValueError):
    """Nothing can be read of the sheet; the message is for the person."""


def read_chronogramme(
    content: bytes,
    *,
    debex: dt.time | None = None,
    hours: Hours | None = None,
    aliases: Mapping[str, str] | None = None,
    sheet: str | None = None,
) -> Chronogramme:
    """The chronogramme of an XLSX file.

    `hours`: None, told from the cells. `aliases`: words of the establishment → code of function.
    `sheet`: None, the first one that has a header. Raises `WorkbookRefused` and
    `ChronogrammeRefused`.
    """
    book = open_workbook(content, LIMITS)
    names = tuple(book.shown)
    for name in names if sheet is None else (sheet,):
        if name not in names:
            raise ChronogrammeRefused(f"Il n’y a pas de feuille «\u00a0{name}\u00a0».")
        raw = book.sheet(name)
        if find_header(raw.rows) is not None:
            found = read_sheet(raw, debex=debex, hours=hours, aliases=aliases)
            return replace(found, sheets=names)
    raise ChronogrammeRefused(NO_HEADER)


def read_sheet(
    sheet: RawSheet,
    *,
    debex: dt.time | None = None,
    hours: Hours | None = None,
    aliases: Mapping[str, str] | None = None,
) -> Chronogramme:
    """The same, of one sheet. Raises `ChronogrammeRefused`."""
    header = find_header(sheet.rows)
    if header is None:
        raise ChronogrammeRefused(NO_HEADER)
    top, columns = header
    reader = Reader(sheet, columns, aliases or {})
    kept = [rank for rank in range(top + 1, len(sheet.rows)) if reader.is_line(rank)]
    if not kept:
        raise ChronogrammeRefused("Sous l’en-tête, aucune ligne ne porte d’heure ni de contenu.")
    if len(kept) > MOST_LINES:
        message = f"{len(kept)} lignes\u00a0: un scénario en a {MOST_LINES} au plus."
        raise ChronogrammeRefused(message)
    counted = hours or _guess(sheet.rows[top][columns[Column.AT]], reader.hours(kept))
    clocks = [clock for cell in reader.hours(kept) if (clock := wall_clock(cell)) is not None]
    is_wall = counted is Hours.WALL_CLOCK
    first = f"{clocks[0].second // 3600:02}:{clocks[0].second // 60 % 60:02}" if clocks else ""
    times = list(reader.times(kept, counted, debex))
    lines = [
        reader.line(rank, *time, is_wall=is_wall) for rank, time in zip(kept, times, strict=True)
    ]
    listed = range(top + 1, len(sheet.rows))
    others = set(listed) - set(kept)
    return Chronogramme(
        sheet=sheet.name,
        sheets=(sheet.name,),
        columns={key: str(sheet.rows[top][rank]).strip() for key, rank in columns.items()},
        hours=counted,
        needs_debex=is_wall and debex is None,
        first_hour=first if is_wall else "",
        lines=tuple(_for_everybody(lines, reader.everybody)),
        unknown=tuple(dict.fromkeys(reader.unknown)),
        ignored_rows=tuple(rank + 1 for rank in sorted(others) if reader.is_filled(rank)),
    )


def _guess(header: Any, cells: Sequence[Any]) -> Hours:
    """« T+ » and minutes count from DEBEX; else hours that do not begin at 0 are of the wall."""
    words = {*search_key(str(header)).split()}
    if words & {"t", "minute", "minutes", "min", "relatif", "relative", "debex"}:
        return Hours.SINCE_DEBEX
    for cell in cells:
        if isinstance(cell, dt.datetime):
            return Hours.WALL_CLOCK
        clock = wall_clock(cell)
        if clock is not None and not (isinstance(cell, str) and "+" in cell):
            is_soon = clock.second < SOON_S and not clock.day
            return Hours.SINCE_DEBEX if is_soon else Hours.WALL_CLOCK
        if since_debex(cell) is not None:
            return Hours.SINCE_DEBEX
    return Hours.SINCE_DEBEX


def _for_everybody(lines: list[Line], rows: set[int]) -> Iterator[Line]:
    """« Tous » is everybody that another line names."""
    known = tuple(dict.fromkeys(code for line in lines for code in line.recipients))
    for line in lines:
        if line.row not in rows:
            yield line
            continue
        remarks = line.remarks
        if not known:
            message = "«\u00a0Tous\u00a0»\u00a0: aucune autre ligne ne nomme de destinataire."
            remarks = (*remarks, Remark(f"ligne {line.row}", message))
        yield replace(line, recipients=known, remarks=remarks)
