"""The tables as CSV: opened by a French spreadsheet, and never a formula."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hygie.audits.models import Directory, DirectoryInventory
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Role, Room
from hygie.oversight.selectors import unit_lines
from hygie.oversight.tables import neutral
from hygie.oversight.tests.stage import note, publish, rows_of_csv
from tests.cast import (
    client_of,
    delegate,
    make_ght,
    make_region,
    make_unit,
    member,
    on_day,
    today,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
__all__ = ["today"]
EVIL = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "\n=1")


@pytest.mark.parametrize("text", EVIL)
def test_a_formula_is_put_behind_an_apostrophe(text: str) -> None:
    assert neutral(text) == f"'{text}"


@pytest.mark.parametrize("value", ["CH de l’Isle", "a=1", "– ", 3, -2, "", "31/12/2026"])
def test_an_ordinary_value_stays_as_it_is(value: object) -> None:
    assert neutral(value) == value


def test_the_matrix_is_read_with_its_days() -> None:
    unit, closed = make_unit(name="CH; « Saint-Jean »"), make_unit(name="CH muet")
    ght = make_ght(unit, closed)
    delegate(unit, ght, Room.STATUS)
    note(unit, Directory(name="AD", entered_on=date(2020, 1, 1)))
    note(unit, DirectoryInventory(signed_on=date(2025, 1, 2)))
    user = member(ght, Role.GHT_RSSI)
    head, *rows = rows_of_csv(user, f"/ght/{ght.code}/?format=csv&action=3")
    assert head[0] == "Établissement, au 21/11/2026"
    told = {row[0]: dict(zip(head[1:], row[1:], strict=True)) for row in rows}
    assert told["CH; « Saint-Jean »"]["FINESS"] == unit.finess
    assert told["CH; « Saint-Jean »"]["3.c Audits ADS trimestriels"].startswith(
        "en retard depuis le "
    )
    assert told["CH muet"]["3.a Club SSI"] == "pas de délégation"
    assert told["CH muet"]["En retard"] == ""
    assert "1.a" not in " ".join(head)


@pytest.mark.parametrize("name", EVIL[:4])
def test_a_name_that_is_a_formula_stays_a_name(name: str) -> None:
    unit = make_unit(name=name)
    publish(unit)
    ars = member(make_region(), Role.ARS)
    rows = rows_of_csv(ars, "/regions/76/?format=csv&liste=etablissements")
    assert rows[1][0] == f"'{name}"


def test_the_region_counts_every_establishment() -> None:
    publish(make_unit())
    make_unit()
    ars = member(make_region(), Role.ARS)
    head, *rows = rows_of_csv(ars, "/regions/76/?format=csv")
    assert len(rows) == 25
    assert head[-1] == "non renseigné"
    assert all(sum(map(int, row[1:])) == 2 for row in rows)


def test_the_list_of_establishments_holds_all_pages_and_the_filters() -> None:
    region = make_region()
    for number in range(52):
        make_unit(name=f"CH {number:02d}", department="31")
    told = make_unit(name="CH parlant", department="30")
    publish(told, ads_level=(2, date(2026, 10, 12)))
    ars = member(region, Role.ARS)
    rows = rows_of_csv(ars, "/regions/76/?format=csv&liste=etablissements&page=1")
    assert len(rows) == 1 + 53
    only = rows_of_csv(ars, "/regions/76/?format=csv&liste=etablissements&departement=30")
    row = dict(zip(*only, strict=True))
    assert row["Dernière publication"] == "21/11/2026"
    assert row["Niveau ADS partagé"] == "2"
    assert row["Audit ADS du"] == "12/10/2026"
    silent = dict(zip(rows[0], rows[1], strict=True))
    assert silent["Dernière publication"] == "non renseigné"
    assert silent["En retard au 21/11/2026"] == silent["Niveau ADS partagé"] == ""


def test_the_list_of_any_number_sends_no_list_of_ids() -> None:
    region = make_region()
    told = make_unit(name="CH parlant")
    with on_day(date(2026, 11, 20)):
        publish(told)
    publish(told, ads_level=(3, date(2026, 11, 12)))
    units = Organisation.objects.under(region, date(2026, 11, 21)).order_by("search")
    with CaptureQueriesContext(connection) as before:
        lines = unit_lines(units, date(2026, 11, 21))
    assert [(one.ads_level, one.published_on) for one in lines] == [(3, date(2026, 11, 21))]
    for number in range(30):
        make_unit(name=f"CH {number:02d}")
    with CaptureQueriesContext(connection) as after:
        assert len(unit_lines(units.all(), date(2026, 11, 21))) == 31
    assert [len(one["sql"]) for one in after] == [len(one["sql"]) for one in before]


def test_an_unknown_form_of_file_shows_the_page() -> None:
    region: Organisation = make_region()
    answer = client_of(member(region, Role.ARS)).get("/regions/76/?format=exe")
    assert answer["Content-Type"].startswith("text/html")
