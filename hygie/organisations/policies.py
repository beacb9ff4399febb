"""The policy of every address, declared on its view: who may read it, who may post to it.

The tests walk the URL resolver and cross each policy with each role: a view without one fails them.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed

from hygie.accounts import guards
from hygie.organisations.enums import Kind
from hygie.organisations.models import Organisation
from hygie.organisations.requests import HygieRequest
from hygie.organisations.rights import Right, Role, Room
from hygie.web.policies import declare

Arguments = ParamSpec("Arguments")
View = Callable[..., HttpResponseBase]
UnitView = Callable[Concatenate[HygieRequest, Organisation, Arguments], HttpResponseBase]
SAFE = ("GET", "HEAD", "OPTIONS")


def _signed_in(request: HttpRequest) -> HttpResponseBase | None:
    if request.user.is_authenticated:
        return None
    return redirect_to_login(request.get_full_path())


def unit_view(
    room: Room, *, read: Right = Right.READ, write: Right | None = None
) -> Callable[[UnitView[Arguments]], View]:
    """A page of one unit (`finess` in the address): the view receives the unit it may see.

    GET needs the right `read` in `room`, POST needs `write`; without `write` only GET is allowed.
    """

    def decorate(view: UnitView[Arguments]) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, finess: str, *args: Any, **kwargs: Any) -> Any:
            refusal = _signed_in(request)
            if refusal is not None:
                return refusal
            right = read if request.method in SAFE else write
            if right is None:
                return HttpResponseNotAllowed(SAFE)
            signed = cast(HygieRequest, request)
            signed.unit = signed.scope.unit_or_refuse(finess, room, right)
            return view(signed, signed.unit, *args, **kwargs)

        return declare("unit", room=room, read=read, write=write)(wrapped)

    return decorate


def organisation_view(kind: Kind, *roles: Role) -> Callable[[View], View]:
    """A page of a GHT, group, region or the nation (`code`), for who holds a role there."""

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, code: str, *args: Any, **kwargs: Any) -> Any:
            refusal = _signed_in(request)
            if refusal is not None:
                return refusal
            signed = cast(HygieRequest, request)
            organisation = signed.scope.organisation_or_404(kind, code, roles)
            return view(signed, organisation, *args, **kwargs)

        return declare("organisation", organisation_kind=kind, roles=roles)(wrapped)

    return decorate


def published_view(view: UnitView[Arguments]) -> View:
    """A page of what one unit published, for who oversees it; the view receives the unit."""

    @wraps(view)
    def wrapped(request: HttpRequest, finess: str, *args: Any, **kwargs: Any) -> Any:
        refusal = _signed_in(request)
        if refusal is not None:
            return refusal
        signed = cast(HygieRequest, request)
        unit = signed.scope.published_units().filter(finess=finess).first()
        if unit is None:
            raise Http404("Établissement inconnu ou hors de votre périmètre.")
        return view(signed, unit, *args, **kwargs)

    return declare("published")(wrapped)


def signed_in_view(view: View) -> View:
    """A page for every account: it must filter what it shows by `request.scope` itself."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        refusal = _signed_in(request)
        return refusal if refusal is not None else view(request, *args, **kwargs)

    return declare("signed_in")(wrapped)


# A page of the instance's administration: the door of the accounts', which are administered too.
admin_view = guards.admin


def public_view(view: Callable[..., HttpResponse]) -> View:
    """A page anyone may open."""
    return declare("public")(view)


def link_view(view: Callable[..., HttpResponse]) -> View:
    """A page opened by the secret of a personal link: it must resolve the link itself."""
    return declare("link")(view)
