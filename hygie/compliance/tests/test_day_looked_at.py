"""The day looked at is one whose statuses are stored; another is told, never shown empty."""

from datetime import date
from typing import Any

import pytest
from bs4 import BeautifulSoup

from hygie.obligations.horizon import wanted
from hygie.organisations.days import days_offered
from hygie.organisations.rights import Role
from tests.cast import TODAY, client_of, make_unit, member, today

__all__ = ["today"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def page(query: str) -> Any:
    unit = make_unit()
    answer = client_of(member(unit, Role.RSSI)).get(f"/etablissements/{unit.finess}/{query}")
    return BeautifulSoup(answer.content, "html.parser")


def picker(found: Any) -> tuple[str, str, str]:
    field = found.select_one("#jour-regarde")
    return field["min"], field["value"], field["max"]


def test_the_days_offered_are_those_stored() -> None:
    first, last = days_offered(TODAY)
    stored = wanted(TODAY)
    assert (first, last) == (stored.start, stored.clamp(date.max))


def test_a_day_past_the_last_is_told_and_the_last_shown() -> None:
    found = page("?jour=2035-06-30")
    assert picker(found) == ("2023-01-01", "2029-12-31", "2029-12-31")
    said = found.select_one(".other-day").text
    assert "Hygie ne calcule rien au 30\u00a0juin\u00a02035" in said
    assert "31/12/2029" in said


def test_a_day_before_the_first_is_told_and_the_first_shown() -> None:
    found = page("?jour=2020-06-30")
    assert picker(found)[1] == "2023-01-01"
    assert "Hygie ne calcule rien au 30\u00a0juin\u00a02020" in found.select_one(".other-day").text


def test_a_day_offered_is_shown_without_a_word_more() -> None:
    found = page("?jour=2027-06-30")
    assert picker(found)[1] == "2027-06-30"
    assert "ne calcule rien" not in found.text
