"""Every address × every role × own / same GHT / same region / stranger, GET and POST."""

from collections.abc import Generator, Iterator
from typing import Any
from unittest.mock import patch

import pytest
from django.db import transaction
from django.template.backends.django import Template
from django.test import Client
from django.urls import reverse

from hygie.organisations.rights import Role
from tests.cast import TODAY, client_of, on_day
from tests.tenancy import oracle
from tests.tenancy.addresses import Address, addresses
from tests.tenancy.samples import arguments
from tests.tenancy.world import World, make_world

pytestmark = pytest.mark.django_db
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


@pytest.fixture(scope="module")
def world(django_db_setup: Any, django_db_blocker: Any) -> Generator[World]:
    """Made once for the module, rolled back at its end."""
    with django_db_blocker.unblock(), on_day(TODAY):
        block = transaction.atomic()
        block.__enter__()
        try:
            yield make_world()
        finally:
            transaction.set_rollback(True)
            block.__exit__(None, None, None)


@pytest.fixture(scope="module")
def clients(world: World) -> dict[oracle.Who, Client]:
    """One signed-in browser for each person, and one where nobody is."""
    found: dict[oracle.Who, Client] = {None: client_of()}
    for who, user in world.people.items():
        found[who] = client_of(user)
    for client in found.values():
        client.raise_request_exception = False
    return found


@pytest.fixture(autouse=True)
def without_drawing() -> Iterator[None]:
    """Rights, not templates: a page is allowed or refused before it is drawn."""
    with patch.object(Template, "render", lambda *_a, **_k: ""):
        yield


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


def answer(client: Client, method: str, url: str) -> int:
    """The status, whatever the request does to the world being taken back."""
    with on_day(TODAY):
        point = transaction.savepoint()
        try:
            return int(getattr(client, method)(url).status_code)
        finally:
            transaction.savepoint_rollback(point)


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
