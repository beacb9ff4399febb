"""The personal link of a contributeur: given and ended here, opened without account."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from hygie.accounts.links import personal_link
from hygie.accounts.models import PersonalLink
from hygie.accounts.selectors import links_about
from hygie.notifications.selectors import mails_stopped_url
from hygie.organisations.models import Organisation
from hygie.organisations.policies import unit_view
from hygie.organisations.requests import HygieRequest
from hygie.organisations.rights import Right
from hygie.self_assessments import services
from hygie.self_assessments.forms import ThemeLinkForm
from hygie.self_assessments.models import SelfAssessment
from hygie.self_assessments.services import theme_links
from hygie.self_assessments.views.answering import (
    MEASURES_PER_PAGE,
    form_sent,
    grid_page,
    saved_alone,
    stored_form,
)
from hygie.self_assessments.views.fetch import ROOM, borne, who
from hygie.web.addresses import address_for_others
from hygie.web.edge import attempt, form_page, sent
from hygie.web.forms import HygieForm
from hygie.web.http import see_other
from hygie.web.paths import path_of


def _theme(assessment: SelfAssessment, number: int) -> str:
    themes = assessment.themes
    if not 1 <= number <= len(themes):
        raise Http404("Ce thème n’est pas dans le référentiel.")
    return themes[number - 1]


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def theme_link(
    request: HygieRequest, unit: Organisation, assessment_id: UUID, theme_number: int
) -> HttpResponse:
    """Gives a link to answer one theme; its address is shown once, in the answer to the form."""
    assessment = borne(unit, assessment_id)
    theme, address = _theme(assessment, theme_number), ""
    form = ThemeLinkForm(sent(request), on=request.scope.on)
    if request.method == "POST" and form.is_valid():
        about = {"assessment_id": assessment_id, "theme": theme, **form.values()}
        given = attempt(form, services.theme_link_give, **who(request, unit), **about)
        if given is not None:
            path = reverse("self_assessments:contribute", args=[given[1]])
            address = address_for_others(request, path)
    context = {
        "form": form,
        "assessment": assessment,
        "theme": theme,
        "number": theme_number,
        "address": address,
        "links": links_about(theme_links.KIND, theme_links.theme_id(assessment, theme)),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "self_assessments/theme_link.html", context, status=status)


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def theme_link_end(
    request: HygieRequest,
    unit: Organisation,
    assessment_id: UUID,
    theme_number: int,
    link_id: UUID,
) -> HttpResponse:
    """Ends a link at once: GET asks, POST does."""
    assessment = borne(unit, assessment_id)
    theme, page = _theme(assessment, theme_number), "self_assessments:theme-link"
    links = links_about(theme_links.KIND, theme_links.theme_id(assessment, theme))
    link, form = links.filter(pk=link_id).first(), HygieForm(sent(request))
    if link is None:
        raise Http404("Lien inconnu pour ce thème.")
    if request.method == "POST" and form.is_valid():
        about = {"assessment_id": assessment_id, "theme": theme, "link_id": link_id}
        if attempt(form, services.theme_link_end, **who(request, unit), **about) is not None:
            messages.success(request, "C’est fait\u00a0: cette adresse n’ouvre plus rien.")
            return see_other(page, unit.finess, assessment_id, theme_number)
    context: dict[str, Any] = {
        "title": f"Mettre fin au lien de {link.holder_name}",
        "lead": "L’adresse donnée ne s’ouvrira plus. Ce qui a été répondu reste.",
        "label": "Mettre fin au lien",
        "kind": "danger",
        "cancel_url": path_of(page, unit.finess, assessment_id, theme_number),
    }
    return form_page(request, form, **context)


@personal_link(ROOM, theme_links.KIND)
def theme_contribute(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    """The page of the contributeur: the measures of one theme, nothing else."""
    linked = theme_links.theme_of_link(link)
    if linked is None:
        raise Http404("Ce thème n’est plus demandé.")
    assessment = linked.assessment
    unit = assessment.bearer
    page = Paginator(linked.measures, MEASURES_PER_PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    save = partial(services.theme_contribute, link=link)
    form, rows = form_sent(request, unit, assessment, shown, save)
    if getattr(request, "htmx", False) and form.is_bound:
        return saved_alone(request, form, rows)
    if rows is not None:
        return see_other(_after(request, page))
    context: dict[str, Any] = {
        "theme": linked.theme,
        "link": link,
        "page": page,
        "noted": request.GET.get("note") == "1",
        "mails_stopped_url": mails_stopped_url(link),
    }
    stored = partial(stored_form, unit, assessment, shown)
    return grid_page(request, form, assessment, stored, "contribute.html", **context)


def _after(request: HttpRequest, page: Any) -> str:
    """The next page of the theme, then the first one with the thanks."""
    end = f"page={page.next_page_number()}" if page.has_next() else "note=1"
    return f"{request.path}?{end}"
