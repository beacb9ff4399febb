"""From which year a unit enters its facts, and how many findings its plan carries today."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from hygie.domain.applicability import first_counted_year
from hygie.domain.dated.book import DayRules
from hygie.domain.quality_plan import Finding, carriage
from hygie.domain.unit import UnitProfile
from hygie.exercises.judging import rules_on
from hygie.organisations.models import Organisation


@dataclass(frozen=True)
class Counting:
    """The rules of `today`, and what they read of the unit for that."""

    profile: UnitProfile
    rules: DayRules
    today: date

    @classmethod
    def of(cls, unit: Organisation) -> "Counting":
        """For a unit, today: no query."""
        since = unit.quality_plan_in_hygie_since
        profile = UnitProfile(
            opened_on=unit.opened_on,
            quality_plan_in_hygie=since is not None,
            quality_plan_in_hygie_since=since,
        )
        today = timezone.localdate()
        return cls(profile, rules_on(today), today)

    @property
    def first_year(self) -> int:
        """The first year whose facts are entered."""
        return first_counted_year(self.profile, self.rules)

    def too_early(self, year: int) -> str:
        """Why the facts of a year that is not counted are not to be entered; else ""."""
        if year >= self.first_year:
            return ""
        return f"Rien à saisir\u00a0: la première année comptée est {self.first_year}."

    def carried(self, findings: Iterable[Finding]) -> int:
        """How many of these findings the plan carries: neither dismissed nor without action."""
        return carriage(findings, self.profile, self.rules, self.today).carried
