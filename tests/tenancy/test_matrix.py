"""Every address × every role × own / same GHT / same region / stranger, GET and POST."""

import pytest
from django.test import Client
from django.urls import reverse

from hygie.organisations.rights import Role
from tests.tenancy import oracle
from tests.tenancy.addresses import Address, addresses
from tests.tenancy.samples import arguments
from tests.tenancy.stage import answer, clients, quick, world
from tests.tenancy.world import World

__all__ = ["clients", "quick", "world"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick")]
ADDRESSES = addresses()
IDS = [one.name for one in ADDRESSES]
POLICIES = {
    "public",
    "signed_in",
    "unit",
    "known_unit",
    "organisation",
    "admin",
    "published",
    "link",
}


@pytest.mark.parametrize("address", ADDRESSES, ids=IDS)
def test_an_address_declares_its_policy(address: Address) -> None:
    assert address.policy in POLICIES, f"{address.name}: its view has no policy"


@pytest.mark.parametrize("address", ADDRESSES, ids=IDS)
def test_reading_is_for_who_has_the_right(
    world: World, clients: dict[oracle.Who, Client], address: Address
) -> None:
    url = reverse(address.name, kwargs=arguments(world, address.name, address.asked))
    wrong = []
    for who, client in clients.items():
        status = answer(client, "get", url)
        wanted = oracle.expected(address, who, "GET")
        if not is_as_wanted(status, wanted, address):
            wrong.append(f"{who}: {status}, expected {wanted}")
    assert not wrong, f"{url}\n" + "\n".join(wrong)


@pytest.mark.parametrize(
    "address",
    [one for one in ADDRESSES if one.policy in ("unit", "known_unit", "admin", "organisation")],
    ids=lambda one: one.name,
)
def test_writing_is_refused_without_the_right(
    world: World, clients: dict[oracle.Who, Client], address: Address
) -> None:
    url = reverse(address.name, kwargs=arguments(world, address.name, address.asked))
    wrong = []
    for who, client in clients.items():
        wanted = oracle.expected(address, who, "POST")
        if wanted == oracle.ALLOWED:
            continue
        status = answer(client, "post", url)
        if status != wanted:
            wrong.append(f"{who}: {status}, expected {wanted}")
    assert not wrong, f"{url}\n" + "\n".join(wrong)


def is_as_wanted(status: int, wanted: object, address: Address) -> bool:
    """Allowed: neither a refusal nor a crash. Some pages have nothing to show (404) by nature."""
    if wanted != oracle.ALLOWED:
        return status == wanted
    if status in (200, 302, 303, 405, 422):
        return True
    return status == 404 and address.name in NOTHING_TO_SHOW


NOTHING_TO_SHOW = {
    # No such object in the world: a session, a key, an import, an unknown secret, a closed page.
    "accounts:session_end",
    "accounts:first_start",
    "account_signup",
    "mfa_remove_webauthn",
    "mfa_edit_webauthn",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "organisations:finess-import-detail",
    "organisations:finess-import-resume",
    # The statement of the world was confirmed by a second account: no signed file.
    "compliance:statement-signed-file",
    # The exercise is no part of a whole: nothing to unanswer.
    "quality_plan:finding-unanswer",
}


def test_everyone_is_in_the_world(world: World) -> None:
    assert {role for role, where in world.people if where == "own"} == set(Role)
