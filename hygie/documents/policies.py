"""The policy of the pages whose room of rights is known only once the object is read."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseNotAllowed

from hygie.organisations.policies import SAFE
from hygie.organisations.requests import HygieRequest
from hygie.web.policies import declare

View = Callable[..., HttpResponseBase]


def known_unit_view(*, posts: bool = False) -> Callable[[View], View]:
    """A page of a unit inside the person's scope, whatever the room.

    The view itself asks for the right in the room of the object, and raises `Forbidden` (403) when
    the person has not got it. Outside the scope: 404.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, finess: str, *args: Any, **kwargs: Any) -> Any:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if request.method not in SAFE and not posts:
                return HttpResponseNotAllowed(SAFE)
            signed = cast(HygieRequest, request)
            unit = signed.scope.known_units().filter(finess=finess).first()
            if unit is None:
                raise Http404("Établissement inconnu ou hors de votre périmètre.")
            signed.unit = unit
            return view(signed, unit, *args, **kwargs)

        return declare("known_unit", posts=posts)(wrapped)

    return decorate
