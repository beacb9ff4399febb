"""A writer signs in with a browser, by keyboard alone, with a code then with a key."""

import os
from collections.abc import Iterator
from typing import Any

import pytest

from hygie.accounts import services
from hygie.accounts.tests.people import PASSWORD, code_of
from tests.chromium import launch_options

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
USB_KEY = {
    "protocol": "ctap2",
    "transport": "usb",
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def page() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(**launch_options())
        opened = chromium.new_page(viewport={"width": 1280, "height": 800})
        opened.set_default_timeout(60_000)
        opened.said = []
        opened.on("console", lambda message: opened.said.append(message.text))
        yield opened
        chromium.close()


def is_clean(page: Any) -> bool:
    from axe_playwright_python.sync_playwright import Axe

    report = Axe().run(page)
    assert report.violations_count == 0, report.generate_report()
    assert page.said == []
    return True


def typed(page: Any, *words: str) -> None:
    """Types each word in turn, Tab between them, then Enter, once the first field has the focus."""
    page.wait_for_function("document.activeElement.matches('input')")
    for number, word in enumerate(words):
        if number:
            page.keyboard.press("Tab")
        page.keyboard.type(word)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def leave(page: Any, live_server: Any) -> None:
    page.goto(f"{live_server.url}/compte/deconnexion/")
    with page.expect_navigation():
        page.click("main .button-primary")


def test_the_whole_way_by_keyboard(page: Any, live_server: Any) -> None:
    user, secret = services.user_open(acting_user=None, email="a@exemple.fr", full_name="A. Blanc")
    services.user_require_second_factor(user=user, required=True)
    page.goto(live_server.url + services.invitation_path(secret))
    assert is_clean(page)
    page.goto(live_server.url + services.invitation_path(secret))
    typed(page, PASSWORD, PASSWORD)
    page.goto(f"{live_server.url}/compte/")
    assert is_clean(page)
    shared = page.text_content("code.secret")
    page.reload()
    shared = page.text_content("code.secret")
    typed(page, code_of(shared))
    assert len(page.locator(".recovery-codes code").all()) == 10
    assert is_clean(page)
    with page.expect_download() as download:
        page.click("a[download]")
    assert download.value.suggested_filename == "codes-de-secours-hygie.txt"

    leave(page, live_server)
    assert is_clean(page)
    page.goto(f"{live_server.url}/compte/")
    typed(page, "a@exemple.fr", PASSWORD)
    assert is_clean(page)
    page.reload()
    typed(page, code_of(shared))
    assert page.url == f"{live_server.url}/compte/"
    assert is_clean(page)


def test_a_key_under_the_strict_content_policy(page: Any, live_server: Any) -> None:
    address = live_server.url.replace("127.0.0.1", "localhost")
    user, secret = services.user_open(acting_user=None, email="a@exemple.fr", full_name="A. Blanc")
    services.user_require_second_factor(user=user, required=True)
    chromium = page.context.new_cdp_session(page)
    chromium.send("WebAuthn.enable")
    chromium.send("WebAuthn.addVirtualAuthenticator", {"options": USB_KEY})
    page.goto(address + services.invitation_path(secret))
    typed(page, PASSWORD, PASSWORD)
    page.goto(f"{address}/compte/second-facteur/cles/ajouter/")
    page.fill("#id_name", "Clé bleue")
    with page.expect_navigation():
        page.click("#cle-ajouter")
    assert len(page.locator(".recovery-codes code").all()) == 10
    page.goto(f"{address}/compte/deconnexion/")
    with page.expect_navigation():
        page.click("main .button-primary")
    page.goto(f"{address}/compte/second-facteur/cles/")
    typed(page, "a@exemple.fr", PASSWORD)
    with page.expect_navigation():
        page.click("#cle-utiliser")
    assert page.url == f"{address}/compte/second-facteur/cles/"
    assert page.get_by_role("rowheader", name="Clé bleue").is_visible()
    assert is_clean(page)
