"""The ARS and the ministry read what was published: never more, never of another region."""

import io
import zipfile
from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hygie.accounts.models import User
from hygie.audits.models import Registration
from hygie.obligations.models import PublishedInterval
from hygie.obligations.selectors import published_statuses_on
from hygie.obligations.services import refresh
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Role
from hygie.oversight.tests.stage import note, publish, read, table_of
from tests.cast import client_of, make_nation, make_region, make_unit, member, on_day, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
__all__ = ["today"]


@pytest.fixture
def region() -> Organisation:
    return make_region()


@pytest.fixture
def ars(region: Organisation) -> User:
    return member(region, Role.ARS)


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
    regions = table_of(BeautifulSoup(page, "html5lib"), "Régions")
    assert regions["Provence-Alpes-Côte d’Azur"]["Dont en retard"].isdigit()
    assert regions["Occitanie"]["Dont en retard"] == "–"
    assert regions["Occitanie"]["Obligations en retard"] == "–"
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


def test_the_bars_and_the_table_count_every_establishment(region: Organisation, ars: User) -> None:
    publish(make_unit())
    for _ in range(3):
        make_unit()
    page = read(ars, f"/regions/{region.code}/")
    told = table_of(page, "Nombre d’établissements par statut")
    assert len(told) == 25
    for label, row in told.items():
        assert sum(int(number) for number in row.values()) == 4, label
        assert int(row["non renseigné"]) >= 3, label
    bars = page.select("a.shares-row")
    assert len(bars) == 25
    for bar in bars:
        widths = [float(mark["width"].removesuffix("%")) for mark in bar.svg.select("rect")]
        assert sum(widths) == pytest.approx(100, abs=0.01)
        assert bar.svg.select_one(".share-silent") is not None
    assert bars[0].select_one("span.muted").text in ("1 sur 4 renseigné", "0 sur 4 renseigné")


def test_the_level_is_read_only_when_it_is_shared(region: Organisation, ars: User) -> None:
    silent, told = make_unit(name="CH discret"), make_unit(name="CH ouvert")
    publish(silent)
    publish(told, ads_level=(3, date(2026, 10, 12)))
    listed = table_of(read(ars, f"/regions/{region.code}/"), "Établissements")
    assert listed["CH discret"]["Niveau ADS partagé"] == "–"
    assert listed["CH ouvert"]["Niveau ADS partagé"] == "niveau 3 au 12/10/2026"
    assert "Niveau ADS" not in read(ars, f"/publies/{silent.finess}/").text
    said = read(ars, f"/publies/{told.finess}/").text
    assert "niveau 3, audit du 12\u00a0octobre\u00a02026" in said
    with on_day(date(2026, 11, 22)):
        publish(told)
        assert "Niveau ADS" not in read(ars, f"/publies/{told.finess}/").text
        again = table_of(read(ars, f"/regions/{region.code}/"), "Établissements")
    assert again["CH ouvert"]["Niveau ADS partagé"] == "–"


def test_the_export_holds_numbers_by_obligation(region: Organisation, ars: User) -> None:
    publish(make_unit())
    answer = client_of(ars).get(f"/regions/{region.code}/?format=xlsx")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        texts = book.read("xl/sharedStrings.xml").decode()
    assert "non renseigné" in texts
    assert "1.a" in texts


@pytest.mark.sqlite  # both databases receive the same questions
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


def test_the_frise_shows_what_was_noted_and_leads_to_its_line(
    region: Organisation, ars: User
) -> None:
    unit = make_unit(name="CH parlant")
    note(unit, Registration(service="silene", registered_on=date(2026, 5, 5)))
    publish(unit)
    page = read(ars, f"/publies/{unit.finess}/")
    links = {link["href"] for link in page.select("a.frise-link")}
    assert "#o3.b" in links
    assert len(links) < 25
    for link in links:
        row = page.find(id=link.removeprefix("#"))
        assert row is not None
        assert "non renseigné" not in row.text
    strip = page.select_one('a.frise-link[href="#o3.b"]')
    assert strip is not None
    assert "fait à partir du 05/05/2026" in strip.svg.desc.text
    assert f"/etablissements/{unit.finess}" not in str(page)


def test_nothing_noted_has_no_frise(region: Organisation, ars: User) -> None:
    silent, empty = make_unit(name="CH muet"), make_unit(name="CH vide")
    publish(empty)
    assert not read(ars, f"/publies/{silent.finess}/").select(".frise")
    drawn = read(ars, f"/publies/{empty.finess}/").select("a.frise-link")
    noted = published_statuses_on([empty.pk], date(2026, 11, 21)).filter(noted=True)
    assert {link["href"] for link in drawn} == {f"#o{row.obligation}" for row in noted}


def test_nothing_told_is_not_nothing_late(region: Organisation, ars: User) -> None:
    unit = make_unit(name="CH muet")
    publish(unit)
    seen = client_of(ars).get(f"/publies/{unit.finess}/").content.decode()
    assert "rien n’est en retard" not in seen
    assert "aucune obligation renseignée" in seen


def test_a_line_that_is_not_noted_has_no_count(region: Organisation, ars: User) -> None:
    unit = make_unit(name="CH muet")
    publish(unit)
    PublishedInterval.objects.filter(obligation="4.a").update(done=0, total=3)
    page = read(ars, f"/publies/{unit.finess}/")
    line = table_of(page, "Obligations publiées")
    row = next(cells for head, cells in line.items() if head.startswith("4.a"))
    assert row == {"Statut": "non renseigné", "Compte": ""}
