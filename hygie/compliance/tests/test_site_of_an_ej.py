"""A site made a unit of its own: who holds a role in its EJ counts there too, everywhere."""

from datetime import date

import pytest

from hygie.compliance.services.statement import is_lone_signer
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Right, Role, Room
from hygie.organisations.scope import who_can
from hygie.organisations.selectors import roles_in
from tests.cast import TODAY, make_site, make_unit, make_user, member, scope_of, today

__all__ = ["today"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def ej() -> Organisation:
    return make_unit()


@pytest.fixture
def site(ej: Organisation) -> Organisation:
    return make_site(ej, is_unit=True)


def test_a_refusal_names_who_can_in_the_ej(ej: Organisation, site: Organisation) -> None:
    director = member(ej, Role.DIRECTION)

    found = who_can(site, Room.PUBLICATION, Right.PUBLISH, TODAY)

    assert [one.user for one in found] == [director]


def test_the_director_of_a_site_is_not_alone_when_the_ej_has_one(
    ej: Organisation, site: Organisation
) -> None:
    director = member(site, Role.DIRECTION)
    assert is_lone_signer(director, site, TODAY)

    member(ej, Role.DIRECTION)

    assert not is_lone_signer(director, site, TODAY)
    assert is_lone_signer(make_user(), site, TODAY) is False


def test_one_who_directs_both_is_still_alone(ej: Organisation, site: Organisation) -> None:
    director = member(ej, Role.DIRECTION)
    member(site, Role.DIRECTION, user=director)

    assert is_lone_signer(director, site, TODAY)
    assert roles_in(scope_of(director), site) == ["Direction"]


def test_the_frame_says_the_role_held_in_the_ej(ej: Organisation, site: Organisation) -> None:
    assert roles_in(scope_of(member(ej, Role.DSI)), site) == ["DSI"]


def test_a_role_ended_in_the_ej_no_longer_counts(ej: Organisation, site: Organisation) -> None:
    director = member(site, Role.DIRECTION)
    member(ej, Role.DIRECTION, until=date(2026, 11, 1))

    assert is_lone_signer(director, site, TODAY)
