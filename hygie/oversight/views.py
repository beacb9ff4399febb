"""Views of a GHT or group (matrix), of a region and of the nation (what was published)."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from hygie.domain.dated import load_book
from hygie.obligations import selectors as obligations
from hygie.organisations.days import looked_on
from hygie.organisations.enums import Kind
from hygie.organisations.models import Organisation
from hygie.organisations.policies import organisation_view, published_view, signed_in_view
from hygie.organisations.requests import HygieRequest
from hygie.organisations.rights import Role
from hygie.oversight import presenting, selectors, tables
from hygie.oversight.filters import UnitFilter

PER_PAGE = 50
PAGES = {
    Kind.GHT: "oversight:ght",
    Kind.GROUP: "oversight:group",
    Kind.REGION: "oversight:region",
    Kind.NATION: "oversight:nation",
}


@signed_in_view
def of(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """The page of an organisation of any kind; the page itself decides of the right."""
    if kind not in PAGES:
        raise Http404("Cette vue n'existe pas.")
    return redirect(PAGES[Kind(kind)], code=code)


def matrix(request: HygieRequest, group: Organisation) -> HttpResponse:
    """Units × obligations on a day; `?action=3` keeps one action, `?tri=retard` sorts."""
    day = looked_on(request)
    asked = request.GET.get("action", "")
    action = int(asked) if asked in set("1234567") else None
    page = selectors.group_matrix(
        request.scope, group, day, action=action, sort=request.GET.get("tri", "")
    )
    if request.GET.get("format") == "xlsx":
        return tables.matrix_xlsx(group, page, day)
    context = {
        "group": group,
        "page": page,
        "looked_on": day,
        "action": action,
        "rows": presenting.matrix_rows(page),
        "columns": presenting.columns(page),
        "shared": presenting.shared_facts(page),
        "actions": presenting.action_tabs(action),
    }
    return render(request, "oversight/matrix.html", context)


ght = organisation_view(Kind.GHT, Role.GHT_RSSI)(matrix)
group = organisation_view(Kind.GROUP, Role.GROUP_HQ)(matrix)


def territory(request: HygieRequest, place: Organisation) -> HttpResponse:
    """What the units of a region, or of the nation, published: shares and list."""
    day = looked_on(request)
    asked = UnitFilter(request.GET)
    units = asked.keep(Organisation.objects.under(place, day).open_on(day))
    shares = selectors.published_shares(units, day)
    if request.GET.get("format") == "xlsx":
        return tables.shares_xlsx(place, shares, day)
    page = Paginator(units.order_by("search", "id"), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "place": place,
        "looked_on": day,
        "asked": asked,
        "shares": presenting.share_rows(shares),
        "chart": presenting.shares_chart(place, shares),
        "page": page,
        "regions": selectors.by_region(units, day) if place.kind == Kind.NATION else [],
        "rows": presenting.unit_rows(list(page.object_list), day),
        "number": page.paginator.count,
        "published": obligations.published(units).count(),
        "departments": asked.departments(Organisation.objects.under(place, day)),
    }
    return render(request, "oversight/territory.html", context)


region = organisation_view(Kind.REGION, Role.ARS, Role.MINISTRY)(territory)
nation = organisation_view(Kind.NATION, Role.MINISTRY)(territory)


@published_view
def published_unit(request: HygieRequest, unit: Organisation) -> HttpResponse:
    """What one establishment published: status, count and day per obligation; never a reason."""
    day = looked_on(request)
    cells = obligations.published_matrix([unit.pk], day).get(unit.pk, {})
    context = {
        "shown": unit,
        "looked_on": day,
        "publication": obligations.last_publication(unit),
        "lines": [(one, cells.get(one.id)) for one in load_book().obligations],
    }
    return render(request, "oversight/published_unit.html", context)
