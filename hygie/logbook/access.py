"""Who may open the main courante of one event, and the policy of its pages.

A real crisis is for those who have the right in `Room.LOGBOOK`; an exercise is also for those who
have it in `Room.EXERCISES` (animateur, qualité, guests).
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.utils.cache import add_never_cache_headers

from hygie.logbook.models import Event
from hygie.organisations.models import Organisation
from hygie.organisations.policies import SAFE
from hygie.organisations.requests import HygieRequest
from hygie.organisations.rights import Right, Room
from hygie.organisations.scope import Forbidden, Scope
from hygie.web.policies import declare

View = Callable[..., HttpResponseBase]


def may(scope: Scope, unit: Organisation, event: Event, right: Right) -> bool:
    """Whether the person has `right` on the main courante of `event`, as someone of `unit`."""
    return scope.may(unit, Room.LOGBOOK, right) or scope.may(unit, event.room, right)


def event_view(*, read: Right = Right.READ, write: Right | None = None) -> Callable[[View], View]:
    """A page of one event: the view receives the unit and the event (`event_id` in the address).

    GET needs `read`, POST `write`; without `write` only GET is allowed. Nothing is kept by caches.
    Declared as a page of `Room.LOGBOOK`, which is what a real crisis asks.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(
            request: HttpRequest, finess: str, event_id: Any, *args: Any, **kwargs: Any
        ) -> Any:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            right = read if request.method in SAFE else write
            if right is None:
                return HttpResponseNotAllowed(SAFE)
            signed = cast(HygieRequest, request)
            signed.unit, event = _fetch(signed.scope, finess, event_id, right)
            answer = view(signed, signed.unit, event, *args, **kwargs)
            add_never_cache_headers(answer)
            return answer

        return declare("unit", room=Room.LOGBOOK, read=read, write=write)(wrapped)

    return decorate


def _fetch(scope: Scope, finess: str, event_id: Any, right: Right) -> tuple[Organisation, Event]:
    units = Organisation.objects.units().select_related("region")
    unit = units.filter(finess=finess).first()
    if unit is None or not scope.rights_in(unit):
        raise Http404("Établissement inconnu ou hors de votre périmètre.")
    event = Event.objects.of(unit).select_related("bearer").filter(pk=event_id).first()
    if event is None:
        raise Http404("Main courante inconnue ou hors de votre périmètre.")
    if not may(scope, unit, event, right):
        raise Forbidden(unit, Room.LOGBOOK, right)
    return unit, event
