"""The ADS level of a unit: that of its lowest directory, on a day."""

from datetime import date

from hygie.domain.audit_facts import AdsResult, AuditFacts, Directory
from hygie.domain.audit_levels import lowest_level

TODAY = date(2026, 11, 21)
ENTRY = date(2020, 1, 1)


def facts(*results: AdsResult, left_on: date | None = None, keys: str = "ab") -> AuditFacts:
    directories = tuple(Directory(key, key, ENTRY, left_on if key == "a" else None) for key in keys)
    return AuditFacts(directories=directories, results=results)


def result(key: str, level: int | None, month: int, day: int = 1) -> AdsResult:
    return AdsResult(key, date(2026, month, day), level)


def test_the_lowest_directory_gives_the_level_and_its_day() -> None:
    noted = facts(result("a", 4, 10), result("b", 2, 9))
    assert lowest_level(noted, as_of=TODAY) == (2, date(2026, 9, 1))


def test_only_the_last_audit_of_a_directory_counts() -> None:
    noted = facts(result("a", 1, 3), result("a", 4, 10), result("b", 3, 9))
    assert lowest_level(noted, as_of=TODAY) == (3, date(2026, 9, 1))
    assert lowest_level(noted, as_of=date(2026, 9, 30)) == (1, date(2026, 3, 1))


def test_of_two_at_the_same_level_the_oldest_audit_is_said() -> None:
    noted = facts(result("a", 2, 10), result("b", 2, 7))
    assert lowest_level(noted, as_of=TODAY) == (2, date(2026, 7, 1))


def test_one_directory_without_level_is_enough_not_to_know() -> None:
    assert lowest_level(facts(result("a", 4, 10)), as_of=TODAY) is None
    assert lowest_level(facts(result("a", 4, 10), result("b", None, 10)), as_of=TODAY) is None
    assert lowest_level(facts(keys=""), as_of=TODAY) is None


def test_a_directory_that_left_counts_no_more() -> None:
    noted = facts(result("a", 1, 3), result("b", 3, 9), left_on=date(2026, 6, 1))
    assert lowest_level(noted, as_of=TODAY) == (3, date(2026, 9, 1))


def test_an_audit_to_come_is_not_read() -> None:
    noted = facts(result("a", 4, 12), result("b", 2, 9))
    assert lowest_level(noted, as_of=TODAY) is None
