"""« À faire »: the actions of the plan that are mine, others', overdue; and the next days."""

from django.http import HttpResponse
from django.shortcuts import render

from hygie.compliance import selectors
from hygie.compliance.entry_sheets.waiting import waiting_sheets
from hygie.domain.verdict import Status
from hygie.organisations.models import Organisation
from hygie.organisations.policies import unit_view
from hygie.organisations.requests import HygieRequest
from hygie.organisations.rights import Right, Room
from hygie.quality_plan.selectors import todo as plan_todo

SHOWN = 50


@unit_view(Room.STATUS)
def todo(request: HygieRequest, unit: Organisation) -> HttpResponse:
    """What is to do in this unit: actions (overdue, mine, others'), then the obligations."""
    day = request.scope.on
    may_plan = request.scope.may(unit, Room.QUALITY_PLAN, Right.READ)
    units = Organisation.objects.units().filter(pk=unit.pk)
    plan = plan_todo(request.user, units if may_plan else units.none(), day)
    asked = selectors.late_then_due(selectors.unit_lines(request.scope, unit, day))
    context = {
        "groups": [
            (title, items[:SHOWN], len(items), len(items[SHOWN:]))
            for title, items in (
                ("Actions échues", plan.overdue),
                ("Mes actions", [one for one in plan.mine if not one.is_overdue]),
                ("Actions des autres", [one for one in plan.others if not one.is_overdue]),
            )
        ],
        "number": len(plan.mine) + len(plan.others),
        "overdue": len(plan.overdue),
        "may_plan": may_plan,
        "obligations": asked,
        "may_sheets": request.scope.may(unit, Room.STATEMENTS, Right.READ),
        "late": sum(line.status == Status.LATE for line in asked),
    }
    return render(request, "compliance/todo.html", context)


@unit_view(Room.STATEMENTS)
def waiting(request: HygieRequest, unit: Organisation) -> HttpResponse:
    """The sheets to enter, or to enter again: a part that the list of what is to do asks for."""
    sheets = waiting_sheets(request.scope, unit)
    return render(request, "compliance/_waiting_sheets.html", {"sheets": sheets})
