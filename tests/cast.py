"""The people and establishments of the tests: plain functions that make one thing each.

    unit = make_unit(name="CH de Rochebrune")
    rssi = member(unit, Role.RSSI)
    page = client_of(rssi).get(f"/etablissements/{unit.finess}/paq/")

Everything has a default, so that a test writes only what it is about.
"""

import itertools
from collections.abc import Generator
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client

from hygie.accounts.models import User
from hygie.organisations.enums import Kind, LinkRole, Sector
from hygie.organisations.models import Delegation, Link, Membership, Organisation
from hygie.organisations.rights import Role, Room
from hygie.organisations.scope import Scope

TODAY = date(2026, 11, 21)
LONG_AGO = date(2020, 1, 1)
PARIS = ZoneInfo("Europe/Paris")
_numbers = itertools.count(1)


def on_day(day: date) -> time_machine.travel:
    """Makes it noon of that day in Paris, as a decorator or in a `with`."""
    return time_machine.travel(datetime.combine(day, time(12), PARIS), tick=False)


@pytest.fixture
def today() -> Generator[date]:
    """Noon of 21 November 2026 for the whole test. Import it in the test's module to use it."""
    with on_day(TODAY):
        yield TODAY


def make_finess() -> str:
    """A number of nine figures that no other organisation of the test has."""
    return f"31{next(_numbers):07d}"


def make_region(*, code: str = "76", name: str = "Occitanie") -> Organisation:
    """The region, made once per test."""
    region, _ = Organisation.objects.get_or_create(
        kind=Kind.REGION, code=code, defaults={"name": name}
    )
    return region


def make_nation() -> Organisation:
    """France, made once per test: where the ministry and the administration hold their roles."""
    nation, _ = Organisation.objects.get_or_create(
        kind=Kind.NATION, code="FR", defaults={"name": "France"}
    )
    return nation


def make_unit(
    *,
    finess: str | None = None,
    name: str | None = None,
    region: Organisation | None = None,
    **fields: Any,
) -> Organisation:
    """A judged unit: a public EJ of Haute-Garonne unless told otherwise."""
    number = finess or make_finess()
    values: dict[str, Any] = {
        "kind": Kind.EJ,
        "finess": number,
        "name": name or f"Centre hospitalier {number}",
        "region": region or make_region(),
        "sector": Sector.PUBLIC,
        "department": "31",
        "is_unit": True,
        **fields,
    }
    return Organisation.objects.create(**values)


def make_site(parent: Organisation, *, is_unit: bool = False, **fields: Any) -> Organisation:
    """A geographic establishment of an EJ."""
    site = make_unit(kind=Kind.ET, region=parent.region, is_unit=is_unit, **fields)
    Link.objects.create(child=site, parent=parent, role=LinkRole.SITE, since=LONG_AGO)
    return site


def make_ght(support: Organisation, *parts: Organisation, **fields: Any) -> Organisation:
    """A GHT: its support establishment and its other parties."""
    number = next(_numbers)
    values = {"code": f"GHT-{number}", "name": f"GHT {number}", "region": support.region, **fields}
    ght = Organisation.objects.create(kind=Kind.GHT, **values)
    Link.objects.create(child=support, parent=ght, role=LinkRole.SUPPORT, since=LONG_AGO)
    for part in parts:
        Link.objects.create(child=part, parent=ght, role=LinkRole.PART, since=LONG_AGO)
    return ght


def make_group(
    *members: Organisation, headquarters: Organisation | None = None, **fields: Any
) -> Organisation:
    """A group of establishments, with its headquarters when there is one."""
    number = next(_numbers)
    values = {"code": f"GR-{number}", "name": f"Groupe {number}", **fields}
    group = Organisation.objects.create(kind=Kind.GROUP, **values)
    if headquarters is not None:
        Link.objects.create(
            child=headquarters, parent=group, role=LinkRole.HEADQUARTERS, since=LONG_AGO
        )
    for unit in members:
        Link.objects.create(child=unit, parent=group, role=LinkRole.MEMBER, since=LONG_AGO)
    return group


def make_user(full_name: str | None = None, **fields: Any) -> User:
    """An account of demonstration: it needs no second factor."""
    number = next(_numbers)
    values = {"is_demo": True, "full_name": full_name or f"Personne {number}", **fields}
    email = values.pop("email", f"personne{number}@exemple.fr")
    return User.objects.create_user(email, **values)


def member(
    organisation: Organisation,
    role: Role,
    *,
    user: User | None = None,
    since: date = LONG_AGO,
    until: date | None = None,
    room: Room | str = "",
) -> User:
    """An account that holds `role` in this organisation (a guest: also `room` and `until`)."""
    user = user or make_user(f"{role.label} {next(_numbers)}")
    Membership.objects.create(
        user=user, organisation=organisation, role=role, since=since, until=until, room=room
    )
    return user


def delegate(
    unit: Organisation, grantee: Organisation, room: Room, *, can_write: bool = False
) -> Delegation:
    """The establishment opens a room to its GHT or group, in writing."""
    return Delegation.objects.create(
        unit=unit,
        grantee=grantee,
        room=room,
        can_write=can_write,
        since=LONG_AGO,
        reference="Convention du GHT",
    )


def scope_of(user: User | None) -> Scope:
    """What this person may see and do today."""
    return Scope(user)


def client_of(user: User | None = None) -> Client:
    """A browser where this person is signed in; nobody when None."""
    client = Client()
    if user is not None:
        client.force_login(user)
    return client
