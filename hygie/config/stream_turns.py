"""Streams are opened a few at a time: three hundred pages that come back at once take turns."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Any, Any, Any], Awaitable[None]]

SUFFIX = "/flux/"
AT_ONCE = 8


class Turns:
    """At most `AT_ONCE` streams have their right checked together; once open, they do not count.

    Each check takes a thread and a connection to the database: PostgreSQL has a hundred.
    """

    def __init__(self, application: Application) -> None:
        self.application = application
        self.turns = asyncio.Semaphore(AT_ONCE)

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].endswith(SUFFIX):
            await self.application(scope, receive, send)
            return
        await self.turns.acquire()
        waiting = True

        def give_back() -> None:
            nonlocal waiting
            if waiting:
                waiting = False
                self.turns.release()

        async def told(message: Message) -> None:
            # The first piece of a stream comes once its thread and its connection are given back.
            if message["type"] == "http.response.body":
                give_back()
            await send(message)

        try:
            await self.application(scope, receive, told)
        finally:
            give_back()
