"""The list of computations and the closing of an entry; the rest is `digital_budget.pages`."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from hygie.digital_budget import selectors, services
from hygie.digital_budget.pages import COMPUTATION
from hygie.obligations.entry_forms import EntryForm
from hygie.obligations.selectors import action_statuses
from hygie.organisations.days import looked_on
from hygie.organisations.models import Organisation
from hygie.organisations.policies import unit_view
from hygie.organisations.requests import HygieRequest
from hygie.organisations.rights import Right, Room, roles_with
from hygie.web.edge import attempt, form_page
from hygie.web.http import see_other

ROOM = Room.DIGITAL_BUDGET


@unit_view(ROOM)
def computation_list(request: HygieRequest, unit: Organisation) -> HttpResponse:
    """Fiscal years, latest first."""
    day = looked_on(request)
    rows = selectors.results(unit, day)
    may_write = request.scope.may(unit, ROOM, Right.WRITE)
    context = {
        "statuses": action_statuses(unit, 7, day),
        "rows": rows,
        "state": selectors.title(rows, day),
        "may_write": may_write,
        "record_url": reverse("digital_budget:record", args=[unit.finess]) if may_write else "",
        "noted_by": ", ".join(role.label for role in roles_with(ROOM, Right.WRITE)),
    }
    return render(request, "digital_budget/list.html", context)


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def record(request: HygieRequest, unit: Organisation) -> HttpResponse:
    """Notes the computation of a fiscal year."""
    return COMPUTATION.record(request, unit)


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def entry(request: HygieRequest, unit: Organisation, fact_id: UUID) -> HttpResponse:
    """Notes that the fiscal year was entered on the national platform."""

    def form_of(data: object = None) -> EntryForm:
        return EntryForm(data, entry=COMPUTATION.borne(unit, fact_id))

    form = form_of(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        closed = attempt(
            form,
            services.computation_entry_close,
            scope=request.scope,
            acting_user=request.user,
            unit=unit,
            computation_id=fact_id,
            expected_version=values.pop("version"),
            **values,
        )
        if closed is not None:
            messages.success(request, "La saisie est notée.")
            return see_other(COMPUTATION.url("detail", unit, closed))
    title = "Noter la saisie sur la plateforme nationale"
    return form_page(request, form, stored=form_of, title=title, label="Noter", cancel_url="../")
