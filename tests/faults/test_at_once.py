"""The same form sent several times at the same instant, several confirmations at once."""

import pytest

from hygie.obligations.tests.processes import own_database
from tests.faults.shell import run

__all__ = ["own_database"]


@pytest.mark.parametrize("gesture", ["post_exercise", "post_action", "post_piece"])
def test_a_form_sent_several_times_at_once_is_noted_once(
    own_database: dict[str, str], gesture: str
) -> None:
    answers, journal_lines, rows = run(own_database, "prepare", gesture)
    assert set(answers) == {"303"}
    assert (journal_lines, rows) == (["1"], ["1"])


def test_each_statement_takes_one_number_of_the_chain(own_database: dict[str, str]) -> None:
    same, both = run(own_database, "prepare", "race_confirm")
    assert set(same) == {"1"}
    assert both == ["1", "2", "1", "2"]


def test_a_statement_prepared_several_times_at_once_is_one(own_database: dict[str, str]) -> None:
    answers, rows = run(own_database, "prepare", "prepare_once")
    assert len(set(answers)) == 1
    assert rows == ["1"]
