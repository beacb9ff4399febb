"""A form opened claims nothing that nobody said."""

import re
from datetime import date

import pytest

from hygie.audits.models import AdsResult, DirectoryInventory
from hygie.audits.tests.cast import directory, note, url
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Role
from tests.cast import client_of, make_unit, member, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
__all__ = ["today"]


@pytest.fixture
def unit() -> Organisation:
    return make_unit()


def test_of_two_directories_none_is_chosen_and_the_only_one_is(unit: Organisation) -> None:
    rssi = member(unit, Role.RSSI)
    first = directory(rssi, unit)
    page = client_of(rssi).get(url(unit, "ads/noter/")).content.decode()
    assert f'<option value="{first.pk}" selected>' in page
    second = directory(rssi, unit, name="CHR-TEST")
    page = client_of(rssi).get(url(unit, "ads/noter/")).content.decode()
    assert "Choisir l’annuaire</option>" in page
    assert "selected>CHR" not in page
    given = client_of(rssi).get(url(unit, f"ads/noter/?directory={second.pk}")).content.decode()
    assert f'<option value="{second.pk}" selected>' in given


def test_the_provenance_says_why_memory_is_ticked(unit: Organisation) -> None:
    rssi = member(unit, Role.RSSI)
    directory(rssi, unit)
    page = client_of(rssi).get(url(unit, "ads/noter/")).content.decode()
    assert "c’est ce qui affirme le moins" in page
    assert re.search(r'value="memory"[^>]* checked', page)


def test_an_audit_without_its_directory_is_refused(unit: Organisation) -> None:
    rssi = member(unit, Role.RSSI)
    directory(rssi, unit)
    directory(rssi, unit, name="CHR-TEST")
    sent = {"new_id": "5d0f7b9a-6f5e-4c39-9f5f-1d1c0a1b2c3d", "done_on": "01/10/2026"}
    answer = client_of(rssi).post(url(unit, "ads/noter/"), {**sent, "provenance": "memory"})
    assert answer.status_code == 422
    assert not AdsResult.objects.exists()


def test_an_inventory_says_that_all_is_listed_only_when_someone_ticks_it(
    unit: Organisation,
) -> None:
    rssi = member(unit, Role.RSSI)
    client, page = client_of(rssi), url(unit, "inventaires/noter/")
    assert "checked" not in client.get(page).content.decode().partition("says_all_listed")[2][:120]
    sent = {"signed_on": "01/10/2026", "provenance": "memory"}
    ids = ("5d0f7b9a-6f5e-4c39-9f5f-1d1c0a1b2c3d", "6e0f7b9a-6f5e-4c39-9f5f-1d1c0a1b2c3d")
    client.post(page, {"new_id": ids[0], **sent})
    client.post(page, {"new_id": ids[1], **sent, "says_all_listed": "on"})
    found = {str(one.pk): one.says_all_listed for one in DirectoryInventory.objects.all()}
    assert found == {ids[0]: False, ids[1]: True}


def test_correcting_keeps_what_the_inventory_says(unit: Organisation) -> None:
    rssi = member(unit, Role.RSSI)
    one = note(rssi, unit, DirectoryInventory(signed_on=date(2026, 1, 2), says_all_listed=True))
    page = client_of(rssi).get(url(unit, f"inventaires/{one.pk}/corriger/")).content.decode()
    assert re.search(r'name="says_all_listed"[^>]* checked', page)
