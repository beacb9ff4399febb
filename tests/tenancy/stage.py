"""Fixtures of the matrix: one world for a module, a browser for each person, quick requests.

What does not change from one request to the next (sessions, accounts, rights of a person in a
unit) is worked out once by the product and kept: the matrix asks some twenty thousand pages.
"""

import logging
from collections.abc import Callable, Generator
from contextlib import ExitStack
from functools import cache
from typing import Any
from unittest.mock import patch

import pytest
import typst
from django.contrib.auth import backends
from django.core.cache import caches
from django.core.signals import request_finished
from django.db import close_old_connections, transaction
from django.template.backends.django import Template
from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse

from hygie.accounts.models import User
from hygie.organisations.models import Organisation
from hygie.organisations.scope import Rights, Scope
from hygie.web.badges import badge
from tests.cast import TODAY, client_of, on_day
from tests.tenancy import oracle
from tests.tenancy.world import World, make_world

SESSIONS = override_settings(
    SESSION_ENGINE="django.contrib.sessions.backends.cache", SESSION_CACHE_ALIAS="sessions_of_test",
    CACHES={
        "default": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "tries",
        },
        "sessions_of_test": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    },
)  # fmt: skip


@pytest.fixture(scope="module")
def world(django_db_setup: Any, django_db_blocker: Any) -> Generator[World]:
    """Made once for the module, at noon of one day, rolled back at its end."""
    with django_db_blocker.unblock(), on_day(TODAY):
        block = transaction.atomic()
        block.__enter__()
        try:
            yield make_world()
        finally:
            transaction.set_rollback(True)
            block.__exit__(None, None, None)


@pytest.fixture(scope="module")
def clients(world: World) -> Generator[dict[oracle.Who, Client]]:
    """One signed-in browser for each person, and one where nobody is."""
    with SESSIONS:
        found: dict[oracle.Who, Client] = {None: client_of()}
        for who, user in world.people.items():
            found[who] = client_of(user)
        for client in found.values():
            client.raise_request_exception = False
        yield found


@pytest.fixture(scope="module")
def quick(world: World) -> Generator[None]:
    """Rights, not templates: nothing is drawn, and what a person may do is worked out once."""
    with ExitStack() as stack:
        put = stack.enter_context
        put(patch.object(Template, "render", lambda *_a, **_k: ""))
        put(patch.object(typst, "compile", lambda *_a, **_k: b"%PDF-1.7"))
        put(patch.object(Scope, "_rights_of", _rights_once(Scope._rights_of)))
        put(patch.object(backends.ModelBackend, "get_user", _user_once()))
        logging.disable(logging.CRITICAL)
        yield
        logging.disable(logging.NOTSET)
        badge.cache_clear()  # badges drawn here are empty


def _rights_once(original: Callable[[Scope, Organisation], Rights]) -> Any:
    known: dict[tuple[int, int], Rights] = {}

    def rights_of(scope: Scope, unit: Organisation) -> Rights:
        key = (scope.user.pk if scope.user else 0, unit.pk)
        if key not in known:
            known[key] = original(scope, unit)
        return known[key]

    return rights_of


def _user_once() -> Any:
    columns = [one.attname for one in User._meta.concrete_fields]
    rows = cache(lambda user_id: User.objects.values_list(*columns).get(pk=user_id))
    return lambda _backend, user_id: User.from_db("default", columns, rows(user_id))


def is_to_sign_in(response: Any) -> bool:
    return str(response["Location"]).startswith(reverse("account_login"))


def answer(client: Client, method: str, url: str) -> int:
    """The status, whatever the request does to the world being taken back.

    302 says « sign in » and nothing else: a way to any other page is 303, as after a writing.
    """
    point = transaction.savepoint()
    caches["default"].clear()  # failed tries, which no savepoint takes back
    try:
        response = getattr(client, method)(url)
        # The end of a request closes a connection that is inside a transaction: here it stays.
        request_finished.disconnect(close_old_connections)
        response.close()
        if response.status_code == oracle.SIGN_IN and not is_to_sign_in(response):
            return 303
        return int(response.status_code)
    finally:
        request_finished.connect(close_old_connections)
        transaction.savepoint_rollback(point)
