"""The rule book: everything the rule files say, and what of it is in force on a day."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from hygie.domain.dated.values import Action, DatedValue, Help, Obligation, Parameter


class RuleMissing(LookupError):
    """A judgement asked for a parameter that has no value of the expected kind on that day."""


@dataclass(frozen=True, slots=True)
class DayRules:
    """The values in force on a run of days without change of rules, by path."""

    values: Mapping[str, DatedValue]

    def get(self, path: str) -> DatedValue:
        """The dated value of `path`. Raises RuleMissing when it is not in force."""
        try:
            return self.values[path]
        except KeyError:
            raise RuleMissing(f"{path}: no value in force on this day") from None

    def has(self, path: str) -> bool:
        """Whether `path` has a value in force."""
        return path in self.values

    def day(self, path: str) -> date:
        """A calendar day."""
        value = self.get(path).value
        if not isinstance(value, date):
            raise RuleMissing(f"{path}: {value!r} is not a day")
        return value

    def number(self, path: str) -> int:
        """A whole number: a year, a count, a level, a number of days."""
        value = self.get(path).value
        if not isinstance(value, int):
            raise RuleMissing(f"{path}: {value!r} is not a whole number")
        return value

    def flag(self, path: str) -> bool:
        """A yes or no."""
        return bool(self.number(path))

    def codes(self, path: str) -> tuple[str, ...]:
        """A list of codes, in the order of the file."""
        value = self.get(path).value
        if not isinstance(value, tuple):
            raise RuleMissing(f"{path}: {value!r} is not a list of codes")
        return value

    def sources(self, *paths: str) -> tuple[DatedValue, ...]:
        """The values in force of these paths, to stand behind a reason. Raises RuleMissing."""
        return tuple(self.get(path) for path in paths)

    def day_of_year(self, path: str, year: int) -> date:
        """The day of `year` written "MM-DD"; 02-29 falls back on 02-28 in a common year."""
        value = self.get(path).value
        if not isinstance(value, str):
            raise RuleMissing(f"{path}: {value!r} is not a day of the year")
        month, day = int(value[:2]), int(value[3:])
        if (month, day) == (2, 29) and not (year % 4 == 0 and (year % 100 or year % 400 == 0)):
            day = 28
        return date(year, month, day)


@dataclass(frozen=True, slots=True)
class RuleBook:
    """All rules. `obligations` are in the order of the text, from 1.a to 7.e.

    `fingerprint`: SHA-256 (hexadecimal) over the content of the rule files, whatever their
    layout: it changes if and only if something that they say changes.
    """

    actions: tuple[Action, ...]
    obligations: tuple[Obligation, ...]
    parameters: Mapping[str, Parameter]
    helps: Mapping[str, Help]
    fingerprint: str
    change_days: tuple[date, ...]
    _bundles: dict[int, DayRules] = field(default_factory=dict, compare=False, repr=False)
    _by_id: dict[str, Obligation] = field(default_factory=dict, compare=False, repr=False)

    def __hash__(self) -> int:
        return hash(self.fingerprint)

    def parameter(self, path: str) -> Parameter:
        """The parameter of that path. Raises KeyError."""
        return self.parameters[path]

    def obligation(self, obligation_id: str) -> Obligation:
        """The obligation of that id ("3.e"). Raises KeyError."""
        if not self._by_id:
            self._by_id.update({one.id: one for one in self.obligations})
        return self._by_id[obligation_id]

    def action(self, number: int) -> Action:
        """The action of that number, 1 to 7."""
        return next(one for one in self.actions if one.number == number)

    def choices(self) -> tuple[Parameter, ...]:
        """Every parameter whose value is a choice of Hygie, in the order of their paths."""
        return tuple(one for _, one in sorted(self.parameters.items()) if one.is_choice)

    def choices_for(self, obligation_id: str) -> tuple[Parameter, ...]:
        """The choices that the judging of this obligation reads."""
        paths = self.obligation(obligation_id).parameters
        return tuple(self.parameters[path] for path in paths if self.parameters[path].is_choice)

    def at(self, day: date) -> DayRules:
        """What is in force on `day`. Resolved once per change of rules, then kept."""
        index = bisect_right(self.change_days, day)
        bundle = self._bundles.get(index)
        if bundle is None:
            found = {path: one.at(day) for path, one in self.parameters.items()}
            bundle = DayRules({path: value for path, value in found.items() if value is not None})
            self._bundles[index] = bundle
        return bundle

    def stale(self, day: date, *, older_than_days: int) -> tuple[tuple[str, date], ...]:
        """What was not re-read for more than that many days: (path or id, day re-read)."""
        read = [(path, one.checked_on) for path, one in self.parameters.items()]
        read += [(one.id, one.checked_on) for one in self.obligations]
        read += [(path, one.checked_on) for path, one in self.helps.items()]
        return tuple(sorted(pair for pair in read if (day - pair[1]).days > older_than_days))
