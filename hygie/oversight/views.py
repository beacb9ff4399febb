"""Views of a GHT or group (matrix), of a region and of the nation (what was published)."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from hygie.domain.dated import load_book
from hygie.domain.verdict import Status
from hygie.obligations import selectors as obligations
from hygie.organisations.days import looked_on
from hygie.organisations.enums import Kind
from hygie.organisations.models import Organisation
from hygie.organisations.models.organisation import OrganisationQuerySet
from hygie.organisations.policies import organisation_view, published_view, signed_in_view
from hygie.organisations.requests import HygieRequest
from hygie.organisations.rights import Role
from hygie.oversight import presenting, selectors, tables
from hygie.oversight.filters import UnitFilter
from hygie.oversight.frise import published_frise
from hygie.oversight.quarters import evolutions

PER_PAGE = 50
FILES = ("xlsx", "csv")
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
        raise Http404("Cette vue n’existe pas.")
    return redirect(PAGES[Kind(kind)], code=code)


def file_asked(request: HttpRequest) -> str | None:
    """The form of file asked for (`?format=csv`), None for the page."""
    form = request.GET.get("format")
    return form if form in FILES else None


def action_asked(request: HttpRequest) -> int | None:
    """The action asked for (`?action=3`), None for all."""
    asked = request.GET.get("action", "")
    return int(asked) if asked in set("1234567") else None


def kept_query(request: HttpRequest) -> str:
    """The filters and the day of this address, for a link to another page: « q=…& », or nothing."""
    kept = request.GET.copy()
    for name in set(kept) - {"jour", "q", "departement", "secteur"}:
        del kept[name]
    return f"{kept.urlencode()}&" if kept else ""


def matrix(request: HygieRequest, group: Organisation) -> HttpResponse:
    """Units × obligations on a day; `?action=3` keeps one action, `?tri=retard` sorts."""
    day = looked_on(request)
    action = action_asked(request)
    page = selectors.group_matrix(
        request.scope, group, day, action=action, sort=request.GET.get("tri", "")
    )
    if (form := file_asked(request)) is not None:
        return tables.answer(tables.name_of(group, day), tables.matrix_rows(page, day), form)
    query = f"?jour={day}" if "jour" in request.GET else ""
    context = {
        "group": group,
        "page": page,
        "looked_on": day,
        "action": action,
        "rows": presenting.matrix_rows(page, query),
        **presenting.strips(page, day, query),
        "columns": presenting.columns(page),
        "shared": selectors.borne_for_several(request.scope, group, day),
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
    if (form := file_asked(request)) is not None:
        return territory_file(request, place, units, form)
    page = Paginator(units.order_by("search", "id"), PER_PAGE).get_page(request.GET.get("page"))
    shares = selectors.published_shares(units, day)
    context = {
        "place": place,
        "looked_on": day,
        "asked": asked,
        **presenting.shares(place, shares, kept_query(request)),
        "page": page,
        "regions": selectors.by_region(units, day) if place.kind == Kind.NATION else [],
        "rows": selectors.unit_lines(list(page.object_list), day),
        "number": page.paginator.count,
        "published": obligations.published(units).count(),
        "departments": asked.departments(Organisation.objects.under(place, day)),
    }
    return render(request, "oversight/territory.html", context)


def territory_file(
    request: HygieRequest, place: Organisation, units: OrganisationQuerySet, form: str
) -> HttpResponse:
    """Numbers by obligation, or the list of units (`?liste=etablissements`), as a file."""
    day = looked_on(request)
    if request.GET.get("liste") == "etablissements":
        lines = selectors.unit_lines(units.order_by("search", "id"), day)
        name = tables.name_of(place, day, "etablissements")
        return tables.answer(name, tables.unit_rows(lines, day), form)
    shares = selectors.published_shares(units, day)
    return tables.answer(tables.name_of(place, day), tables.share_rows(shares, day), form)


region = organisation_view(Kind.REGION, Role.ARS, Role.MINISTRY)(territory)
nation = organisation_view(Kind.NATION, Role.MINISTRY)(territory)


def evolution(request: HygieRequest, place: Organisation) -> HttpResponse:
    """What was published of one action (`?action=3`), quarter by quarter."""
    day, action = looked_on(request), action_asked(request) or 1
    asked = UnitFilter(request.GET)
    units = asked.keep(Organisation.objects.under(place, day).open_on(day))
    found = evolutions(units, action, day)
    if (form := file_asked(request)) is not None:
        name = tables.name_of(place, day, f"evolution-action-{action}")
        return tables.answer(name, tables.evolution_rows(found, action), form)
    context = {
        "place": place,
        "looked_on": day,
        "back": PAGES[Kind(place.kind)],
        "asked": asked,
        "number": units.count(),
        "published": obligations.published(units).count(),
        "actions": presenting.action_tabs(action, whole=False),
        **presenting.evolution(found),
    }
    return render(request, "oversight/evolution.html", context)


region_evolution = organisation_view(Kind.REGION, Role.ARS, Role.MINISTRY)(evolution)
nation_evolution = organisation_view(Kind.NATION, Role.MINISTRY)(evolution)


@published_view
def published_unit(request: HygieRequest, unit: Organisation) -> HttpResponse:
    """What one establishment published: status, count and day per obligation; never a reason."""
    day = looked_on(request)
    cells = obligations.published_matrix([unit.pk], day).get(unit.pk, {})
    told = {code for code, row in cells.items() if row.noted}
    context = {
        "shown": unit,
        "looked_on": day,
        "publication": obligations.last_publication(unit),
        "late": sum(cells[code].status == Status.LATE for code in told),
        "told": len(told),
        "frise": published_frise(unit, day, told),
        "lines": [(one, cells.get(one.id)) for one in load_book().obligations],
    }
    return render(request, "oversight/published_unit.html", context)
