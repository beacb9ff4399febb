"""Gives each request its scope, and turns a refusal of right into the page that names who can."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hygie.organisations.rights import RIGHT_LABELS
from hygie.organisations.scope import Forbidden, Scope, who_can


class ScopeMiddleware:
    """`request.scope`: what this person may see and do today."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user if request.user.is_authenticated else None
        # Under ASGI, Django reads http or https in its own `request.scope`: keep what it says.
        scheme = request.scheme
        request._get_scheme = lambda: scheme  # type: ignore[attr-defined]  # noqa: SLF001
        request.scope = Scope(user)  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Forbidden):
            return None
        members = who_can(
            exception.organisation,
            exception.room,
            exception.right,
            request.scope.on,  # type: ignore[attr-defined]
        )
        context = {
            "room_label": exception.room.label,
            "right_label": RIGHT_LABELS[exception.right],
            "who_can": [
                f"{member.user.full_name} ({member.get_role_display()})" for member in members
            ],
        }
        return render(request, "403.html", context, status=403)
