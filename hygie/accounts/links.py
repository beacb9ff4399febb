"""Pages of personal links: `@personal_link(Room.CONTINUITY, "bia")` gives `view(request, link)`."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from hygie.accounts import services, throttle
from hygie.domain.refusal import ServiceRefusal
from hygie.web import refusals
from hygie.web.policies import declare

View = Callable[..., HttpResponseBase]
TRIES = "link"


def personal_link(room: str, subject_kind: str) -> Callable[[View], View]:
    """A page opened by the secret in its address: `/lien/<secret>/…`, URL kwarg `secret`.

    The view receives the PersonalLink instead of the secret: it must show and change the object
    `link.subject_id` only; a kwarg `subject_id` that differs is not found. The link is the author
    of journal lines. Nothing is kept by caches, and the address never leaves in a Referer.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, secret: str, *args: Any, **kwargs: Any) -> Any:
            response = _answer(request, secret, args, kwargs)
            add_never_cache_headers(response)
            # Not "no-referrer": browsers would send "Origin: null" with the form, which Django's
            # protection against forged requests refuses. To other sites nothing is sent.
            response.headers["Referrer-Policy"] = "same-origin"
            response.headers["X-Robots-Tag"] = "noindex, nofollow"
            return response

        def _answer(request: HttpRequest, secret: str, args: Any, kwargs: Any) -> HttpResponseBase:
            if throttle.is_throttled(request, TRIES):
                return render(request, "429.html", status=HTTPStatus.TOO_MANY_REQUESTS)
            now = timezone.now()
            try:
                link = services.link_resolve(secret, now, room=room, subject_kind=subject_kind)
                if str(kwargs.get("subject_id", link.subject_id)) != link.subject_id:
                    raise ServiceRefusal("link_unknown")
            except ServiceRefusal as refusal:
                return _gone(request, refusal)
            services.link_touch(link=link, now=now)
            return view(request, link, *args, **kwargs)

        return declare("link", room=room, subject_kind=subject_kind)(wrapped)

    return decorate


def _gone(request: HttpRequest, refusal: ServiceRefusal) -> HttpResponse:
    """The page of a link that opens nothing, with the name of who made it when it is known."""
    if refusal.code == "link_unknown":
        throttle.count_failure(request, TRIES)
    context = {
        "sentence": refusals.sentence(refusal),
        "title": "Lien terminé" if refusal.code == "link_over" else "Lien non reconnu",
    }
    return render(request, "accounts/link_gone.html", context, status=HTTPStatus.NOT_FOUND)
