"""From the stored timelines of a unit to the strips of la frise, with the days the text sets."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from django.utils import timezone
from django.utils.safestring import SafeString

from hygie.domain.dated import Obligation, Parameter, RuleBook, load_book
from hygie.domain.verdict import Status
from hygie.obligations import selectors as obligations
from hygie.obligations.selectors import DrawnInterval, Timelines
from hygie.organisations.enums import Sector
from hygie.organisations.models import Organisation
from hygie.web.charts import Deadline, Interval, Strip, Window, frise, frise_legend, frise_table
from hygie.web.formats import day_short
from hygie.web.paths import path_of

FIRST_DAY, LAST_DAY = date(2025, 1, 1), date(2028, 1, 1)
PROGRAMME_END = "programme/care_ends_on"


@dataclass(frozen=True)
class Drawn:
    """The frise of a page: the drawing, its legend and its table."""

    svg: SafeString
    legend: SafeString
    table: SafeString


def window(day: date) -> Window:
    """Three years, from January 2025 to December 2027, moved when the day looked at is outside."""
    start, end = FIRST_DAY, LAST_DAY
    if not start <= day < end:
        start, end = date(day.year - 1, 1, 1), date(day.year + 2, 1, 1)
    return Window(start=start, end=end, today=timezone.localdate(), looked_on=day)


def unit_strips(unit: Organisation, shown: Window) -> list[Strip]:
    """The 25 strips of a unit: one query."""
    timelines = obligations.unit_timelines(unit, shown.start, shown.end)
    return strips_of(unit, timelines, shown)


def strips_of(unit: Organisation, timelines: Timelines, shown: Window) -> list[Strip]:
    """One strip per obligation of the book, from intervals by obligation."""
    book = load_book()
    return [
        Strip(
            code=one.id,
            label=one.short_label,
            href=path_of("compliance:obligation", unit.finess, one.id),
            intervals=tuple(runs(timelines.get(one.id, []))),
            deadlines=tuple(deadlines(book, one, unit, shown)),
            group=str(one.action),
            detail=due_before(timelines.get(one.id, []), shown.looked_on),
        )
        for one in book.obligations
    ]


def due_before(rows: Sequence[DrawnInterval], day: date) -> str:
    """« au plus tard le 31/12/2026 », the day that the status of this day names; else ""."""
    for row in rows:
        if row.since <= day and (row.until is None or day < row.until):
            is_due = row.status == Status.DUE and row.due_on is not None
            return f"au plus tard le {day_short(row.due_on)}" if is_due else ""
    return ""


def runs(rows: Sequence[DrawnInterval]) -> list[Interval]:
    """Neighbours of one status as one interval: a count that moves is not a change of status."""
    found: list[Interval] = []
    for row in rows:
        if found and found[-1].status == row.status:
            found[-1] = replace(found[-1], until=row.until)
        else:
            found.append(Interval(since=row.status_since, until=row.until, status=row.status))
    return found


def deadlines(
    book: RuleBook, obligation: Obligation, unit: Organisation, shown: Window
) -> list[Deadline]:
    """Days set for an obligation within the window; ours are told from those of the text."""
    found: list[Deadline] = []
    for path in obligation.parameters:
        if path == PROGRAMME_END and unit.sector != Sector.PRIVATE_FORPROFIT:
            continue
        found += ticks(book.parameter(path), shown)
    return sorted(found, key=lambda deadline: deadline.on)


def ticks(parameter: Parameter, shown: Window) -> list[Deadline]:
    """The days of one parameter: a day, the same day each year, or the end of each quarter."""
    years = range(shown.start.year, shown.end.year)
    label = "Échéance retenue par Hygie" if parameter.is_choice else "Échéance du texte"
    value = parameter.values[-1].value
    if parameter.unit == "day" and isinstance(value, date) and not is_start(parameter):
        return [Deadline(on=value, label=label)] if shown.start <= value < shown.end else []
    if parameter.unit == "day_of_year" and isinstance(value, str):
        month, day = (int(part) for part in value.split("-"))
        return [Deadline(on=date(year, month, day), label=label) for year in years]
    if parameter.unit == "count_per_quarter":
        ends = ((3, 31), (6, 30), (9, 30), (12, 31))
        return [Deadline(on=date(year, *end), label=label) for year in years for end in ends]
    return []


def is_start(parameter: Parameter) -> bool:
    """Whether the day is an entry into force, not a day to keep."""
    return parameter.path.endswith("in_force_on")


def unit_frise(unit: Organisation, day: date) -> Drawn:
    """The frise of a unit, for its page."""
    shown = window(day)
    return drawn(tuple(unit_strips(unit, shown)), shown, f"Frise de {unit.name}")


@lru_cache(maxsize=64)
def drawn(strips: tuple[Strip, ...], shown: Window, title: str) -> Drawn:
    """Drawing, legend and table of these strips; the last ones drawn are kept as they are."""
    return Drawn(
        svg=frise(strips, shown, title=title),
        legend=frise_legend(),
        table=frise_table(strips, shown, title=title),
    )
