"""A NUL character sent in an address or a cookie: a clean page, on both databases."""

import pytest
from django.test import Client

from hygie.organisations.rights import Role
from tests.cast import client_of, make_nation, make_unit, member

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address",
    [
        "/etablissements/%00/",
        "/administration/comptes/?q=%00",
        "/administration/?q=ab%00c",
        "/?page=%00",
    ],
)
def test_an_address_with_a_nul_is_refused_by_a_page(address: str) -> None:
    client = client_of(member(make_nation(), Role.ADMIN))

    answer = client.get(address)

    assert answer.status_code == 400
    assert "Content-Security-Policy" in answer.headers
    assert "<h1" in answer.content.decode()


def test_a_session_cookie_with_a_nul_is_refused() -> None:
    client = Client()
    client.cookies["sessionid"] = "a" * 20 + "\0"

    assert client.get("/compte/connexion/").status_code == 400


def test_a_remark_with_a_nul_is_kept_without_it() -> None:
    unit = make_unit()
    client = client_of(member(unit, Role.RSSI))

    answer = client.post(
        f"/etablissements/{unit.finess}/obligations/3.a/on-ne-sait-pas/", {"note": "a\0b"}
    )

    assert answer.status_code == 303
    page = client.get(f"/etablissements/{unit.finess}/obligations/3.a/").content.decode()
    assert "ab" in page
