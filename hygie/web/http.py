"""Answers to a POST, and files sent piece by piece."""

from collections.abc import AsyncIterator
from typing import Any

from asgiref.sync import sync_to_async
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url


class HttpResponseSeeOther(HttpResponseRedirect):
    """303: the browser re-reads the new page with GET, so that a reload sends nothing twice."""

    status_code = 303


class SentFile(FileResponse):
    """A file sent piece by piece, by an asynchronous server too (Django would read it whole)."""

    block_size = 256 * 1024

    async def __aiter__(self) -> AsyncIterator[bytes]:
        pieces = iter(self.streaming_content)  # type: ignore[arg-type]
        read = sync_to_async(lambda: next(pieces, b""), thread_sensitive=False)
        while piece := await read():
            yield piece


def see_other(to: Any, *args: Any, **kwargs: Any) -> HttpResponse:
    """Redirect after a POST; takes what `django.shortcuts.redirect` takes (object, name, path)."""
    return HttpResponseSeeOther(resolve_url(to, *args, **kwargs))


def htmx_location(request: HttpRequest, to: Any, *args: Any, **kwargs: Any) -> HttpResponse:
    """Redirect after a POST sent by htmx (whole page) or by a plain form."""
    if request.headers.get("HX-Request") != "true":
        return see_other(to, *args, **kwargs)
    answer = HttpResponse()
    answer.headers["HX-Redirect"] = resolve_url(to, *args, **kwargs)
    return answer
