"""No page makes the browser ask anything outside the machine."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from hygie.exercises.services import exercise_record
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Role
from tests.cast import make_nation, make_unit, member, scope_of
from tests.e2e.visits import pages_by_links, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FEWEST_PAGES = 30


def outside(page: Any, url: str) -> list[str]:
    """Requests that left the server of the test."""
    return [asked for asked in page.asked if not asked.startswith((url, "data:", "blob:"))]


def test_no_request_leaves_the_machine(page: Any, live_server: Any) -> None:
    seen: set[str] = set()
    for path in ("/compte/connexion/", "/composants/", "/inconnu/"):
        page.goto(live_server.url + path)
    for user in people():
        sign_in(page, live_server.url, user)
        for path in pages_by_links(page, live_server.url, "/", seen):
            assert outside(page, live_server.url) == [], path
            assert page.status < 400, path
    assert outside(page, live_server.url) == []
    assert len(seen) >= FEWEST_PAGES, sorted(seen)
    assert len(page.asked) > len(seen)


def test_a_request_outside_would_be_seen(page: Any, live_server: Any) -> None:
    page.route("http://outside.invalid/**", lambda route: route.fulfill(body="outside"))
    page.goto("http://outside.invalid/a")
    assert outside(page, live_server.url) == ["http://outside.invalid/a"]


def people() -> list[Any]:
    """Who opens the most pages: a unit's DSI and direction, the administration."""
    unit: Organisation = make_unit(name="Centre hospitalier de Rochebrune")
    dsi, direction = member(unit, Role.DSI), member(unit, Role.DIRECTION)
    exercise_record(
        scope=scope_of(dsi),
        acting_user=dsi,
        unit=unit,
        new_id=uuid4(),
        held_on=date(2025, 3, 3),
    )
    return [dsi, direction, member(make_nation(), Role.ADMIN)]
