"""`Scope.units` (SQL over many units), `Scope.rights_in` (one unit) and `rights_of_many` (many
people) say the same, on any day."""

from datetime import date, timedelta

import pytest

from hygie.accounts.models import User
from hygie.organisations.enums import LinkRole
from hygie.organisations.models import Delegation, Link, Membership, Organisation
from hygie.organisations.rights import DELEGABLE, HELD_IN, OVERSIGHT_ROLES, TABLE, Right, Role, Room
from hygie.organisations.rights_of_many import rights_of_many
from hygie.organisations.scope import Scope
from tests.cast import (
    LONG_AGO,
    make_ght,
    make_group,
    make_nation,
    make_region,
    make_site,
    make_unit,
    make_user,
)

pytestmark = pytest.mark.django_db

INTERIM = (date(2026, 2, 1), date(2026, 8, 1))
LINK_END = date(2026, 6, 1)
DELEGATION = (date(2026, 3, 1), date(2026, 7, 1))
DAY = timedelta(days=1)
DAYS = (
    INTERIM[0] - DAY, INTERIM[0], DELEGATION[0], LINK_END - DAY, LINK_END, DELEGATION[1],
    INTERIM[1],
)  # fmt: skip
GIVEN = {
    (room, right) for rooms in TABLE.values() for room, rights in rooms.items() for right in rights
}
ASKED = sorted(GIVEN | {(Room.EXERCISES, Right.SIGN)} | {(room, Right.WRITE) for room in Room})


class Place:
    """A unit with a site made a unit, its GHT and group, and a unit that has nothing to do."""

    def __init__(self) -> None:
        self.unit, self.stranger = make_unit(), make_unit()
        self.site = make_site(self.unit, is_unit=True)
        self.left = make_site(self.unit, is_unit=True)
        Link.objects.filter(child=self.left, role=LinkRole.SITE).update(until=LINK_END)
        self.ght, self.group = make_ght(self.unit), make_group(self.unit, self.left)
        for organisation in (self.ght, self.group):
            for number, room in enumerate(DELEGABLE):
                self.delegate(self.unit, organisation, room, can_write=number % 2 == 0)
        self.delegate(self.left, self.group, Room.AUDITS, can_write=True)
        # A delegation without a link gives nothing.
        self.delegate(self.stranger, self.ght, Room.AUDITS, can_write=True)
        Link.objects.filter(child=self.left, parent=self.group).update(until=LINK_END)

    def delegate(
        self, unit: Organisation, grantee: Organisation, room: Room, *, can_write: bool
    ) -> None:
        Delegation.objects.create(
            unit=unit, grantee=grantee, room=room, can_write=can_write, since=DELEGATION[0],
            until=DELEGATION[1], reference="Convention",
        )  # fmt: skip

    def where(self, role: Role) -> Organisation:
        held = {
            "ej": self.unit,
            "ght": self.ght,
            "group": self.group,
            "region": make_region(),
            "nation": make_nation(),
        }
        return held[HELD_IN[role][0]]


def interim(role: Role, organisation: Organisation, user: User, room: str = "") -> None:
    Membership.objects.create(
        user=user, organisation=organisation, role=role, room=room,
        since=INTERIM[0], until=INTERIM[1],
    )  # fmt: skip


@pytest.mark.parametrize("role", Role)
def test_both_say_the_same_for_a_role(role: Role) -> None:
    place, user = Place(), make_user()
    interim(role, place.where(role), user, Room.AUDITS if role == Role.GUEST else "")
    given = {day: agreed(user, day, place) for day in DAYS}
    assert any(given.values()) is (role not in (*OVERSIGHT_ROLES, Role.ADMIN))
    assert not given[INTERIM[1]], "the interim is over"


def test_both_say_the_same_for_several_roles_at_once() -> None:
    place, user = Place(), make_user()
    for role in (Role.DAF, Role.GHT_RSSI, Role.GROUP_HQ, Role.ARS):
        interim(role, place.where(role), user)
    Membership.objects.create(
        user=user, organisation=place.left, role=Role.RPCRA, since=LONG_AGO, until=DELEGATION[0]
    )
    assert any(agreed(user, day, place) for day in DAYS)


def agreed(user: User, day: date, place: Place) -> int:
    """How many rights the person has that day, both ways saying the same."""
    scope, count = Scope(user, day), 0
    units = (place.unit, place.site, place.left, place.stranger)
    at_once = rights_of_many([user.pk], day).by_person.get(user.pk, {})
    for room, right in ASKED:
        in_sql = set(scope.units(room, right).values_list("pk", flat=True))
        one_by_one = {unit.pk for unit in units if scope.may(unit, room, right)}
        assert in_sql == one_by_one, f"{room} {right} on {day}"
        of_many = {unit_id for unit_id, given in at_once.items() if (room, right) in given}
        assert of_many == one_by_one, f"{room} {right} on {day}, for many people"
        count += len(one_by_one)
    known = set(scope.known_units().values_list("pk", flat=True))
    assert known == {unit.pk for unit in units if scope.rights_in(unit)}, day
    assert place.stranger.pk not in known
    return count
