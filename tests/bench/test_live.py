"""Live pages, on 2 cores: from the sending of a line to its receipt by 300, then 2,000 tabs; from
the sending of a stimulus to the pages of 300 players."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from statistics import quantiles

import pytest

from hygie.logbook.tests.server import Server, many_files, served, tabs
from hygie.obligations.tests.processes import own_database

__all__ = ["own_database"]

pytestmark = pytest.mark.bench

ROUNDS = 8
P95_MS, LAST_MS, MEMORY_MB = 250, 1000, 250
CROWD, CROWD_MS = 2000, 3000


@dataclass
class Measured:
    """Milliseconds from the sending of a line to its receipts; megabytes of the server."""

    p95_ms: float
    last_ms: float
    memory_mb: float
    opened_s: float


Write = Callable[[str], Awaitable[int]]


def measure(server: Server, count: int, write: Write) -> Measured:
    """A line sent some times to as many tabs: all the receipts, and the slowest of each time."""

    async def look() -> Measured:
        began = time.perf_counter()
        crowd = await tabs(server, count)
        opened_s = time.perf_counter() - began
        await asyncio.sleep(1)
        delays: list[float] = []
        for rank in range(ROUNDS):
            word = f"Mesure {count} {rank}."
            waited = [tab.expect(word) for tab in crowd]
            sent = time.perf_counter()
            assert await write(word) == 303
            received = await asyncio.wait_for(asyncio.gather(*waited), 60)
            delays += [(one - sent) * 1000 for one in received]
            for tab in crowd:
                tab.received = b""
            await asyncio.sleep(0.3)
        memory_mb = server.memory_mb
        for tab in crowd:
            tab.close()
        return Measured(quantiles(delays, n=20)[-1], max(delays), memory_mb, opened_s)

    return asyncio.run(look())


def test_a_line_reaches_300_tabs_then_2000(own_database: dict[str, str]) -> None:
    many_files()
    with served(own_database) as server:
        measure(server, 10, server.write)  # templates compiled
        few = measure(server, 300, server.write)
        many = measure(server, CROWD, server.write)
    print(f"| une ligne reçue par 300 onglets, 95 % | {few.p95_ms:.0f} ms | ≤ {P95_MS} ms |")
    print(f"| la même, dernier onglet | {few.last_ms:.0f} ms | ≤ {LAST_MS} ms |")
    print(f"| mémoire du serveur, 300 onglets | {few.memory_mb:.0f} Mo | ≤ {MEMORY_MB} Mo |")
    print(f"| 300 onglets ouverts ensemble | {few.opened_s:.1f} s | |")
    last = f"{many.last_ms:.0f} ms | ≤ {CROWD_MS} ms"
    print(f"| une ligne reçue par {CROWD} onglets, dernier | {last} |")
    print(f"| mémoire du serveur, {CROWD} onglets | {many.memory_mb:.0f} Mo | |")
    print(f"| {CROWD} onglets ouverts ensemble | {many.opened_s:.1f} s | |")
    assert few.p95_ms <= P95_MS
    assert few.last_ms <= LAST_MS
    assert few.memory_mb <= MEMORY_MB
    assert many.last_ms <= CROWD_MS


def test_a_stimulus_reaches_300_players(own_database: dict[str, str]) -> None:
    many_files()
    with served(own_database, "hygie.exercises.tests.process") as server:

        async def send(title: str) -> int:
            stimulus = {"title": title, "body": "Noir", "recipients": "DSI", "channel": "oral"}
            return await server.post(f"{server.other_session}conduite/", stimulus)

        measure(server, 10, send)
        few = measure(server, 300, send)
    print(f"| un stimulus reçu par 300 joueurs, 95 % | {few.p95_ms:.0f} ms | ≤ {P95_MS} ms |")
    print(f"| le même, dernier joueur | {few.last_ms:.0f} ms | ≤ {LAST_MS} ms |")
    print(f"| mémoire du serveur, 300 joueurs | {few.memory_mb:.0f} Mo | ≤ {MEMORY_MB} Mo |")
    assert few.p95_ms <= P95_MS
    assert few.last_ms <= LAST_MS
    assert few.memory_mb <= MEMORY_MB
