"""The calendar of one person as iCalendar (RFC 5545): her days, one whole day each."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event, vDuration

from hygie.notifications.due import DueItem
from hygie.notifications.words import one_line, when

PRODUCT = "-//Hygie//Rappels//FR"
REFRESH = timedelta(hours=6)


def calendar_of(
    items: Iterable[DueItem],
    units: Mapping[int, str],
    *,
    root: str,
    as_of: date,
    now: datetime,
) -> bytes:
    """The items that have a day; the same item keeps its UID when its day moves.

    `units`: names by unit id; `root`: address of the instance; `now`: with its time zone.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "Hygie\u00a0: mes échéances")
    calendar.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    host = root.partition("//")[2].partition("/")[0].partition(":")[0]
    for item in items:
        if item.due_on is not None:
            calendar.add_component(_event(item, item.due_on, units, root, host, as_of, now))
    return bytes(calendar.to_ical())


def _event(
    item: DueItem,
    day: date,
    units: Mapping[int, str],
    root: str,
    host: str,
    as_of: date,
    now: datetime,
) -> Event:
    event = Event()
    digest = hashlib.sha256(item.key.encode("utf-8")).hexdigest()[:32]
    event.add("uid", f"{digest}@{host or 'hygie'}")
    event.add("dtstamp", now)
    event.add("dtstart", day)
    if day < date.max:  # without an end, a whole day lasts that day (RFC 5545, 3.6.1)
        event.add("dtend", day + timedelta(days=1))
    unit = units.get(item.unit_id, "")
    event.add("summary", one_line(f"{item.label} ({unit})" if unit else item.label))
    event.add("description", f"{when(item, as_of)}\n{root}{item.path}")
    event.add("url", root + item.path)
    event.add("transp", "TRANSPARENT")
    event.add("categories", ["Hygie"])
    return event
