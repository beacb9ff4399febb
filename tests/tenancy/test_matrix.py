"""Every address × every role × own / same GHT / same region / stranger, GET and POST."""

import pytest
from django.db import connection
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
    for who, wanted in asked(address, clients, "GET").items():
        status = answer(clients[who], "get", url)
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
    """Everyone who may not is refused; an empty form sent by one who may is answered."""
    url = reverse(address.name, kwargs=arguments(world, address.name, address.asked))
    wrong, has_written = [], False
    for who, wanted in asked(address, clients, "POST").items():
        if wanted == oracle.ALLOWED and has_written:
            continue
        has_written |= wanted == oracle.ALLOWED
        status = answer(clients[who], "post", url)
        if not is_as_wanted(status, wanted, address):
            wrong.append(f"{who}: {status}, expected {wanted}")
    assert not wrong, f"{url}\n" + "\n".join(wrong)


def asked(
    address: Address, clients: dict[oracle.Who, Client], method: str
) -> dict[oracle.Who, object]:
    """What is due to everybody; on PostgreSQL, to the first person for each answer due.

    Who has which right there is crossed on both databases by `test_scope_agrees`.
    """
    due = {who: oracle.expected(address, who, method) for who in clients}
    if connection.vendor != "postgresql":
        return due
    first = {answer: who for who, answer in reversed(due.items())}
    return {who: answer for answer, who in first.items()}


def is_as_wanted(status: int, wanted: object, address: Address) -> bool:
    """Allowed: neither a refusal nor a crash, except where the world has nothing to show."""
    if wanted != oracle.ALLOWED:
        return status == wanted
    return status in (200, 303, 405, 422) or status in NOTHING_TO_SHOW.get(address.name, ())


# What the world has no object for: a session, a key, a second factor, a secret.
NOTHING_TO_SHOW = {
    # Not served to its own network: no certificate of ours.
    "web:certificate-file": (404,),
    "accounts:session_end": (404,),
    "accounts:first_start": (404, 429),
    # Nobody who has begun to sign in, or is signed in.
    "mfa_authenticate": (302,),
    "account_logout": (302,),
    "account_signup": (404,),
    "account_reset_password_from_key": (404, 429),
    "mfa_remove_webauthn": (404,),
    "mfa_edit_webauthn": (404,),
    "mfa_deactivate_totp": (404,),
    "mfa_view_recovery_codes": (404,),
    "mfa_generate_recovery_codes": (404,),
    "mfa_reauthenticate": (403,),
    "mfa_reauthenticate_webauthn": (403,),
    # The statement of the world was confirmed by a second account: no signed file.
    "compliance:statement-signed-file": (404,),
    # The archive of the world holds no piece.
    "exercises:archive-piece": (404,),
    # The participant of the world plays: only an observer has this page.
    "exercises:participant-highlights": (404,),
    # The finding of the world is answered by no action.
    "quality_plan:finding-unanswer": (404,),
}


def test_everyone_is_in_the_world(world: World) -> None:
    assert {role for role, where in world.people if where == "own"} == set(Role)
