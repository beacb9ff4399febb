"""People of a unit: roles, guests, interims, and the delegations to its group."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from hygie.domain.refusal import ServiceRefusal
from hygie.organisations import selectors
from hygie.organisations.forms import DelegationForm, MembershipForm
from hygie.organisations.models import Delegation, Membership, Organisation
from hygie.organisations.policies import unit_view
from hygie.organisations.requests import HygieRequest
from hygie.organisations.rights import Right, Room
from hygie.organisations.services import invitation
from hygie.organisations.services import membership as services
from hygie.organisations.views.granting import after_invitation
from hygie.web import refusals
from hygie.web.addresses import address_for_others
from hygie.web.edge import attempt, form_page
from hygie.web.http import see_other


@unit_view(Room.PEOPLE)
def people(request: HygieRequest, unit: Organisation) -> HttpResponse:
    """Who may do what in this unit, and what it opened to its group."""
    context = {
        "memberships": selectors.memberships_of(unit, request.scope.on),
        "delegations": Delegation.objects.filter(unit=unit).select_related("grantee"),
        "groups": services.groups_of(unit, request.scope.on),
        "may_grant": request.scope.may(unit, Room.PEOPLE, Right.GRANT),
        "today": request.scope.on,
    }
    return render(request, "organisations/people.html", context)


@unit_view(Room.PEOPLE, read=Right.GRANT, write=Right.GRANT)
def membership_add(request: HygieRequest, unit: Organisation) -> HttpResponse:
    """Gives a role; a person without account receives an invitation."""
    form = MembershipForm(request.POST or None, organisation=unit, today=request.scope.on)
    if request.method == "POST" and form.is_valid():
        invited = attempt(
            form,
            invitation.person_invite,
            scope=request.scope,
            acting_user=request.user,
            absolute=partial(address_for_others, request),
            organisation=unit,
            **form.cleaned_data,
        )
        if invited is not None:
            return after_invitation(request, invited, "organisations:people", unit.finess)
    return form_page(
        request, form, title="Donner un rôle", label="Donner ce rôle", cancel_url="../"
    )


@unit_view(Room.PEOPLE, read=Right.GRANT, write=Right.GRANT)
def membership_end(request: HygieRequest, unit: Organisation, membership_id: int) -> HttpResponse:
    """Ends a role today: GET asks, POST does."""
    membership = get_object_or_404(Membership, pk=membership_id, organisation=unit)
    if request.method == "POST":
        try:
            services.membership_end(
                scope=request.scope,
                acting_user=request.user,
                membership=membership,
                until=request.scope.on,
            )
        except ServiceRefusal as refusal:
            messages.error(request, refusals.sentence(refusal))
        return see_other("organisations:people", unit.finess)
    return render(request, "organisations/membership_end.html", {"membership": membership})


@unit_view(Room.PEOPLE, read=Right.GRANT, write=Right.GRANT)
def delegation_add(request: HygieRequest, unit: Organisation) -> HttpResponse:
    """Opens rooms of the unit to its GHT or group."""
    groups = services.groups_of(unit, request.scope.on)
    form = DelegationForm(request.POST or None, groups=groups, today=request.scope.on)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        values["rooms"] = [Room(room) for room in values["rooms"]]
        given = attempt(
            form,
            services.delegation_give,
            scope=request.scope,
            acting_user=request.user,
            unit=unit,
            **values,
        )
        if given is not None:
            return see_other("organisations:people", unit.finess)
    return form_page(
        request,
        form,
        title="Déléguer à mon groupement",
        label="Donner la délégation",
        cancel_url="../../personnes/",
    )


@unit_view(Room.PEOPLE, read=Right.GRANT, write=Right.GRANT)
def delegation_end(request: HygieRequest, unit: Organisation, delegation_id: int) -> HttpResponse:
    """Takes back a delegation: GET asks, POST does."""
    delegation = get_object_or_404(Delegation, pk=delegation_id, unit=unit)
    if request.method == "POST":
        services.delegation_end(
            scope=request.scope,
            acting_user=request.user,
            unit=unit,
            delegation_id=delegation_id,
        )
        return see_other("organisations:people", unit.finess)
    return render(request, "organisations/delegation_end.html", {"delegation": delegation})
