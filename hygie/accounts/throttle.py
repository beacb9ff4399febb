"""Slowing down who tries secrets: failures by network address, counted for every process."""

import time

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

FAILURES = 30
WINDOW_SECONDS = 60


def _key(request: HttpRequest, what: str) -> str:
    window = int(time.time()) // WINDOW_SECONDS
    return f"accounts:tries:{what}:{get_adapter().get_client_ip(request)}:{window}"


def _places(request: HttpRequest, what: str) -> list[str]:
    """One key for each failure permitted in the minute."""
    key = _key(request, what)
    return [f"{key}:{number}" for number in range(FAILURES)]


def is_throttled(request: HttpRequest, what: str) -> bool:
    """Whether this network address failed too often within the minute."""
    return len(cache.get_many(_places(request, what))) >= FAILURES


def count_failure(request: HttpRequest, what: str) -> None:
    """One more failure of this network address, counted whatever others count at that moment.

    Each failure takes a place of its own: `add` never gives one place twice, where reading a number
    to write it one larger (which is how the cache in database does `incr`) would lose some.
    """
    places = _places(request, what)
    taken = cache.get_many(places)
    for place in places:
        if place not in taken and cache.add(place, 1, timeout=2 * WINDOW_SECONDS):
            return
