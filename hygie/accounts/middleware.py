"""Two guards of every signed-in page: an idle session ends, a writer proves a second factor."""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils.http import urlencode

from hygie.accounts import selectors
from hygie.accounts.proofs import SEEN_KEY, SINCE_KEY, has_proved_second_factor
from hygie.web.formats import plural
from hygie.web.http import htmx_location

GetResponse = Callable[[HttpRequest], HttpResponse]

WRITTEN_EVERY_SECONDS = 300
WANTED_PAGE_KEY = "page_wanted_before_second_factor"

# All that a session may open until it has proved a second factor (URL names).
WITHOUT_FACTOR = {
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "account_reauthenticate",
    "account_logout",
}
WITHOUT_PROOF = {"mfa_reauthenticate", "mfa_reauthenticate_webauthn", "account_logout"}


class IdleSessionMiddleware:
    """Ends a session idle for `SESSION_IDLE_SECONDS` (ward PCs are shared), or too long open.

    No session outlives `SESSION_COOKIE_AGE` after its sign-in, however busy. The hours are written
    at sign-in (AccountAdapter.login); that of the last request, at most every five minutes.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = int(time.time())
            idle_seconds = now - request.session.get(SEEN_KEY, now)
            open_seconds = now - request.session.get(SINCE_KEY, now)
            idle, longest = settings.SESSION_IDLE_SECONDS, settings.SESSION_COOKIE_AGE
            if idle_seconds > idle:
                _close(request, f"La session est restée {spoken(idle)} sans activité")
            elif open_seconds > longest:
                _close(request, f"La session était ouverte depuis {spoken(longest)}")
            elif idle_seconds > WRITTEN_EVERY_SECONDS:
                request.session[SEEN_KEY] = now
        return self.get_response(request)


def spoken(seconds: int) -> str:
    """A duration in whole hours, else in minutes: « 2 heures », « 30 minutes »."""
    hours, left = divmod(seconds, 3600)
    count, unit = (hours, "heure") if hours and not left else (seconds // 60, "minute")
    return f"{count}\u00a0{unit}{plural(count)}"


def _close(request: HttpRequest, why: str) -> None:
    logout(request)
    messages.info(request, f"{why}\u00a0: elle a été fermée. Connectez-vous pour continuer.")


class SecondFactorMiddleware:
    """Leaves to a writer's session, until it has proved a second factor, only what proves it.

    The account is read again at each request: a role given after the sign-in counts at once.
    The proof is kept in the session, by allauth, so it never serves another session.
    Static files are served before; a page of a personal link owes nothing to the account.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if not request.user.is_authenticated:
            return None
        user = request.user
        if not user.must_use_second_factor or user.is_demo:
            return None
        if getattr(view, "policy", None) == "link" or has_proved_second_factor(request, user):
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        if selectors.has_main_factor(user):
            return None if name in WITHOUT_PROOF else _to(request, "mfa_reauthenticate")
        return None if name in WITHOUT_FACTOR else _to(request, "mfa_activate_totp")


def _to(request: HttpRequest, name: str) -> HttpResponse:
    """Sends to the page that proves the factor, and remembers the page wanted."""
    if request.method == "GET" and request.headers.get("HX-Request") != "true":
        request.session[WANTED_PAGE_KEY] = request.get_full_path()
    answer = htmx_location(request, name)
    if name == "mfa_reauthenticate" and "Location" in answer.headers:
        wanted = request.session.get(WANTED_PAGE_KEY, "/")
        answer.headers["Location"] += "?" + urlencode({"next": wanted})
    return answer
