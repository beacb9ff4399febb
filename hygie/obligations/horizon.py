"""The days that stored timelines cover."""

from dataclasses import dataclass
from datetime import date

FIRST_YEAR = 2023  # the first year that may be entered at the first-run set-up
YEARS_AHEAD = 3


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
    return Horizon(date(FIRST_YEAR, 1, 1), date(today.year + YEARS_AHEAD + 1, 1, 1))
