"""What a GHT or a group sees of its units: delegated ones, on any day, never a reason."""

import io
import zipfile
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hygie.accounts.models import User
from hygie.audits.models import Directory, DirectoryInventory, Registration
from hygie.identification.models import Engagement
from hygie.obligations.recording import coverage_answer_and_refresh
from hygie.obligations.services import refresh
from hygie.organisations.models import Delegation, Link, Organisation
from hygie.organisations.rights import Role, Room
from hygie.oversight.tests.stage import note, read
from tests.cast import (
    client_of,
    delegate,
    make_ght,
    make_group,
    make_unit,
    member,
    scope_of,
    today,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
__all__ = ["today"]


@pytest.fixture
def support() -> Organisation:
    return make_unit(name="CHU support")


@pytest.fixture
def part() -> Organisation:
    return make_unit(name="CH partie")


@pytest.fixture
def ght(support: Organisation, part: Organisation) -> Organisation:
    return make_ght(support, part)


@pytest.fixture
def animateur(ght: Organisation) -> User:
    return member(ght, Role.GHT_RSSI)


def page(user: User, ght: Organisation, query: str = "") -> str:
    answer = client_of(user).get(f"/ght/{ght.code}/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_unit_without_delegation_is_there_and_says_nothing(
    ght: Organisation, support: Organisation, part: Organisation, animateur: User
) -> None:
    refresh(unit_ids=[support.pk, part.pk])
    delegate(support, ght, Room.STATUS)
    seen = page(animateur, ght)
    assert "1 établissement sur 2" in seen
    assert "pas de délégation" in seen
    assert f"/etablissements/{support.finess}/obligations/1.a/" in seen
    assert f"/etablissements/{part.finess}/" not in seen


def test_a_delegation_taken_back_closes_the_row(
    ght: Organisation, support: Organisation, animateur: User
) -> None:
    given = delegate(support, ght, Room.STATUS)
    assert f"/etablissements/{support.finess}/" in page(animateur, ght)
    Delegation.objects.filter(pk=given.pk).update(until=date(2026, 11, 21))
    assert f"/etablissements/{support.finess}/" not in page(animateur, ght)


def test_a_unit_that_left_is_gone_from_that_day_on(
    ght: Organisation, part: Organisation, animateur: User
) -> None:
    Link.objects.filter(child=part, parent=ght).update(until=date(2026, 7, 1))
    assert "CH partie" not in page(animateur, ght)
    assert "CH partie" in page(animateur, ght, "?jour=2026-06-30")


def test_a_late_forest_of_the_support_is_said_to_be_for_the_support(
    ght: Organisation, support: Organisation, part: Organisation, animateur: User
) -> None:
    both = [support, part]
    for unit in both:
        delegate(unit, ght, Room.STATUS)
    note(support, Directory(name="GHT-AD", entered_on=date(2020, 1, 1)), both)
    note(support, DirectoryInventory(signed_on=date(2025, 1, 2)), both)
    seen = page(animateur, ght, "?action=3")
    rows = seen.split("<tr>")
    of_part = next(row for row in rows if "CH partie" in row and "matrix-cell" in row)
    of_support = next(row for row in rows if "CHU support" in row and "matrix-cell" in row)
    assert "à traiter par l’établissement support" in of_part
    assert "à traiter par l’établissement support" not in of_support
    assert "GHT-AD" not in seen


def test_shared_facts_are_counted_by_kind_in_the_rooms_that_were_opened(
    ght: Organisation, support: Organisation, part: Organisation, animateur: User
) -> None:
    both = [support, part]
    for unit in both:
        delegate(unit, ght, Room.STATUS)
    first = note(support, Directory(name="GHT-AD", entered_on=date(2020, 1, 1)), both)
    note(support, Directory(name="GHT-AD2", entered_on=date(2020, 1, 1)), both)
    note(support, Directory(name="CHU-AD", entered_on=date(2020, 1, 1)))
    note(support, Engagement(signed_on=date(2026, 2, 1)), both)
    assert "portés pour plusieurs" not in page(animateur, ght)
    delegate(support, ght, Room.AUDITS)
    assert "portés pour plusieurs" not in page(animateur, ght)  # one of the two only
    delegate(part, ght, Room.AUDITS)
    seen = page(animateur, ght).replace("\u00a0", " ")
    assert "<li>2 annuaires</li>" in seen
    assert "engagement" not in seen
    rssi = member(part, Role.RSSI)
    coverage_answer_and_refresh(
        scope=scope_of(rssi),
        acting_user=rssi,
        unit=part,
        fact=first,
        declines=True,
        reason="Nous en sommes sortis",
        obligation_ids=(),
    )
    for unit in both:
        delegate(unit, ght, Room.IDENTIFICATION)
    seen = page(animateur, ght).replace("\u00a0", " ")
    assert "décliné par CH partie" in seen
    assert "1 engagement" in seen
    assert "GHT-AD" not in seen
    assert "sortis" not in seen


def test_nobody_late_is_not_said_when_nobody_delegated(ght: Organisation, animateur: User) -> None:
    seen = page(animateur, ght)
    assert "rien n’est en retard" not in seen
    assert "aucune situation à lire" in seen


def test_the_most_late_come_first_when_asked(
    ght: Organisation, support: Organisation, part: Organisation, animateur: User
) -> None:
    for unit in (support, part):
        delegate(unit, ght, Room.STATUS)
    refresh(unit_ids=[support.pk, part.pk])
    note(part, Directory(name="AD", entered_on=date(2020, 1, 1)))
    note(part, DirectoryInventory(signed_on=date(2025, 1, 2)))

    def late(query: str) -> dict[str, int]:
        rows = read(animateur, f"/ght/{ght.code}/{query}").select("tbody tr:has(td.matrix-cell)")
        return {row.th.text: int(row.select_one("td.number").text) for row in rows}

    by_name, by_late = late("?action=3"), late("?action=3&tri=retard")
    assert by_name == by_late
    assert len(set(by_late.values())) == 2
    assert list(by_late) == sorted(by_late, key=lambda name: -by_late[name])
    assert list(by_name) == ["CH partie", "CHU support"]
    assert page(animateur, ght, "?action=9&tri=x&jour=hier").count("matrix-head") == 25


def test_the_workbook_says_the_same_as_text(
    ght: Organisation, support: Organisation, animateur: User
) -> None:
    Organisation.objects.filter(pk=support.pk).update(name="=1+1")
    delegate(support, ght, Room.STATUS)
    refresh(unit_ids=[support.pk])
    answer = client_of(animateur).get(f"/ght/{ght.code}/?format=xlsx")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        assert "<f>" not in book.read("xl/worksheets/sheet1.xml").decode()
        texts = book.read("xl/sharedStrings.xml").decode()
    assert "=1+1" in texts
    assert "pas de délégation" in texts


def test_only_its_own_people_open_it(ght: Organisation, support: Organisation) -> None:
    other = make_ght(make_unit(name="Autre support"))
    for user in (
        member(other, Role.GHT_RSSI),
        member(support, Role.DIRECTION),
        member(support.region, Role.ARS),  # type: ignore[arg-type]
    ):
        assert client_of(user).get(f"/ght/{ght.code}/").status_code == 404
    assert client_of().get(f"/ght/{ght.code}/").status_code in (302, 303)


def test_a_group_of_clinics_is_read_by_its_headquarters() -> None:
    clinic = make_unit(name="Clinique des Pins")
    group = make_group(clinic)
    delegate(clinic, group, Room.STATUS)
    note(clinic, Registration(service="silene", registered_on=date(2026, 1, 5)))
    client = client_of(member(group, Role.GROUP_HQ))
    answer = client.get(f"/groupes/{group.code}/")
    assert answer.status_code == 200
    assert "Clinique des Pins" in answer.content.decode()
    moved = client.get(f"/vues/group/{group.code}/")
    assert moved.status_code == 302
    assert client.get(f"/vues/planete/{group.code}/").status_code == 404


@pytest.mark.sqlite  # both databases receive the same questions
def test_it_asks_as_much_for_one_unit_as_for_twenty(
    ght: Organisation, support: Organisation, animateur: User
) -> None:
    delegate(support, ght, Room.STATUS)
    refresh(unit_ids=[support.pk])
    client = client_of(animateur)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"/ght/{ght.code}/").status_code == 200
        return len(captured)

    first = queries()
    units = [make_unit() for _ in range(19)]
    for unit in units:
        Link.objects.create(child=unit, parent=ght, role="part", since=date(2020, 1, 1))
        delegate(unit, ght, Room.STATUS)
    refresh(unit_ids=[unit.pk for unit in units])
    assert queries() == first
    assert first <= 15
