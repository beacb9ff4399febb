"""A NUL character has no place in an address, a cookie or a French text: refused on both databases.

PostgreSQL cannot keep it: without this guard the page of an error would answer instead of a 400.
"""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

NUL, QUOTED = "\0", "%00"


class NulCharacterMiddleware:
    """Answers 400 to an address or a cookie that holds a NUL character."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = request.META.get("QUERY_STRING", "")
        cookies = "".join(request.COOKIES.values())
        if QUOTED in asked or NUL in asked + request.path_info + cookies:
            raise BadRequest("NUL character in the address or in a cookie")
        return self.get_response(request)
