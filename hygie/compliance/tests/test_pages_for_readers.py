"""The same screens for who reads and does not write: nothing breaks, nothing is offered."""

from datetime import date
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from hygie.organisations.models import Organisation
from hygie.organisations.rights import TABLE, Right, Role, Room
from tests.cast import client_of, make_unit, member, today

__all__ = ["today"]
ROOMS = {
    "compliance:status": Room.STATUS,
    "compliance:todo": Room.STATUS,
    "compliance:note": Room.STATUS,
    "compliance:direction": Room.STATUS,
    "compliance:entry-sheets": Room.STATEMENTS,
    "compliance:statements": Room.STATEMENTS,
    "compliance:publication": Room.PUBLICATION,
    "audits:overview": Room.AUDITS,
    "continuity:overview": Room.CONTINUITY,
    "continuity:bias": Room.CONTINUITY,
    "exercises:list": Room.EXERCISES,
    "self_assessments:list": Room.SELF_ASSESSMENTS,
    "quality_plan:list": Room.QUALITY_PLAN,
    "identification:overview": Room.IDENTIFICATION,
    "digital_budget:list": Room.DIGITAL_BUDGET,
    "organisations:unit": Room.ORGANISATION,
}
READERS = (Role.QUALITY, Role.DIRECTION, Role.RPCRA, Role.ANIMATEUR, Role.DAF)


@pytest.fixture
def unit(db: Any, today: Any) -> Organisation:
    return make_unit(name="Centre hospitalier de Rochebrune")


@pytest.mark.parametrize("page", ROOMS)
@pytest.mark.parametrize("role", READERS)
def test_a_reader_opens_what_the_role_reads_and_no_other(
    unit: Organisation, page: str, role: Role
) -> None:
    answer = client_of(member(unit, role)).get(reverse(page, args=[unit.finess]))
    reads = Right.READ in TABLE[role].get(ROOMS[page], frozenset())
    assert answer.status_code == (200 if reads else 403), answer.content[:2000]


@pytest.mark.parametrize("page", ROOMS)
def test_a_guest_of_one_room_opens_it_and_the_situation(unit: Organisation, page: str) -> None:
    room = ROOMS[page]
    if room in (Room.STATEMENTS, Room.PUBLICATION, Room.ORGANISATION):
        room = Room.AUDITS
    guest = member(unit, Role.GUEST, room=room, until=date(2027, 1, 1))
    answer = client_of(guest).get(reverse(page, args=[unit.finess]))
    assert answer.status_code == (200 if room == ROOMS[page] else 403), answer.content[:2000]


@pytest.mark.parametrize(
    "code", ["1.a", "1.d", "2.a", "3.c", "3.d", "4.a", "4.c", "5.a", "6.c", "7.a", "7.c"]
)
@pytest.mark.parametrize("role", [Role.RSSI, Role.QUALITY, Role.DAF, Role.ANIMATEUR])
def test_an_obligation_opens_and_says_why_to_who_reads_its_room(
    unit: Organisation, code: str, role: Role
) -> None:
    url = reverse("compliance:obligation", args=[unit.finess, code])
    answer = client_of(member(unit, role)).get(url)
    assert answer.status_code == 200
    rooms = list(Room)[1:8]
    reads = rooms[int(code[0]) - 1] in TABLE[role]
    assert ("Les faits" in answer.content.decode()) is reads


def test_an_unknown_obligation_is_not_found(unit: Organisation) -> None:
    client = client_of(member(unit, Role.RSSI))
    url = reverse("compliance:obligation", args=[unit.finess, "9.z"])
    assert client.get(url).status_code == 404


def test_a_stranger_finds_none_of_these_pages(unit: Organisation) -> None:
    client = client_of(member(make_unit(), Role.DIRECTION))
    for page in ROOMS:
        assert client.get(reverse(page, args=[unit.finess])).status_code == 404


def test_a_line_says_who_notes_what_its_reader_may_not(unit: Organisation) -> None:
    page = client_of(member(unit, Role.RSSI)).get(reverse("compliance:status", args=[unit.finess]))
    codes = BeautifulSoup(page.content, "html5lib").select(".obligation-code")
    (line,) = {one.find_parent("li") for one in codes if one.text == "7.a"}
    assert line.select_one("a.button") is None
    assert Role.DAF.label in line.select_one(".obligation-others").text
