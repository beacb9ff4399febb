"""An object of one establishment does not exist under the address of another, whoever asks."""

import pytest
from django.test import Client
from django.urls import reverse

from hygie.organisations.rights import UNIT_ROLES, Role
from tests.cast import client_of, member
from tests.tenancy.addresses import Address, addresses
from tests.tenancy.samples import arguments
from tests.tenancy.stage import answer, quick, world
from tests.tenancy.world import World, real

__all__ = ["quick", "world"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick")]

# Arguments that name no object of an establishment.
PLAIN_WORDS = {
    "finess", "code", "kind", "subject_kind", "action", "to_state", "theme_number", "instance",
    "form", "register", "slug",
}  # fmt: skip
ADDRESSES = [one for one in addresses() if "finess" in one.asked and set(one.asked) - PLAIN_WORDS]


@pytest.fixture(scope="module")
def client(world: World) -> Client:
    """Someone who has every role in both establishments."""
    user = real()
    for role in UNIT_ROLES:
        if role != Role.GUEST:
            member(world.unit, role, user=user)
            member(world.fellow, role, user=user)
    browser = client_of(user)
    browser.raise_request_exception = False
    return browser


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda one: one.name)
def test_an_object_of_a_is_unknown_under_b(world: World, client: Client, address: Address) -> None:
    given = arguments(world, address.name, address.asked)
    url = reverse(address.name, kwargs={**given, "finess": world.fellow.finess})
    assert answer(client, "get", url) in (404, 405)
    assert answer(client, "post", url) in (404, 405)


def test_the_person_reaches_both_establishments(world: World, client: Client) -> None:
    for unit in (world.unit, world.fellow):
        assert answer(client, "get", reverse("exercises:list", args=[unit.finess])) == 200
