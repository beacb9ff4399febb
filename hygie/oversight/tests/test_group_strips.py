"""The strips of a GHT: each open unit, quarter by quarter, drawn and in words."""

from collections import Counter
from datetime import date

import pytest

from hygie.accounts.models import User
from hygie.audits.models import Directory, DirectoryInventory, Registration
from hygie.obligations.selectors import statuses_on
from hygie.obligations.services import refresh
from hygie.organisations.models import Link, Organisation
from hygie.organisations.rights import Role, Room
from hygie.oversight.tests.stage import note, read, table_of
from hygie.web.statuses import look_of
from tests.cast import delegate, make_ght, make_unit, member, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
__all__ = ["today"]
CAPTION = "Nombre d’obligations par statut, au dernier jour de chaque trimestre"


@pytest.fixture
def support() -> Organisation:
    return make_unit(name="CHU support")


@pytest.fixture
def part() -> Organisation:
    return make_unit(name="CH partie")


@pytest.fixture
def ght(support: Organisation, part: Organisation) -> Organisation:
    ght = make_ght(support, part)
    refresh(unit_ids=[support.pk, part.pk])
    delegate(support, ght, Room.STATUS)
    return ght


@pytest.fixture
def animateur(ght: Organisation) -> User:
    return member(ght, Role.GHT_RSSI)


def said_on(unit: Organisation, day: date) -> set[str]:
    found = Counter(row.status for row in statuses_on([unit.pk], day))
    return {f"{number} {look_of(status).word_for(number)}" for status, number in found.items()}


def numbers_in(cell: str) -> set[str]:
    return set(cell.split("\u00a0; "))


def test_the_table_says_the_statuses_of_the_last_day_of_each_quarter(
    ght: Organisation, support: Organisation, animateur: User
) -> None:
    note(support, Registration(service="silene", registered_on=date(2026, 5, 5)))
    told = table_of(read(animateur, f"/ght/{ght.code}/"), CAPTION)["CHU support"]
    assert next(iter(told)) == "T1\u00a02025"
    assert list(told)[-1] == "T4\u00a02027"
    assert len(told) == 12
    for label, day in (
        ("T1\u00a02026", date(2026, 3, 31)),
        ("T2\u00a02026", date(2026, 6, 30)),
        ("T4\u00a02027", date(2027, 12, 31)),
    ):
        assert numbers_in(told[label]) == said_on(support, day), label
    assert told["T1\u00a02026"] != told["T2\u00a02026"]


def test_a_unit_without_delegation_has_no_strip(
    ght: Organisation, part: Organisation, animateur: User
) -> None:
    page = read(animateur, f"/ght/{ght.code}/")
    assert [name.text for name in page.select(".shares .shares-name")] == ["CHU support"]
    assert list(table_of(page, CAPTION)) == ["CHU support"]
    delegate(part, ght, Room.STATUS)
    assert len(read(animateur, f"/ght/{ght.code}/").select(".shares .shares-name")) == 2


def test_no_panel_when_nobody_delegated(animateur: User) -> None:
    alone = make_ght(make_unit(name="CH fermé"))
    page = read(member(alone, Role.GHT_RSSI), f"/ght/{alone.code}/")
    assert "pas de délégation" in page.text
    assert not page.select(".shares")


def test_each_strip_is_a_link_with_the_day_and_a_name_for_ears(
    ght: Organisation, support: Organisation, animateur: User
) -> None:
    page = read(animateur, f"/ght/{ght.code}/?jour=2026-06-30")
    row = page.select_one("a.shares-row")
    assert row is not None
    assert row["href"] == f"/etablissements/{support.finess}/?jour=2026-06-30"
    assert row.svg["role"] == "img"
    assert row.svg["aria-label"].count("T1") == 3
    cell = page.select_one("td.matrix-cell a")
    assert cell is not None
    assert cell["href"] == f"/etablissements/{support.finess}/obligations/1.a/?jour=2026-06-30"


def test_one_action_is_drawn_alone(
    ght: Organisation, support: Organisation, animateur: User
) -> None:
    told = table_of(read(animateur, f"/ght/{ght.code}/?action=5"), CAPTION)["CHU support"]
    assert len(told) == 12
    assert all(cell.startswith("1 ") for cell in told.values())
    assert all(len(numbers_in(cell)) == 1 for cell in told.values())


def test_a_day_outside_2025_to_2027_moves_the_quarters(ght: Organisation, animateur: User) -> None:
    told = table_of(read(animateur, f"/ght/{ght.code}/?jour=2029-05-05"), CAPTION)
    assert next(iter(told["CHU support"])) == "T1\u00a02028"


def test_the_legend_says_s_only_when_a_cell_has_it(
    ght: Organisation, support: Organisation, part: Organisation, animateur: User
) -> None:
    delegate(part, ght, Room.STATUS)
    assert "à traiter par l’établissement support" not in read(animateur, f"/ght/{ght.code}/").text
    both = [support, part]
    note(support, Directory(name="GHT-AD", entered_on=date(2020, 1, 1)), both)
    note(support, DirectoryInventory(signed_on=date(2025, 1, 2)), both)
    legend = read(animateur, f"/ght/{ght.code}/").select_one(".matrix-legend")
    assert legend is not None
    assert "à traiter par l’établissement support" in legend.text
    other = read(animateur, f"/ght/{ght.code}/?action=1").select_one(".matrix-legend")
    assert other is not None
    assert "à traiter par l’établissement support" not in other.text


def test_the_totals_are_those_of_the_columns(
    ght: Organisation, support: Organisation, part: Organisation, animateur: User
) -> None:
    delegate(part, ght, Room.STATUS)
    page = read(animateur, f"/ght/{ght.code}/")
    codes = [head.text for head in page.select("th.matrix-head")]
    totals = dict(zip(codes, (td.text for td in page.select("tfoot td.matrix-cell")), strict=True))
    today = date(2026, 11, 21)
    late = Counter(
        row.obligation for row in statuses_on([support.pk, part.pk], today).filter(status="late")
    )
    assert {code: number for code, number in totals.items() if number} == {
        code: str(number) for code, number in late.items()
    }
    assert late


def test_a_unit_that_left_has_no_strip_any_more(
    ght: Organisation, support: Organisation, animateur: User
) -> None:
    Link.objects.filter(child=support, parent=ght).update(until=date(2026, 7, 1))
    assert not read(animateur, f"/ght/{ght.code}/").select(".shares")
