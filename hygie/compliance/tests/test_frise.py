"""The strips of la frise: each says of its day what the line of the same obligation says."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from hygie.compliance.frise import due_before, strips_of, window
from tests.cast import make_unit, today

__all__ = ["today"]
DAY = date(2026, 11, 21)


def row(since: date, until: date | None, status: str, due_on: date | None) -> Any:
    return SimpleNamespace(
        since=since, until=until, status=status, status_since=since, due_on=due_on
    )


def test_a_strip_names_the_day_of_its_status_not_the_next_tick(db: Any, today: Any) -> None:
    rows = [
        row(date(2025, 1, 22), date(2026, 11, 12), "unknown", None),
        row(date(2026, 11, 12), date(2027, 4, 1), "due", date(2027, 3, 31)),
        row(date(2027, 4, 1), None, "late", None),
    ]
    strips = strips_of(make_unit(), {"3.c": rows}, window(DAY))
    detail = {strip.code: strip.detail for strip in strips}
    assert detail["3.c"] == "au plus tard le 31/03/2027"
    assert detail["3.a"] == ""


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [row(date(2025, 1, 22), None, "late", date(2026, 6, 30))],
        [row(date(2025, 1, 22), None, "due", None)],
        [row(date(2027, 1, 1), None, "due", date(2027, 3, 31))],
    ],
)
def test_no_day_is_named_without_one(rows: list[Any]) -> None:
    assert due_before(rows, DAY) == ""
