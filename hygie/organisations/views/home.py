"""Where a person lands, and the search of units."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from hygie.organisations import selectors
from hygie.organisations.policies import signed_in_view
from hygie.organisations.requests import HygieRequest

PER_PAGE = 30


@signed_in_view
def home(request: HygieRequest) -> HttpResponseBase:
    """The only unit or group of the person, else the list of what she may open; the set-up of an
    instance that nobody uses yet for its administrator."""
    units = list(selectors.units_reachable(request.scope)[:2])
    groups = selectors.group_memberships(request.scope)
    if len(units) == 1 and not groups:
        return redirect("compliance:status", finess=units[0].finess)
    if len(groups) == 1 and len(selectors.my_memberships(request.scope)) == 1:
        return redirect(
            "oversight:of", kind=groups[0].organisation.kind, code=groups[0].organisation.code
        )
    if not units and not groups and request.scope.is_admin():
        is_unused = selectors.is_unused()
        return redirect("compliance:set-up" if is_unused else "organisations:admin")
    return unit_list(request)


@signed_in_view
def unit_list(request: HygieRequest) -> HttpResponse:
    """Units and groups that the person may open, filtered by what she types (`?q=`)."""
    text = request.GET.get("q", "").strip()
    units = selectors.units_reachable(request.scope)
    if text:
        units = units.matching(text)
    page = Paginator(units, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "text": text,
        "groups": selectors.group_memberships(request.scope),
        "is_admin": request.scope.is_admin(),
    }
    return render(request, "organisations/unit_list.html", context)


@signed_in_view
def my_rights(request: HttpRequest) -> HttpResponse:
    """What the person may do, where, and until when."""
    scope = request.scope  # type: ignore[attr-defined]
    context = {"memberships": selectors.my_memberships(scope)}
    return render(request, "organisations/my_rights.html", context)
