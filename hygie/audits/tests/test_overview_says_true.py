"""The head of the page of action 3 claims nothing that is not known."""

from datetime import date

import pytest

from hygie.accounts.models import User
from hygie.audits.models import AdsResult
from hygie.audits.tests.cast import audit, directory, note, url
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Role
from tests.cast import client_of, make_unit, member, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
__all__ = ["today"]


@pytest.fixture
def unit() -> Organisation:
    return make_unit(name="CH de Rochebrune")


@pytest.fixture
def rssi(unit: Organisation) -> User:
    return member(unit, Role.RSSI)


def seen(rssi: User, unit: Organisation) -> str:
    return client_of(rssi).get(url(unit)).content.decode().replace("&nbsp;", " ")


def test_a_directory_new_this_quarter_is_not_said_audited(unit: Organisation, rssi: User) -> None:
    new = directory(rssi, unit, name="NEUF", entered_on=date(2026, 10, 20))
    assert "1 annuaire à auditer à partir du prochain trimestre" in seen(rssi, unit)
    assert "tous les annuaires sont audités" not in seen(rssi, unit)
    audit(rssi, unit, new, date(2026, 11, 2))
    assert "tous les annuaires sont audités ce trimestre" in seen(rssi, unit)


def test_one_that_lacks_its_audit_is_told_before_a_new_one(unit: Organisation, rssi: User) -> None:
    directory(rssi, unit, name="ANCIEN")
    directory(rssi, unit, name="NEUF", entered_on=date(2026, 10, 20))
    assert "1 annuaire sans audit ADS ce trimestre" in seen(rssi, unit)


def test_the_level_is_not_known_while_one_directory_has_none(
    unit: Organisation, rssi: User
) -> None:
    audited, blank = directory(rssi, unit, name="HAUT"), directory(rssi, unit, name="SANS")
    audit(rssi, unit, audited, date(2026, 10, 5), 4)
    note(rssi, unit, AdsResult(directory=blank, done_on=date(2026, 10, 5)))
    page = seen(rssi, unit)
    assert "pas encore connu, faute de celui de SANS" in page
    assert "Le plus bas des autres : 4 sur 5" in page
    assert "celui de son annuaire le plus bas" not in page
    audit(rssi, unit, blank, date(2026, 11, 5), 2)
    assert "celui de son annuaire le plus bas : 2 sur 5" in seen(rssi, unit)
