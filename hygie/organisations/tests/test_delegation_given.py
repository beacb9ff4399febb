"""A direction opens rooms to its GHT: one line a room, widened, never narrowed unsaid."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from hygie.journal.models import Entry
from hygie.organisations.models import Delegation, Organisation
from hygie.organisations.rights import Role, Room
from tests.cast import client_of, make_ght, make_unit, member, today

__all__ = ["today"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def unit() -> Organisation:
    return make_unit()


@pytest.fixture
def ght(unit: Organisation) -> Organisation:
    return make_ght(unit)


@pytest.fixture
def direction(unit: Organisation, ght: Organisation) -> Client:
    return client_of(member(unit, Role.DIRECTION))


def given(client: Client, unit: Organisation, ght: Organisation, **typed: Any) -> Any:
    values = {
        "grantee": ght.pk,
        "rooms": ["exercises", "audits"],
        "since": "21/11/2026",
        "until": "",
        "reference": "Convention 2026-4",
        **typed,
    }
    page = reverse("organisations:delegation-add", args=[unit.finess])
    return client.post(page, values, follow=True)


def rows(unit: Organisation) -> dict[str, tuple[bool, date | None]]:
    found = list(Delegation.objects.filter(unit=unit))
    assert len(found) == len({one.room for one in found})
    return {one.room: (one.can_write, one.until) for one in found}


def test_given_twice_it_is_written_once(
    direction: Client, unit: Organisation, ght: Organisation
) -> None:
    for _ in range(2):
        assert given(direction, unit, ght).status_code == 200

    assert rows(unit) == {"exercises": (False, None), "audits": (False, None)}
    assert Entry.objects.filter(verb="delegation.given").count() == 1


def test_reading_is_widened_to_writing_on_the_same_line(
    direction: Client, unit: Organisation, ght: Organisation
) -> None:
    given(direction, unit, ght)

    given(direction, unit, ght, rooms=["audits"], can_write="on")

    assert rows(unit) == {"exercises": (False, None), "audits": (True, None)}
    last = Entry.objects.filter(verb="delegation.given")[0]
    assert (last.data["rooms"], last.data["write"]) == (["audits"], True)


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ({}, {"until": "01/03/2027"}),
        ({"can_write": "on"}, {}),
        ({}, {"can_write": "on", "until": "01/03/2027"}),
    ],
)
def test_what_would_narrow_it_is_refused_and_nothing_changes(
    direction: Client, unit: Organisation, ght: Organisation, first: Any, then: Any
) -> None:
    given(direction, unit, ght, rooms=["audits"], **first)
    before = rows(unit)

    answer = given(direction, unit, ght, **then)

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "est déjà ouvert à ce groupement" in page
    assert Room.AUDITS.label in page
    assert rows(unit) == before
    assert Entry.objects.filter(verb="delegation.given").count() == 1


def test_one_taken_back_is_listed_as_ended_without_its_gesture(
    direction: Client, unit: Organisation, ght: Organisation
) -> None:
    Delegation.objects.create(
        unit=unit, grantee=ght, room="audits", since=date(2025, 1, 1), until=date(2026, 3, 1),
        reference="Convention 2025",
    )  # fmt: skip

    page = direction.get(reverse("organisations:people", args=[unit.finess])).content.decode()

    assert "terminée" in page
    assert "Reprendre" not in page


def test_one_taken_back_may_be_given_again(
    direction: Client, unit: Organisation, ght: Organisation
) -> None:
    Delegation.objects.create(
        unit=unit, grantee=ght, room="audits", can_write=True, since=date(2025, 1, 1),
        until=date(2026, 3, 1), reference="Convention 2025",
    )  # fmt: skip

    given(direction, unit, ght, rooms=["audits"])

    assert Delegation.objects.filter(unit=unit, room="audits").count() == 2
    assert Delegation.objects.active_on(date(2026, 11, 21)).get(unit=unit).can_write is False
