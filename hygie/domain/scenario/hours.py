"""Hours of a spreadsheet: time after DEBEX, or the clock of the wall, in every way of writing."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

DAY_S = 86_400
HALF_DAY_S = DAY_S // 2
# « T+0:20 », « H+1h05 », « +45 min », « 12,5 », « 1:30:00 »
SINCE = re.compile(r"(?P<mark>[th]?\s*[+=])?\s*(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
MINUTES = re.compile(r"(\d{1,4})(?:[.,](\d{1,3}))?\s*(?:min(?:ute)?s?|mn|m|')?", re.IGNORECASE)
H_M_S = re.compile(
    r"(\d{1,3})\s*(?:h|:)\s*(\d{1,2})?\s*(?:min|mn|m|'|:\s*(\d{1,2}))?", re.IGNORECASE
)
# « sam. 21:10 », « J+1 09h30 », « 9 h »
CLOCK = re.compile(
    r"(?:j\s*\+?\s*(?P<day>\d{1,2})\b)?[^\d]*?(?P<hour>\d{1,2})\s*(?:h|:)\s*(?P<minute>\d{2})?"
    r"(?:\s*[:m]\s*(?P<second>\d{2}))?\s*",
    re.IGNORECASE,
)


class Hours(StrEnum):
    """How a column of hours counts."""

    SINCE_DEBEX = "relatives"
    WALL_CLOCK = "absolues"


@dataclass(frozen=True, slots=True)
class Clock:
    """An hour of the wall. `day`: days after the first one when it is written, else None."""

    second: int
    day: int | None = None
    date: dt.date | None = None


def since_debex(cell: Any) -> int | None:
    """Seconds after DEBEX that a cell says; None: it cannot be read so. May be negative."""
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        # 0,4 is a fraction of a day that lost its format, not a number of minutes
        return None if 0 < cell < 1 or not abs(cell) <= 10_000 else round(cell * 60)
    if isinstance(cell, dt.timedelta):
        return round(cell.total_seconds())
    if isinstance(cell, dt.time):
        return _of_time(cell)
    return _since_text(cell) if isinstance(cell, str) else None


def _since_text(said: str) -> int | None:
    found = SINCE.fullmatch(said.strip())
    rest = found["rest"].strip() if found else ""
    if rest.lower() in ("debex", "t0", "t 0"):
        return 0
    sign = 1
    if rest.startswith(("-", "−")):
        sign, rest = -1, rest[1:].strip()
    minutes = MINUTES.fullmatch(rest)
    if minutes:
        return sign * round(float(f"{minutes[1]}.{minutes[2] or 0}") * 60)
    parts = H_M_S.fullmatch(rest)
    if parts is None or int(parts[2] or 0) > 59 or int(parts[3] or 0) > 59:
        return None
    return sign * (int(parts[1]) * 3600 + int(parts[2] or 0) * 60 + int(parts[3] or 0))


def wall_clock(cell: Any) -> Clock | None:
    """The hour of the wall that a cell says; None: it cannot be read so."""
    if isinstance(cell, dt.datetime):
        return Clock(_of_time(cell.time()), date=cell.date())
    if isinstance(cell, dt.time):
        return Clock(_of_time(cell))
    if isinstance(cell, dt.timedelta):
        total = round(cell.total_seconds())
        return Clock(total % DAY_S, total // DAY_S or None) if total >= 0 else None
    if isinstance(cell, float) and 0 < cell < 1:  # a fraction of a day that lost its format
        return Clock(round(cell * DAY_S) % DAY_S)
    found = CLOCK.fullmatch(cell.strip()) if isinstance(cell, str) else None
    if found is None:
        return None
    hour, minute, second = (int(found[name] or 0) for name in ("hour", "minute", "second"))
    if hour > 23 or minute > 59 or second > 59:
        return None
    return Clock(hour * 3600 + minute * 60 + second, int(found["day"]) if found["day"] else None)


def _of_time(moment: dt.time) -> int:
    rounded = moment.hour * 3600 + moment.minute * 60 + moment.second
    return rounded + (moment.microsecond >= 500_000)


@dataclass(slots=True)
class Wall:
    """Turns the hours of the wall into seconds after DEBEX, row after row, over midnights.

    An hour that goes back by more than half a day is of the next day; by less, a row out of order.
    """

    debex_s: int
    last_s: int = -1
    first_date: dt.date | None = None

    def seconds(self, clock: Clock) -> int:
        """Seconds after DEBEX; negative: before it."""
        at = clock.second - self.debex_s
        if clock.date is not None:
            at += self._days(clock.date, at) * DAY_S
        elif clock.day is not None:
            at += clock.day * DAY_S
        else:
            while at < max(self.last_s, 0) - HALF_DAY_S:
                at += DAY_S
        self.last_s = max(self.last_s, at)
        return at

    def _days(self, date: dt.date, at: int) -> int:
        """Days since that of DEBEX, which may be the day before that of the first row."""
        if self.first_date is None:
            self.first_date = date - dt.timedelta(days=int(at < -HALF_DAY_S))
        return (date - self.first_date).days
