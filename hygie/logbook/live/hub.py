"""One reader per process for all its live pages: it reads what is new, draws it, hands it out.

No listener holds a connection to the database: the reader has one thread, the checks of rights
another. Everything else happens in the event loop, without a lock.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar
from weakref import WeakKeyDictionary

from django.db import connection

from hygie.logbook.live import reading
from hygie.logbook.live.reading import Drawn, Listening

logger = logging.getLogger(__name__)
Answer = TypeVar("Answer")

POLL_SECONDS = 0.1
AFTER_TROUBLE_SECONDS = 1.0
# Time in which every right is read again once; with its own length, well under a minute.
CHECK_SECONDS = 20.0
QUEUE_LENGTH = 100
KEPT_REPLAYS = 64
# A replay drawn is given again that long: what it says of the hour is no older.
REPLAY_SECONDS = 5.0


class Listener:
    """One open page. `allowed` says, from the database, whether it still may listen."""

    __slots__ = ("allowed", "listening", "queue")

    def __init__(self, listening: Listening, allowed: Callable[[], bool]) -> None:
        self.listening = listening
        self.allowed = allowed
        self.queue: asyncio.Queue[bytes] = asyncio.Queue(QUEUE_LENGTH)

    def give(self, chunk: bytes) -> None:
        """Adds to what it will send; a page too slow to follow is told to load again."""
        try:
            self.queue.put_nowait(chunk)
        except asyncio.QueueFull:
            while not self.queue.empty():
                self.queue.get_nowait()
            self.queue.put_nowait(reading.RELOAD)


class Hub:
    """The live pages of one event loop."""

    def __init__(self) -> None:
        self._listeners: dict[str, set[Listener]] = {}
        self._cursors: dict[str, int] = {}
        self._replays: dict[tuple[Listening, int, int], tuple[float, bytes]] = {}
        self._woken = asyncio.Event()
        self._reading: asyncio.Task[None] | None = None
        self._checking: asyncio.Task[None] | None = None
        self._reader = ThreadPoolExecutor(1, "hygie-live")
        self._checker = ThreadPoolExecutor(1, "hygie-live-rights")

    @property
    def count(self) -> int:
        """How many pages listen."""
        return sum(map(len, self._listeners.values()))

    def wake(self) -> None:
        """Something was written by this process: read at once."""
        self._woken.set()

    async def subscribe(self, listener: Listener, after: int) -> bytes:
        """From now on the listener is given what is new; returns what it missed after a number."""
        listening = listener.listening
        if listening.topic not in self._cursors:
            last = await self._read(reading.last_seq, listening.topic)
            self._cursors.setdefault(listening.topic, last)
        self._listeners.setdefault(listening.topic, set()).add(listener)
        until = self._cursors[listening.topic]
        self._keep_reading()
        if after >= until:
            return b""
        return await self._read(self._missed, listening, after, until)

    def unsubscribe(self, listener: Listener) -> None:
        """The page is gone; the last of a topic takes it out of what is read."""
        topic = listener.listening.topic
        others = self._listeners.get(topic, set())
        others.discard(listener)
        if not others:
            self._listeners.pop(topic, None)
            self._cursors.pop(topic, None)

    def _keep_reading(self) -> None:
        if self._reading is None or self._reading.done():
            self._reading = asyncio.create_task(self._read_on())
        if self._checking is None or self._checking.done():
            self._checking = asyncio.create_task(self._check_on())

    async def _read(self, function: Callable[..., Answer], *values: object) -> Answer:
        return await asyncio.get_running_loop().run_in_executor(self._reader, function, *values)

    async def _read_on(self) -> None:
        """Until nobody listens."""
        while self._listeners:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), POLL_SECONDS)
            self._woken.clear()
            wanted = {
                topic: (self._cursors[topic], _audiences(listeners))
                for topic, listeners in self._listeners.items()
            }
            try:
                found = await self._read(_new, wanted)
            except Exception:  # whatever it is, the pages stay open and the next reading tells all
                logger.exception("live pages: the news could not be read")
                self._reader.submit(connection.close)
                await asyncio.sleep(AFTER_TROUBLE_SECONDS)
                continue
            for topic, (seq, parts) in found.items():
                listeners = self._listeners.get(topic, set())
                if _audiences(listeners) <= wanted[topic][1]:
                    self._hand_out(topic, seq, parts)
                else:  # someone came meanwhile, as an audience that was not drawn: read again
                    self.wake()
        # Not awaited: a page that comes now must find this task ended, and start another.
        self._reader.submit(connection.close)

    def _hand_out(self, topic: str, seq: int, parts: list[Drawn]) -> None:
        if topic not in self._listeners:
            return
        self._cursors[topic] = seq
        chunks: dict[frozenset[str], bytes] = {}
        for listener in self._listeners[topic]:
            audiences = listener.listening.audiences
            if audiences not in chunks:
                own = [one for one in parts if one.audience in audiences]
                chunks[audiences] = reading.frames(own, seq)
            if chunks[audiences]:
                listener.give(chunks[audiences])

    def _missed(self, listening: Listening, after: int, until: int) -> bytes:
        """In the reader's thread: drawn once for all the pages that come back at the same point."""
        place = (listening, after, until)
        made, replay = self._replays.get(place, (0.0, b""))
        if place not in self._replays or time.monotonic() - made > REPLAY_SECONDS:
            if len(self._replays) >= KEPT_REPLAYS:
                self._replays.clear()
            news = reading.news_missed(listening, after, until)
            replay = (
                reading.RELOAD
                if news is None
                else reading.frames(reading.draw(news, listening.audiences), until)
            )
            self._replays[place] = (time.monotonic(), replay)
        return replay

    async def _check_on(self) -> None:
        """Reads every right again, one after the other, and ends the pages of who lost it."""
        loop = asyncio.get_running_loop()
        while self._listeners:
            everyone = [one for group in self._listeners.values() for one in group]
            for listener in everyone:
                await asyncio.sleep(CHECK_SECONDS / len(everyone))
                if listener not in self._listeners.get(listener.listening.topic, ()):
                    continue
                try:
                    still = await loop.run_in_executor(self._checker, listener.allowed)
                except Exception:  # not known: it will be asked again in the next round
                    logger.exception("live pages: a right could not be read")
                    continue
                if not still:
                    listener.give(reading.END)
            self._checker.submit(connection.close)


def _audiences(listeners: Iterable[Listener]) -> frozenset[str]:
    return frozenset().union(*(one.listening.audiences for one in listeners))


def _new(
    wanted: dict[str, tuple[int, frozenset[str]]],
) -> dict[str, tuple[int, list[Drawn]]]:
    """By topic, the number of its last news and what they look like. In the reader's thread."""
    news = reading.news_after({topic: seq for topic, (seq, _) in wanted.items()})
    by_topic: dict[str, list[reading.News]] = {}
    for one in news:
        by_topic.setdefault(one.topic, []).append(one)
    return {
        topic: (rows[-1].seq, reading.draw(rows, wanted[topic][1]))
        for topic, rows in by_topic.items()
    }


_hubs: "WeakKeyDictionary[asyncio.AbstractEventLoop, Hub]" = WeakKeyDictionary()


def hub_here() -> Hub:
    """The hub of the loop that runs."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = Hub()
    return _hubs[loop]


def wake_all() -> None:
    """Every hub of this process reads at once; from any thread."""
    for loop, hub in list(_hubs.items()):
        with suppress(RuntimeError):  # a loop that has ended
            loop.call_soon_threadsafe(hub.wake)
