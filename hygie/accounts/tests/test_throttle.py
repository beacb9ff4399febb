"""Failures of one network address are all counted, even several at the same moment."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import RequestFactory

from hygie.accounts import throttle

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _same_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    monkeypatch.setattr(throttle.time, "time", lambda: 1_800_000_000.0)


def test_the_last_failure_permitted_closes_the_door_to_its_address_only() -> None:
    mine, other = (RequestFactory().get("/", REMOTE_ADDR=ip) for ip in ("10.0.0.1", "10.0.0.2"))
    for _ in range(throttle.FAILURES - 1):
        throttle.count_failure(mine, "link")
    assert not throttle.is_throttled(mine, "link")

    throttle.count_failure(mine, "link")

    assert throttle.is_throttled(mine, "link")
    assert not throttle.is_throttled(other, "link")
    assert not throttle.is_throttled(mine, "code")


def test_failures_that_read_the_same_count_at_the_same_moment_are_all_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    request = RequestFactory().get("/")
    with monkeypatch.context() as at_once:
        at_once.setattr(cache, "get", lambda _key, default=None, **_others: default)
        nobody: Any = lambda _keys, **_others: {}  # noqa: E731
        at_once.setattr(cache, "get_many", nobody)
        for _ in range(throttle.FAILURES):
            throttle.count_failure(request, "link")
    assert throttle.is_throttled(request, "link")


def test_a_flood_past_the_limit_changes_nothing() -> None:
    request = RequestFactory().get("/")
    for _ in range(throttle.FAILURES + 5):
        throttle.count_failure(request, "link")
    assert throttle.is_throttled(request, "link")
