"""What the rule files say: the 25 obligations, their deadlines, their choices and their age."""

from __future__ import annotations

import warnings
from datetime import date, timedelta
from pathlib import Path

import pytest

from hygie.domain.dated import RuleMissing, Strength, load_book
from hygie.domain.dated.loader import RULES_FOLDER
from hygie.domain.obligations import OBLIGATION_IDS
from hygie.domain.refusal import ServiceRefusal

_OPEN_ENDED = [
    "1.b",
    "1.c",
    "1.d",
    "2.b",
    "3.a",
    "3.b",
    "3.d",
    "5.a",
    "6.a",
    "6.b",
    "6.c",
    "6.d",
    "6.e",
    "7.a",
    "7.b",
    "7.d",
    "7.e",
]
_DAY = date(2026, 11, 21)
_YEAR = timedelta(days=366)


def test_the_book_holds_the_25_obligations_in_the_order_of_the_text() -> None:
    book = load_book()
    assert tuple(one.id for one in book.obligations) == OBLIGATION_IDS
    assert len(book.obligations) == 25
    assert [one.number for one in book.actions] == [1, 2, 3, 4, 5, 6, 7]


def test_seventeen_obligations_have_neither_date_nor_frequency() -> None:
    assert [one.id for one in load_book().obligations if not one.has_deadline] == _OPEN_ENDED
    assert len(_OPEN_ENDED) == 17


@pytest.mark.parametrize("obligation_id", OBLIGATION_IDS)
def test_an_obligation_says_whom_when_and_where_it_is_written(obligation_id: str) -> None:
    one = load_book().obligation(obligation_id)
    assert one.label
    assert one.short_label
    assert len(one.short_label) <= 34
    assert one.population
    assert one.when
    assert "DNS/2025/12" in one.source.title
    assert f"action n°\u00a0{one.action}" in one.source.where
    assert one.parameters


def test_the_days_and_levels_are_those_of_the_instruction() -> None:
    rules = load_book().at(_DAY)
    assert rules.day("action_4/comitologie_due_on") == date(2025, 6, 30)
    assert rules.day("action_4/bia_first_due_on") == date(2026, 6, 30)
    assert rules.day("action_4/bia_rest_due_on") == date(2027, 6, 30)
    assert rules.number("action_3/required_level") == 2
    assert rules.day("action_3/required_level_by") == date(2025, 9, 30)
    assert rules.number("action_3/recommended_level") == 3
    assert rules.day("action_3/recommended_level_by") == date(2026, 3, 31)
    assert rules.get("action_3/recommended_level").strength is Strength.RECOMMENDED
    assert rules.number("action_6/sso_services_above") == 5
    assert rules.number("action_6/sso_users_above") == 5000
    assert rules.day_of_year("action_7/entry_due_on", 2026) == date(2026, 6, 30)
    assert rules.day("programme/care_ends_on") == date(2027, 12, 31)


def test_a_reading_of_the_text_is_one_that_the_code_knows() -> None:
    readings = {
        path: one.values[-1].value
        for path, one in load_book().parameters.items()
        if one.unit == "reading"
    }
    assert readings == {
        "action_3/lowest_directory": "lowest_of_all",
        "action_4/list_needed": "copil_list",
        "action_6/mie_all_uses": "all_uses",
        "action_6/sso_users_are_people": "distinct_people",
        "action_7/latest_computation": "last_due_year",
    }


def test_every_choice_says_why_in_french() -> None:
    book = load_book()
    choices = book.choices()
    assert len(choices) >= 20
    for one in choices:
        reason = one.values[-1].reason
        assert len(reason) > 40, one.path
        assert reason.endswith("."), one.path
    assert "action_4/list_needed" in [one.path for one in book.choices_for("4.b")]


def test_every_parameter_but_the_target_of_care_is_named_by_an_obligation() -> None:
    book = load_book()
    named = {path for one in book.obligations for path in one.parameters}
    assert set(book.parameters) - named == {"care/digital_share_target"}


def test_every_parameter_resolves_on_each_change_day_and_the_day_before() -> None:
    book = load_book()
    for path, parameter in book.parameters.items():
        for value in parameter.values:
            assert book.at(value.since).get(path) is value
            assert book.at(value.since - timedelta(days=1)).values.get(path) is not value


def test_an_action_has_its_official_title() -> None:
    assert load_book().action(6).title.startswith("Se conformer aux référentiels")
    assert {one.action for one in load_book().obligations} == {1, 2, 3, 4, 5, 6, 7}


def test_a_refusal_says_its_code_and_data_in_a_log() -> None:
    assert str(ServiceRefusal("stale")) == "stale"
    refusal = ServiceRefusal("stale", version=3, saved_by="x")
    assert str(refusal) == "stale (saved_by='x', version=3)"
    assert (refusal.code, refusal.data) == ("stale", {"version": 3, "saved_by": "x"})


def test_a_parameter_not_in_force_or_of_another_kind_is_refused() -> None:
    book = load_book()
    with pytest.raises(RuleMissing, match="no value in force"):
        book.at(date(2020, 1, 1)).get("action_3/required_level")
    rules = book.at(_DAY)
    for wrong in (rules.day, rules.codes, lambda path: rules.day_of_year(path, 2026)):
        with pytest.raises(RuleMissing, match="is not a"):
            wrong("action_3/required_level")
    with pytest.raises(RuleMissing, match="is not a whole number"):
        rules.number("action_4/bia_first_due_on")


def test_the_help_on_exercises_is_not_the_law() -> None:
    one = load_book().helps["action_1/help_what_does_not_count"]
    assert len(one.lines) == 6
    assert "Occitanie" in one.source.title
    assert "n’est pas la loi" in one.introduction


def test_french_texts_have_their_no_break_spaces() -> None:
    for file in RULES_FOLDER.rglob("*.yaml"):
        text = file.read_text(encoding="utf-8")
        for mark in (" ;", " ?", " !", " »", "« ", " :"):
            assert mark not in text, f"{file.name}: {mark!r}"


def test_no_number_of_the_text_is_written_in_the_code() -> None:
    domain = Path(RULES_FOLDER).parent
    for file in domain.glob("*.py"):
        text = file.read_text(encoding="utf-8")
        for number in ("5000", "2025, 6", "2025, 9", "2026, 3", "2027", "730"):
            assert number not in text, f"{file.name}: {number}"


def test_what_was_not_read_again_for_a_year_is_listed() -> None:
    today = date.today()  # noqa: DTZ011 (the age of a reading is counted from the day of the run)
    old = load_book().stale(today, older_than_days=_YEAR.days)
    if old:
        listed = ", ".join(f"{path} ({day})" for path, day in old)
        warnings.warn(f"not read again for twelve months: {listed}", UserWarning, stacklevel=1)
    assert load_book().stale(_DAY, older_than_days=_YEAR.days) == ()
    assert len(load_book().stale(_DAY + 2 * _YEAR, older_than_days=_YEAR.days)) > 25
