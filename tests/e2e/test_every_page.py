"""Every page of the demonstration: axe-core finds nothing in light nor in dark, nothing is asked
outside the machine."""

from typing import Any
from zlib import crc32

import pytest
from django.urls import reverse
from django.utils import timezone

from hygie.accounts.models import User
from hygie.demo.services import demo_accounts, demo_load
from hygie.organisations.models import Organisation
from tests.e2e.visits import pages_by_links, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# Every rule in light; the contrasts again in dark.
RULES = {"light": {}, "dark": {"runOnly": ["color-contrast"]}}
# The pages are dealt to as many tests, which run at the same time.
SHARES = 2
FEWEST_PAGES = 120
# The rows of a table are alike: the first ones speak for all.
FIRST_ROWS = """() => document.querySelectorAll("tbody").forEach(
    body => [...body.rows].slice(12).forEach(row => row.remove()))"""
HOLDERS = ("direction", "dsi", "qualite", "pcra", "daf", "rssi", "animateur")


def outside(page: Any, url: str) -> list[str]:
    """Requests that left the server of the test."""
    return [asked for asked in page.asked if not asked.startswith((url, "data:", "blob:"))]


def faults(page: Any, address: str) -> list[str]:
    """What is wrong with a page: who it asks outside, and what axe finds in light and in dark."""
    from axe_playwright_python.base import AxeResults
    from axe_playwright_python.sync_playwright import Axe

    page.emulate_media(color_scheme="light")
    page.asked.clear()
    page.goto(address)
    page.evaluate(FIRST_ROWS)
    page.evaluate(Axe().axe_script)
    found = []
    for scheme, rules in RULES.items():
        page.emulate_media(color_scheme=scheme)
        # Preloading the styles only serves an experimental rule, that is off.
        options = {"resultTypes": ["violations"], "preload": False, **rules}
        report = AxeResults(page.evaluate("options => axe.run(document, options)", options))
        if report.violations_count:
            found.append(f"{address} ({scheme})\n{report.generate_report()}")
    return found


@pytest.mark.long
@pytest.mark.parametrize("share", range(SHARES))
def test_no_page_has_a_fault_nor_asks_outside(page: Any, live_server: Any, share: int) -> None:
    found = faults_of_strangers(page, live_server.url) if share else []
    demo_load(timezone.localdate())
    seen: set[str] = set()
    for account in demo_accounts():
        client = sign_in(page, live_server.url, User.objects.get(email=account.email))
        for start in ("/", *starts(account.email)):
            for path, name, status in pages_by_links(client, start, seen):
                if status >= 400:
                    found.append(f"{path} answers {status} to {account.email}")
                if crc32(name.encode()) % SHARES == share:
                    found += faults(page, live_server.url + path)
                    found += [f"{path} asks {one}" for one in outside(page, live_server.url)]
    assert not found, "\n".join(found)
    assert len(seen) >= FEWEST_PAGES, sorted(seen)


def test_a_request_outside_would_be_seen(page: Any, live_server: Any) -> None:
    page.route("http://outside.invalid/**", lambda route: route.fulfill(body="outside"))
    page.goto("http://outside.invalid/a")
    assert outside(page, live_server.url) == ["http://outside.invalid/a"]


def faults_of_strangers(page: Any, url: str) -> list[str]:
    """Pages that need no account."""
    found = []
    for path in (
        reverse("account_login"),
        reverse("account_reset_password"),
        "/composants/",
        "/x/",
    ):
        found += faults(page, url + path)
    return found


def starts(email: str) -> list[str]:
    """Pages that a person opens without a link from her home."""
    if email.split("@")[0] not in HOLDERS:
        return []
    unit = Organisation.objects.units().filter(memberships__user__email=email).first()
    return [f"/etablissements/{unit.finess}/premiere-saisie/"] if unit else []
