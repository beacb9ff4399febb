"""The quarters of the ADS audits: which directories are judged in which, and what was done."""

from __future__ import annotations

from datetime import date

from hygie.domain.applicability import PROGRAMME_END
from hygie.domain.audit_facts import AuditFacts, Directory
from hygie.domain.dated.book import DayRules
from hygie.domain.dated.values import DatedValue
from hygie.domain.periods import ONE_DAY, quarter_end, quarter_of, runs_on
from hygie.domain.verdict import Reason, Status, Verdict

INVENTORY_NEEDED = "action_3/inventory_needed"
_NEVER: frozenset[int] = frozenset()


class Quarters:
    """The facts of the quarterly audits as they stand on one day, indexed once.

    `first`: first quarter judged. `delay`: quarters after its entry before a directory is
    judged. `needed`: audits needed in a quarter. Quarters are numbers of `periods.quarter_of`.
    """

    def __init__(
        self,
        facts: AuditFacts,
        as_of: date,
        *,
        first: int,
        delay: int,
        needed: int,
        inventory_needed: bool,
    ) -> None:
        self.as_of = as_of
        self._now = quarter_of(as_of)
        self._first = first
        self._delay = delay
        self._directories = [one for one in facts.directories if one.entered_on <= as_of]
        self.present = [
            one for one in self._directories if runs_on(one.entered_on, one.left_on, as_of)
        ]
        signed = [one for one in facts.inventories if one.signed_on <= as_of]
        last = max(signed, key=lambda one: one.signed_on, default=None)
        says_all = last is not None and last.says_all_listed
        self.inventory_says_all = says_all or not inventory_needed
        self.says_none = says_all and not self.present
        self._audited = _audited(facts, as_of, needed)
        self._spans = [self._span(one) for one in self._directories]

    def _span(self, one: Directory) -> tuple[str, int, int]:
        """Key of a directory, first and last quarter in which it is judged."""
        start = max(self._first, quarter_of(one.entered_on) + self._delay)
        if one.left_on is None or one.left_on > self.as_of:
            return one.key, start, self._now
        return one.key, start, quarter_of(one.left_on) - 1

    def _judged(self, quarter: int) -> list[str]:
        return [key for key, start, end in self._spans if start <= quarter <= end]

    def is_done(self, quarter: int) -> bool:
        """Whether every directory judged in that quarter was audited in it, all being listed.

        Directories that had just entered at its end, or on this day, count when nothing else does.
        """
        keys = self._judged(quarter) or self._there_at_the_end(quarter)
        return (
            bool(keys)
            and self.inventory_says_all
            and all(quarter in self._audited.get(key, _NEVER) for key in keys)
        )

    def _there_at_the_end(self, quarter: int) -> list[str]:
        day = min(quarter_end(quarter), self.as_of)
        there = (one for one in self._directories if runs_on(one.entered_on, one.left_on, day))
        return [one.key for one in there]

    def is_missed(self, quarter: int) -> bool:
        """Whether a closed quarter counts as missed.

        A quarter before any directory was judged is not missed, unless none was ever listed.
        """
        if quarter < self._first or quarter >= self._now:
            return False
        if not self._judged(quarter):
            return not self._directories
        return not self.is_done(quarter)

    def missed(self) -> list[int]:
        """All closed quarters missed, oldest first."""
        if not self._directories:
            return list(range(self._first, self._now))
        found: set[int] = set()
        for key, start, end in self._spans:
            judged = range(start, min(end + 1, self._now))
            done = self._audited.get(key, _NEVER) if self.inventory_says_all else _NEVER
            found.update(one for one in judged if one not in done)
        return sorted(found)

    def was_done_by(self, last: int) -> bool:
        """Whether one quarter at least, up to `last`, was complete."""
        entries = (quarter_of(one.entered_on) for one in self._directories)
        start = max(self._first, min(entries, default=last + 1))
        return any(self.is_done(one) for one in range(start, last + 1))

    def next_judged(self, quarter: int) -> int:
        """The quarter at whose end something is due: this one, or the first one judged after."""
        if self._judged(quarter):
            return quarter
        starts = [start for _, start, end in self._spans if end >= quarter]
        return max(quarter, min(starts, default=self._first))

    def lacking(self, quarter: int) -> tuple[Directory, ...]:
        """The directories present that have no audit in that quarter."""
        return tuple(
            one for one in self.present if quarter not in self._audited.get(one.key, _NEVER)
        )

    def count(self) -> tuple[int | None, int | None]:
        """Directories audited this quarter, and directories present; None when none is listed."""
        if not self.present:
            return None, None
        done = sum(self._now in self._audited.get(one.key, _NEVER) for one in self.present)
        return done, len(self.present)


def _audited(facts: AuditFacts, as_of: date, needed: int) -> dict[str, set[int]]:
    """For each directory, the quarters in which it has the audits needed, by that day."""
    return {
        key: {
            quarter
            for quarter, days in quarters.items()
            if len(days) >= needed and days[needed - 1] <= as_of
        }
        for key, quarters in facts.audit_days.items()
    }


def on_directories(
    code: str, directories: tuple[Directory, ...], sources: tuple[DatedValue, ...] = ()
) -> Reason:
    """A reason about directories, saying which ones the GHT's support is to settle."""
    data: dict[str, object] = {
        "directories": tuple(one.key for one in directories),
        "names": tuple(one.name for one in directories),
        "borne_by_support": tuple(one.key for one in directories if one.borne_by_support),
        "all_borne_by_support": all(one.borne_by_support for one in directories),
    }
    return Reason(code, data, sources)


def no_directory(rules: DayRules) -> Verdict:
    """The verdict when the signed inventory says that the unit has no directory."""
    reason = Reason("no_directory", {}, (rules.get(INVENTORY_NEEDED),))
    return Verdict(Status.NOT_APPLICABLE, (reason,), total=0, done=0)


def directory_days(facts: AuditFacts, rules: DayRules) -> set[date]:
    """The days on which directories, audits and inventories may change a verdict."""
    days: set[date | None] = {rules.day(PROGRAMME_END) + ONE_DAY}
    for directory in facts.directories:
        days.update((directory.entered_on, directory.left_on))
    days.update(one.done_on for one in facts.results)
    days.update(one.signed_on for one in facts.inventories)
    return {day for day in days if day is not None}
