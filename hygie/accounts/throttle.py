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


def is_throttled(request: HttpRequest, what: str) -> bool:
    """Whether this network address failed too often within the minute."""
    return int(cache.get(_key(request, what), 0)) >= FAILURES


def count_failure(request: HttpRequest, what: str) -> None:
    """One more failure of this network address."""
    key = _key(request, what)
    cache.set(key, int(cache.get(key, 0)) + 1, timeout=2 * WINDOW_SECONDS)
