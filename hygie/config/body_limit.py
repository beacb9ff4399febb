"""The body of a request is bounded before Django writes it to disk.

Under ASGI, Django keeps the whole body in a temporary file before any view, any right, any session:
without this bound anyone on the network could fill the disk with one request.
"""

import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from hygie.web.csp import HEADERS
from hygie.web.formats import file_size

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Any, Any, Any], Awaitable[None]]

# What a form adds around its files: field names, boundaries, other answers.
ENVELOPE_BYTES = 1024 * 1024
# Past its limit a body is read away, so that the browser shows the page instead of a cut line;
# past that many bytes more, the line is cut.
READ_AWAY_BYTES = 1024 * 1024 * 1024


class BodyLimit:
    """Answers 413, in French, to a request whose body is larger than its address takes."""

    def __init__(self, application: Application) -> None:
        self.application = application

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.application(scope, receive, send)
            return
        limit = limit_of(scope["path"])
        most = limit + ENVELOPE_BYTES
        if declared_bytes(scope) > most:
            await _refuse(limit, receive, send)
            return
        received, more = 0, True

        async def counted() -> Message:
            nonlocal received, more
            message = await receive()
            received += len(message.get("body", b""))
            more = bool(message.get("more_body"))
            # Told that the browser left, Django closes its temporary file and answers nothing.
            return {"type": "http.disconnect"} if received > most else message

        await self.application(scope, counted, send)
        if received > most:
            await _refuse(limit, receive, send, more=more)


def limit_of(path: str) -> int:
    """Bytes of the largest file taken at this address (`REQUEST_MAX_BYTES`, LARGE_REQUESTS)."""
    for pattern, most in settings.LARGE_REQUESTS:
        if re.match(pattern, path):
            return int(most)
    return int(settings.REQUEST_MAX_BYTES)


def declared_bytes(scope: MutableMapping[str, Any]) -> int:
    """The length that the request says; 0 when it says none (it comes in pieces)."""
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return 0


async def _refuse(limit: int, receive: Receive, send: Send, *, more: bool = True) -> None:
    """`more`: whether some of the body is still to come; once it came whole, a read would wait."""
    left = READ_AWAY_BYTES
    while more and left > 0:
        message = await receive()
        if message["type"] != "http.request" or not message.get("more_body"):
            break
        left -= len(message.get("body", b""))
    page = render_to_string("413.html", {"limit": file_size(limit)}).encode()
    headers = {"Content-Type": "text/html; charset=utf-8", "Connection": "close", **HEADERS}
    raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    raw.append((b"content-length", str(len(page)).encode()))
    await send({"type": "http.response.start", "status": 413, "headers": raw})
    await send({"type": "http.response.body", "body": page})
