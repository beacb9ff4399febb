"""Calendar quarters, as whole numbers that can be compared and counted."""

from __future__ import annotations

from datetime import date, timedelta

ONE_DAY = timedelta(days=1)


def quarter_of(day: date) -> int:
    """The calendar quarter of a day; consecutive quarters are consecutive numbers."""
    return day.year * 4 + (day.month - 1) // 3


def quarter_start(quarter: int) -> date:
    """First day of a quarter."""
    return date(quarter // 4, quarter % 4 * 3 + 1, 1)


def quarter_end(quarter: int) -> date:
    """Last day of a quarter."""
    return quarter_start(quarter + 1) - ONE_DAY


def quarter_label(quarter: int) -> str:
    """The label kept in a history: "2025-T3"."""
    return f"{quarter // 4}-T{quarter % 4 + 1}"


def on_or_before(day: date | None, as_of: date) -> bool:
    """Whether a dated fact counts on `as_of`; a fact without a day never does."""
    return day is not None and day <= as_of


def runs_on(since: date, until: date | None, as_of: date) -> bool:
    """Whether `as_of` is from `since` (included) until `until` (excluded, None: no end)."""
    return since <= as_of and (until is None or as_of < until)
