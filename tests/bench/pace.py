"""How fast the machine goes right now, by a fixed piece of work done between two measures.

A shared machine runs the same code up to twice slower from one minute to the next. Times are
given as on the machine at its full speed: divided by how much slower this piece ran beside them.
"""

import time
from collections.abc import Callable
from statistics import median
from typing import TypeVar

from django.test import Client

Answer = TypeVar("Answer")

# The quickest seen of `_work` on the machine of reference (2 cores, Python 3.11 of Debian).
BEST_MS = 4.1
ROUNDS = 15


class _Thing:
    def __init__(self, rank: int) -> None:
        self.rank = rank

    def told(self) -> str:
        return f"{self.rank:05d}"


def _work() -> int:
    """What a page is made of: objects, attributes, dictionaries, strings."""
    found: dict[str, list[str]] = {}
    for rank in range(6000):
        thing = _Thing(rank)
        found.setdefault(thing.told()[-2:], []).append(thing.told())
    return sum(len(", ".join(found[key])) for key in sorted(found))


def work_ms() -> float:
    """Milliseconds of processor of the fixed piece of work, now."""
    began = time.process_time()
    _work()
    return (time.process_time() - began) * 1000


def paced_ms(measured: Callable[[], object], times: int = 1) -> float:
    """Milliseconds of processor of `measured`, as at the full speed of the machine: the median of
    some rounds of `times` runs, each divided by the pace of its own seconds. After a first run."""
    measured()
    seen = []
    before = work_ms()
    for _ in range(ROUNDS):
        spent, after = _spent_ms(measured, times), work_ms()
        seen.append(spent * 2 * BEST_MS / (before + after))
        before = after
    return median(seen)


def paced_once(measured: Callable[[], Answer]) -> tuple[Answer, float]:
    """The same for what is done once and lasts seconds: its answer, and its seconds."""
    before = [work_ms() for _ in range(ROUNDS)]
    began = time.process_time()
    answer = measured()
    spent = time.process_time() - began
    pace = median([*before, *(work_ms() for _ in range(ROUNDS))]) / BEST_MS
    return answer, spent / pace


def page_ms(client: Client, url: str) -> float:
    """Milliseconds of processor of one page, as at the full speed of the machine."""

    def opened() -> None:
        assert client.get(url).status_code == 200, url

    return paced_ms(opened, times=3)


def _spent_ms(measured: Callable[[], object], times: int) -> float:
    began = time.process_time()
    for _ in range(times):
        measured()
    return (time.process_time() - began) * 1000 / times
