"""The two answers of a live page: a stream of server-sent events, and what follows a number."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from importlib import import_module
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

from asgiref.sync import SyncToAsync, sync_to_async
from django.conf import settings
from django.contrib.auth import get_user
from django.core.handlers.asgi import ASGIRequest
from django.db import connections
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from hygie.accounts.models import PersonalLink, User
from hygie.accounts.proofs import SEEN_KEY
from hygie.logbook.live import reading
from hygie.logbook.live.hub import Listener, hub_here
from hygie.logbook.live.reading import Listening

PING_SECONDS = 15.0
EVENTS = "text/event-stream; charset=utf-8"
AFTER, SEQ_HEADER = "apres", "X-Hygie-Seq"
RELOAD_STATUS = 205
LONGEST_NUMBER = 18


def stream(
    request: HttpRequest, listening: Listening, allowed: Callable[[], bool]
) -> HttpResponseBase:
    """The stream of a page whose right has just been checked.

    `allowed` is asked again, in a thread, some three times a minute: False ends the stream. What
    was missed after `Last-Event-ID`, or `?apres=`, comes first. A server that keeps no stream open
    (WSGI) tells the page to ask what follows instead.
    """
    if not isinstance(request, ASGIRequest):
        return HttpResponse(reading.ASK, content_type=EVENTS)
    listener = Listener(listening, allowed)
    answer = StreamingHttpResponse(_chunks(listener, _after(request)), content_type=EVENTS)
    answer.headers["Cache-Control"] = "no-cache"
    answer.headers["X-Accel-Buffering"] = "no"
    return answer


async def _chunks(listener: Listener, after: int) -> AsyncIterator[bytes]:
    hub = hub_here()
    await _free_thread()
    try:
        yield reading.HELLO
        missed = await hub.subscribe(listener, after)
        if missed:
            yield missed
        while True:
            try:
                chunk = await asyncio.wait_for(listener.queue.get(), PING_SECONDS)
            except TimeoutError:
                chunk = reading.PING
            yield chunk
            if chunk in (reading.END, reading.RELOAD):
                return
    finally:
        hub.unsubscribe(listener)


async def _free_thread() -> None:
    """Gives back what Django keeps for a request until its answer ends: a thread, a connection.

    A stream lasts hours: a thousand of them would keep a thousand of each.
    """
    await sync_to_async(connections.close_all, thread_sensitive=True)()
    context = SyncToAsync.thread_sensitive_context.get(None)
    if context is not None:
        executor = SyncToAsync.context_to_thread_executor.pop(context, None)
        if executor is not None:
            executor.shutdown(wait=False)


def follow(request: HttpRequest, listening: Listening) -> HttpResponse:
    """What is new after `?apres=`, as HTML; the number to ask from next is in `X-Hygie-Seq`.

    205, without content: too much was missed, the page is to be loaded again.
    """
    after = _after(request)
    until = reading.last_seq(listening.topic)
    news = reading.news_missed(listening, after, until)
    if news is None:
        return HttpResponse(status=RELOAD_STATUS)
    parts = reading.draw(news, listening.audiences)
    answer = HttpResponse("\n".join(one.html for one in parts))
    answer.headers[SEQ_HEADER] = str(max(after, until))
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _after(request: HttpRequest) -> int:
    """The last number that the page has; 0 when it says none, or nonsense."""
    said = (request.headers.get("Last-Event-ID", ""), request.GET.get(AFTER, ""))
    numbers = [int(one) for one in said if one.isdecimal() and len(one) <= LONGEST_NUMBER]
    return max(numbers, default=0)


def signed_in_allowed(request: HttpRequest, right: Callable[[User], bool]) -> Callable[[], bool]:
    """For `stream`: the session is still open, on the same account, which still has the right."""
    key, user_id = request.session.session_key, request.user.pk
    store = import_module(settings.SESSION_ENGINE).SessionStore

    def allowed() -> bool:
        session = store(session_key=key)
        user = get_user(cast(Any, SimpleNamespace(session=session)))
        if not user.is_authenticated or user.pk != user_id:
            return False
        seen = session.get(SEEN_KEY)
        if seen is not None and time.time() - seen > settings.SESSION_IDLE_SECONDS:
            return False
        return right(user)

    return allowed


def link_allowed(link_id: UUID) -> Callable[[], bool]:
    """For `stream`: the personal link still opens something."""
    return lambda: PersonalLink.objects.usable(timezone.now()).filter(pk=link_id).exists()
