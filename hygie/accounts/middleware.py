"""A writer without second factor may only set one up, or sign out."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from hygie.accounts.models import User

ALLOWED_PREFIXES = ("/compte/", "/static/", "/lien/")


class SecondFactorMiddleware:
    """Sends to the set-up of the second factor every account that must have one and has none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if (
            isinstance(user, User)
            and user.must_use_second_factor
            and not user.is_demo
            and not request.path.startswith(ALLOWED_PREFIXES)
            and not request.session.get("second_factor_seen")
        ):
            if not is_mfa_enabled(user):
                return redirect("mfa_activate_totp")
            request.session["second_factor_seen"] = True
        return self.get_response(request)
