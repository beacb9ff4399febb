"""The day looked at: the address carries it (`?jour=2026-11-21`)."""

from datetime import date

from django.http import HttpRequest
from django.utils import timezone

from hygie.web.forms import DateRefusal, parse_french_date

FIRST, LAST = date(2020, 1, 1), date(2035, 12, 31)


def looked_on(request: HttpRequest) -> date:
    """The day asked for, today when none or an unreadable one is given; kept within 2020–2035."""
    today = timezone.localdate()
    text = request.GET.get("jour", "").strip()
    if not text:
        return today
    try:
        day = parse_french_date(text, today=today)
    except DateRefusal:
        return today
    return min(max(day, FIRST), LAST)
