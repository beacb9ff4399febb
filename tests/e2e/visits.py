"""Every page that a person reaches by links, one per address name."""

import re
from collections.abc import Iterator
from html import unescape
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
LINK = re.compile(r'<a\b[^>]*\bhref="(/[^"]*)"')


def sign_in(page: Any, url: str, user: User) -> Client:
    """Gives the browser the session of this person, who needs no second factor; and the client."""
    client = Client()
    client.force_login(user)
    page.context.clear_cookies()
    page.context.add_cookies(
        [{"name": name, "value": one.value, "url": url} for name, one in client.cookies.items()]
    )
    return client


def name_of(path: str) -> str:
    """Name of the view of a path; "" when it is none, or a file."""
    try:
        name = resolve(path).view_name
    except Http404:
        return ""
    return "" if not name or any(word in name for word in NO_PAGE) else name


def pages_by_links(client: Client, start: str, seen: set[str]) -> Iterator[tuple[str, str, int]]:
    """One page of each name not yet in `seen`, from link to link: its path, name and status."""
    waiting = [start]
    while waiting:
        path = waiting.pop(0)
        name = name_of(urlsplit(path).path)
        if not name or name in seen:
            continue
        seen.add(name)
        answer = client.get(path, follow=True)
        waiting += [unescape(href) for href in LINK.findall(answer.content.decode())]
        yield path, name, answer.status_code
