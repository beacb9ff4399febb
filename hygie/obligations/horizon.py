"""The days that stored timelines cover."""

from dataclasses import dataclass
from datetime import date, timedelta

from hygie.organisations.days import FIRST_YEAR, days_offered

__all__ = ["FIRST_YEAR", "Horizon", "wanted"]


@dataclass(frozen=True, slots=True)
class Horizon:
    """Days from `start` included to `end` excluded."""

    start: date
    end: date

    def contains(self, day: date) -> bool:
        return self.start <= day < self.end

    def clamp(self, day: date) -> date:
        """The nearest day covered."""
        last = date.fromordinal(self.end.toordinal() - 1)
        return min(max(day, self.start), last)


def wanted(today: date) -> Horizon:
    """From the first year entered to the end of the third year after `today`'s."""
    first, last = days_offered(today)
    return Horizon(first, last + timedelta(days=1))
