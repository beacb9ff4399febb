"""axe-core finds nothing on any page of the demonstration, in light and in dark."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from hygie.accounts.models import User
from hygie.demo.services import demo_accounts, demo_load
from hygie.organisations.models import Organisation
from tests.e2e.visits import pages_by_links, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# Every rule in light; the contrasts again in dark.
RULES = {"light": None, "dark": {"runOnly": ["color-contrast"]}}
FEWEST_PAGES = 60
HOLDERS = ("direction", "dsi", "qualite", "pcra", "daf", "rssi", "animateur")


def faults(page: Any, path: str, scheme: str) -> list[str]:
    """What axe finds on the page that is open, by the rules of this scheme."""
    from axe_playwright_python.sync_playwright import Axe

    report = Axe().run(page, options=RULES[scheme])
    return [f"{path} ({scheme})\n{report.generate_report()}"] if report.violations_count else []


@pytest.mark.parametrize("scheme", RULES)
def test_axe_finds_nothing_on_any_page(page: Any, live_server: Any, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    found = faults_of_strangers(page, live_server.url, scheme)
    demo_load(timezone.localdate())
    seen: set[str] = set()
    for account in demo_accounts():
        sign_in(page, live_server.url, User.objects.get(email=account.email))
        for start in ("/", *starts(account.email)):
            for path in pages_by_links(page, live_server.url, start, seen):
                found += faults(page, path, scheme)
                if page.status >= 400:
                    found.append(f"{path} answers {page.status} to {account.email}")
    assert not found, "\n".join(found)
    assert len(seen) >= FEWEST_PAGES, sorted(seen)


def faults_of_strangers(page: Any, url: str, scheme: str) -> list[str]:
    """Pages that need no account."""
    found = []
    for path in (
        reverse("account_login"),
        reverse("account_reset_password"),
        "/composants/",
        "/x/",
    ):
        page.goto(url + path)
        found += faults(page, path, scheme)
    return found


def starts(email: str) -> list[str]:
    """Pages that a person opens without a link from her home."""
    if email.split("@")[0] not in HOLDERS:
        return []
    unit = Organisation.objects.units().filter(memberships__user__email=email).first()
    return [f"/etablissements/{unit.finess}/premiere-saisie/"] if unit else []
