"""The overview of action 4, the list of services, the follow-up of the BIA, the personal link."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from hygie.accounts.link_forms import PersonalLinkForm
from hygie.accounts.links import personal_link
from hygie.accounts.models import PersonalLink
from hygie.continuity import selectors, services
from hygie.continuity.enums import BiaState
from hygie.continuity.forms import ContributionForm, EventTestsForm, ServiceListForm
from hygie.continuity.models import Bia, ServiceList
from hygie.documents.fact_pages import RemoveForm, history_of
from hygie.documents.selectors import evidence_for
from hygie.logbook.access import may
from hygie.logbook.models import Event
from hygie.notifications.selectors import mails_stopped_url
from hygie.obligations.selectors import action_statuses
from hygie.organisations.days import looked_on
from hygie.organisations.models import HospitalService, Organisation
from hygie.organisations.policies import unit_view
from hygie.organisations.requests import HygieRequest
from hygie.organisations.rights import Right, Room
from hygie.organisations.scope import who_can
from hygie.web.addresses import address_for_others
from hygie.web.edge import attempt, form_page
from hygie.web.http import see_other

ROOM = Room.CONTINUITY


@unit_view(ROOM)
def overview(request: HygieRequest, unit: Organisation) -> HttpResponse:
    """Governance, list of services, BIA count, PCRA cadre."""
    lines = selectors.current_lines(unit)
    families = selectors.families(unit, lines)
    context = {
        "statuses": action_statuses(unit, 4, looked_on(request)),
        "governance": selectors.governance(unit),
        "listed": lines[0].list if lines else None,
        "families": families,
        "total": sum(len(family.rows) for family in families),
        "approved": sum(family.approved for family in families),
        "may_write": request.scope.may(unit, ROOM, Right.WRITE),
    }
    return render(request, "continuity/overview.html", context)


@unit_view(ROOM)
def bias(request: HygieRequest, unit: Organisation) -> HttpResponse:
    """The BIA of the services of the list, by family."""
    lines = selectors.current_lines(unit)
    families = selectors.families(unit, lines)
    context = {
        "statuses": action_statuses(unit, 4, looked_on(request)),
        "listed": lines[0].list if lines else None,
        "families": families,
        "total": sum(len(family.rows) for family in families),
        "approved": sum(family.approved for family in families),
        "may_write": request.scope.may(unit, ROOM, Right.WRITE),
    }
    return render(request, "continuity/bias.html", context)


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def list_record(request: HygieRequest, unit: Organisation) -> HttpResponse:
    """Freezes the list of services that the COPIL decided."""
    form = ServiceListForm(request.POST or None, unit=unit, on=request.scope.on)
    if request.method == "POST" and form.is_valid():
        listed = attempt(
            form,
            services.service_list_record,
            scope=request.scope,
            acting_user=request.user,
            unit=unit,
            **form.cleaned_data,
        )
        if listed is not None:
            messages.success(request, "La liste est arrêtée.")
            return see_other("continuity:list-detail", unit.finess, listed.pk)
    return form_page(
        request,
        form,
        template="continuity/list_form.html",
        title="Arrêter la liste des services",
        label="Arrêter la liste",
        cancel_url=reverse("continuity:overview", args=[unit.finess]),
        may_add=request.scope.may(unit, Room.ORGANISATION, Right.WRITE),
        who_can=who_can(unit, Room.ORGANISATION, Right.WRITE, request.scope.on),
    )


@unit_view(ROOM)
def list_detail(request: HygieRequest, unit: Organisation, list_id: UUID) -> HttpResponse:
    """One version of the list of services."""
    listed = get_object_or_404(ServiceList.objects.offered_to(unit), pk=list_id)
    kind = ServiceList.fact_kind
    context = {
        "listed": listed,
        "families": selectors.families(unit, listed.lines.all()),
        "kind": kind,
        "evidences": evidence_for(kind, [listed.pk])[str(listed.pk)],
        "history": history_of(listed, unit),
        "may_write": request.scope.may(unit, ROOM, Right.WRITE),
    }
    return render(request, "continuity/list_detail.html", context)


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def list_remove(request: HygieRequest, unit: Organisation, list_id: UUID) -> HttpResponse:
    """Removes a list noted by mistake: GET asks, POST does; the last of the others then counts."""
    listed = get_object_or_404(ServiceList.objects.filter(bearer=unit), pk=list_id)
    form = RemoveForm(request.POST or None, version=listed.version)
    if request.method == "POST" and form.is_valid():
        removed = attempt(
            form,
            services.service_list_remove,
            scope=request.scope,
            acting_user=request.user,
            unit=unit,
            list_id=listed.pk,
            reason=form.cleaned_data["reason"],
            expected_version=form.cleaned_data["version"],
        )
        if removed is not None:
            messages.success(request, "La liste est retirée. Le journal en garde la trace.")
            return see_other("continuity:overview", unit.finess)
    title = f"Retirer la {listed}\u00a0?"
    return form_page(request, form, title=title, label="Retirer", kind="danger", cancel_url="../")


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def bia_link(request: HygieRequest, unit: Organisation, bia_id: UUID) -> HttpResponse:
    """Gives a link to the head of the service; its address is shown once."""
    bia = get_object_or_404(Bia.objects.filter(bearer=unit), pk=bia_id)
    form = PersonalLinkForm(
        request.POST or None, on=request.scope.on, initial={"holder_name": bia.service.head_name}
    )
    address = ""
    if request.method == "POST" and form.is_valid():
        given = attempt(
            form,
            services.bia_link_give,
            scope=request.scope,
            acting_user=request.user,
            unit=unit,
            bia=bia,
            **form.values(),
        )
        if given is not None:
            address = address_for_others(request, reverse("continuity:contribute", args=[given[1]]))
    context = {"form": form, "bia": bia, "address": address}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "continuity/bia_link.html", context, status=status)


@personal_link(Room.CONTINUITY, Bia.fact_kind)
def contribute(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    """The page of the head of a service: one BIA, nothing else."""
    bias = Bia.objects.select_related("service", "bearer").filter(bearer=link.organisation_id)
    bia = bias.filter(pk=link.subject_id).first()
    if bia is None:
        raise Http404("Ce BIA a été retiré.")
    first = {"dmia_h": bia.dmia_h, "pdma_h": bia.pdma_h, "comment": bia.service_comment}
    form = ContributionForm(request.POST or None, initial=first, version=bia.version)
    if request.method == "POST" and form.is_valid():
        values = form.values()
        if attempt(form, services.bia_contribute, link=link, **values) is not None:
            return see_other(f"{request.path}?note=1")
    context = {
        "form": form,
        "bia": bia,
        "link": link,
        "noted": request.GET.get("note") == "1",
        "closed": bia.state == BiaState.APPROVED,
        "mails_stopped_url": mails_stopped_url(link),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "continuity/contribute.html", context, status=status)


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def event_tests(request: HygieRequest, unit: Organisation, event_id: UUID) -> HttpResponse:
    """Which PCRA an exercise, or a crisis, put to the test, and what it showed."""
    event = Event.objects.of(unit).filter(pk=event_id).first()
    if event is None or not may(request.scope, unit, event, Right.READ):
        raise Http404("Événement inconnu ou hors de votre périmètre.")
    noted = selectors.tests_of_event(unit, event_id)
    known = [one.service_id for one in noted]
    asked = HospitalService.objects.filter(unit=unit, closed_on=None).exclude(pk__in=known)
    form = EventTestsForm(request.POST or None, services=list(asked.order_by("family", "name")))
    if request.method == "POST" and form.is_valid():
        who = {"scope": request.scope, "acting_user": request.user, "unit": unit}
        made = attempt(form, services.pcra_tests_note, **who, event_id=event_id, tests=form.tests())
        if made is not None:
            messages.success(request, "C’est noté." if made else "Rien n’était à noter.")
            return see_other("continuity:event-tests", unit.finess, event_id)
    context = {"event": event, "noted": noted, "form": form}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "continuity/event_tests.html", context, status=status)
