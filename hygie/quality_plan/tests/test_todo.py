"""« À faire »: mine, others', overdue."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hygie.organisations.rights import Right, Role, Room
from hygie.quality_plan import selectors
from hygie.quality_plan.enums import State
from hygie.quality_plan.tests.plan import House, fill, make_house, make_two_houses, note_action
from tests.cast import member, on_day, scope_of, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures(today.__name__)]


def todo_of(house: House) -> selectors.Todo:
    units = scope_of(house.rssi).units(Room.QUALITY_PLAN, Right.READ)
    return selectors.todo(house.rssi, units)


def test_mine_others_and_overdue() -> None:
    house = make_house()
    mine = note_action(house, pilote=house.rssi, due_on=date(2027, 1, 31))
    other = note_action(house, due_on=None)
    with on_day(date(2026, 1, 5)):
        late = note_action(house, due_on=date(2026, 3, 1))
    note_action(make_house())
    found = todo_of(house)
    assert [one.action for one in found.mine] == [mine]
    assert [one.action for one in found.others] == [late, other]
    assert [(one.action, one.unit) for one in found.overdue] == [(late, house.unit)]


def test_a_shared_action_is_listed_once_where_the_person_may_open_it() -> None:
    support, part = make_two_houses()
    shared = note_action(support, units=[support.unit, part.unit])
    assert [one.unit for one in todo_of(part).others] == [part.unit]
    member(support.unit, Role.RSSI, user=part.rssi)
    assert [(one.action, one.unit) for one in todo_of(part).others] == [(shared, support.unit)]


def test_what_is_closed_is_not_to_do() -> None:
    house = make_house()
    action = note_action(house)
    for state in (State.DONE, State.VERIFIED, State.CANCELLED):
        type(action).objects.filter(pk=action.pk).update(state=state)
        assert todo_of(house) == selectors.Todo()


def test_the_number_of_queries_does_not_grow() -> None:
    house = make_house()
    counts = []
    for more in (1, 20):
        fill(house, more)
        with CaptureQueriesContext(connection) as queries:
            todo_of(house)
        counts.append(len(queries))
    assert counts == [2, 2]
