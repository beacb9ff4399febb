"""A main courante on a real server: streams, replays, many tabs, a kill, several writers."""

import asyncio
import signal

from hygie.logbook.tests.server import begin, gestures, kill, served, tabs
from hygie.obligations.tests.processes import own_database

__all__ = ["own_database"]

TABS = 300


def test_several_writers_at_once_leave_no_gap_and_no_break(own_database: dict[str, str]) -> None:
    _, numbers, checked = gestures(own_database, "prepare", "race")
    assert numbers == [str(number) for number in range(2, 37)]
    assert checked == ["36", "36"]


def test_a_killed_writer_loses_nothing_acknowledged(own_database: dict[str, str]) -> None:
    gestures(own_database, "prepare")
    writer = begin(own_database, "write:100000")
    assert writer.stdout is not None
    said = [int(writer.stdout.readline()) for _ in range(10)]
    kill(writer)
    said += [int(line) for line in writer.stdout.read().split()]
    writer.stdout.close()
    assert said == list(range(2, len(said) + 2))
    (checked,) = gestures(own_database, "check")
    assert int(checked[0]) >= said[-1]
    assert checked[0] == checked[1]
    assert len(checked) == 2, "the chain holds"
    assert gestures(own_database, "write:1") == [[str(int(checked[1]) + 1)]]


def test_the_streams_of_a_log(own_database: dict[str, str]) -> None:
    """One server for all: news of two processes, a replay, 300 tabs back after a kill."""
    with served(own_database) as server:

        async def look() -> str:
            (tab,) = await tabs(server, 1)
            assert b"text/event-stream" in tab.received
            assert b"x-accel-buffering: no" in tab.received.lower()
            assert b"no-cache" in tab.received
            seen = tab.expect('id="ligne-2"')
            assert await server.write("D’ici") == 303
            await asyncio.wait_for(seen, 10)
            seen = tab.expect('id="ligne-3"')
            await asyncio.to_thread(gestures, server.environment, "write:1")
            await asyncio.wait_for(seen, 10)
            last = tab.last_id
            tab.close()
            await asyncio.to_thread(gestures, server.environment, "write:2")
            (back,) = await tabs(server, 1, after=last)
            await asyncio.wait_for(back.expect('id="ligne-5"'), 10)
            assert b'id="ligne-4"' in back.received
            assert b'id="ligne-3"' not in back.received
            back.close()
            return last

        last = asyncio.run(look())
        server.stop(signal.SIGKILL)
        server.start()

        async def come_back() -> None:
            crowd = await asyncio.wait_for(tabs(server, TABS, after=last), 30)
            waited = [tab.expect('id="ligne-5"') for tab in crowd]
            await asyncio.wait_for(asyncio.gather(*waited), 10)
            waited = [tab.expect('id="ligne-6"') for tab in crowd]
            assert await server.write("À tous") == 303
            await asyncio.wait_for(asyncio.gather(*waited), 10)
            for tab in crowd:
                tab.close()

        asyncio.run(come_back())
