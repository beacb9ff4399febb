"""The organisation page of a unit: what it is, its group, its services."""

from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from hygie.organisations import selectors
from hygie.organisations.forms import (
    HospitalServiceEditForm,
    HospitalServiceForm,
    UnitChangeForm,
)
from hygie.organisations.models import HospitalService, Organisation
from hygie.organisations.policies import unit_view
from hygie.organisations.requests import HygieRequest
from hygie.organisations.rights import Right, Room
from hygie.organisations.services import hospital_service as services
from hygie.organisations.services.organisation import unit_change
from hygie.web.edge import attempt, form_page
from hygie.web.http import see_other


@unit_view(Room.ORGANISATION)
def unit_detail(request: HygieRequest, unit: Organisation) -> HttpResponse:
    """Identity, group, sites and services of the unit."""
    context = {
        "organisation": unit,
        "links": selectors.links_of(unit, request.scope.on),
        "sites": selectors.sites_of(unit, request.scope.on),
        "services": selectors.hospital_services_of(unit),
        "may_write": request.scope.may(unit, Room.ORGANISATION, Right.WRITE),
    }
    return render(request, "organisations/unit_detail.html", context)


def _identity_form(unit: Organisation, data: Any = None) -> UnitChangeForm:
    return UnitChangeForm(data, instance=Organisation.objects.get(pk=unit.pk))


@unit_view(Room.ORGANISATION, read=Right.WRITE, write=Right.WRITE)
def unit_edit(request: HygieRequest, unit: Organisation) -> HttpResponse:
    """Corrects the identity of the unit."""
    form_of = partial(_identity_form, unit)
    form = form_of(request.POST or None)
    if request.method == "POST" and form.is_valid():
        changes = dict(form.cleaned_data)
        done = attempt(
            form,
            unit_change,
            scope=request.scope,
            acting_user=request.user,
            unit=unit,
            seen=changes.pop("seen"),
            changes=changes,
        )
        if done is not None:
            return see_other("organisations:unit", unit.finess)
    return form_page(
        request,
        form,
        stored=form_of,
        title="Corriger l’identité de l’établissement",
        label="Enregistrer",
        cancel_url="../",
    )


@unit_view(Room.ORGANISATION, read=Right.WRITE, write=Right.WRITE)
def service_add(request: HygieRequest, unit: Organisation) -> HttpResponse:
    """Adds a service of the unit."""
    form = HospitalServiceForm(request.POST or None, unit=unit)
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form,
            services.hospital_service_record,
            scope=request.scope,
            acting_user=request.user,
            unit=unit,
            **form.cleaned_data,
        )
        if done is not None:
            return see_other("organisations:unit", unit.finess)
    return form_page(
        request, form, title="Ajouter un service", label="Ajouter le service", cancel_url="../"
    )


def _service_form(
    unit: Organisation, service_id: UUID, data: Any = None
) -> HospitalServiceEditForm:
    service = get_object_or_404(HospitalService, pk=service_id, unit=unit)
    return HospitalServiceEditForm(data, instance=service, unit=unit)


@unit_view(Room.ORGANISATION, read=Right.WRITE, write=Right.WRITE)
def service_edit(request: HygieRequest, unit: Organisation, service_id: UUID) -> HttpResponse:
    """Changes a service of the unit."""
    form_of = partial(_service_form, unit, service_id)
    form = form_of(request.POST or None)
    if request.method == "POST" and form.is_valid():
        changes = dict(form.cleaned_data)
        expected = changes.pop("version")
        done = attempt(
            form,
            services.hospital_service_change,
            scope=request.scope,
            acting_user=request.user,
            unit=unit,
            service_id=service_id,
            expected_version=expected,
            changes=changes,
        )
        if done is not None:
            return see_other("organisations:unit", unit.finess)
    return form_page(
        request,
        form,
        stored=form_of,
        title="Modifier le service",
        label="Enregistrer",
        cancel_url="../",
    )


@unit_view(Room.ORGANISATION, read=Right.WRITE, write=Right.WRITE)
def service_close(request: HygieRequest, unit: Organisation, service_id: UUID) -> HttpResponse:
    """Closes a service: GET asks, POST does."""
    service = get_object_or_404(HospitalService, pk=service_id, unit=unit)
    if request.method == "POST":
        services.hospital_service_close(
            scope=request.scope,
            acting_user=request.user,
            unit=unit,
            service_id=service_id,
            closed_on=timezone.localdate(),
        )
        return see_other("organisations:unit", unit.finess)
    return render(request, "organisations/service_close.html", {"service": service})
