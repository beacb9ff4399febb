"""« Hygie tient lieu de PAQ »: an establishment says where it follows its quality actions."""

from datetime import date
from typing import Any

import pytest

from hygie.domain.refusal import ServiceRefusal
from hygie.journal.models import Entry
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Role
from hygie.quality_plan import services
from hygie.quality_plan.tests.plan import House, make_house, note_action, status_of
from tests.cast import TODAY, member, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures(today.__name__)]


def change(house: House, since: date | None, expected: date | None = None) -> Any:
    return services.paq_setting_change(**house.who, since=since, expected_since=expected)


def since_of(house: House) -> date | None:
    return Organisation.objects.get(pk=house.unit.pk).quality_plan_in_hygie_since


def lines() -> int:
    return Entry.objects.filter(verb="paq_setting.changed").count()


def test_an_action_needs_no_number_when_hygie_is_the_paq() -> None:
    house = make_house()
    note_action(house, number="")
    assert status_of(house.unit) == "open"
    change(house, TODAY)
    change(house, TODAY)
    assert since_of(house) == TODAY
    assert status_of(house.unit) == "met"
    assert lines() == 1


def test_the_setting_is_taken_back() -> None:
    house = make_house()
    note_action(house, number="")
    change(house, TODAY)
    change(house, None, expected=TODAY)
    assert since_of(house) is None
    assert status_of(house.unit) == "open"
    assert lines() == 2


def refused(house: House, code: str, since: date | None, expected: date | None = None) -> None:
    before = since_of(house)
    count = lines()
    with pytest.raises(ServiceRefusal) as refusal:
        change(house, since, expected)
    assert refusal.value.code == code
    assert since_of(house) == before
    assert lines() == count


def test_a_reader_does_not_change_it() -> None:
    house = make_house()
    refused(House(house.unit, member(house.unit, Role.DIRECTION)), "not_allowed", TODAY)


def test_it_is_not_set_for_tomorrow() -> None:
    refused(make_house(), "plan_future_day", date(2026, 11, 22))


def test_the_second_of_two_people_is_told() -> None:
    house = make_house()
    change(house, date(2026, 1, 1))
    refused(house, "setting_stale", TODAY, None)
