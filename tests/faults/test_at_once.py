"""The same form sent several times at the same instant, several confirmations at once."""

import pytest

from hygie.obligations.tests.processes import own_database
from tests.faults.shell import hygie, run

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


def test_of_two_statements_of_one_year_confirmed_at_once_one_is_frozen(
    own_database: dict[str, str],
) -> None:
    answers, confirmed = run(own_database, "prepare", "race_of_one_year")
    assert answers[0] == "1"
    assert "statement_exists" in answers[1]
    assert confirmed == ["1"]


def test_a_statement_prepared_several_times_at_once_is_one(own_database: dict[str, str]) -> None:
    answers, rows = run(own_database, "prepare", "prepare_once")
    assert len(set(answers)) == 1
    assert rows == ["1"]


# The first who comes, what each reads, and what is left.
RACE = {
    "confirm": (
        ["L’état_annuel_est_confirmé_et_figé", "Cet_état_est_confirmé_:_il_ne_change_plus"],
        ["1", "False", "statement.prepared", "statement.confirmed"],
    ),
    "abandon": (
        ["La_préparation_est_abandonnée.", "Cette_préparation_a_été_abandonnée_entre-temps"],
        ["None", "True", "statement.prepared", "statement.abandoned"],
    ),
}


@pytest.mark.parametrize("first", RACE)
def test_of_a_confirmation_and_an_abandon_at_once_one_wins_and_the_other_is_told(
    own_database: dict[str, str], first: str
) -> None:
    told, left = run(own_database, "prepare", f"race_abandon:{first}")
    wanted, wanted_left = RACE[first]
    for said, sentence in zip(told, wanted, strict=True):
        assert ":200" in said
        assert sentence in said
    assert left == wanted_left
    code, said = hygie(own_database, "statement", "verify")
    assert code == 0, said
