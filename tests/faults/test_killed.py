"""A process killed in the middle of a gesture leaves nothing half-written."""

import signal

from hygie.obligations.tests.processes import own_database
from tests.faults.shell import run

__all__ = ["own_database"]


def test_a_statement_killed_in_its_confirmation_is_still_to_confirm(
    own_database: dict[str, str],
) -> None:
    run(own_database, "prepare")
    before = run(own_database, "count")
    assert run(own_database, "confirm:die", code=-signal.SIGKILL) == []
    assert run(own_database, "count") == before
    assert run(own_database, "confirm") == [["confirmed", "1"]]
    (after,) = run(own_database, "count")
    assert after != before[0]
    assert run(own_database, "confirm", "count") == [["confirmed", "1"], after]


def test_an_entry_killed_in_its_closing_is_still_to_close(own_database: dict[str, str]) -> None:
    run(own_database, "prepare")
    before = run(own_database, "count")
    assert run(own_database, "close:die", code=-signal.SIGKILL) == []
    assert run(own_database, "count") == before, "neither the receipt, nor the sheet, nor a status"
    assert run(own_database, "close") == [["closed", "R-1"]]
    (after,) = run(own_database, "count")
    assert after != before[0]
    assert run(own_database, "close", "count") == [["closed", "R-1"], after]
