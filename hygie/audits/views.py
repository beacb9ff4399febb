"""The overview of action 3; the screens of each fact are `hygie.audits.pages`."""

from django.http import HttpResponse
from django.shortcuts import render

from hygie.audits import selectors
from hygie.obligations.selectors import action_statuses
from hygie.organisations.days import looked_on
from hygie.organisations.models import Organisation
from hygie.organisations.policies import unit_view
from hygie.organisations.requests import HygieRequest
from hygie.organisations.rights import Right, Room


@unit_view(Room.AUDITS)
def overview(request: HygieRequest, unit: Organisation) -> HttpResponse:
    """Directories by quarter, what is missing first, then the other facts of the action."""
    day = looked_on(request)
    quarters = selectors.quarters_until(day)
    rows = selectors.directory_rows(unit, quarters)
    counted = [row for row in rows if row.is_in_use and not row.declined and not row.is_for_others]
    context = {
        "statuses": action_statuses(unit, 3, day),
        "quarters": quarters,
        "rows": rows,
        "counted": counted,
        "missing": [row for row in counted if row.is_missing_now],
        "not_yet": [row for row in counted if row.is_new],
        "unknown": [row for row in counted if row.level is None],
        "lowest": min((row.level for row in counted if row.level), default=None),
        "others": selectors.others(unit),
        "may_write": request.scope.may(unit, Room.AUDITS, Right.WRITE),
        "may_plan": request.scope.may(unit, Room.QUALITY_PLAN, Right.WRITE),
    }
    return render(request, "audits/overview.html", context)
