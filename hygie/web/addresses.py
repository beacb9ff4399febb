"""Whole addresses, to be opened by somebody else: on a phone, from a mail, from paper."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest


def address_for_others(request: HttpRequest, path: str) -> str:
    """`path` under the public address of this instance, when its operator said it (`HYGIE_URL`,
    `hygie serve --reseau`); else under the one of this request, which answered."""
    if settings.PUBLIC_URL_IS_SAID:
        return f"{settings.PUBLIC_URL}{path}"
    return request.build_absolute_uri(path)


def opens_here_only(address: str) -> bool:
    """Whether that address is read by this very machine and by no other."""
    host = urlsplit(address).hostname or ""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
