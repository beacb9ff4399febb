"""The ARS and the ministry read what was published: never more, never of another region."""

import io
import zipfile
from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hygie.accounts.models import User
from hygie.obligations.services import refresh, timeline_publish
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Role
from tests.cast import client_of, make_nation, make_region, make_unit, member, scope_of, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
__all__ = ["today"]


@pytest.fixture
def region() -> Organisation:
    return make_region()


@pytest.fixture
def ars(region: Organisation) -> User:
    return member(region, Role.ARS)


def publish(unit: Organisation) -> None:
    refresh(unit_ids=[unit.pk])
    director = member(unit, Role.DIRECTION)
    timeline_publish(scope=scope_of(director), acting_user=director, unit=unit, new_id=uuid4())


def test_not_published_is_said_and_is_not_late(region: Organisation, ars: User) -> None:
    silent, told = make_unit(name="CH muet"), make_unit(name="CH parlant")
    refresh(unit_ids=[silent.pk])
    publish(told)
    page = client_of(ars).get(f"/regions/{region.code}/").content.decode()
    assert "1 établissement sur 2 a publié" in page
    assert "CH muet" in page
    assert "non renseigné" in page
    unit_page = client_of(ars).get(f"/publies/{silent.finess}/").content.decode()
    assert "n’a rien publié" in unit_page


def test_the_working_pages_stay_closed_to_the_ars(region: Organisation, ars: User) -> None:
    unit = make_unit()
    publish(unit)
    client = client_of(ars)
    for page in ("", "audits/", "continuite/", "paq/", "direction/", "fiches/", "etats/"):
        assert client.get(f"/etablissements/{unit.finess}/{page}").status_code == 404
    assert client.get(f"/publies/{unit.finess}/").status_code == 200


def test_another_region_is_not_found(region: Organisation, ars: User) -> None:
    other = make_region(code="93", name="Provence-Alpes-Côte d’Azur")
    far = make_unit(region=other, department="13")
    publish(far)
    client = client_of(ars)
    assert client.get("/regions/93/").status_code == 404
    assert client.get(f"/publies/{far.finess}/").status_code == 404
    assert client.get("/national/FR/").status_code == 404
    assert far.name not in client.get(f"/regions/{region.code}/").content.decode()


def test_the_ministry_reads_every_region(region: Organisation) -> None:
    make_region(code="93", name="Provence-Alpes-Côte d’Azur")
    far = make_unit(region=make_region(code="93"), department="13")
    publish(far)
    make_unit()
    client = client_of(member(make_nation(), Role.MINISTRY))
    page = client.get("/national/FR/").content.decode()
    assert "Région par région" in page
    assert "Provence-Alpes-Côte d’Azur" in page
    assert client.get("/regions/93/").status_code == 200
    assert client.get(f"/publies/{far.finess}/").status_code == 200


def test_filters_keep_some_and_ignore_what_is_unknown(region: Organisation, ars: User) -> None:
    make_unit(name="CH de Toulouse", department="31")
    make_unit(name="CH de Nîmes", department="30")
    client = client_of(ars)

    def names(query: str) -> list[bool]:
        page = client.get(f"/regions/{region.code}/?{query}").content.decode()
        return [f">{name}<" in page for name in ("CH de Toulouse", "CH de Nîmes")]

    assert names("departement=30") == [False, True]
    assert names("q=toulouse") == [True, False]
    assert names("secteur=planete&page=99&jour=9999-01-01") == [True, True]
    assert names("q=%3Cscript%3E") == [False, False]


def test_the_day_asked_is_read_in_what_was_published(region: Organisation, ars: User) -> None:
    publish(make_unit())
    client = client_of(ars)
    for day in ("2026-06-30", "2027-06-30"):
        page = client.get(f"/regions/{region.code}/?jour={day}").content.decode()
        assert f"{date.fromisoformat(day):%Y}" in page


def test_the_export_holds_numbers_by_obligation(region: Organisation, ars: User) -> None:
    publish(make_unit())
    answer = client_of(ars).get(f"/regions/{region.code}/?format=xlsx")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        texts = book.read("xl/sharedStrings.xml").decode()
    assert "non renseigné" in texts
    assert "1.a" in texts


def test_it_asks_as_much_for_one_unit_as_for_thirty(region: Organisation, ars: User) -> None:
    publish(make_unit())
    client = client_of(ars)
    ministry = client_of(member(make_nation(), Role.MINISTRY))

    def queries() -> list[int]:
        found = []
        for browser, page in ((client, f"/regions/{region.code}/"), (ministry, "/national/FR/")):
            with CaptureQueriesContext(connection) as captured:
                assert browser.get(page).status_code == 200
            found.append(len(captured))
        return found

    first = queries()
    for _ in range(12):
        publish(make_unit())
    assert queries() == first
    assert max(first) <= 15
