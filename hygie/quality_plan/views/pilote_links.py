"""The personal link of a pilote: given and ended in the plan, opened without account."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from hygie.accounts.link_forms import PersonalLinkForm
from hygie.accounts.links import personal_link
from hygie.accounts.models import PersonalLink
from hygie.accounts.selectors import links_about
from hygie.notifications.selectors import mails_stopped_url
from hygie.organisations.models import Organisation
from hygie.organisations.policies import unit_view
from hygie.organisations.requests import HygieRequest
from hygie.organisations.rights import Right, Room
from hygie.quality_plan.enums import State
from hygie.quality_plan.forms import LINK_DAYS, ConfirmForm, PiloteProgressForm
from hygie.quality_plan.models import PlanAction
from hygie.quality_plan.services import pilote_links
from hygie.quality_plan.views.edge import attempt, by, form_page, own_action_or_404
from hygie.web.addresses import address_for_others
from hygie.web.http import see_other


@unit_view(Room.QUALITY_PLAN, read=Right.WRITE, write=Right.WRITE)
def link_give(request: HygieRequest, unit: Organisation, action_id: UUID) -> HttpResponse:
    """Gives a link to the pilote; the address is shown once, in the answer to the form."""
    action = own_action_or_404(unit, action_id)
    first = {"holder_name": action.pilote_name}
    form = PersonalLinkForm(
        request.POST or None, on=request.scope.on, days=LINK_DAYS, initial=first
    )
    given: list[str] = []

    def give(**values: object) -> None:
        _, secret = pilote_links.pilote_link_give(**values)  # type: ignore[arg-type]
        given.append(address_for_others(request, reverse("quality_plan:link", args=[secret])))

    if request.method == "POST" and form.is_valid():
        attempt(form, give, {**by(request, unit), "action_id": action_id, **form.values()})
    context = {
        "form": form,
        "action": action,
        "address": given[0] if given else "",
        "links": links_about(PlanAction.fact_kind, action.pk),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "quality_plan/link_give.html", context, status=status)


@unit_view(Room.QUALITY_PLAN, read=Right.WRITE, write=Right.WRITE)
def link_end(
    request: HygieRequest, unit: Organisation, action_id: UUID, link_id: UUID
) -> HttpResponse:
    """Ends a link at once: GET asks, POST does."""
    action = own_action_or_404(unit, action_id)
    link = links_about(PlanAction.fact_kind, action.pk).filter(pk=link_id).first()
    if link is None:
        raise Http404("Lien inconnu pour cette action.")
    form = ConfirmForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        ids = {"action_id": action_id, "link_id": link_id}
        if attempt(form, pilote_links.pilote_link_revoke, {**by(request, unit), **ids}):
            return see_other("quality_plan:link-give", unit.finess, action_id)
    return form_page(
        request,
        form,
        title=f"Mettre fin au lien de {link.holder_name}",
        label="Mettre fin au lien",
        cancel_url="../../",
        kind="danger",
        lead="L’adresse donnée ne s’ouvrira plus. Ce qui a été noté reste.",
    )


@personal_link(Room.QUALITY_PLAN, PlanAction.fact_kind)
def link_open(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    """The page of the pilote: one action, its progress, nothing else."""
    action = pilote_links.action_of_link(link)
    if action is None:
        raise Http404("Cette action a été retirée du plan.")
    form = PiloteProgressForm(request.POST or None, action=action)
    saved = False
    if request.method == "POST" and form.is_valid():
        values = {"link": link, **form.values()}
        saved = attempt(form, pilote_links.pilote_progress, values, version=action.version)
    if saved:
        return see_other(f"{request.path}?note=1")
    context = {
        "form": form,
        "action": action,
        "link": link,
        "to_accept": action.state == State.PROPOSED,
        "noted": request.GET.get("note") == "1",
        "mails_stopped_url": mails_stopped_url(link),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "quality_plan/link_open.html", context, status=status)
