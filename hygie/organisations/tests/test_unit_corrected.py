"""An establishment corrects its own identity; two people at once lose nothing."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from hygie.journal.models import Entry
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Role
from tests.cast import client_of, make_region, make_unit, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit() -> Organisation:
    return make_unit(name="CH des Trois-Vallées", opened_on=date(1979, 1, 1))


@pytest.fixture
def dsi(unit: Organisation) -> Client:
    return client_of(member(unit, Role.DSI))


def address(unit: Organisation) -> str:
    return reverse("organisations:unit-edit", args=[unit.finess])


def shown(client: Client, unit: Organisation) -> dict[str, Any]:
    """What the page shows in its fields, ready to be sent back."""
    form = client.get(address(unit)).context["form"]
    return {field.name: field.value() or "" for field in form}


def test_one_opened_in_1979_is_corrected(dsi: Client, unit: Organisation) -> None:
    values = shown(dsi, unit)
    assert values["opened_on"] == "01/01/1979"

    answer = dsi.post(address(unit), {**values, "opened_on": "01/01/1979", "city": "Foix"})

    assert answer.status_code == 303
    unit.refresh_from_db()
    assert (unit.city, unit.opened_on) == ("Foix", date(1979, 1, 1))
    assert Entry.objects.filter(verb="organisation.changed").count() == 1


def test_the_region_follows_the_department(dsi: Client, unit: Organisation) -> None:
    lyon = make_region(code="84", name="Auvergne-Rhône-Alpes")

    dsi.post(address(unit), {**shown(dsi, unit), "opened_on": "", "department": "69"})

    unit.refresh_from_db()
    assert (unit.department, unit.region) == ("69", lyon)


def test_a_department_that_is_none_is_refused(dsi: Client, unit: Organisation) -> None:
    typed = {**shown(dsi, unit), "opened_on": "01/01/1979", "department": "Ain"}

    answer = dsi.post(address(unit), typed)

    assert answer.status_code == 422
    assert "Écrivez le code du département" in answer.content.decode()
    unit.refresh_from_db()
    assert unit.department == "31"


def test_closed_before_it_opened_is_refused(dsi: Client, unit: Organisation) -> None:
    typed = {**shown(dsi, unit), "opened_on": "01/01/1979", "closed_on": "01/01/1978"}

    assert dsi.post(address(unit), typed).status_code == 422
    unit.refresh_from_db()
    assert unit.closed_on is None


def test_the_second_of_two_people_is_told_and_loses_nothing(
    dsi: Client, unit: Organisation
) -> None:
    first = {**shown(dsi, unit), "opened_on": "01/01/1979", "name": "CH du premier"}
    second = {**first, "name": "CH du second", "city": "Foix"}
    assert dsi.post(address(unit), first).status_code == 303

    told = dsi.post(address(unit), second)

    page = told.content.decode()
    assert told.status_code == 422
    assert "CH du premier" in page
    assert "CH du second" in page
    unit.refresh_from_db()
    assert (unit.name, unit.city) == ("CH du premier", "")
    again = dsi.post(address(unit), {**second, "seen": told.context["form"]["seen"].value()})
    assert again.status_code == 303
    unit.refresh_from_db()
    assert (unit.name, unit.city) == ("CH du second", "Foix")


def test_sent_twice_it_changes_once(dsi: Client, unit: Organisation) -> None:
    typed = {**shown(dsi, unit), "opened_on": "01/01/1979", "city": "Foix"}

    for _ in range(2):
        assert dsi.post(address(unit), typed).status_code == 303

    assert Entry.objects.filter(verb="organisation.changed").count() == 1
