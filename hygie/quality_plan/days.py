"""Days of the plan: months added, months shown."""

import calendar
from datetime import date


def months_later(day: date, months: int) -> date:
    """The same day of the month some months later (or earlier), or the last day of that month.

    Raises ValueError out of the years that a date may hold.
    """
    rank = day.year * 12 + day.month - 1 + months
    year, month = divmod(rank, 12)
    if not date.min.year <= year <= date.max.year:
        raise ValueError(f"year {year} is out of the calendar")
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
