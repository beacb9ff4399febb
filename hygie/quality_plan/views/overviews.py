"""The plan seen otherwise: board, calendar, Gantt, by pilote, by origin, by instance."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from hygie.organisations.days import looked_on
from hygie.organisations.models import Organisation
from hygie.organisations.policies import unit_view
from hygie.organisations.requests import HygieRequest
from hygie.organisations.rights import Room
from hygie.quality_plan import overviews, presenting, selectors
from hygie.quality_plan.enums import State
from hygie.quality_plan.gantt import gantt
from hygie.quality_plan.pages import PlanPages
from hygie.quality_plan.views.plan import asked_by, rights_of
from hygie.web.formats import MONTHS

ROWS_OF_GANTT = 40


def frame(request: HygieRequest, unit: Organisation, current: str) -> dict[str, Any]:
    """What every way to look at the plan shows."""
    return {"overviews": presenting.overviews(unit, current), **rights_of(request, unit)}


@unit_view(Room.QUALITY_PLAN)
def plan_board(request: HygieRequest, unit: Organisation) -> HttpResponse:
    """A column a state, late actions first; those given up are folded under them."""
    columns = overviews.board(unit, looked_on(request))
    given_up = [one for one in columns if one.state == State.CANCELLED]
    shown = [one for one in columns if one.state != State.CANCELLED]
    context = {"columns": shown, "folded": given_up, **frame(request, unit, "board")}
    return render(request, "quality_plan/plan_board.html", context)


@unit_view(Room.QUALITY_PLAN)
def plan_calendar(request: HygieRequest, unit: Organisation) -> HttpResponse:
    """The actions due in a month; `?mois=2027-03`."""
    day = looked_on(request)
    first = overviews.month_of(request.GET.get("mois", ""), day)
    weeks = overviews.month_weeks(unit, first)
    context = {
        "weeks": weeks,
        "month": f"{MONTHS[first.month - 1]} {first.year}",
        "month_iso": first.isoformat()[:7],
        "day": day,
        "total": sum(len(cell.actions) + cell.more for week in weeks for cell in week),
        "around": overviews.months_around(first),
        **frame(request, unit, "calendar"),
    }
    return render(request, "quality_plan/plan_calendar.html", context)


@unit_view(Room.QUALITY_PLAN)
def plan_gantt(request: HygieRequest, unit: Organisation) -> HttpResponse:
    """The actions over time, with their table; the filters of the list hold."""
    day, asked = looked_on(request), asked_by(request)
    actions = selectors.actions_of(unit, asked, day)
    page = PlanPages(actions, ROWS_OF_GANTT).page_asked(request.GET.get("page"))
    rows = selectors.page_rows(unit, page.object_list, day)
    table = {"rows": presenting.plan_rows(unit, rows)}
    context = {
        "page": page,
        "asked": asked,
        "drawing": gantt(rows, day, title="Les actions du plan dans le temps") if rows else "",
        "table": render_to_string("quality_plan/_gantt_table.html", table, request),
        **frame(request, unit, "gantt"),
    }
    return render(request, "quality_plan/plan_gantt.html", context)


def groups_page(
    request: HygieRequest, unit: Organisation, current: str, **context: Any
) -> HttpResponse:
    """Counts by group; each count leads to the list, filtered."""
    page = Paginator(context.pop("groups"), 100).get_page(request.GET.get("page"))
    values = {"page": page, **context, **frame(request, unit, current)}
    return render(request, "quality_plan/plan_groups.html", values)


@unit_view(Room.QUALITY_PLAN)
def plan_by_pilote(request: HygieRequest, unit: Organisation) -> HttpResponse:
    """Who conducts what, and what is late."""
    groups = overviews.by_pilote(unit, looked_on(request))
    return groups_page(
        request, unit, "by-pilote", groups=groups, head="Pilote", parameter="pilote", sessions=False
    )


@unit_view(Room.QUALITY_PLAN)
def plan_by_origin(request: HygieRequest, unit: Organisation) -> HttpResponse:
    """Where the actions come from."""
    groups = overviews.by_origin(unit, looked_on(request))
    return groups_page(
        request, unit, "by-origin", groups=groups, head="Origine", parameter="origine",
        sessions=False,
    )  # fmt: skip


@unit_view(Room.QUALITY_PLAN)
def plan_by_instance(request: HygieRequest, unit: Organisation) -> HttpResponse:
    """What each committee follows, with its dossier de séance."""
    groups = overviews.by_instance(unit, looked_on(request))
    return groups_page(
        request, unit, "by-instance", groups=groups, head="Instance", parameter="instance",
        sessions=True,
    )  # fmt: skip
