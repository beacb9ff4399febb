"""The establishments of a GHT side by side, for who may read each of them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hygie.organisations.rights import Role, Room
from hygie.self_assessments.services.answers import Given
from hygie.self_assessments.services.sharing import pack_share
from hygie.self_assessments.tests.cast import answering, give, load, pack_said, who
from tests.cast import client_of, delegate, make_ght, make_unit, member, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
__all__ = ["today"]


@pytest.fixture
def unit():
    return make_unit(name="CHU")


@pytest.fixture
def parts():
    return [make_unit(name=f"CH {number}") for number in range(4)]


@pytest.fixture
def ght(unit, parts):
    return make_ght(unit, *parts)


@pytest.fixture
def rssi(unit):
    return member(unit, Role.RSSI)


@pytest.fixture
def grid(unit, rssi, parts, ght):
    pack = load(rssi, unit, pack_said())
    pack_share(**who(rssi, unit), pack_id=pack.pk, units=parts)
    return answered(rssi, unit, pack, 3)


def answered(user, unit, pack, level):
    grid = answering(user, unit, pack)
    give(user, unit, grid, a1=Given(level=level), b1=Given(level=0))
    return grid


def url(unit, grid):
    return f"/etablissements/{unit.finess}/auto-evaluations/{grid.pk}/comparer/"


def test_only_the_establishments_that_the_person_may_read_are_there(unit, parts, ght, grid, rssi):
    answered(member(parts[0], Role.RSSI), parts[0], grid.pack, 1)
    alone = client_of(rssi).get(url(unit, grid)).content.decode()
    assert "1 établissement côte à côte" in alone
    assert "CH 0" not in alone
    results = client_of(rssi).get(url(unit, grid).replace("comparer", "resultats"))
    assert "Comparer" not in results.content.decode()
    delegate(unit, ght, Room.SELF_ASSESSMENTS)
    for part in parts[:2]:
        delegate(part, ght, Room.SELF_ASSESSMENTS)
    wide = client_of(member(ght, Role.GHT_RSSI)).get(url(unit, grid)).content.decode()
    assert "3 établissements côte à côte" in wide
    assert "CH 2" not in wide
    assert "1 n’a rien noté" in wide
    assert "50" in wide  # (3 + 0) of 6
    assert "non renseigné" in wide


def test_the_number_of_queries_does_not_depend_on_the_establishments(unit, parts, ght, grid):
    person = client_of(member(ght, Role.GHT_RSSI))
    delegate(unit, ght, Room.SELF_ASSESSMENTS)
    counts = set()
    for part in (None, *parts):
        if part is not None:
            delegate(part, ght, Room.SELF_ASSESSMENTS)
            answered(member(part, Role.RSSI), part, grid.pack, 2)
        with CaptureQueriesContext(connection) as queries:
            assert person.get(url(unit, grid)).status_code == 200
        counts.add(len(queries))
    assert len(counts) == 1, counts
    assert max(counts) <= 15


def test_a_stranger_finds_nothing(unit, grid):
    stranger = member(make_unit(), Role.RSSI)
    assert client_of(stranger).get(url(unit, grid)).status_code == 404
