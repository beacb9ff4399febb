"""The day looked at: the address carries it (`?jour=2026-11-21`)."""

from datetime import date

from django.http import HttpRequest
from django.utils import timezone

from hygie.web.forms import DateRefusal, parse_french_date

FIRST_YEAR = 2023  # the first year that may be entered at the first-run set-up
YEARS_AHEAD = 3


def days_offered(today: date) -> tuple[date, date]:
    """First and last day whose statuses are stored, so may be looked at."""
    return date(FIRST_YEAR, 1, 1), date(today.year + YEARS_AHEAD, 12, 31)


def day_asked(request: HttpRequest) -> date | None:
    """The day that the address names; None when it names none, or nothing readable."""
    text = request.GET.get("jour", "").strip()
    if not text:
        return None
    try:
        return parse_french_date(text, today=timezone.localdate())
    except DateRefusal:
        return None


def looked_on(request: HttpRequest) -> date:
    """The day asked for, or today; the nearest one offered when it is outside."""
    today = timezone.localdate()
    first, last = days_offered(today)
    return min(max(day_asked(request) or today, first), last)


def day_beyond(request: HttpRequest) -> date | None:
    """The day asked for when it is not offered: the page then says that it shows another."""
    asked = day_asked(request)
    return asked if asked is not None and asked != looked_on(request) else None
