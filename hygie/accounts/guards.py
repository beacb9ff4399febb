"""The policy of each page of the room, and what all its answers share: 303 and no copy kept."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from hygie.web.policies import declare

View = Callable[..., HttpResponseBase]


def _settled(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """The answer, never kept by a cache; after a POST, a redirect is read again with GET (303)."""
    if request.method == "POST" and response.status_code == HTTPStatus.FOUND:
        response.status_code = HTTPStatus.SEE_OTHER
    add_never_cache_headers(response)
    return response


def public(view: View) -> View:
    """A page anyone may open: signing in, and what leads to it."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return _settled(request, view(request, *args, **kwargs))

    return declare("public")(wrapped)


def signed_in(view: View) -> View:
    """A page about one's own account."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return _settled(request, view(request, *args, **kwargs))

    return declare("signed_in")(wrapped)


def admin(view: View) -> View:
    """A page of the instance's administration; it does not exist for the others.

    Who administers is decided by `request.scope`, which the room above puts on each request.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not request.scope.is_admin():  # type: ignore[attr-defined]
            raise Http404
        return _settled(request, view(request, *args, **kwargs))

    return declare("admin")(wrapped)


def own_account(view: View) -> View:
    """The same, where the account's protection is changed: closed to accounts of demonstration.

    Several people share them: one may not shut the others out.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if getattr(request.user, "is_demo", False):
            return render(request, "accounts/demo_locked.html", status=HTTPStatus.FORBIDDEN)
        return view(request, *args, **kwargs)

    return signed_in(wrapped)
