"""A process killed in an import, or in its undoing, leaves whole parts; another one goes on."""

import signal

import pytest

from hygie.obligations.tests.processes import own_database
from tests import gestures

__all__ = ["own_database"]


@pytest.fixture
def prepared(own_database: dict[str, str]) -> tuple[dict[str, str], int]:
    """The database of an establishment whose file is read, and the number of its facts."""
    ((_, rows, faults),) = run(own_database, "prepare:small")
    assert faults == "0"
    return own_database, int(rows) - ENTRIES


ENTRIES = 11


def run(environment: dict[str, str], *words: str, code: int = 0) -> list[list[str]]:
    return gestures.run(environment, "hygie.exchanges.tests.process", *words, code=code)


def test_killed_in_a_part_the_writing_goes_on_and_writes_nothing_twice(
    prepared: tuple[dict[str, str], int],
) -> None:
    database, facts = prepared
    run(database, "small", "confirm:25", code=-signal.SIGKILL)
    left, (_, state), after = run(database, "asks", "confirm", "asks")
    shown, written, there, noted, pieces, is_true = left
    assert shown == "interrupted"
    assert 0 < int(written) == int(there) == int(noted) <= 25
    assert (pieces, is_true) == ("0", "True")
    assert state == "done"
    assert after == ["done", *[str(facts)] * 3, "4", "True"]


def test_killed_between_a_piece_and_its_row_the_piece_is_added_once_and_taken_back(
    prepared: tuple[dict[str, str], int],
) -> None:
    database, facts = prepared
    run(database, "confirm:piece2", code=-signal.SIGKILL)
    left, _, after, (_, undone), gone = run(database, "asks", "confirm", "asks", "undo", "asks")
    assert left[4] == "2"
    assert after == ["done", *[str(facts)] * 3, "4", "True"]
    assert undone == "undone"
    assert gone == ["undone", "0", "0", str(facts), "0", "True"]


def test_killed_in_a_part_the_undoing_goes_on_and_keeps_nothing_of_its_own(
    prepared: tuple[dict[str, str], int],
) -> None:
    database, facts = prepared
    run(database, "confirm", "small", "undo:25", code=-signal.SIGKILL)
    left, (_, state), after = run(database, "asks", "undo", "asks")
    assert left[0] == "undo_stopped"
    assert facts - 25 <= int(left[1]) == int(left[2]) < facts
    assert left[5] == "True"
    assert state == "undone"
    assert after == ["undone", "0", "0", str(facts), "0", "True"]
