"""Administration of the instance: organisations, groups, people of groups and regions."""

from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from hygie.domain.refusal import ServiceRefusal
from hygie.organisations import selectors
from hygie.organisations.departments import region_of_department
from hygie.organisations.enums import Kind, LinkRole
from hygie.organisations.forms import GroupForm, LinkForm, MembershipForm, UnitForm
from hygie.organisations.models import Link, Membership, Organisation
from hygie.organisations.policies import admin_view
from hygie.organisations.requests import HygieRequest
from hygie.organisations.services import invitation
from hygie.organisations.services import membership as memberships
from hygie.organisations.services import organisation as services
from hygie.organisations.views.granting import after_invitation
from hygie.web import refusals
from hygie.web.addresses import address_for_others
from hygie.web.edge import attempt, form_page
from hygie.web.http import see_other

PER_PAGE = 50


@admin_view
def admin(request: HygieRequest) -> HttpResponse:
    """Every organisation of the instance, searched by `?q=` and filtered by `?type=`."""
    text = request.GET.get("q", "").strip()
    kind = request.GET.get("type", "unit")
    organisations = Organisation.objects.select_related("region")
    organisations = organisations.units() if kind == "unit" else organisations.filter(kind=kind)
    if text:
        organisations = organisations.matching(text)
    page = Paginator(organisations, PER_PAGE).get_page(request.GET.get("page"))
    kinds = [("unit", "Unités jugées"), *Kind.choices]
    return render(
        request,
        "organisations/admin.html",
        {"page": page, "text": text, "kind": kind, "kinds": kinds},
    )


@admin_view
def unit_add(request: HygieRequest) -> HttpResponse:
    """Writes an establishment by hand, or makes an imported one a judged unit."""
    form = UnitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        finess = values.pop("finess")
        values.pop("key_confirmed")
        unit = attempt(
            form,
            services.unit_create,
            scope=request.scope,
            acting_user=request.user,
            finess=finess,
            values=values,
            region=region_of_department(values["department"]),
        )
        if unit is not None:
            return see_other("organisations:admin-organisation", unit.pk)
    return form_page(
        request, form, title="Ajouter un établissement", label="Ajouter", cancel_url="../../"
    )


@admin_view
def group_add(request: HygieRequest) -> HttpResponse:
    """Creates a GHT or a private group."""
    form = GroupForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        group = attempt(
            form,
            services.group_create,
            scope=request.scope,
            acting_user=request.user,
            region=None,
            kind=Kind(form.cleaned_data["kind"]),
            code=form.cleaned_data["code"],
            name=form.cleaned_data["name"],
        )
        if group is not None:
            return see_other("organisations:admin-organisation", group.pk)
    return form_page(
        request, form, title="Ajouter un groupement", label="Ajouter", cancel_url="../../"
    )


@admin_view
def organisation_detail(request: HygieRequest, organisation_id: int) -> HttpResponse:
    """One organisation: its links, its people."""
    organisation = get_object_or_404(Organisation, pk=organisation_id)
    children = Link.objects.active_on(request.scope.on).filter(parent=organisation)
    context = {
        "organisation": organisation,
        "links": selectors.links_of(organisation, request.scope.on),
        "children": children.select_related("child").order_by("child__search")[:200],
        "memberships": selectors.memberships_of(organisation, request.scope.on),
        "is_judgeable": organisation.kind in (Kind.EJ, Kind.ET) and not organisation.is_unit,
    }
    return render(request, "organisations/admin_organisation.html", context)


@admin_view
def organisation_judge(request: HygieRequest, organisation_id: int) -> HttpResponse:
    """Makes an EJ or an ET a judged unit (POST)."""
    organisation = get_object_or_404(Organisation, pk=organisation_id)
    if request.method == "POST":
        try:
            services.unit_choose(
                scope=request.scope, acting_user=request.user, organisation=organisation
            )
        except ServiceRefusal as refusal:
            messages.error(request, refusals.sentence(refusal))
    return see_other("organisations:admin-organisation", organisation.pk)


@admin_view
def link_add(request: HygieRequest, organisation_id: int) -> HttpResponse:
    """Attaches a unit to a GHT or a group."""
    child = get_object_or_404(Organisation, pk=organisation_id)
    form = LinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form,
            services.link_set,
            scope=request.scope,
            acting_user=request.user,
            child=child,
            parent=form.cleaned_data["parent"],
            role=LinkRole(form.cleaned_data["role"]),
            since=form.cleaned_data["since"],
        )
        if done is not None:
            return see_other("organisations:admin-organisation", child.pk)
    return form_page(
        request, form, title=f"Rattacher\u00a0: {child.name}", label="Rattacher", cancel_url="../"
    )


@admin_view
def link_end(request: HygieRequest, organisation_id: int, link_id: int) -> HttpResponse:
    """Ends an attachment today (POST)."""
    if request.method == "POST":
        try:
            services.link_end(
                scope=request.scope,
                acting_user=request.user,
                link_id=link_id,
                until=request.scope.on,
            )
        except ServiceRefusal as refusal:
            messages.error(request, refusals.sentence(refusal))
    return see_other("organisations:admin-organisation", organisation_id)


@admin_view
def person_add(request: HygieRequest, organisation_id: int) -> HttpResponse:
    """Gives a role in any organisation."""
    organisation = get_object_or_404(Organisation, pk=organisation_id)
    form = MembershipForm(request.POST or None, organisation=organisation, today=request.scope.on)
    if request.method == "POST" and form.is_valid():
        invited = attempt(
            form,
            invitation.person_invite,
            scope=request.scope,
            acting_user=request.user,
            absolute=partial(address_for_others, request),
            organisation=organisation,
            **form.cleaned_data,
        )
        if invited is not None:
            to = "organisations:admin-organisation"
            return after_invitation(request, invited, to, organisation.pk)
    return form_page(
        request,
        form,
        title=f"Donner un rôle\u00a0: {organisation.name}",
        label="Donner ce rôle",
        cancel_url="../../",
    )


@admin_view
def person_end(request: HygieRequest, organisation_id: int, membership_id: int) -> HttpResponse:
    """Ends a role today (POST)."""
    organisation = get_object_or_404(Organisation, pk=organisation_id)
    membership = get_object_or_404(Membership, pk=membership_id, organisation=organisation)
    if request.method == "POST":
        try:
            memberships.membership_end(
                scope=request.scope,
                acting_user=request.user,
                membership=membership,
                until=request.scope.on,
            )
        except ServiceRefusal as refusal:
            messages.error(request, refusals.sentence(refusal))
    return see_other("organisations:admin-organisation", organisation_id)
