"""A person opens /composants/ in a browser: nothing is blocked, hidden or out of reach."""

import os
from collections.abc import Iterator
from typing import Any

import pytest

from tests.chromium import launch_options

pytestmark = [
    pytest.mark.browser,
    pytest.mark.urls("hygie.web.tests.urls"),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(**launch_options())
        yield chromium
        chromium.close()


@pytest.mark.parametrize(
    ("width", "scheme"), [(1280, "light"), (390, "light"), (1280, "dark"), (390, "dark")]
)
def test_axe_finds_nothing_and_nothing_overflows(browser, live_server, width, scheme):
    from axe_playwright_python.sync_playwright import Axe

    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on(
        "request",
        lambda request: (
            said.append(request.url) if not request.url.startswith(live_server.url) else None
        ),
    )
    page.goto(f"{live_server.url}/composants/")
    report = Axe().run(page)
    assert report.violations_count == 0, report.generate_report()
    assert said == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_slash_searches_escape_closes_and_arrows_speak(browser, live_server):
    page = browser.new_page(viewport={"width": 1280, "height": 800}, locale="fr-FR")
    page.goto(f"{live_server.url}/composants/")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "recherche"
    page.locator(".person-menu > summary").click()
    page.keyboard.press("Escape")
    assert page.locator(".person-menu[open]").count() == 0
    page.locator(".frise-link").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert page.locator(".frise-voice").first.text_content().startswith("1.a : fait du")


def test_the_page_reads_without_script(browser, live_server):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/composants/")
    assert page.locator("h1").is_visible()
    page.locator(".person-menu > summary").click()
    assert page.locator(".person-menu .menu-body").is_visible()
