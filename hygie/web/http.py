"""Answers to a POST."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url


class HttpResponseSeeOther(HttpResponseRedirect):
    """303: the browser re-reads the new page with GET, so that a reload sends nothing twice."""

    status_code = 303


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
