"""Every page that a person reaches by links, one per address name."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.http import Http404
from django.test import Client
from django.urls import resolve

from hygie.accounts.models import User

# Addresses that answer a file, or end the session.
NO_PAGE = (
    "pdf",
    "xlsx",
    "file",
    "export",
    "workbook",
    "logout",
    "download",
    "report",
    "template",
    "schema",
)
LINKS = "links => links.map(link => link.getAttribute('href'))"


def sign_in(page: Any, url: str, user: User) -> None:
    """Gives the browser the session of this person, who needs no second factor."""
    client = Client()
    client.force_login(user)
    page.context.clear_cookies()
    page.context.add_cookies(
        [{"name": name, "value": one.value, "url": url} for name, one in client.cookies.items()]
    )


def name_of(path: str) -> str:
    """Name of the view of a path; "" when it is none, or a file."""
    try:
        name = resolve(path).view_name
    except Http404:
        return ""
    return "" if not name or any(word in name for word in NO_PAGE) else name


def pages_by_links(page: Any, url: str, start: str, seen: set[str]) -> Iterator[str]:
    """Opens one page of each name not yet in `seen`, from link to link; gives each path.

    The caller looks at the page before asking for the next one; `page.status` is what the server
    answered.
    """
    waiting = [start]
    while waiting:
        path = waiting.pop(0)
        name = name_of(urlsplit(path).path)
        if not name or name in seen:
            continue
        seen.add(name)
        answer = page.goto(url + path)
        assert answer is not None, path
        page.status = answer.status
        hrefs = page.eval_on_selector_all("a[href]", LINKS)
        waiting += [href for href in hrefs if href.startswith("/")]
        yield path
