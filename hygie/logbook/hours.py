"""Hours typed in a hurry: « 14:05 », « 14h05 », « hier 23:50 », « 21/11 à 8h »."""

import re
from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from hygie.logbook.words import day_and_hour
from hygie.web.forms.dates import DateRefusal, parse_french_date

HOUR = re.compile(r"(?P<hour>\d{1,2})\s*(?:[:hH]\s*(?P<minute>\d{2})?)\s*$")
EXAMPLE = "Par exemple 14:05, 14h05, hier 23:50 ou 21/11/2026 08:30."
# An hour alone that is further ahead than that was yesterday's: it is past midnight.
AHEAD = timedelta(minutes=2)
EARLIEST, LATEST = 2000, 2100


def parse_hour(text: str, *, now: datetime) -> datetime:
    """The instant that someone means, in the zone of `now`; an hour alone is the last one passed.

    Raises ValueError when the text says no hour.
    """
    match = HOUR.search(text.strip())
    if match is None:
        raise ValueError(text)
    clock = time(int(match["hour"]), int(match["minute"] or 0))
    day_said = text.strip()[: match.start()].strip(" ,").removesuffix("à").strip(" ,")
    local = now.date()
    if not day_said:
        instant = datetime.combine(local, clock, now.tzinfo)
        return instant - timedelta(days=1) if instant > now + AHEAD else instant
    try:
        day = parse_french_date(day_said[:60], today=local)
    except DateRefusal as refusal:
        raise ValueError(str(refusal)) from refusal
    if not EARLIEST <= day.year <= LATEST:
        raise ValueError(text)
    return datetime.combine(day, clock, now.tzinfo)


class HourField(forms.Field):
    """An instant typed as people write it, in the local zone; None when nothing is typed."""

    widget = forms.TextInput

    def __init__(
        self, *, clock: Callable[[], datetime] = timezone.localtime, **kwargs: Any
    ) -> None:
        kwargs.setdefault("help_text", EXAMPLE)
        super().__init__(**kwargs)
        self.clock = clock

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"autocomplete": "off", "class": "input-date", "size": "18"}

    def prepare_value(self, value: Any) -> Any:
        return day_and_hour(value) if isinstance(value, datetime) else value

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values or not str(value).strip():
            return None
        if isinstance(value, datetime):
            return value
        try:
            return parse_hour(str(value)[:80], now=self.clock())
        except ValueError:
            raise ValidationError(f"Cette heure n’est pas comprise. {EXAMPLE}") from None
