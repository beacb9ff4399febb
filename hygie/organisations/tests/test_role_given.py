"""A direction gives a role again: it is extended or left, never shortened, and it is said."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from hygie.journal.models import Entry
from hygie.organisations.models import Membership, Organisation
from hygie.organisations.rights import Role
from tests.cast import client_of, make_nation, make_unit, make_user, member, today

__all__ = ["today"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def unit() -> Organisation:
    return make_unit()


@pytest.fixture
def direction(unit: Organisation) -> Client:
    return client_of(member(unit, Role.DIRECTION))


def given(client: Client, unit: Organisation, **typed: str) -> Any:
    values = {
        "email": "rssi@exemple.fr",
        "full_name": "Lucie Petit",
        "role": "rssi",
        "since": "21/11/2026",
        "new_id": str(uuid4()),
        **typed,
    }
    page = reverse("organisations:membership-add", args=[unit.finess])
    return client.post(page, values, follow=True)


@pytest.fixture
def interim(unit: Organisation) -> Membership:
    user = make_user("Lucie Petit", email="rssi@exemple.fr")
    member(unit, Role.RSSI, user=user, since=date(2026, 10, 1), until=date(2026, 12, 1))
    Membership.objects.filter(user=user).update(is_interim=True)
    return Membership.objects.get(user=user)


def test_an_interim_is_extended(direction: Client, unit: Organisation, interim: Membership) -> None:
    answer = given(direction, unit, until="01/03/2027", is_interim="on")

    assert "maintenant donné jusqu’au 1er\u00a0mars\u00a02027" in answer.content.decode()
    interim.refresh_from_db()
    assert (interim.since, interim.until) == (date(2026, 10, 1), date(2027, 3, 1))
    assert interim.is_interim
    (line,) = Entry.objects.filter(verb="membership.extended")
    assert (line.data["before"], line.data["until"]) == ("2026-12-01", "2027-03-01")
    assert Membership.objects.filter(user=interim.user).count() == 1


def test_an_interim_becomes_the_holder(
    direction: Client, unit: Organisation, interim: Membership
) -> None:
    answer = given(direction, unit)

    assert "sans date de fin" in answer.content.decode()
    interim.refresh_from_db()
    assert (interim.until, interim.is_interim) == (None, False)


def test_given_again_as_it_is_nothing_changes(
    direction: Client, unit: Organisation, interim: Membership
) -> None:
    answer = given(direction, unit, until="01/12/2026", is_interim="on")

    assert "Rien n’a été changé" in answer.content.decode()
    assert not Entry.objects.filter(verb__startswith="membership.").exists()


@pytest.mark.parametrize("held_until", [None, date(2027, 6, 1)])
def test_a_role_is_never_shortened_by_giving_it_again(
    direction: Client, unit: Organisation, interim: Membership, held_until: date | None
) -> None:
    Membership.objects.filter(pk=interim.pk).update(until=held_until, is_interim=False)

    answer = given(direction, unit, until="01/03/2027")

    assert answer.status_code == 422
    assert "Lucie Petit a déjà ce rôle" in answer.content.decode()
    interim.refresh_from_db()
    assert interim.until == held_until
    assert not Entry.objects.filter(verb__startswith="membership.").exists()


def test_a_room_is_for_guests_only(direction: Client, unit: Organisation) -> None:
    answer = given(direction, unit, room="exercises")

    assert answer.status_code == 422
    assert "ne vaut que pour un invité" in answer.content.decode()
    assert not Membership.objects.filter(role=Role.RSSI).exists()


def test_the_last_administrator_is_named_as_such() -> None:
    nation = make_nation()
    admin = member(nation, Role.ADMIN)
    (held,) = Membership.objects.filter(user=admin)
    page = reverse("organisations:admin-person-end", args=[nation.pk, held.pk])

    answer = client_of(admin).post(page, follow=True)

    assert "la dernière personne qui administre cette instance" in answer.content.decode()
    assert Membership.objects.filter(pk=held.pk, until=None).exists()
