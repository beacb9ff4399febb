"""A browser on a real server, that counts what it asks for."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections

from tests.chromium import launch_options


@pytest.fixture
def page() -> Iterator[Any]:
    """A page 1280 pixels wide; `said`: its errors and warnings; `asked`: what it requested."""
    from playwright.sync_api import sync_playwright

    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(**launch_options())
        opened = chromium.new_page(viewport={"width": 1280, "height": 900})
        opened.set_default_timeout(60_000)
        opened.said, opened.asked = [], []
        opened.on("console", lambda message: hear(opened.said, message))
        opened.on("request", lambda request: opened.asked.append(request.url))
        yield opened
        chromium.close()
        # While Playwright's loop runs, Django keeps a connection of its own for the test's queries.
        connections.close_all()


def hear(said: list[str], message: Any) -> None:
    """Keeps what the console says is wrong, not its advice."""
    if message.type in ("error", "warning"):
        said.append(message.text)
