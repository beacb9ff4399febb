"""A region over time: what was published, of all its establishments, quarter by quarter."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hygie.accounts.models import User
from hygie.audits.models import Registration
from hygie.obligations.selectors import published_statuses_on
from hygie.obligations.services import refresh
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Role
from hygie.oversight.tests.stage import note, publish, read, rows_of_csv, table_of
from tests.cast import client_of, make_nation, make_region, make_unit, member, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
__all__ = ["today"]
SILENE = "3.b Service SILENE"


@pytest.fixture
def region() -> Organisation:
    return make_region()


@pytest.fixture
def ars(region: Organisation) -> User:
    return member(region, Role.ARS)


def address(region: Organisation, query: str = "?action=3") -> str:
    return f"/regions/{region.code}/evolution/{query}"


def registered(name: str, on: date) -> Organisation:
    unit = make_unit(name=name)
    note(unit, Registration(service="silene", registered_on=on))
    return unit


def test_each_quarter_counts_every_establishment(region: Organisation, ars: User) -> None:
    publish(registered("CH parlant", date(2026, 5, 5)))
    make_unit(name="CH muet")
    told = table_of(read(ars, address(region)), SILENE)
    assert len(told) == 12
    assert told["T1\u00a02026"].get("fait", "0") == "0"
    assert told["T2\u00a02026"]["fait"] == "1"
    assert told["T4\u00a02026 (à venir)"]["fait"] == "1"
    for row in told.values():
        assert sum(int(number) for number in row.values()) == 2
        assert int(row["non renseigné"]) >= 1


def test_the_drawing_says_what_the_table_says(region: Organisation, ars: User) -> None:
    publish(registered("CH parlant", date(2026, 5, 5)))
    figure = read(ars, address(region)).find(id="o3.b")
    assert figure is not None
    assert "T2\u00a02026\u00a0: 1 fait" in figure.svg["aria-label"]
    assert len(figure.svg.select("svg")) == 12


def test_what_is_noted_after_the_publication_is_not_seen(region: Organisation, ars: User) -> None:
    unit = make_unit()
    publish(unit)
    before = table_of(read(ars, address(region)), SILENE)
    note(unit, Registration(service="silene", registered_on=date(2026, 5, 5)))
    assert table_of(read(ars, address(region)), SILENE) == before
    assert published_statuses_on([unit.pk], date(2026, 6, 30)).get(obligation="3.b").status != "met"
    publish(unit)
    assert table_of(read(ars, address(region)), SILENE) != before


def test_an_action_is_the_sum_of_its_obligations(region: Organisation, ars: User) -> None:
    publish(make_unit())
    make_unit()
    page = read(ars, address(region))
    whole = table_of(page, "Toutes les obligations de l’action")
    each = [table_of(page, figure.figcaption.text) for figure in page.select("figure[id]")]
    assert len(each) == 5
    for quarter, row in whole.items():
        assert sum(map(int, row.values())) == 10
        late = sum(int(one[quarter].get("en retard", 0)) for one in each)
        assert int(row.get("en retard", 0)) == late


def test_nothing_published_is_all_silent(region: Organisation, ars: User) -> None:
    refresh(unit_ids=[make_unit().pk])
    told = table_of(read(ars, address(region, "?action=1")), "1.a Exercice de crise annuel")
    assert len(told) == 12
    assert all(row == {"non renseigné": "1"} for row in told.values())


def test_filters_and_the_day_go_along(region: Organisation, ars: User) -> None:
    publish(make_unit(department="31"))
    make_unit(department="30")
    page = read(ars, f"/regions/{region.code}/?departement=31&jour=2026-06-30&page=1")
    link = next(one["href"] for one in page.select("a.shares-row") if "3.c" in one.text)
    assert link == (
        f"/regions/{region.code}/evolution/?departement=31&jour=2026-06-30&action=3#o3.c"
    )
    action = page.select_one("a.panel-action")
    assert action is not None
    assert action["href"] == (f"/regions/{region.code}/evolution/?departement=31&jour=2026-06-30")
    filtered = read(ars, link.partition("#")[0])
    assert "1 établissement sur 1 a publié" in filtered.text
    assert "filtrée" in filtered.text
    assert "filtrée" not in read(ars, address(region)).text


def test_an_unknown_action_shows_the_first(region: Organisation, ars: User) -> None:
    for query in ("", "?action=9", "?action=x"):
        assert read(ars, address(region, query)).find(id="o1.a") is not None


def test_only_who_oversees_the_region_reads_it(region: Organisation, ars: User) -> None:
    other = make_region(code="93", name="Provence-Alpes-Côte d’Azur")
    client = client_of(ars)
    assert client.get(address(other)).status_code == 404
    assert client.get("/national/FR/evolution/").status_code == 404
    unit = make_unit()
    for user in (member(unit, Role.DIRECTION), member(other, Role.ARS)):
        assert client_of(user).get(address(region)).status_code == 404
    ministry = client_of(member(make_nation(), Role.MINISTRY))
    assert ministry.get("/national/FR/evolution/?action=7").status_code == 200
    assert ministry.get(address(region)).status_code == 200


def test_the_file_has_one_row_per_obligation_and_quarter(region: Organisation, ars: User) -> None:
    publish(registered("CH parlant", date(2026, 5, 5)))
    rows = rows_of_csv(ars, address(region, "?action=3&format=csv"))
    assert len(rows) == 1 + 6 * 12
    met = rows[0].index("fait")
    row = next(row for row in rows if row[:2] == [SILENE, "30/06/2026"])
    assert row[met] == "1"


@pytest.mark.sqlite  # both databases receive the same questions
def test_it_asks_as_much_for_one_unit_as_for_ten(region: Organisation, ars: User) -> None:
    publish(make_unit())
    client = client_of(ars)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address(region)).status_code == 200
        return len(captured)

    first = queries()
    for _ in range(9):
        publish(make_unit())
    assert queries() == first
    assert first <= 15
